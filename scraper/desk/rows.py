"""The rows of the queue: what an editor sees of each candidate, read in a fixed number of statements."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from scraper.desk.candidate import issues_of, memory_of
from scraper.desk.transitions import UNDECIDED
from scraper.identity.memory import Relation
from scraper.outcomes import Band, Kind, Precision, Status
from scraper.storage.desk_models import Candidate, Note
from scraper.storage.models import Publication, Revision, Source
from scraper.storage.reasons import Reasons, house_reasons

#: Characters of a text that a row shows.
SNIPPET = 300
#: Reasons of a score that a row shows.
STRONGEST = 3
#: Statuses of what was included.
TAKEN = frozenset({Status.SHORTLISTED, Status.USED})


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row of the queue.

    `published` is an ISO date cut to `precision`, None when unknown. `reasons` are the three strongest of the
    score. `story_size` counts the publications of the story, `other_sources` names who else tells it,
    `folded` counts the candidates that the row stands for beside its own, and `taken` those of the story that
    were included already. `in_issues` are dates of issues it
    is or was in, `memory` says in words what past issues have to do with it. `wall` is what keeps readers
    from the source's pages, "" when nothing is known to. `status` is `new` for a held one whose day has come.
    `reason` is why it was decided so, in words.
    """

    id: int
    title: str
    url: str
    kind: Kind
    source: str
    source_name: str
    published: str | None
    precision: Precision
    found: datetime
    nations: tuple[str, ...]
    band: Band | None
    score: float | None
    reasons: tuple[str, ...]
    story: int | None
    story_size: int
    other_sources: tuple[str, ...]
    folded: int
    taken: int
    change: str
    update_of: int | None
    in_issues: tuple[str, ...]
    memory: tuple[str, ...]
    partial: bool
    wall: str
    pages: int | None
    words: int
    notes: int
    last_note: str | None
    assignee: str | None
    status: Status
    reason: str | None
    held_until: datetime | None
    duplicate_of: int | None
    version: int
    snippet: str


@dataclass(frozen=True, slots=True)
class Member:
    """A publication of a story, with the status of its latest candidate."""

    publication_id: int
    source_name: str
    status: str | None


def columns() -> Select[*tuple[Any, ...]]:
    """What rows are made of: never a whole text."""
    return (
        select(
            Candidate.id,
            Candidate.publication_id,
            Candidate.change,
            Candidate.update_of,
            Candidate.status,
            Candidate.reason,
            Candidate.held_until,
            Candidate.duplicate_of,
            Candidate.assignee,
            Candidate.band,
            Candidate.score,
            Candidate.sort_score,
            Candidate.reasons,
            Candidate.found_at,
            Candidate.version,
            Publication.url,
            Publication.kind,
            Publication.published,
            Publication.published_precision,
            Publication.nations,
            Publication.pages,
            Publication.partial,
            Publication.story_id,
            Source.slug,
            Source.name,
            Revision.title,
            Revision.words,
            func.substr(Revision.text, 1, SNIPPET).label("snippet"),
        )
        .select_from(Candidate)
        .join(Candidate.publication)
        .join(Publication.source)
        .join(Candidate.revision)
    )


def describe(
    session: Session, found: Sequence[Row[*tuple[Any, ...]]], due: Collection[int]
) -> tuple[QueueRow, ...]:
    """Rows as an editor sees them, in their order. Six statements, however many rows."""
    ids = [row.id for row in found]
    publications = [row.publication_id for row in found]
    issues, memory = issues_of(session, ids), memory_of(session, publications)
    stories = stories_of(session, {row.story_id for row in found if row.story_id is not None})
    notes, reasons = notes_of(session, ids), house_reasons(session)
    walls = walls_of(session, {row.slug for row in found})
    return tuple(
        make_row(
            row,
            issues.get(row.id, []),
            memory.get(row.publication_id, []),
            stories.get(row.story_id, ()),
            notes.get(row.id, (0, None)),
            reasons=reasons,
            wall=walls[row.slug],
            is_due=row.id in due,
        )
        for row in found
    )


def make_row(
    row: Row[*tuple[Any, ...]],
    issues: Sequence[str],
    memory: Sequence[Mapping[str, Any]],
    members: Sequence[Member],
    notes: tuple[int, str | None],
    *,
    reasons: Reasons,
    wall: str,
    is_due: bool,
) -> QueueRow:
    """One row."""
    others = [each for each in members if each.publication_id != row.publication_id]
    ran = [told["issue"] for told in memory if told["relation"] == Relation.SAME]
    folded = [each for each in others if each.status == row.status and row.status in UNDECIDED]
    return QueueRow(
        id=row.id,
        title=row.title,
        url=row.url,
        kind=Kind(row.kind),
        source=row.slug,
        source_name=row.name,
        published=row.published,
        precision=Precision(row.published_precision),
        found=row.found_at,
        nations=tuple(row.nations),
        band=Band(row.band) if row.band else None,
        score=row.score,
        reasons=tuple(in_words(each) for each in row.reasons[:STRONGEST]),
        story=row.story_id,
        story_size=max(len(members), 1),
        other_sources=tuple(dict.fromkeys(e.source_name for e in others if e.source_name != row.name)),
        folded=len(folded),
        taken=sum(each.status in TAKEN for each in others),
        change=row.change,
        update_of=row.update_of,
        in_issues=tuple(dict.fromkeys([*issues, *ran])),
        memory=tuple(told["words"] for told in memory),
        partial=row.partial,
        wall=wall,
        pages=row.pages,
        words=row.words,
        notes=notes[0],
        last_note=notes[1],
        assignee=row.assignee,
        status=Status.NEW if is_due else Status(row.status),
        reason=reasons.words(row.reason),
        held_until=row.held_until,
        duplicate_of=row.duplicate_of,
        version=row.version,
        snippet=beginning(row.snippet, row.title),
    )


def beginning(text: str, title: str) -> str:
    """The first characters of a text as a row tells them: without the title again, no word cut in two."""
    whole = " ".join(text.split())
    if len(text) >= SNIPPET:
        whole = whole.rpartition(" ")[0].rstrip(" ,;:–") + "…"
    said = " ".join(title.split())
    rest = whole[len(said) :].lstrip(" .:|–-")
    return rest if said and rest and whole.casefold().startswith(f"{said} ".casefold()) else whole


def in_words(reason: object) -> str:
    """A reason of a score as it is shown."""
    return str(reason["words"]) if isinstance(reason, Mapping) else str(reason)


def stories_of(session: Session, stories: Collection[int]) -> dict[int | None, list[Member]]:
    """The members of stories, the oldest first. One statement."""
    latest = (
        select(Candidate.status)
        .where(Candidate.publication_id == Publication.id)
        .order_by(Candidate.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Publication.id, Publication.story_id, Source.name, latest.label("status"))
        .join(Publication.source)
        .where(Publication.story_id.in_(stories))
        .order_by(Publication.id)
    )
    found: dict[int | None, list[Member]] = {}
    for row in rows:
        found.setdefault(row.story_id, []).append(Member(row.id, row.name, row.status))
    return found


def walls_of(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """What keeps readers from the pages of each source. One statement."""
    text = func.coalesce(Source.repaired, Source.definition)
    rows = session.execute(select(Source.slug, text).where(Source.slug.in_(slugs)))
    return {slug: wall_in(definition) for slug, definition in rows}


@lru_cache(maxsize=1024)
def wall_in(definition: str) -> str:
    """What a source's definition says of a wall; kept, for every page asks it of the same sources."""
    return str(tomllib.loads(definition).get("paywall", ""))


def notes_of(session: Session, ids: Collection[int]) -> dict[int, tuple[int, str | None]]:
    """How many notes each candidate has, and the last one's text. One statement."""
    counted = (
        select(Note.candidate_id, func.count().label("count"), func.max(Note.id).label("last"))
        .where(Note.candidate_id.in_(ids))
        .group_by(Note.candidate_id)
        .subquery()
    )
    rows = session.execute(
        select(counted.c.candidate_id, counted.c.count, Note.text).join(Note, Note.id == counted.c.last)
    )
    return {number: (count, text) for number, count, text in rows}
