"""New, updated, unchanged or duplicate, and why."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from scraper.identity.fingerprint import containment, fingerprint, shingles, tokens
from scraper.identity.match import Decision, Known, KnownPublication, Related, decide, titles_agree
from scraper.identity.near import Near
from scraper.items import Fingerprint, Publication
from scraper.outcomes import Verdict

OURS = "https://anytown.example/news/young-carers-review"
THEIRS = "https://magazine.example/features/young-carers"
TITLE = "Review of support for young carers"
TEXT = (
    "Anytown partnership has published a review of support for young carers. "
    "It found that schools knew of fewer than half of them, that most had never met a social worker, and "
    "that few were asked what they wanted. The partnership calls for a named lead in every school. "
    "Published 3 May 2024."
)


def print_of(
    text: str = TEXT, url: str = OURS, canonical: str | None = None, asked: str | None = None
) -> Fingerprint:
    page = Publication(url=url, canonical_url=canonical, title=TITLE, text=text)
    return fingerprint(page, url, asked)


def known(
    id_: int, text: str = TEXT, url: str = OURS, title: str = TITLE, new: str | None = None
) -> KnownPublication:
    """What is kept of a text; `shared` measured against `new` when given."""
    found = print_of(text, url)
    shared = None if new is None else containment(shingles(tokens(text)), shingles(tokens(new)))
    return KnownPublication(
        id_, found.key, url, title, found.text_hash, found.mask_hash, found.words, shared=shared
    )


def at(owners: Mapping[str, KnownPublication]) -> Known:
    return Known(by_key=owners)


def test_what_nobody_knows_is_new_with_its_aliases() -> None:
    decision = decide(print_of(asked="https://short.example/x"), Known(), TITLE)
    marks = (f"url:{OURS}", "url:https://short.example/x", f"text:{print_of().text_hash}")
    assert decision == Decision(Verdict.NEW, new_aliases=("https://short.example/x",), marks=marks)


def test_the_same_text_at_the_same_address_is_unchanged() -> None:
    decision = decide(print_of(), Known({OURS: known(1)}, (known(1),)), TITLE)
    assert decision.verdict is Verdict.UNCHANGED
    assert decision.publication_id == 1
    assert not decision.hold
    assert decision.evidence == ("same address, same text",)


def test_the_same_text_at_another_address_is_a_duplicate_and_says_where() -> None:
    decision = decide(print_of(), Known(by_text=(known(2, url=THEIRS),)), TITLE)
    assert (decision.verdict, decision.publication_id) == (Verdict.DUPLICATE, 2)
    assert THEIRS in decision.evidence[0]
    assert decision.new_aliases == ()


def test_a_short_text_is_never_a_duplicate() -> None:
    words = " ".join(f"word{n}" for n in range(29))
    decision = decide(print_of(words), Known(by_text=(known(2, words, THEIRS),)), TITLE)
    assert decision.verdict is Verdict.NEW
    longer = f"{words} more"
    decision = decide(print_of(longer), Known(by_text=(known(2, longer, THEIRS),)), TITLE)
    assert decision.verdict is Verdict.DUPLICATE


def test_the_same_text_under_the_title_of_another_edition_is_new() -> None:
    before = known(2, url=THEIRS, title="Annual report 2023")
    decision = decide(print_of(), Known(by_text=(before,)), "Annual report 2024")
    assert decision.verdict is Verdict.NEW
    assert decision.evidence == (f"same text as {THEIRS}, but another edition: different year: 2023 / 2024",)


def test_the_first_twin_of_the_same_edition_is_taken() -> None:
    twins = (known(2, url=THEIRS, title="Annual report 2023"), known(3, url=THEIRS + "-2"), known(4))
    decision = decide(print_of(), Known(by_text=twins), "Annual report 2024")
    assert decision.publication_id == 3


def test_only_a_date_changed_is_unchanged() -> None:
    decision = decide(print_of(TEXT.replace("3 May", "9 June")), at({OURS: known(1)}), TITLE)
    assert decision.verdict is Verdict.UNCHANGED
    assert not decision.hold
    assert "only dates" in decision.evidence[-1]


def test_a_changed_text_at_the_same_address_is_updated() -> None:
    decision = decide(print_of(TEXT + " A second report follows."), at({OURS: known(1)}), TITLE)
    assert (decision.verdict, decision.publication_id, decision.hold) == (Verdict.UPDATED, 1, False)
    assert decision.evidence == ("text changed: 56 words, 52 before",)


def test_a_new_edition_at_the_old_address_is_updated_and_says_so() -> None:
    before = known(1, title="Annual report 2023")
    decision = decide(print_of(TEXT + " New."), at({OURS: before}), "Annual report 2024")
    assert decision.verdict is Verdict.UPDATED
    assert decision.evidence[-1] == "the title names another edition: different year: 2023 / 2024"


def test_a_collapsed_text_is_held_and_adds_nothing() -> None:
    before = known(1, " ".join(f"word{n}" for n in range(500)))
    page = print_of("Sorry, something went wrong.", asked="https://short.example/x")
    decision = decide(page, at({OURS: before}), TITLE)
    assert decision.verdict is Verdict.UNCHANGED
    assert decision.hold
    assert decision.evidence == ("text collapsed: 4 words where 500 are stored",)
    assert decision.new_aliases == ()


def test_a_shorter_text_that_still_says_much_is_updated() -> None:
    before = known(1, " ".join(f"word{n}" for n in range(500)))
    decision = decide(print_of(" ".join(f"word{n}" for n in range(120))), at({OURS: before}), TITLE)
    assert decision.verdict is Verdict.UPDATED
    decision = decide(print_of(" ".join(f"word{n}" for n in range(119))), at({OURS: before}), TITLE)
    assert decision.hold


def test_a_text_that_went_back_to_an_earlier_version_is_held() -> None:
    page = print_of()
    before = replace(known(1, TEXT + " More."), earlier=frozenset({page.text_hash}))
    decision = decide(page, at({OURS: before}), TITLE)
    assert decision.verdict is Verdict.UNCHANGED
    assert decision.hold


def test_an_alias_leads_to_the_publication_and_adds_the_new_key() -> None:
    moved = "https://anytown.example/reviews/young-carers-2"
    decision = decide(print_of(url=moved, asked=OURS), at({OURS: known(1)}), TITLE)
    assert (decision.verdict, decision.publication_id) == (Verdict.UNCHANGED, 1)
    assert decision.new_aliases == (moved,)
    assert decision.evidence[0] == f"also known by the address {OURS}"


def test_a_moved_and_revised_publication_is_updated() -> None:
    new = TEXT + " A second report follows."
    page = print_of(new, "https://anytown.example/reviews/young-carers-2", canonical=OURS)
    decision = decide(page, at({OURS: known(1, new=new)}), TITLE)
    assert (decision.verdict, decision.publication_id) == (Verdict.UPDATED, 1)


def test_a_template_that_claims_one_address_for_all_pages_hides_none() -> None:
    new = " ".join(f"word{n}" for n in range(80))
    page = print_of(new, "https://anytown.example/news/another-story-altogether", canonical=OURS)
    decision = decide(page, at({OURS: known(1, new=new)}), "Another story")
    assert decision.verdict is Verdict.NEW
    assert decision.new_aliases == ()
    assert decision.evidence == (
        f"linked to {OURS} by the address {OURS}, but only 0% of the text is the same",
    )


def test_a_fixed_address_that_leads_to_next_years_report_is_new() -> None:
    latest = "https://anytown.example/reports/latest"
    before = known(1, url="https://anytown.example/reports/2023", title="Annual report 2023")
    page = print_of(TEXT + " New.", "https://anytown.example/reports/2024", asked=latest)
    decision = decide(page, at({latest: before}), "Annual report 2024")
    assert decision.verdict is Verdict.NEW
    assert "different year: 2023 / 2024" in decision.evidence[0]


def test_what_was_told_apart_is_not_marked_by_what_it_was_told_apart_from() -> None:
    latest = "https://anytown.example/reports/latest"
    before = known(1, url="https://anytown.example/reports/2023", title="Annual report 2023")
    page = print_of(url="https://anytown.example/reports/2024", asked=latest)
    decision = decide(page, Known({latest: before}, (before,)), "Annual report 2024")
    assert (decision.verdict, decision.marks) == (Verdict.NEW, (f"url:{page.key}",))


def test_the_same_text_is_no_duplicate_where_something_sets_it_apart() -> None:
    twin = replace(known(2, url=THEIRS), apart="the same title on another day, with another file")
    decision = decide(print_of(), Known(by_text=(twin,)), TITLE)
    assert decision.verdict is Verdict.NEW
    assert decision.evidence == (
        f"same text as {THEIRS}, but the same title on another day, with another file",
    )


def test_a_key_that_was_another_pages_alias_only_counts_when_the_text_agrees() -> None:
    owner = known(1, " ".join(f"word{n}" for n in range(80)), THEIRS, new=TEXT)
    assert decide(print_of(), at({OURS: owner}), TITLE).verdict is Verdict.NEW
    agreeing = known(1, url=THEIRS)
    assert decide(print_of(), at({OURS: agreeing}), TITLE).verdict is Verdict.UNCHANGED


def test_the_key_wins_over_an_alias_of_another_publication_and_says_so() -> None:
    other = known(2, url=THEIRS)
    page = print_of(asked=THEIRS)
    decision = decide(page, at({OURS: known(1), THEIRS: other}), TITLE)
    assert decision.publication_id == 1
    assert decision.evidence[0] == f"{THEIRS} is an address of another publication, {THEIRS}; not joined"


def test_a_second_address_of_the_same_publication_is_no_other_publication() -> None:
    ours = known(1)
    decision = decide(print_of(asked=THEIRS), at({OURS: ours, THEIRS: ours}), TITLE)
    assert decision.evidence == ("same address, same text",)
    assert decision.new_aliases == ()


def test_what_changed_only_in_lists_of_links_is_unchanged() -> None:
    before = replace(known(1), furniture_only=True)
    decision = decide(print_of(TEXT + "\nWhy families wait"), at({OURS: before}), TITLE)
    assert (decision.verdict, decision.publication_id, decision.hold) == (Verdict.UNCHANGED, 1, False)
    assert decision.evidence == ("same address, only lists of links beside the text differ",)


def near(id_: int, title: str, overlap: float = 0.9) -> Near:
    return Near(id_, f"{THEIRS}-{id_}", title, 100, 0.9, overlap)


def test_a_copy_under_the_same_title_is_a_duplicate_and_says_how_much_is_shared() -> None:
    decision = decide(print_of(), Known(near=(near(2, TITLE), near(3, TITLE))), TITLE)
    assert (decision.verdict, decision.publication_id) == (Verdict.DUPLICATE, 2)
    assert decision.evidence == (f"90% of the shorter text is the same as at {THEIRS}-2",)


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Review of support for old carers", "the titles say different things"),
        ("Review of support for young carers 2024", "different year: 2024 / 2025"),
        ("Review of support for young carers 2025: easy read", "only one is an easy read version"),
    ],
)
def test_a_copy_under_a_title_that_says_something_else_is_new_and_says_why(title: str, why: str) -> None:
    decision = decide(print_of(), Known(near=(near(2, title),)), f"{TITLE} 2025")
    assert decision.verdict is Verdict.NEW
    words = f"90% of the shorter text is the same as at {THEIRS}-2, but {why}; not joined"
    assert decision.evidence == (words,)
    assert decision.related == ()


def test_of_several_copies_the_one_of_the_same_title_is_taken() -> None:
    decision = decide(print_of(), Known(near=(near(2, "Annual report"), near(3, TITLE))), TITLE)
    assert (decision.verdict, decision.publication_id) == (Verdict.DUPLICATE, 3)


def test_an_excerpt_is_new_and_related() -> None:
    decision = decide(print_of(), Known(near=(near(2, TITLE, overlap=0.1),)), TITLE)
    assert (decision.verdict, decision.evidence) == (Verdict.NEW, ())
    assert decision.related == (Related(2, f"90% of the shorter text is the same as at {THEIRS}-2"),)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Homes for all", "Homes for all | Example Trust", True),
        ("Report: homes for all", "Homes for All", True),
        ("Story number 1 of Anytown for children", "Story number 1 of Othertown for children", False),
        ("Review of area 3", "Review of area 4", False),
        ("Homes for all", "Homes for all 2026", False),
        ("Homes", "", True),
    ],
)
def test_titles_agree_when_all_words_and_figures_of_one_stand_in_the_other(
    one: str, other: str, agree: bool
) -> None:
    assert titles_agree(one, other) is agree
