"""A candidate of the queue in words: what a row shows at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.desk.rows import TAKEN, QueueRow
from scraper.digest.house import Worded
from scraper.digest.prefill import suggest_heading
from scraper.outcomes import Band, Kind, Status
from scraper.web.words import counted, date_in_words, moment_in_words

#: A moment of finding is told beside a date of publication that is at least this much earlier.
WORTH_TELLING = timedelta(days=2)
#: Characters of a note that a row shows; the candidate's page has all of it.
LONGEST_NOTE = 200
#: Statuses as rows say them.
STATES = {
    Status.NEW: "",
    Status.MAYBE: "Maybe",
    Status.HELD: "Held",
    Status.SHORTLISTED: "Included",
    Status.EXCLUDED: "Excluded",
    Status.USED: "Used",
    Status.DUPLICATE: "Set aside as a duplicate",
    Status.EXPIRED: "Expired",
}
#: Kinds whose name is not its own words.
KINDS = {Kind.PRESS_RELEASE: "Press release", Kind.OTHER: "Other"}

#: A tag's words and its tone: "", "good", "bad" or "unsure".
Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row ready to be printed.

    `stamp` is id and version as seen; `topic` the house's heading that its words suggest, "" when none does;
    `standing` is "" while it is new, and `tone` is that of its mark.
    """

    id: int
    stamp: str
    title: str
    url: str
    facts: tuple[str, ...]
    topic: str
    score: str
    why: tuple[str, ...]
    standing: str
    tone: str
    marks: tuple[Mark, ...]
    others: str
    note: str
    snippet: str
    story_size: int
    assignee: str | None


def shown_row(
    row: QueueRow, zone: str, now: datetime, topics: Sequence[Worded], *, compact: bool
) -> RowShown:
    """A row of the queue in words, times and topics as the house has them; a `compact` one shows no text."""
    suggested = suggest_heading(row.title, row.snippet, topics)
    return RowShown(
        id=row.id,
        stamp=f"{row.id}:{row.version}",
        title=row.title or row.url,
        url=row.url,
        facts=facts_of(row, zone, now),
        topic=suggested[0] if suggested else "",
        score=score_of(row),
        why=row.reasons,
        standing=standing_of(row, zone, now),
        tone="good" if row.status in TAKEN else "",
        marks=marks_of(row),
        others=others_of(row),
        note=note_of(row),
        snippet="" if compact else row.snippet,
        story_size=row.story_size,
        assignee=row.assignee,
    )


def facts_of(row: QueueRow, zone: str, now: datetime) -> tuple[str, ...]:
    """Kind, source, date, when it was found, length, nations: what is unknown is said or left out."""
    found = moment_in_words(row.found, zone, now)
    told = [
        kind_in_words(row.kind),
        row.source_name,
        date_in_words(row.published, row.precision),
        f"found {found}" if is_late(row) else "",
        counted(row.pages, "page") if row.pages else "",
        *row.nations,
    ]
    return tuple(filter(None, told))


def kind_in_words(kind: Kind) -> str:
    """The name of a kind."""
    return KINDS.get(kind, kind.value.capitalize())


def is_late(row: QueueRow) -> bool:
    """Whether it was found so long after its date, or its date is so vague, that both are worth telling."""
    if row.published is None or len(row.published) < len("2026-11-23"):
        return True
    return (
        row.found - datetime.fromisoformat(row.published[:10]).replace(tzinfo=row.found.tzinfo)
        >= WORTH_TELLING
    )


def score_of(row: QueueRow) -> str:
    """Band and score, "" while there is none."""
    if row.band is None:
        return ""
    score = "" if row.score is None else f" {row.score:.0f}"
    return f"{Band(row.band).value.capitalize()}{score}"


def marks_of(row: QueueRow) -> tuple[Mark, ...]:
    """What else to know before deciding: where it ran before, what is wrong with its text, who has it."""
    marks: list[Mark] = [
        (f"In digest of {date_in_words(issue)}" if is_date(issue) else f"In {issue}", "good")
        for issue in row.in_issues
    ]
    if row.update_of is not None or row.change == "updated":
        marks.append((f"Update of {row.update_of}" if row.update_of else "Update", "unsure"))
    if row.wall:
        marks.append((row.wall.rstrip("."), "bad"))
    if row.partial:
        marks.append(("Only part of the text", "bad"))
    if row.assignee:
        marks.append((f"Assigned to {row.assignee}", ""))
    return tuple(marks)


def standing_of(row: QueueRow, zone: str, now: datetime) -> str:
    """Its status, with the reason or the day; "" while it is new."""
    words = STATES[row.status]
    if row.status is Status.HELD and row.held_until:
        return f"Held until {moment_in_words(row.held_until, zone, now)}"
    if row.status is Status.DUPLICATE and row.duplicate_of:
        return f"Duplicate of {row.duplicate_of}"
    return f"{words}: {row.reason}" if row.reason else words


def is_date(issue: str) -> bool:
    """Whether an issue is named by its date."""
    return issue[:4].isdecimal() and issue[4:5] == "-"


def others_of(row: QueueRow) -> str:
    """Who else tells the story, "" when nobody does."""
    if row.story_size < 2:
        return ""
    names = ", ".join(row.other_sources[:3])
    more = len(row.other_sources) - 3
    tail = f" and {counted(more, 'other')}" if more > 0 else ""
    taken = f"; {row.taken} of them included" if row.taken else ""
    return f"{row.story_size} tell this story{': also ' + names + tail if names else ''}{taken}"


def shorten(said: str) -> str:
    """The beginning of a text that is too long for a row."""
    return said if len(said) <= LONGEST_NOTE else f"{said[:LONGEST_NOTE].rstrip()}…"


def note_of(row: QueueRow) -> str:
    """The last note and how many there are, with what memory says."""
    told = list(row.memory)
    if row.last_note:
        more = f" ({row.notes} notes)" if row.notes > 1 else ""
        told.append(f"Note{more}: {shorten(' '.join(row.last_note.split()))}")
    return " · ".join(told)
