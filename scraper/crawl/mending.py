"""The end of a run: where channels are broken, the site is searched again for what took their place."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from scraper.crawl.context import CrawlContext
from scraper.crawl.detecting import detect
from scraper.crawl.tally import Mending, Tally
from scraper.intake.moving import note_move, note_replaced
from scraper.outcomes import Outcome
from scraper.polling.repair import Ailing, end_search, find_ailing, lease_site
from scraper.polling.replacing import Adopted, Broken, Repair, plan_repair
from scraper.polling.visits import release
from scraper.storage.models import Channel

#: Evidence that a known publication stands at another address of a site that was rebuilt.
FOUND_AGAIN = "the same title and day, found again when the site had moved"

logger = logging.getLogger(__name__)

#: Sites searched side by side.
SEARCHES_AT_ONCE = 3
#: Seconds one search may take: it ends within its lease of 10 minutes, as a visit does.
SEARCH_SECONDS = 480.0
#: When at least so many sources were asked and none answered, it is our own line that is broken.
LEAST_SOURCES = 3


async def mend(context: CrawlContext, stopping: asyncio.Event) -> set[int]:
    """Look for replacements of the run's broken channels; ids of the hosts that have a new channel to read.

    A signal to stop ends it at once: what was not adopted by then is as it was.
    """
    if no_answer_at_all(context.tally):
        return set()
    ailing = await asyncio.to_thread(look_for_ailing, context)
    limit = asyncio.Semaphore(SEARCHES_AT_ONCE)

    async def one(each: Ailing) -> set[int]:
        async with limit:
            return await mend_source(context, each)

    searches = [asyncio.create_task(one(each)) for each in ailing]
    stop = asyncio.create_task(stopping.wait())
    waiting: set[asyncio.Task[Any]] = {*searches}
    while waiting and not stop.done():
        done, _ = await asyncio.wait({*waiting, stop}, return_when=asyncio.FIRST_COMPLETED)
        waiting -= done
    for task in (stop, *waiting):
        task.cancel()
    await asyncio.gather(stop, *waiting, return_exceptions=True)
    return set().union(*(task.result() for task in searches if not task.cancelled()))


def no_answer_at_all(tally: Tally) -> bool:
    """Whether every channel of several sources failed: that says nothing of the sites."""
    outcomes = [set(counts.outcomes.values()) for counts in tally.sources.values() if counts.outcomes]
    return len(outcomes) >= LEAST_SOURCES and set().union(*outcomes) == {Outcome.FAILED}


def look_for_ailing(context: CrawlContext) -> list[Ailing]:
    """The sources to look after in this run."""
    with context.database.reading() as session:
        return find_ailing(session, context.wanted, context.clock())


async def mend_source(context: CrawlContext, ailing: Ailing) -> set[int]:
    """Search one site and adopt what it shows; ids of the hosts that have a new channel to read."""

    def lease() -> list[int]:
        with context.database.writing() as session:
            return lease_site(session, ailing, context.owner, context.clock())

    hosts = await asyncio.to_thread(lease)
    if not hosts:  # visited by another process, or it asked us to wait: another run's business
        return set()
    try:
        repair, requests = await search(context, ailing)
        return await asyncio.to_thread(write_down, context, ailing, repair, requests)
    finally:
        await asyncio.to_thread(give_back, context, hosts)


async def search(context: CrawlContext, ailing: Ailing) -> tuple[Repair, int]:
    """What a detection from the source's home comes to, and how many addresses it asked for."""
    home = ailing.case.definition.home
    try:
        detected = await asyncio.wait_for(
            detect(context.settings, home, context.clock, context.pauses, context.robots), SEARCH_SECONDS
        )
    except TimeoutError:
        return Repair(why_not="the site took too long to be searched"), 0
    except Exception as error:
        logger.exception("the search of %s broke off", home)
        return Repair(why_not=f"the search broke off: {type(error).__name__}"), 0
    repair = await asyncio.to_thread(plan_repair, ailing.case, detected, context.clock())
    return repair, detected.requests


def write_down(context: CrawlContext, ailing: Ailing, repair: Repair, requests: int) -> set[int]:
    """What the search came to, in one transaction and in the run's counts; hosts of adopted channels."""
    now = context.clock()
    with context.database.writing() as session:
        ids = end_search(session, ailing, repair, now)
        adopted = [each for each in repair.adopted if each.channel.name in ids]
        for each in adopted:
            for broken in each.replaces:
                before, after = as_event(each, broken, ids[each.channel.name])
                note_replaced(session, broken.channel_id, before, after, now)
            for moved in each.moved:
                note_move(session, moved.url, moved.page_id, sure=moved.sure, now=now, words=FOUND_AGAIN)
        hosts = {session.get_one(Channel, channel_id).host_id for channel_id in ids.values()}
    why_not = repair.why_not or ("" if adopted else "the source was changed meanwhile")
    told = Mending(
        ailing.case.definition.slug, ailing.name, ailing.case.broken, tuple(adopted), why_not, requests
    )
    context.tally.mendings.append(told)
    return hosts


def as_event(adopted: Adopted, broken: Broken, channel_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the history of a replaced channel keeps: it, and what stands in its place on what evidence."""
    since = broken.last_shown_at
    return (
        {
            "name": broken.name,
            "strategy": broken.definition.strategy,
            "url": broken.definition.url,
            "why": broken.trouble.why,
            "dry": broken.trouble.dry,
        },
        {
            "name": adopted.channel.name,
            "strategy": adopted.channel.strategy,
            "url": adopted.channel.url,
            "channel_id": channel_id,
            "since": since.date().isoformat() if since else None,
            "shows": adopted.shows,
        },
    )


def give_back(context: CrawlContext, host_ids: Sequence[int]) -> None:
    """End the lease of the hosts of a search."""
    with context.database.writing() as session:
        for host_id in host_ids:
            release(session, host_id, context.owner, context.clock())
