"""The archive read again with today's rules: nothing is fetched, what reads otherwise is put right."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from scraper.archive.reader import Stored, read_record
from scraper.crawl.pool import ExtractionPool
from scraper.errors import ArchiveError
from scraper.intake.corrections import Correction, KeptPublication, correct, kept_publications
from scraper.intake.statements import as_heard
from scraper.items import Document, PageHints, Publication, Unreadable
from scraper.polling.visits import plan_pages
from scraper.storage.engine import Database


@dataclass(slots=True)
class Reread:
    """What came of it: publications read, corrections by publication's address, and why some were left.

    `last` is the id of the last one looked at when more follow, else None.
    """

    read: int = 0
    corrected: dict[str, list[Correction]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    last: int | None = None


async def reread(
    database: Database,
    pool: ExtractionPool,
    archive: Path,
    source: str | None,
    clock: Callable[[], datetime],
    *,
    keep: bool,
    after: int = 0,
    most: int | None = None,
) -> Reread:
    """Read every archived publication again, one after the other.

    Args:
        database: of the home.
        pool: where pages are read.
        archive: folder of the WARC files.
        source: slug of the only source to read; None for all.
        clock: the present, aware.
        keep: whether what reads otherwise is written, or only told.
        after: only publications with a greater id than this.
        most: only so many of them; None for all.
    """
    came = Reread()
    with database.reading() as session:
        every = [kept for kept in kept_publications(session, source) if kept.id > after]
    publications = every[:most]
    came.last = publications[-1].id if len(publications) < len(every) else None
    for kept in publications:
        with database.reading() as session:
            hints = plan_pages(session, [kept.page_id], clock())[0].hints
        read = await read_again(kept, pool, archive, hints)
        if isinstance(read, str):
            came.left[kept.url] = read
            continue
        came.read += 1
        with database.writing() as session:
            corrections = correct(session, kept, read, clock())
            if not keep:
                session.rollback()
        if corrections:
            came.corrected[kept.url] = corrections
    return came


async def read_again(
    kept: KeptPublication, pool: ExtractionPool, archive: Path, hints: PageHints
) -> list[Publication] | str:
    """Each revision as it reads today, or why one cannot be read any more."""
    found: list[Publication] = []
    for revision in kept.revisions:
        # the facts that are kept are those of the last reading
        known = as_heard(hints, kept.facts) if revision is kept.revisions[-1] else hints
        if revision.file is None or revision.offset is None:
            return "the archive does not hold it"
        try:
            stored = read_record(archive / revision.file, revision.offset)
        except ArchiveError as error:
            return str(error)
        served = replace(known, served=stored.fetched_at.date())
        understood = await pool.extract(as_document(stored), served)
        if isinstance(understood, Unreadable):
            return f"cannot be read today: {understood.reason} {understood.detail}".strip()
        found.append(understood)
    return found


def as_document(stored: Stored) -> Document:
    """An archived response as extraction sees it."""
    headers = {name.lower(): value for name, value in stored.headers}
    return Document(stored.url, stored.body, headers.get("content-type", ""), headers)
