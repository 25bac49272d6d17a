"""The end of a visit: sources with ten pages more are learned from, and their kept pages read again by it.

A page's text must never differ from its last revision only because it was read in another way: that would
be an update nobody made. So a new pattern holds from the moment that it is kept, nothing of its source is
asked for while its revisions are read again, and what was left unfinished is ended before the next visit.
"""

import asyncio
import logging
from collections.abc import Collection

from scraper.archive.reader import read_record
from scraper.crawl.context import CrawlContext
from scraper.crawl.rereading import as_document, reread
from scraper.errors import ArchiveError
from scraper.items import Document, SitePattern, Unreadable
from scraper.polling.learned import (
    LEAST,
    Lesson,
    due_lessons,
    keep_pattern,
    lease_source,
    note_look,
    note_reread,
    unfinished,
)
from scraper.polling.visits import release

logger = logging.getLogger(__name__)

#: Publications read again between two notes of how far it came: well within a lease.
AT_ONCE = 100
#: Larger pages teach nothing that smaller ones do not.
LARGEST_BODY = 2 * 2**20


async def learn(context: CrawlContext, slugs: Collection[str], stopping: asyncio.Event) -> None:
    """Learn from those of the sources that have enough new pages; a signal to stop ends it between two.

    A fault in it costs no visit: what it left unfinished is ended before the next one.
    """

    def look() -> list[Lesson]:
        with context.database.reading() as session:
            return due_lessons(session, slugs, context.clock())

    for lesson in await asyncio.to_thread(look):
        if stopping.is_set():
            return
        try:
            await learn_source(context, lesson, stopping)
        except Exception:
            context.lessons_finished = False
            logger.exception("the learning from %s broke off", lesson.slug)


async def learn_source(context: CrawlContext, lesson: Lesson, stopping: asyncio.Event) -> None:
    """Learn from one source. While one of its hosts is visited it waits for the end of that visit."""
    hosts = await asyncio.to_thread(lease, context, lesson.source_id)
    if not hosts:
        return
    try:
        pages = await asyncio.to_thread(begin, context, lesson)
        pattern = await context.pool.learn(lesson.slug, pages, lesson.hints, LEAST)
        if isinstance(pattern, Unreadable):
            logger.warning("nothing was learned from %s: %s", lesson.slug, pattern.detail)
        elif pattern is not None:
            await asyncio.to_thread(keep, context, lesson, pattern)
            await read_again(context, lesson.source_id, lesson.slug, 0, stopping)
    finally:
        await asyncio.to_thread(give_back, context, hosts)


def keep(context: CrawlContext, lesson: Lesson, pattern: SitePattern) -> None:
    """Write down what was learned."""
    with context.database.writing() as session:
        keep_pattern(session, lesson, pattern, context.clock())


async def finish_lessons(context: CrawlContext, stopping: asyncio.Event) -> None:
    """End what was left unfinished by a kill or a fault, before anything is asked for."""
    if context.lessons_finished:
        return

    def look() -> list[tuple[int, str, int]]:
        with context.database.reading() as session:
            return unfinished(session)

    for source_id, slug, done in await asyncio.to_thread(look):
        if hosts := await asyncio.to_thread(lease, context, source_id):
            try:
                await read_again(context, source_id, slug, done, stopping)
            finally:
                await asyncio.to_thread(give_back, context, hosts)
    context.lessons_finished = True


async def read_again(
    context: CrawlContext, source_id: int, slug: str, done: int, stopping: asyncio.Event
) -> None:
    """Read a source's kept publications again, those after the publication `done`, part by part."""
    archive = context.settings.home / "archive"
    following: int | None = done
    while following is not None and not stopping.is_set():
        came = await reread(
            context.database, context.pool, archive, slug, context.clock, keep=True,
            after=following, most=AT_ONCE,
        )  # fmt: skip
        following = came.last
        await asyncio.to_thread(note_progress, context, source_id, following)


def note_progress(context: CrawlContext, source_id: int, done: int | None) -> None:
    """Write down how far a source was read again, and lengthen the lease of its hosts."""
    with context.database.writing() as session:
        note_reread(session, source_id, done)
        lease_source(session, source_id, owner_of(context), context.clock())


def begin(context: CrawlContext, lesson: Lesson) -> list[Document]:
    """Write down that a source's pages are looked at; those of them that the archive holds."""
    with context.database.writing() as session:
        note_look(session, lesson)
    found = []
    for file, offset in lesson.records:
        try:
            document = as_document(read_record(context.settings.home / "archive" / file, offset))
        except ArchiveError as error:
            logger.warning("%s cannot be learned from: %s", lesson.slug, error)
            continue
        if len(document.body) <= LARGEST_BODY:
            found.append(document)
    return found


def owner_of(context: CrawlContext) -> str:
    """Whose lease it is: this run's, but none of its visits'."""
    return f"{context.owner}/learning"


def lease(context: CrawlContext, source_id: int) -> list[int]:
    """Lease the hosts of a source."""
    with context.database.writing() as session:
        return lease_source(session, source_id, owner_of(context), context.clock())


def give_back(context: CrawlContext, host_ids: Collection[int]) -> None:
    """End the lease of a source's hosts."""
    with context.database.writing() as session:
        for host_id in host_ids:
            release(session, host_id, owner_of(context), context.clock())
