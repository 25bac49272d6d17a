"""Opening what one run needs, and closing it again whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.archive.reader import ArchiveIndex
from scraper.archive.writer import ArchiveWriter
from scraper.config import Settings
from scraper.crawl.context import Clock, CrawlContext
from scraper.crawl.lock import crawl_lock, lease_prefix
from scraper.crawl.pool import ExtractionPool
from scraper.polling.visits import Wanted, release_abandoned
from scraper.storage.engine import Database

#: Memory of one extraction process; a page that needs more is recorded as too large.
EXTRACTION_MEMORY_BYTES = 1024 * 1024 * 1024
#: Seconds one page may take to be read.
EXTRACTION_SECONDS = 30.0


@contextmanager
def opened_context(
    settings: Settings,
    database: Database,
    clock: Clock,
    wanted: Wanted | None = None,
    replay: Path | None = None,
    *,
    command: str = "crawl",
) -> Iterator[CrawlContext]:
    """The context of one run, under the home's crawl lock, which names the command to whoever comes second.

    Raises:
        CrawlRefusedError: another crawl is at work for this home.
        ArchiveError: the archive to replay cannot be read.
    """
    index = ArchiveIndex(replay) if replay is not None else None
    with crawl_lock(settings.home, command) as owner:
        with database.writing() as session:
            release_abandoned(session, lease_prefix(settings.home))
        context = CrawlContext(
            settings=settings,
            database=database,
            archive=ArchiveWriter(settings.home / "archive"),
            pool=ExtractionPool(settings.extraction_workers, EXTRACTION_SECONDS, EXTRACTION_MEMORY_BYTES),
            clock=clock,
            owner=owner,
            replay=index,
            wanted=wanted or Wanted(),
        )
        try:
            yield context
        finally:
            context.close()
