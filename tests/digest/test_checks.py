from dataclasses import replace
from datetime import date

from scraper.digest.checks import EntrySeen, Finding, check_issue, counted_states, stopped_by_links, stops
from scraper.digest.house_style import Level
from scraper.digest.model import DigestLink
from scraper.outcomes import EntryState
from tests.digest.test_house_style import GOOD, HOUSE

DAY = date(2026, 11, 26)
CHECKED = EntrySeen(7, 1, GOOD, EntryState.CHECKED, author="ann", checked_by="ben")
NONE: frozenset[str] = frozenset()


def told(*entries: EntrySeen, day: date | None = DAY, by_another: bool = False) -> list[Finding]:
    return check_issue(entries, day, NONE, HOUSE, by_another=by_another)


def test_a_checked_entry_of_a_dated_issue_stops_nothing() -> None:
    assert told(CHECKED) == []
    assert told(CHECKED, by_another=True) == []


def test_an_issue_without_date_or_entries_does_not_go_out() -> None:
    findings = told(day=None)
    assert [each.words for each in findings] == ["There is no entry.", "The issue has no date."]
    assert stops(findings)


def test_a_draft_stops_the_issue_and_a_ready_entry_is_told() -> None:
    assert stops(told(replace(CHECKED, state=EntryState.DRAFT)))
    ready = replace(CHECKED, state=EntryState.READY, checked_by=None)
    assert [each.level for each in told(ready)] == [Level.LOOK]
    assert stops(told(ready, by_another=True))


def test_where_the_house_asks_for_it_nobody_checks_what_she_wrote() -> None:
    own = replace(CHECKED, checked_by="ann")
    assert not stops(told(own))
    assert stops(told(own, by_another=True))


def test_what_ran_before_and_what_stands_twice_is_told() -> None:
    again = replace(CHECKED, id=8, position=2, ran_before=("in digest of 1 May 2026",))
    assert [(each.entry, each.words) for each in told(CHECKED, again)] == [
        (8, "“Hedges: a second look” is linked in entry 1 too."),
        (8, "Ran before: in digest of 1 May 2026."),
        (8, "Entry 1 has the same heading."),
    ]


def test_an_address_twice_in_one_entry_is_its_own_affair() -> None:
    both = replace(GOOD, links=(*GOOD.links, DigestLink("See also", "Again", GOOD.links[0].url)))
    assert told(replace(CHECKED, text=both)) == []


def test_a_heading_is_new_only_where_many_are_known() -> None:
    known = frozenset(f"topic {number}" for number in range(12))
    assert [each.words for each in check_issue([CHECKED], DAY, known, HOUSE, by_another=False)] == [
        "This heading is new: neither the house nor a past issue has it."
    ]
    assert check_issue([CHECKED], DAY, known | {"hedges in towns"}, HOUSE, by_another=False) == []
    assert check_issue([CHECKED], DAY, frozenset({"topic 1"}), HOUSE, by_another=False) == []


def test_a_slip_of_style_names_its_entry_and_broken_ones_come_first() -> None:
    late = replace(CHECKED, id=9, position=2, text=replace(GOOD, heading="Gaps.", links=()))
    findings = told(replace(CHECKED, state=EntryState.READY), late)
    assert [(each.level, each.entry) for each in findings] == [
        (Level.BROKEN, 9),
        (Level.LOOK, 7),
        (Level.LOOK, 9),
    ]


def test_an_issue_is_stopped_by_links_when_nothing_else_stops_it() -> None:
    link = Finding(Level.BROKEN, "Link 1: it does not open.", 7, of_link=True)
    note = Finding(Level.LOOK, "Ran before.", 7)
    assert stopped_by_links([link, note])
    assert not stopped_by_links([link, Finding(Level.BROKEN, "This entry is a draft.", 7)])
    assert not stopped_by_links([note])


def test_entries_are_counted_by_how_far_they_are() -> None:
    seen = [CHECKED, replace(CHECKED, state=EntryState.DRAFT), replace(CHECKED, state=EntryState.DRAFT)]
    assert counted_states(seen) == {"draft": 2, "checked": 1}


def sections(*names: str) -> list[tuple[int | None, str]]:
    """What is found in an issue whose entries stand in these sections."""
    entries = [
        replace(CHECKED, id=number, text=replace(GOOD, heading=f"Heading {number}", links=(), section=name))
        for number, name in enumerate(names, start=1)
    ]
    return [(each.entry, each.words) for each in told(*entries) if "ection" in each.words]


def test_entries_without_section_stand_above_all_sections() -> None:
    assert sections("", "", "News", "News", "Reports") == []
    assert sections("", "") == []
    lost = "It has no section, and goes out below “News”: name one, or move it up."
    assert sections("News", "", "", "Reports") == [(2, lost), (3, lost)]


def test_a_section_stands_in_one_place() -> None:
    again = "Section “News” begins here a second time."
    assert sections("News", "Reports", "News", "News") == [(3, again)]
    assert [number for number, _ in sections("News", "", "News")] == [2]
