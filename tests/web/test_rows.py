"""A candidate's row in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper.desk.rows import QueueRow
from scraper.digest.house import Worded
from scraper.outcomes import Band, Kind, Precision, Status
from scraper.web.rows import shown_row
from tests.factories import NOW

ROW = QueueRow(
    id=12,
    title="Waiting times",
    url="https://example.org/12",
    kind=Kind.NEWS,
    source="example",
    source_name="Example Voice",
    published="2026-11-22",
    precision=Precision.DAY,
    found=NOW,
    nations=(),
    band=None,
    score=None,
    reasons=(),
    story=None,
    story_size=1,
    other_sources=(),
    folded=0,
    taken=0,
    change="new",
    update_of=None,
    in_issues=(),
    memory=(),
    partial=False,
    wall="",
    pages=None,
    words=300,
    notes=0,
    last_note=None,
    assignee=None,
    status=Status.NEW,
    reason=None,
    held_until=None,
    duplicate_of=None,
    version=3,
    snippet="Children wait for months.",
)

TOPICS = (Worded("Mental health", ("mental health", "self-harm")), Worded("Waiting", ("waiting list",)))


def shown(**changes: object) -> dict[str, object]:
    """What is shown of a row with these changes."""
    row = shown_row(replace(ROW, **changes), "Europe/London", NOW, TOPICS, compact=False)  # type: ignore[arg-type]
    return {name: getattr(row, name) for name in row.__slots__}


def test_a_plain_row_says_no_more_than_is_known() -> None:
    row = shown()
    assert row["stamp"] == "12:3"
    assert row["facts"] == ("News", "Example Voice", "22 Nov 2026")
    assert (row["score"], row["standing"], row["marks"], row["others"], row["note"]) == ("", "", (), "", "")


@pytest.mark.parametrize(
    ("published", "precision", "found", "told"),
    [
        ("2026-11-22", "day", NOW, False),
        ("2026-11-21", "day", NOW, True),
        ("2026-11-20", "day", NOW, True),
        ("2026-11", "month", NOW, True),
        ("2026", "year", NOW, True),
        (None, "none", NOW, True),
        ("2026-12-24", "day", NOW, False),
    ],
)
def test_the_moment_of_finding_is_told_beside_a_date_that_is_old_vague_or_unknown(
    published: str | None, precision: str, found: datetime, *, told: bool
) -> None:
    facts = shown(published=published, precision=Precision(precision), found=found)["facts"]
    assert ("found 09:00" in facts) is told  # type: ignore[operator]


def test_a_title_that_is_missing_is_its_address() -> None:
    assert shown(title="")["title"] == "https://example.org/12"


@pytest.mark.parametrize(
    ("changes", "topic"),
    [
        ({}, ""),
        ({"title": "Mental Health of boys"}, "Mental health"),
        ({"snippet": "Self-harm. On mental health. Self-harm again."}, "Mental health"),
    ],
)
def test_the_house_s_topic_stands_where_the_words_suggest_it(changes: dict[str, str], topic: str) -> None:
    assert shown(**changes)["topic"] == topic


def test_what_keeps_readers_out_is_marked() -> None:
    assert shown(wall="Most of it is for subscribers.")["marks"] == (
        ("Most of it is for subscribers", "bad"),
    )


def test_a_compact_row_shows_none_of_its_text() -> None:
    assert shown_row(ROW, "Europe/London", NOW, TOPICS, compact=True).snippet == ""
    assert shown()["snippet"] == "Children wait for months."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": Status.MAYBE}, "Maybe"),
        ({"status": Status.EXCLUDED, "reason": "too old"}, "Excluded: too old"),
        ({"status": Status.HELD, "held_until": datetime(2026, 12, 1, tzinfo=UTC)}, "Held until 1 Dec 00:00"),
        ({"status": Status.DUPLICATE, "duplicate_of": 7, "reason": "same story as 7"}, "Duplicate of 7"),
        ({"status": Status.SHORTLISTED}, "Included"),
    ],
)
def test_a_decided_one_says_how(changes: dict[str, object], words: str) -> None:
    assert shown(**changes)["standing"] == words


def test_marks_say_what_to_know_before_deciding() -> None:
    marks = shown(
        in_issues=("2026-11-19", "issue 3"),
        update_of=4,
        change="updated",
        partial=True,
        assignee="anna",
    )["marks"]
    assert marks == (
        ("In digest of 19 Nov 2026", "good"),
        ("In issue 3", "good"),
        ("Update of 4", "unsure"),
        ("Only part of the text", "bad"),
        ("Assigned to anna", ""),
    )
    assert shown(change="updated")["marks"] == (("Update", "unsure"),)


def test_a_score_is_told_with_its_band_and_its_reasons() -> None:
    row = shown(band=Band.LIKELY, score=93.6, reasons=("“abuse” in title",))
    assert (row["score"], row["why"]) == ("Likely 94", ("“abuse” in title",))
    assert shown(band=Band.UNLIKELY)["score"] == "Unlikely"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "5 tell this story"),
        (("A",), "5 tell this story: also A"),
        (("A", "B", "C", "D"), "5 tell this story: also A, B, C and 1 other"),
    ],
)
def test_a_story_names_who_else_tells_it(names: tuple[str, ...], words: str) -> None:
    assert shown(story_size=5, other_sources=names)["others"] == words


def test_a_story_says_how_many_of_it_were_included() -> None:
    assert shown(story_size=2, taken=1)["others"] == "2 tell this story; 1 of them included"


@pytest.mark.parametrize(
    ("status", "tone"), [(Status.SHORTLISTED, "good"), (Status.USED, "good"), (Status.EXCLUDED, "")]
)
def test_only_what_was_included_is_marked_as_good(status: Status, tone: str) -> None:
    assert shown(status=status)["tone"] == tone


def test_of_a_long_note_a_row_shows_the_beginning() -> None:
    told = shown(notes=1, last_note="line\n" * 100)["note"]
    assert told == f"Note: {'line ' * 39}line…"


def test_the_last_note_and_what_memory_says_stand_together() -> None:
    assert shown(notes=1, last_note="Look")["note"] == "Note: Look"
    assert (
        shown(notes=3, last_note="Look", memory=("ran 17 Jul",))["note"]
        == "ran 17 Jul · Note (3 notes): Look"
    )


def test_a_late_find_of_another_day_says_its_day() -> None:
    assert "found yesterday 09:00" in shown(published=None, found=NOW - timedelta(days=1))["facts"]  # type: ignore[operator]
