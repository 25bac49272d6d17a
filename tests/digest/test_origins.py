from dataclasses import replace
from datetime import date

import pytest

from scraper.digest.checks import EntrySeen
from scraper.digest.house import SectionTarget, Targets, read_house, usual_house
from scraper.digest.model import SourceLine
from scraper.digest.origins import (
    MakeUp,
    Origin,
    age_words,
    in_a_row,
    made_up,
    origin_findings,
    target_findings,
)
from scraper.outcomes import EntryState
from tests.digest.test_house_style import GOOD

DAY = date(2026, 11, 26)
ENTRY = EntrySeen(7, 1, GOOD, EntryState.CHECKED)
PRESS = Origin("community-care", "Community Care", date(2026, 11, 20))
HEDGES = Origin("hedge-trust", "Hedge Trust", date(2026, 11, 2))


def told(entry: EntrySeen, origin: Origin) -> list[str]:
    findings = origin_findings([entry], {entry.id: origin}, DAY, usual_house())
    return [f"{each.level}: {each.words}" for each in findings]


def test_a_source_line_that_is_due_and_missing_is_told() -> None:
    assert told(ENTRY, PRESS) == ["look: The source line is missing: “Source: Community Care”."]
    assert told(replace(ENTRY, text=replace(GOOD, source=SourceLine("Community Care"))), PRESS) == []
    assert told(ENTRY, HEDGES) == []


def test_walls_and_licences_are_told_and_nothing_is_said_of_an_entry_without_source() -> None:
    assert told(ENTRY, replace(HEDGES, paywall="Three pages a month.", partial=True)) == [
        "told: Hedge Trust has a wall: Three pages a month."
    ]
    assert told(ENTRY, replace(HEDGES, partial=True)) == [
        "told: A part of its text only was served: readers may have to pay."
    ]
    assert list(origin_findings([ENTRY], {}, DAY, usual_house())) == []


def test_a_licence_is_told_once_with_its_entries() -> None:
    free = replace(HEDGES, licence="Open Hedge Licence 2.0.")
    entries = [replace(ENTRY, id=number, position=number) for number in (1, 2, 3)]
    findings = list(origin_findings(entries, {1: free, 3: free, 2: HEDGES}, DAY, usual_house()))
    assert [(each.entry, each.words) for each in findings] == [
        (None, "Entries 1 and 3: Open Hedge Licence 2.0.")
    ]
    assert told(ENTRY, free) == ["told: Entry 1: Open Hedge Licence 2.0."]


@pytest.mark.parametrize(
    ("published", "day", "words"),
    [
        (date(2026, 11, 26), DAY, ""),
        (date(2026, 11, 27), DAY, "after the issue’s date"),
        (date(2026, 9, 27), DAY, ""),
        (date(2026, 9, 26), DAY, "long before the issue"),
        (None, DAY, ""),
        (date(2020, 1, 1), None, ""),
    ],
)
def test_a_date_is_told_outside_of_the_window(published: date | None, day: date | None, words: str) -> None:
    assert age_words(published, day, 60) == words


def test_a_house_may_ask_for_no_window() -> None:
    assert age_words(date(1999, 1, 1), DAY, 0) == ""
    findings = told(ENTRY, replace(HEDGES, published=date(2026, 12, 1)))
    assert findings == ["look: It came out on 1 December 2026, after the issue’s date."]


def test_the_make_up_counts_sections_sources_and_ages() -> None:
    texts = [replace(GOOD, section=section) for section in ("Research", "", "Research", "")]
    entries = [EntrySeen(number, number, text, EntryState.READY) for number, text in enumerate(texts, 1)]
    old = replace(HEDGES, published=date(2026, 1, 1))
    found = made_up(entries, {1: HEDGES, 2: PRESS, 3: old}, DAY)
    assert found == MakeUp(
        sections=(("Research", 2), ("no section", 2)),
        sources=(("Hedge Trust", 2), ("Community Care", 1), ("written by hand", 1)),
        ages=(("up to a week", 1), ("up to four weeks", 1), ("older", 1), ("no date", 1)),
    )
    assert made_up([], {}, None) == MakeUp((), (), ())


def words(make_up: MakeUp, targets: Targets) -> list[str]:
    return [each.words for each in target_findings(make_up, targets)]


def test_targets_are_notes_and_nothing_is_asked_by_nought() -> None:
    counts = MakeUp((("Research", 9), ("no section", 3)), (("Hedge Trust", 5), ("Community Care", 7)), ())
    assert words(counts, Targets(0, 0, 0, 0)) == []
    research = (
        SectionTarget("Research", 2, 8),
        SectionTarget("Press", 1, 0),
        SectionTarget("no section", 3, 3),
    )
    assert words(counts, Targets(15, 30, 50, 60, research)) == [
        "The issue has 12 entries: the house wants at least 15.",
        "“Research” has 9 entries: the house wants at most 8.",
        "“Press” has 0 entries: the house wants at least 1.",
        "7 of 12 entries are from Community Care: the house wants 50 per cent at most.",
    ]
    assert words(MakeUp((), (), ()), Targets(15, 30, 50, 60)) == []
    few = MakeUp((("no section", 1),), (("Hedge Trust", 1),), ())
    assert words(few, Targets(2, 0, 50, 60)) == ["The issue has 1 entry: the house wants at least 2."]


def test_sections_of_the_profile_are_targets() -> None:
    own = read_house("[[sections]]\nname = 'Research'\nfewest = 2\n").targets
    assert own.sections == (SectionTarget("Research", 2, 0),)


def test_numbers_are_put_in_a_row() -> None:
    assert [in_a_row(each) for each in ([1], [1, 2], [1, 2, 5])] == ["1", "1 and 2", "1, 2 and 5"]
