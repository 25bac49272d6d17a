"""What a source's pages taught extraction, and when it is time to learn: kept in `Source.learned`.

While publications are still to be read again by a new pattern, `rereading` says which was the last that was;
nothing of the source is asked for in that time (docs/decisions/0022-known-source.md).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from scraper.items import PageHints, SitePattern
from scraper.polling.visits import LEASE, learned_patterns
from scraper.sources.definition import page_hints, parse_definition
from scraper.storage.models import Channel, Host, Page, Publication, Record, Revision, Source

#: So many pages of one template teach it, and so many new ones are awaited before the next try.
LEAST: Final = 10
#: The latest pages of a source that are looked at.
MOST_PAGES: Final = 30
#: Patterns kept of one source: a further template is read the generic way.
MOST_PATTERNS: Final = 6
_PAGE_TYPES: Final = ("text/html%", "application/xhtml%")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn from: the source's hints with the patterns it has, and its latest pages.

    `records` are places in the archive (file, offset in bytes), the latest first; `newest` is the id of the
    latest publication among them.
    """

    source_id: int
    slug: str
    hints: PageHints
    records: tuple[tuple[str, int], ...]
    newest: int


def due_lessons(session: Session, slugs: Collection[str], now: datetime) -> list[Lesson]:
    """Those of the named sources that have ten pages more than when they were looked at last."""
    sources = session.scalars(
        select(Source).where(Source.slug.in_(slugs), Source.state == "active").order_by(Source.id)
    )
    lessons = (lesson_of(session, source, now) for source in sources)
    return [lesson for lesson in lessons if lesson is not None]


def lesson_of(session: Session, source: Source, now: datetime) -> Lesson | None:
    """The lesson of one source, None when it is not due."""
    later = aliased(Revision)
    latest = select(func.max(later.id)).where(later.publication_id == Publication.id)
    rows = session.execute(
        select(Publication.id, Record.file, Record.offset)
        .join(Revision, Revision.publication_id == Publication.id)
        .join(Record, Record.id == Revision.record_id)
        .where(
            Publication.source_id == source.id,
            Revision.id == latest.scalar_subquery(),
            or_(*(Record.content_type.like(each) for each in _PAGE_TYPES)),
        )
        .order_by(Publication.id.desc())
        .limit(MOST_PAGES)
    ).all()
    kept = source.learned or {}
    if sum(row.id > kept.get("looked_at", 0) for row in rows) < LEAST:
        return None
    patterns = learned_patterns(source.learned)
    if sum(pattern.content is not None for pattern in patterns) >= MOST_PATTERNS:
        return None
    definition = parse_definition(source.repaired or source.definition, source.slug)
    hints = replace(page_hints(definition), patterns=patterns, now=now)
    return Lesson(source.id, source.slug, hints, tuple((row.file, row.offset) for row in rows), rows[0].id)


def note_look(session: Session, lesson: Lesson) -> None:
    """Write down that a source's pages were looked at; before the work, so that no page is tried for ever."""
    source = session.get_one(Source, lesson.source_id)
    source.learned = {"patterns": [], **(source.learned or {}), "looked_at": lesson.newest}


def keep_pattern(session: Session, lesson: Lesson, pattern: SitePattern, now: datetime) -> None:
    """Add a pattern to a source; from now on all its pages are to be read again by it.

    A pattern that taught only repeated lines gives way to the next.
    """
    source = session.get_one(Source, lesson.source_id)
    kept = dict(source.learned or {})
    places = [each for each in kept.get("patterns", []) if each["content"]]
    learnt = {**pattern.as_json(), "learnt_at": now.isoformat(timespec="seconds")}
    source.learned = {**kept, "patterns": [*places, learnt], "rereading": 0}


def unfinished(session: Session) -> list[tuple[int, str, int]]:
    """The sources whose pages are still to be read again: id, slug and the last publication that was."""
    rows = session.execute(select(Source.id, Source.slug, Source.learned).where(Source.learned.is_not(None)))
    return [
        (row.id, row.slug, row.learned["rereading"])
        for row in rows
        if row.learned and row.learned.get("rereading") is not None
    ]


def note_reread(session: Session, source_id: int, publication_id: int | None) -> None:
    """Write down how far the pages of a source were read again; None when all of them were."""
    source = session.get_one(Source, source_id)
    source.learned = {**(source.learned or {}), "rereading": publication_id}


def lease_source(session: Session, source_id: int, owner: str, now: datetime) -> list[int]:
    """Lease every host of a source, or lengthen our lease. Ids of hosts; none when another visits one."""
    hosts = session.scalars(
        select(Host)
        .where(
            Host.id.in_(select(Channel.host_id).where(Channel.source_id == source_id))
            | Host.id.in_(select(Page.host_id).where(Page.source_id == source_id))
        )
        .order_by(Host.id)
        .with_for_update()
    ).all()
    if any(each.lease_until and each.lease_until > now and each.lease_owner != owner for each in hosts):
        return []
    for host in hosts:
        host.lease_owner, host.lease_until = owner, now + LEASE
    return [host.id for host in hosts]
