"""What all visits of one process share, and their only doors to the database."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from scraper.archive.reader import ArchiveIndex
from scraper.archive.writer import ArchiveWriter
from scraper.config import Settings
from scraper.crawl.middlewares.robots import RobotsCache, product_token
from scraper.crawl.pauses import Pauses
from scraper.crawl.pool import ExtractionPool
from scraper.crawl.rendering import Renderer
from scraper.crawl.tally import Tally
from scraper.errors import NotFoundError
from scraper.intake.admit import Admitted, admit
from scraper.intake.counters import lead_on
from scraper.intake.further import Further
from scraper.intake.ledger import Written, pending_here, write_reading
from scraper.items import Publication, Unreadable
from scraper.outcomes import DropReason, PageState, Strategy
from scraper.plans import ChannelRead, PagePlan, PageRead, VisitPlan
from scraper.polling.kept_away import kept_away
from scraper.polling.visits import Wanted, close_poll, plan_pages, plan_single, plan_visit, release
from scraper.storage.engine import Database

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Follow:
    """What to ask for after a channel's document: pages of this host, and its further documents."""

    pages: tuple[PagePlan, ...]
    further: tuple[Further, ...]
    poll_id: int


@dataclass(slots=True)
class CrawlContext:
    """Database, archive, extraction pool, clock and counts of one run.

    It travels in Scrapy's settings, which every crawler copies deeply; the copy has to be the same object.
    """

    settings: Settings
    database: Database
    archive: ArchiveWriter
    pool: ExtractionPool
    clock: Clock
    owner: str
    replay: ArchiveIndex | None = None
    robots: RobotsCache = field(default_factory=lambda: RobotsCache(time.monotonic))
    pauses: Pauses = field(init=False)
    renderer: Renderer = field(init=False)
    tally: Tally = field(default_factory=Tally)
    wanted: Wanted = field(default_factory=Wanted)
    lessons_finished: bool = False
    on_progress: Callable[[Tally], None] = field(default=lambda _tally: None)

    def __post_init__(self) -> None:
        # What an archived server asked for binds nobody today.
        self.pauses = Pauses(self.clock, self.database if self.replay is None else None)
        self.renderer = Renderer(self.settings.chromium, self.settings.user_agent)

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self

    async def write_reading(self, plan: VisitPlan, read: ChannelRead) -> Follow:
        """Write what a channel said; what this visit should ask for next."""
        now = self.clock()

        def write() -> tuple[Written, tuple[PagePlan, ...]]:
            with self.database.writing() as session:
                written = write_reading(session, read, now, self.settings.first_poll_days)
                if written.decisive:  # a poll counts one failure, however many documents it read
                    close_poll(session, read.plan.channel_id, now)
                here = pending_here(session, written.pending, plan.host_id)
                return written, plan_pages(session, here, now)

        written, pages = await asyncio.to_thread(write)
        entries = len(read.reading.entries)
        self.tally.count_poll(
            read.plan.source,
            read.plan.name,
            outcome=written.outcome,
            detail=written.detail,
            entries=entries,
            fresh=written.fresh,
        )
        self.on_progress(self.tally)
        return Follow(pages, written.further, written.poll_id)

    async def store_page(self, page: PageRead) -> Admitted:
        """Admit, revise, attach or drop one page in one transaction."""
        now = self.clock()

        def write() -> Admitted:
            with self.database.writing() as session:
                return admit(session, page, now, self.settings.first_poll_days)

        admitted = await asyncio.to_thread(write)
        self.tally.count_page(page.plan.source, admitted.state, admitted.verdict, admitted.reason)
        self.on_progress(self.tally)
        return admitted

    async def lead_on(self, page: PageRead) -> None:
        """Write where a newsletter's link leads: the page it is, or why it is none of the source's."""
        now = self.clock()

        def write() -> DropReason | None:
            with self.database.writing() as session:
                return lead_on(session, page, now)

        reason = await asyncio.to_thread(write)
        if reason is not None:
            self.tally.count_page(page.plan.source, PageState.DROPPED, None, reason)

    async def extract(self, page: PageRead) -> Publication | Unreadable:
        """Read a page in the killable pool."""
        if page.document is None:
            raise ValueError("a page without its document cannot be read")
        return await self.pool.extract(page.document, page.plan.hints)

    async def plan_host(self, host_id: int) -> VisitPlan:
        """All that a visit of a leased host has to do."""

        def read() -> VisitPlan:
            with self.database.reading() as session:
                return plan_visit(session, host_id, self.wanted, self.clock())

        return await asyncio.to_thread(read)

    async def plan_channel(self, slug: str, strategy: Strategy | None) -> VisitPlan:
        """A visit of one channel named source/channel, as `scrapy crawl` asks for it.

        Raises:
            NotFoundError: there is no such channel, or the strategy cannot read it.
        """

        def read() -> VisitPlan:
            with self.database.reading() as session:
                return plan_single(session, slug)

        plan = await asyncio.to_thread(read)
        channel = plan.channels[0]
        if strategy is not None and channel.strategy is not strategy:
            raise NotFoundError(f"channel {slug} is read by the spider {channel.strategy}, not {strategy}")
        return plan

    def distance(self, host: str) -> float:
        """Seconds between the last request of a visit and the first of the next one of the same host."""
        if self.replay is not None:
            return 0.0
        return max(
            self.settings.download_delay, self.robots.delay_of(host, product_token(self.settings.user_agent))
        )

    async def release_host(self, plan: VisitPlan) -> None:
        """End a visit in the database."""

        def write() -> None:
            with self.database.writing() as session:
                release(session, plan.host_id, self.owner, self.clock())

        await asyncio.to_thread(write)

    async def note_kept_away(self) -> None:
        """Count the sources that could not be asked because their site had asked for a pause."""

        def read() -> dict[str, datetime]:
            with self.database.reading() as session:
                return kept_away(session, self.wanted, self.clock())

        for slug, until in (await asyncio.to_thread(read)).items():
            self.tally.of(slug).kept_until = until

    def close(self) -> None:
        """Close what the context holds."""
        self.archive.close()
        self.pool.close()
