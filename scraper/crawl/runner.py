"""One run: hosts are claimed, visited side by side in one loop, and released, until nothing is left to do."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerRunner

from scraper.crawl.context import CrawlContext
from scraper.crawl.guarded import guarded_runner, the_reactor
from scraper.crawl.mailbox_visit import visit_mailbox
from scraper.crawl.mending import mend
from scraper.crawl.settings import scrapy_settings
from scraper.items import ChannelRead, Reading, VisitPlan
from scraper.outcomes import Outcome
from scraper.polling.visits import claim
from scraper.storage.hosts import is_mailbox

logger = logging.getLogger(__name__)

#: The spider of a visit, by name: this room must not know the Scrapy classes.
VISIT_SPIDER = "visit"

T = TypeVar("T")


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
    finally:
        await context.renderer.close()


async def visit_all(
    context: CrawlContext, runner: AsyncCrawlerRunner, stopping: asyncio.Event, idle: set[int]
) -> None:
    """Visit until nothing is left to do, or a signal says to stop; adds to `idle`."""
    running: dict[asyncio.Task[bool], int] = {}
    while True:
        free = 0 if stopping.is_set() else context.settings.visits_at_once - len(running)
        for host_id in await claim_hosts(context, free, idle) if free else []:
            running[asyncio.create_task(visit(context, runner, host_id))] = host_id
        if not running:
            return
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            host_id = running.pop(task)
            if not task.result():
                idle.add(host_id)


def stop_on_signals(runner: AsyncCrawlerRunner) -> asyncio.Event:
    """On SIGINT or SIGTERM end gracefully: what is under way is finished, what waits stays in the ledger."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def stop() -> None:
        stopping.set()
        task = loop.create_task(runner.stop())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return stopping


async def claim_hosts(context: CrawlContext, limit: int, idle: set[int]) -> list[int]:
    """Lease hosts for this run."""

    def write() -> list[int]:
        with context.database.writing() as session:
            return claim(session, context.owner, context.wanted, context.clock(), limit=limit, leave_out=idle)

    return await asyncio.to_thread(write)


async def visit(context: CrawlContext, runner: AsyncCrawlerRunner, host_id: int) -> bool:
    """One visit of one leased host. True when it brought the host's work forward."""
    plan = await context.plan_host(host_id)
    if is_mailbox(plan.host):
        read = await visit_mailbox(context, plan)
        await report_unpolled(context, plan, read)
        await context.release_host(plan, None)
        return bool(read)
    crawler = runner.create_crawler(VISIT_SPIDER)
    try:
        await runner.crawl(crawler, plan=plan)
    except Exception:
        logger.exception("the visit of %s broke off", plan.host)
    spider: Spider | None = crawler.spider
    polled: set[int] = getattr(spider, "polled", set())
    stored: int = getattr(spider, "stored", 0)
    await report_unpolled(context, plan, polled)
    await context.release_host(plan, getattr(spider, "paused_until", None))
    return bool(polled) or stored > 0


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
