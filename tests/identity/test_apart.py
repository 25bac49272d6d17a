"""Two publications of one text, or nearly one, that an editor would still want as two."""

from dataclasses import replace

import pytest

from scraper.identity.apart import Told, one_form, set_apart
from scraper.identity.story_words import stems

MONTHLY = (
    "At the end of the month {looked_after} children were looked after in the county, most of them by foster"
    " carers, and {waiting} waited for a place. The figures are provisional and are revised once a year."
)
LANDING = (
    "Inspectors visited this home without notice. How well children are helped and how well the home is led"
    " is judged. The full report can be read as a PDF, and other formats are sent on request."
)
SEPTEMBER = Told(
    source=1,
    title="Looked-after children: monthly figures",
    text=MONTHLY.format(looked_after="1,840", waiting="71"),
    day="2026-09-20",
    files=frozenset({"https://example.org/september.pdf"}),
)
OCTOBER = replace(
    SEPTEMBER,
    text=MONTHLY.format(looked_after="1,911", waiting="69"),
    day="2026-10-20",
    files=frozenset({"https://example.org/october.pdf"}),
)
HOME = Told(1, "Inspection of Abbey House", LANDING, "2026-10-20", frozenset())
NO_FILES = frozenset[str]()


def both_ways(one: Told, other: Told) -> str | None:
    said = set_apart(one, other)
    assert bool(said) is bool(set_apart(other, one))
    return said


def test_next_months_figures_under_the_same_title_are_another_number() -> None:
    one, other = replace(SEPTEMBER, files=NO_FILES), replace(OCTOBER, files=NO_FILES)
    assert both_ways(one, other) == "the same title on another day, with other figures"


def test_next_months_file_below_the_same_words_is_another_number() -> None:
    other = replace(OCTOBER, text=SEPTEMBER.text)
    assert both_ways(SEPTEMBER, other) == "the same title on another day, with another file"


@pytest.mark.parametrize(
    ("day", "apart"),
    [
        ("2026-09-24", False),
        ("2026-09-25", True),
        ("2026-10", True),
        ("2026-09", False),
        ("2025", True),
        ("2026", False),
        (None, False),
    ],
)
def test_the_stated_days_have_to_be_too_far_apart_for_one(day: str | None, apart: bool) -> None:
    assert bool(both_ways(SEPTEMBER, replace(OCTOBER, day=day))) is apart


def test_what_is_posted_once_more_is_the_same() -> None:
    again = replace(SEPTEMBER, day="2028-09-20")
    assert both_ways(SEPTEMBER, again) is None
    assert both_ways(SEPTEMBER, replace(again, files=NO_FILES)) is None


def test_the_day_of_a_byline_is_no_figure() -> None:
    one = replace(SEPTEMBER, text=f"Published 20 September 2026\n{SEPTEMBER.text}", files=NO_FILES)
    again = replace(one, text=f"Published 2 November 2028\n{SEPTEMBER.text}", day="2028-11-02")
    assert both_ways(one, again) is None


def test_a_text_that_another_source_has_under_the_same_title_is_the_same() -> None:
    assert both_ways(SEPTEMBER, replace(OCTOBER, source=2)) is None


def test_titles_of_one_form_above_one_landing_text_are_two() -> None:
    other = replace(HOME, title="Inspection of Oak House")
    assert both_ways(HOME, other) == "another name in the title: Abbey / Oak"


@pytest.mark.parametrize(
    "other",
    [
        replace(HOME, title="Abbey House: what we found"),
        replace(HOME, title="Inspection of Abby House"),
        replace(HOME, title="Inspections of Abbey House"),
        replace(HOME, title="Inspection of Oak House", source=2),
        replace(HOME, title=""),
    ],
    ids=["another form of title", "a slip", "a word that is no name", "another source", "no title"],
)
def test_one_text_is_else_one_publication(other: Told) -> None:
    assert both_ways(HOME, other) is None


def test_a_longer_text_under_two_headlines_is_one_publication() -> None:
    long = replace(HOME, text=LANDING * 4)
    assert both_ways(long, replace(long, title="Inspection of Oak House")) is None


def test_under_a_title_that_says_little_the_names_in_the_text_count() -> None:
    one = Told(1, "Inspection report", f"{LANDING} The home is Abbey House.", None, NO_FILES)
    other = replace(one, text=f"{LANDING} The home is Oak House.")
    assert both_ways(one, other) == "a title that says little, and other names in the text"
    assert both_ways(one, replace(one, text=LANDING)) is None
    broken = replace(one, text=f"{LANDING} The home is Abbey\nHouse, seen with Oak House in May.")
    assert both_ways(one, broken) is None


def test_in_a_longer_text_other_names_are_an_edit() -> None:
    one = Told(1, "Inspection report", f"{LANDING * 4} The home is Abbey House.", None, NO_FILES)
    assert both_ways(one, replace(one, text=f"{LANDING * 4} The home is Oak House.")) is None


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("Correction: support for young carers", "correction"),
        ("Support for young carers (withdrawn)", "withdrawn"),
        ("Support for young carers: consultation extended", "extended"),
        ("Support for young carers: final report", "final"),
        ("Support for young carers: methodology", "methodology"),
        ("Support for young carers in Wales", "in"),
        ("No support for young carers", "no"),
    ],
)
def test_a_word_that_says_another_state_part_or_place_sets_titles_apart(title: str, word: str) -> None:
    one = Told(1, "Support for young carers", LANDING, None, NO_FILES)
    other = Told(2, title, f"{LANDING} A sentence was added.", None, NO_FILES)
    assert both_ways(one, other) == f"only one title says “{word}”"


def test_above_the_very_same_text_a_headline_may_name_the_place() -> None:
    one = Told(1, "Support for young carers", LANDING, None, NO_FILES)
    assert both_ways(one, Told(2, "Support for young carers in Anytown", LANDING, None, NO_FILES)) is None


def test_a_statement_of_two_bodies_by_one_template_is_two() -> None:
    title = "Modern slavery and human trafficking statement 2026"
    one = Told(1, title, f"{LANDING} Signed for Brackwell Trust.", None, NO_FILES)
    other = Told(2, title, f"{LANDING} Signed for Orchard Homes.", None, NO_FILES)
    assert both_ways(one, other) == "each publishes this of itself"
    assert both_ways(one, replace(other, text=LANDING)) is None
    news = "Review of modern slavery published"
    assert both_ways(replace(one, title=news), replace(other, title=news)) is None


def test_titles_of_one_form_differ_in_a_few_words_of_their_middle() -> None:
    one, other = stems("Figures for Abbey county"), stems("Figures for Oak county")
    assert one_form(one, other) == "one form of title: abbey / oak"
    assert one_form(stems("Homes for all"), stems("Schools for some")) is None
