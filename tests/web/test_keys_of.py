from scraper.web.keys import KEYS, clashes, keys_of, mode_of


def test_keys_are_the_usual_ones_until_somebody_changes_hers() -> None:
    assert keys_of({})["include"] == "i"
    assert keys_of({"map": {"include": "y"}})["include"] == "y"
    assert keys_of({"map": {"include": ""}})["include"] == "i"
    assert keys_of({"map": "nonsense", "keys": 7})["include"] == "i"


def test_an_upper_case_letter_is_that_letter_with_shift() -> None:
    assert (keys_of({})["exclude-why"], keys_of({})["keys"], keys_of({})["select-all"]) == (
        "Shift+E",
        "?",
        "* a",
    )


def test_keys_that_are_off_have_no_name() -> None:
    assert set(keys_of({"keys": "off"}).values()) == {""}


def test_a_mode_that_does_not_exist_counts_as_on() -> None:
    assert [mode_of({"keys": said}) for said in ("on", "off", "list", "loud", None)] == [
        "on",
        "off",
        "list",
        "on",
        "on",
    ]


def test_the_usual_keys_do_not_clash_and_clashes_are_named() -> None:
    usual = {key.name: key.usual for key in KEYS}
    assert clashes(usual) == []
    assert clashes({"include": "i", "exclude": "i", "hold": ""}) == [("include", "exclude")]
    assert clashes({"go": "g q", "note": "g"}) == [("go", "note")]
    assert clashes({"note": "g", "go": "g q"}) == [("note", "go")]
