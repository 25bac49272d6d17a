import pytest

from scraper.digest.fact_check import Checked, Claim, check_facts, claims

SOURCE = (
    "The Hedge Trust today published research on hedgerows. More than 3,500 hedges in Wales and the North "
    "East were walked by 12 volunteers and three wardens; 46.0% were thinner than in October 2023.\n"
    "“Nobody had walked them for years,” said Dr Ann O’Hara of the Centre for Hedges (CfH). "
    "It asks councils to ‘leave the\nverges be’."
)


def doubts(summary: str, text: str = SOURCE, also: tuple[str, ...] = ()) -> list[str]:
    return [each.words for each in check_facts([summary], text, also) if each.doubtful]


@pytest.mark.parametrize(
    "summary",
    [
        "The Hedge Trust has published research on 3500 hedges in Wales.",
        "It walked 3,500 hedges; 46% were thinner than in October 2023.",
        "Twelve people walked: 12 volunteers and 3 wardens.",
        "Ann O'Hara of the Centre for Hedges speaks of verges.",
        "It asks to ‘leave the verges be’, and says “nobody had walked them for years”.",
        "Ann O’Hara and the Hedge Trust ask for it in the North East and Wales.",
        "CfH’s staff say so. Hedges matter. The North East matters too.",
    ],
)
def test_what_the_source_says_is_found_however_it_is_typed(summary: str) -> None:
    assert doubts(summary) == []


@pytest.mark.parametrize(
    ("summary", "doubtful"),
    [
        ("It walked 3,400 hedges.", ["3,400"]),
        ("Of the hedges 35 were walked.", ["35"]),
        ("Hedges in Scotland were walked by the Hedge Society.", ["Scotland", "Hedge Society"]),
        ("It asks to ‘mow the verges’.", ["mow the verges"]),
        ("Since October 2022 they are thinner, says the RSPB.", ["2022", "RSPB"]),
        ("Of them 4.6% were thinner.", ["4.6"]),
        ("Hedge Society staff walked. But Cardiff’s were not.", ["Hedge Society", "Cardiff’s"]),
        ("It found 2 reasons and 7 ways.", ["2", "7"]),
    ],
)
def test_what_the_source_does_not_say_is_told(summary: str, doubtful: list[str]) -> None:
    assert doubts(summary) == doubtful


def test_a_claim_is_told_with_its_place_in_the_summary_and_in_the_source() -> None:
    checked = check_facts(["It is new.", "They walked 3500 hedges in Scotland."], SOURCE)
    assert checked == [
        Checked(Claim.NUMBER, "3500", 1, 12, SOURCE.index("3,500")),
        Checked(Claim.NAME, "Scotland", 1, 27, None),
    ]


def test_the_publishers_name_need_not_stand_in_the_text() -> None:
    (checked,) = check_facts(["Says the Verge Board."], SOURCE, ("Verge Board",))
    assert (checked.found, checked.elsewhere, checked.doubtful) == (None, True, False)


def test_an_abbreviation_that_the_summary_explains_is_no_claim_of_its_own() -> None:
    text = "The Verge Board of Wales says so."
    assert doubts("The Verge Board of Wales (VBW) says so. VBW is new, unlike CfH (CFH).", text) == [
        "CfH",
        "CFH",
    ]
    assert doubts("The Verge Board of Wales (WBV) says so.", text) == ["WBV"]


def test_a_number_is_not_found_inside_another() -> None:
    assert doubts("It has 350 hedges and 5 wardens.") == ["350", "5"]


def test_a_quotation_is_one_claim_and_the_first_word_of_a_sentence_is_none() -> None:
    told = claims("Findings show: ‘Wales has 3 hedges’; Hedges grow. But Cardiff’s do not.")
    assert [(claim, words) for claim, words, _ in told] == [
        (Claim.QUOTATION, "Wales has 3 hedges"),
        (Claim.NAME, "Cardiff’s"),
    ]


def test_offsets_hold_where_small_letters_are_longer_than_capitals() -> None:
    text = "İ İ İ The Bureau found 77 hedges."
    (number,) = check_facts(["It found 77."], text)
    assert number.found == text.index("77")


def test_nothing_is_claimed_by_nothing() -> None:
    assert check_facts(["", "It grows."], "") == []
    assert doubts("In Wales it grows.", "") == ["Wales"]
