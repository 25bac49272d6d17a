"""One run: hosts are claimed, visited side by side in one loop, and released, until nothing is left to do."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection, Set
from dataclasses import dataclass
from typing import Any, TypeVar

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerRunner

from scraper.crawl.context import CrawlContext
from scraper.crawl.guarded import guarded_runner, the_reactor
from scraper.crawl.learning import finish_lessons, learn
from scraper.crawl.mailbox_visit import visit_mailbox
from scraper.crawl.mending import mend
from scraper.crawl.settings import scrapy_settings
from scraper.items import Reading
from scraper.outcomes import Outcome
from scraper.plans import ChannelRead, VisitPlan
from scraper.polling.visits import PAGES_A_VISIT, claim
from scraper.storage.hosts import is_mailbox

logger = logging.getLogger(__name__)

#: The spider of a visit, by name: this room must not know the Scrapy classes.
VISIT_SPIDER = "visit"

T = TypeVar("T")


class Stop(asyncio.Event):
    """Set by the first SIGINT or SIGTERM: end gracefully. `at_once` is set by the second: end now."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once = asyncio.Event()


@dataclass(frozen=True, slots=True)
class Visited:
    """What one visit came to: channels polled, pages stored. A visit that we ended ourselves says so."""

    host_id: int
    host: str
    polled: int = 0
    stored: int = 0
    stopped: bool = False

    @property
    def fruitful(self) -> bool:
        """Whether it brought the host's work forward."""
        return self.polled + self.stored > 0


async def crawl(context: CrawlContext) -> None:
    """Visit every host that has something to do, at most `visits_at_once` of them at a time.

    At the end of a run on the network replacements of broken channels are looked for; what is adopted is
    read in the same run.

    Raises:
        CrawlRefusedError: the guard against private addresses is not in place.
    """
    runner = guarded_runner(scrapy_settings(context))
    stopping = stop_on_signals(runner)
    idle: set[int] = set()  # hosts whose last visit came to nothing: not asked again in this run
    try:
        await visit_all(context, runner, stopping, idle)
        on_network = context.replay is None and not stopping.is_set()
        if on_network and (renewed := await mend(context, stopping)):
            idle -= renewed
            await visit_all(context, runner, stopping, idle)
        if on_network:
            await context.note_kept_away()
    finally:
        await context.renderer.close()


async def visit_all(
    context: CrawlContext, runner: AsyncCrawlerRunner, stopping: Stop, idle: set[int]
) -> None:
    """Visit until nothing is left to do, or a signal says to stop; adds to `idle`."""
    running: set[asyncio.Task[Visited]] = set()
    leaving = asyncio.create_task(stopping.at_once.wait())
    try:
        while not stopping.at_once.is_set():
            running |= await begin_visits(context, runner, stopping, len(running), idle)
            if not running:
                return
            await asyncio.wait({*running, leaving}, return_when=asyncio.FIRST_COMPLETED)
            ended = {task for task in running if task.done()}
            running -= ended
            idle |= {visited.host_id for task in ended if not (visited := task.result()).fruitful}
    finally:
        leaving.cancel()
        await break_off(running)


async def begin_visits(
    context: CrawlContext, runner: AsyncCrawlerRunner, stopping: Stop, under_way: int, leave_out: Set[int]
) -> set[asyncio.Task[Visited]]:
    """Claim as many hosts as may be visited beside those under way, and begin their visits."""
    await finish_lessons(context, stopping)
    free = 0 if stopping.is_set() else context.settings.visits_at_once - under_way
    hosts = await claim_hosts(context, free, leave_out) if free > 0 else []
    return {asyncio.create_task(visit(context, runner, host_id, stopping)) for host_id in hosts}


async def break_off(tasks: Collection[asyncio.Task[Any]]) -> None:
    """End tasks where they stand; the next crawl of this home frees the hosts they leave leased."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def stop_on_signals(runner: AsyncCrawlerRunner) -> Stop:
    """On SIGINT or SIGTERM end gracefully: what is under way is finished, what waits stays in the ledger."""
    stopping = Stop()
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def stop() -> None:
        if stopping.is_set():
            stopping.at_once.set()
            return
        stopping.set()
        task = loop.create_task(runner.stop())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return stopping


async def claim_hosts(context: CrawlContext, limit: int, leave_out: Set[int]) -> list[int]:
    """Lease hosts for this run."""

    def write() -> list[int]:
        with context.database.writing() as session:
            return claim(
                session, context.owner, context.wanted, context.clock(), limit=limit, leave_out=leave_out
            )

    return await asyncio.to_thread(write)


async def visit(
    context: CrawlContext, runner: AsyncCrawlerRunner, host_id: int, stopping: asyncio.Event
) -> Visited:
    """One visit of one leased host. What it did not get to because we stop stays due as it is.

    Afterwards its sources are learned from, when they have enough new pages.
    """
    plan = await context.plan_host(host_id)
    if is_mailbox(plan.host):
        polled, stored = await visit_mailbox(context, plan), 0
    else:
        polled, stored = await visit_web(runner, plan)
    if not stopping.is_set():
        await report_unpolled(context, plan, polled)
    if len(plan.pages) >= PAGES_A_VISIT and not stopping.is_set():
        # More waits there: the next visit may begin as soon as this one has ended.
        await asyncio.sleep(context.distance(plan.host))
    await context.release_host(plan)
    if stored and not stopping.is_set():
        sources = {channel.source for channel in plan.channels} | {page.source for page in plan.pages}
        await learn(context, sources, stopping)
    return Visited(host_id, plan.host, len(polled), stored, stopping.is_set())


async def visit_web(runner: AsyncCrawlerRunner, plan: VisitPlan) -> tuple[set[int], int]:
    """Ids of the channels that were polled, and how many pages were stored."""
    crawler = runner.create_crawler(VISIT_SPIDER)
    try:
        await runner.crawl(crawler, plan=plan)
    except Exception:
        logger.exception("the visit of %s broke off", plan.host)
    spider: Spider | None = crawler.spider
    return getattr(spider, "polled", set()), getattr(spider, "stored", 0)


async def report_unpolled(context: CrawlContext, plan: VisitPlan, polled: set[int]) -> None:
    """A channel that a visit did not get to is a failed poll, never silence."""
    for channel in plan.channels:
        if channel.channel_id not in polled:
            reading = Reading(Outcome.FAILED, detail="the visit ended before this could be read")
            await context.write_reading(plan, ChannelRead(channel, reading, started_at=context.clock()))


def run_under_reactor(main: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine on one loop that asyncio and Twisted share. Once a process: a reactor cannot restart.

    The reactor is installed here and not at import, so that commands without a crawl never start one.
    """
    from twisted.internet import asyncioreactor  # noqa: PLC0415 - importing it later than the loop matters

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    reactor = the_reactor()

    finished: list[asyncio.Task[T]] = []

    def begin() -> None:
        task = loop.create_task(as_coroutine(main))
        finished.append(task)
        task.add_done_callback(lambda _task: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.run(installSignalHandlers=False)
    return finished[0].result()


async def as_coroutine(main: Callable[[], Awaitable[T]]) -> T:
    """Await what `main` returns: tasks take coroutines only."""
    return await main()
