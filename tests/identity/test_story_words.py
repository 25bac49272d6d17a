import pytest

from scraper.identity.story_words import (
    BACKGROUND,
    LONGEST_WORD,
    Counts,
    bags,
    cosine,
    figures,
    heaviest,
    names,
    stems,
    vector,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Carers and carer's families", ["carer", "carer", "family"]),
        ("caring, visited, services, losses, buses", ["car", "visit", "service", "losse", "buse"]),
        ("1,386 of 41 per cent, 12.5% and £2.6bn", ["1386", "41%", "12.5%", "2.6", "bn"]),
        ("In January the child’s social-worker said so", ["child", "social", "worker"]),
        ("a I x", []),
    ],
)
def test_words_become_stems_without_what_every_text_has(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_names_are_words_with_a_capital_that_stand_together() -> None:
    found = names(
        "Chief executive Dora Penhale of the Counties and Cities Network said so. Today she left Brackwell."
    )
    assert found == {"dora penhale", "penhale county", "county city", "city network"}


def test_only_figures_that_two_reports_hardly_share_by_chance_count() -> None:
    words = ["1386", "41%", "12.5", "2026", "100", "10000", "0808", "12", "207", "six"]
    assert figures(words) == {"1386", "12.5", "207"}


def test_a_word_weighs_the_less_the_more_publications_have_it() -> None:
    counts = Counts(1_000, {"neglect": 200, "brackwell": 2})
    assert counts.weight("unheard") > counts.weight("brackwell") > counts.weight("neglect") > 0
    assert counts.is_rare("brackwell")
    assert not counts.is_rare("neglect")


def test_before_anything_is_stored_our_own_idea_of_common_words_counts() -> None:
    counts = Counts()
    assert counts.weight("child") < counts.weight("police") < counts.weight("brackwell")
    assert not counts.is_rare("child")


def test_with_many_publications_the_own_idea_no_longer_counts() -> None:
    counts = Counts(100 * BACKGROUND, {"child": 3})
    assert counts.weight("child") > Counts().weight("police")


def test_what_stands_in_every_publication_weighs_nothing() -> None:
    counts = Counts(10, {"child": 500})
    assert counts.weight("child") == 0
    assert vector({"child": 3}, counts) == {}


def test_a_publication_is_three_bags_of_words_with_names_and_figures_apart() -> None:
    found = bags("Debt of carers", f"Ada Fairbrother asked 1,386 carers. {'word ' * 120}late")
    assert found.title == {"debt": 1, "carer": 1}
    assert (found.lead["debt"], found.lead["carer"]) == (2, 3)
    assert "late" not in found.lead
    assert found.body["late"] == 1
    assert found.figures == {"1386"}
    assert {"ada fairbrother", "debt"} <= found.counted


def test_a_name_of_any_length_fits_the_table() -> None:
    found = bags("Title", f"{'Abcdefghij' * 4} {'Klmnopqrst' * 4}")
    assert max(map(len, found.counted)) == LONGEST_WORD


def test_equal_vectors_have_the_cosine_1_and_strange_ones_0() -> None:
    counts = Counts()
    one = vector({"debt": 2, "carer": 1}, counts)
    assert cosine(one, one) == pytest.approx(1)
    assert cosine(one, vector({"pool": 1, "swim": 1, "coin": 4}, counts)) == 0
    assert cosine(vector({"pool": 1, "debt": 1, "coin": 4}, counts), one) == pytest.approx(
        cosine(one, vector({"pool": 1, "debt": 1, "coin": 4}, counts))
    )


def test_the_heaviest_words_come_first_and_ties_by_name() -> None:
    assert heaviest({"child": 1, "brackwell": 1, "arrear": 1}, Counts(), 2) == ["arrear", "brackwell"]
