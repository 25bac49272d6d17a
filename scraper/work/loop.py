"""`gleaner watch`: what is due is visited as it falls due, until a signal says to stop.

The loop sleeps until the next host is due. How long it sleeps is counted on the monotonic clock, what is due
is read from the wall clock each time it wakes: after a suspend or a clock that was set, every channel that
fell due meanwhile is polled once, at most `visits_at_once` hosts at a time.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from scrapy.crawler import AsyncCrawlerRunner
from sqlalchemy.exc import DatabaseError

from scraper.crawl.context import CrawlContext
from scraper.crawl.guarded import guarded_runner
from scraper.crawl.mending import mend
from scraper.crawl.runner import Stop, Visited, begin_visits, break_off, stop_on_signals
from scraper.crawl.settings import scrapy_settings
from scraper.crawl.tally import Tally
from scraper.desk.rules import settle
from scraper.polling.visits import next_due, release_abandoned
from scraper.work.alerts import Deliver, send_due
from scraper.work.catalogue import Reload, folder_state, reload_catalogue
from scraper.work.delivery import deliver
from scraper.work.webhooks import Try, send_waiting

logger = logging.getLogger(__name__)

#: Seconds. The longest sleep: a clock that was set, or a source resumed by another command, is seen by then.
LONGEST_SLEEP: Final = 60.0
#: Seconds between two looks at the folder of definitions.
FOLDER_EVERY: Final = 5.0
#: Seconds a host rests whose visit came to nothing, so that a fault of ours never becomes a storm.
REST: Final = 600.0
#: Seconds between two searches for replacements of broken channels; which are due is written in the database.
MEND_EVERY: Final = 3600.0
#: Seconds between two looks whether a message is to be written or delivered again.
ALERTS_EVERY: Final = 900.0
#: Seconds between two looks for what webhooks are still to be told; what is due stands in the database.
WEBHOOKS_EVERY: Final = 30.0
#: Seconds between two looks for candidates whose day has come or whose time is over.
RULES_EVERY: Final = 3600.0
#: The hour of the day, in the home's zone, from which the day's message is written: before work begins.
ALERTS_FROM: Final = 7
#: Seconds for visits under way after the first signal to stop; a service manager waits 30 for the whole.
DRAIN: Final = 20.0
#: Seconds until the database is tried again after it refused.
RETRY_DATABASE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the watch stands: visits under way, when and where the next is due, pages stored."""

    visits: int
    due_at: datetime | None
    due_host: str
    stored: int


@dataclass(slots=True)
class Chore:
    """Further work, asked every so many seconds and deciding itself whether it is time. Says what it did."""

    every: float
    work: Callable[[], Coroutine[Any, Any, str]]
    name: str
    last: float = field(default=float("-inf"))


@dataclass(slots=True)
class Watch:
    """The state of one watch.

    Args:
        context: what all visits share.
        runner: where visits are made.
        stopping: set when the watch is to end.
        on_event: told of everything that happened, one line of words each.
        on_standing: told where the watch stands whenever that changed.
        monotonic: seconds that only ever grow.
        extra: further work, by its own clock.
    """

    context: CrawlContext
    runner: AsyncCrawlerRunner
    stopping: Stop
    on_event: Callable[[str], None]
    on_standing: Callable[[Standing], None] = field(default=lambda _standing: None)
    monotonic: Callable[[], float] = time.monotonic
    extra: list[Chore] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    reload: asyncio.Event = field(default_factory=asyncio.Event)
    visits: set[asyncio.Task[Visited]] = field(default_factory=set)
    chores: set[asyncio.Task[Any]] = field(default_factory=set)
    resting: dict[int, float] = field(default_factory=dict)
    stored: int = 0

    async def run(self) -> None:
        """Watch until told to stop, then drain."""
        stop = asyncio.create_task(self.stopping.wait())
        folder = asyncio.create_task(self.look_at_folder())
        try:
            while not self.stopping.is_set():
                seconds = await self.guarded_step()
                await self.sleep(seconds, stop)
            await self.drain()
        finally:
            stop.cancel()
            await break_off({folder, *self.chores, *self.visits})
            await asyncio.to_thread(self.free_hosts)

    async def guarded_step(self) -> float:
        """One step; a database that refuses (locked, disk full) is tried again, not the end of the watch."""
        try:
            return await self.step()
        except DatabaseError as error:
            self.on_event(f"the database refused: {error.orig}; tried again in {RETRY_DATABASE:g} s")
            return RETRY_DATABASE

    async def step(self) -> float:
        """Take note of what ended, begin what is due. Seconds until there may be more to do."""
        self.take_note()
        if self.reload.is_set():
            self.reload.clear()
            await self.read_catalogue()
        self.begin_chores()
        leave_out = self.at_rest()
        begun = await begin_visits(self.context, self.runner, self.stopping, len(self.visits), leave_out)
        self.visits |= begun
        for task in begun:
            task.add_done_callback(lambda _task: self.wake.set())
        full = len(self.visits) >= self.context.settings.visits_at_once
        due = await asyncio.to_thread(self.look_ahead, leave_out)
        self.on_standing(self.standing(due))
        if full:
            return LONGEST_SLEEP
        rested = min(self.resting.values(), default=float("inf")) - self.monotonic()
        ahead = (due[0] - self.context.clock()).total_seconds() if due is not None else LONGEST_SLEEP
        # what is due now and was not claimed belongs to another
        return min(max(ahead, 1.0), max(rested, 0.0), LONGEST_SLEEP)

    def standing(self, due: tuple[datetime, str] | None) -> Standing:
        """Where the watch stands."""
        at, host = due or (None, "")
        return Standing(len(self.visits), at, host, self.stored)

    async def sleep(self, seconds: float, stop: asyncio.Task[Any]) -> None:
        """Until something happens, at most so long."""
        waking = asyncio.create_task(self.wake.wait())
        await asyncio.wait({waking, stop}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        waking.cancel()
        self.wake.clear()

    def take_note(self) -> None:
        """Tell of the visits and chores that ended; a fault in one is told, and touches no other."""
        for task in {task for task in self.visits if task.done()}:
            self.visits.discard(task)
            if error := task.exception():
                logger.error("a visit broke off", exc_info=error)
                self.on_event(f"a visit broke off: {type(error).__name__}: {error}")
                continue
            visited = task.result()
            self.stored += visited.stored
            rest = self.context.distance(visited.host) if visited.fruitful else REST
            self.resting[visited.host_id] = self.monotonic() + rest
            self.on_event(visit_in_words(visited, self.context.pauses.until(visited.host)))
        for task in {task for task in self.chores if task.done()}:
            self.chores.discard(task)
            if task.cancelled():  # by the drain
                continue
            if error := task.exception():
                logger.error("%s broke off", task.get_name(), exc_info=error)
                self.on_event(f"{task.get_name()} broke off: {type(error).__name__}: {error}")

    def at_rest(self) -> set[int]:
        """Hosts that are not to be claimed now."""
        now = self.monotonic()
        self.resting = {host_id: until for host_id, until in self.resting.items() if until > now}
        return set(self.resting)

    def look_ahead(self, leave_out: set[int]) -> tuple[datetime, str] | None:
        """When the next host is due."""
        with self.context.database.reading() as session:
            return next_due(session, self.context.wanted, self.context.clock(), leave_out)

    def begin_chores(self) -> None:
        """Begin the work whose time has come; each runs once at a time."""
        under_way = {task.get_name() for task in self.chores}
        for each in self.extra:
            if each.name not in under_way and self.monotonic() - each.last >= each.every:
                each.last = self.monotonic()
                task = asyncio.create_task(self.do(each), name=each.name)
                task.add_done_callback(lambda _task: self.wake.set())
                self.chores.add(task)

    async def do(self, chore: Chore) -> None:
        """One piece of further work, and what it says of itself."""
        if said := await chore.work():
            self.on_event(said)

    async def read_catalogue(self) -> None:
        """Bring changed definitions into the database; what is new is due at once."""
        told: Reload = await asyncio.to_thread(
            reload_catalogue, self.context.settings.home, self.context.database, self.context.clock()
        )
        for line in told.lines():
            self.on_event(line)

    async def look_at_folder(self) -> None:
        """Wake the loop whenever a file of definitions was written, added or taken away."""
        folder = self.context.settings.home / "sources"
        known = await asyncio.to_thread(folder_state, folder)
        while True:
            await asyncio.sleep(FOLDER_EVERY)
            found = await asyncio.to_thread(folder_state, folder)
            if found != known:
                known = found
                self.ask_reload()

    def ask_reload(self) -> None:
        """Have the catalogue read again."""
        self.reload.set()
        self.wake.set()

    async def drain(self) -> None:
        """Give the visits under way a while to end; a second signal ends them as they are."""
        for chore in self.chores:
            chore.cancel()
        if not self.visits:
            return
        self.on_event(f"stopping: {len(self.visits)} visits under way")
        at_once = asyncio.create_task(self.stopping.at_once.wait())
        ending = asyncio.create_task(asyncio.wait(self.visits))
        both: set[asyncio.Task[Any]] = {ending, at_once}
        await asyncio.wait(both, timeout=DRAIN, return_when=asyncio.FIRST_COMPLETED)
        at_once.cancel()
        ending.cancel()
        self.take_note()
        if self.visits:
            self.on_event(
                f"{len(self.visits)} visits ended where they stood; the rest waits for the next start"
            )

    def free_hosts(self) -> None:
        """Give back what is still leased to us; what was not done stays due."""
        with self.context.database.writing() as session:
            release_abandoned(session, self.context.owner)


async def watch(
    context: CrawlContext,
    on_event: Callable[[str], None],
    on_standing: Callable[[Standing], None],
    *,
    hangup_reloads: bool = True,
    seconds: float | None = None,
) -> None:
    """Watch until SIGTERM or SIGINT, or for so many seconds.

    With `hangup_reloads` SIGHUP has the catalogue read again; without, it ends the process as usual.

    Raises:
        CrawlRefusedError: the guard against private addresses is not in place.
    """
    runner = guarded_runner(scrapy_settings(context))
    stopping = stop_on_signals(runner)
    watching = Watch(context, runner, stopping, on_event, on_standing)
    watching.extra.append(Chore(MEND_EVERY, lambda: mended(watching), "the search for replacements"))
    watching.extra.append(Chore(ALERTS_EVERY, lambda: alerted(context), "the sending of messages"))
    watching.extra.append(Chore(WEBHOOKS_EVERY, lambda: notified(watching), "the telling of webhooks"))
    watching.extra.append(Chore(RULES_EVERY, lambda: settled(context), "the waking of held candidates"))
    watching.extra[0].last = watching.monotonic()  # not before anything was polled
    loop = asyncio.get_running_loop()
    if hangup_reloads:
        loop.add_signal_handler(signal.SIGHUP, watching.ask_reload)
    if seconds is not None:
        loop.call_later(seconds, signal.raise_signal, signal.SIGTERM)
    try:
        await watching.run()
    finally:
        await context.renderer.close()


async def mended(watching: Watch) -> str:
    """Search for replacements of what broke since the last search, and begin the counts anew."""
    context = watching.context
    renewed = await mend(context, watching.stopping)
    for host_id in renewed:
        watching.resting.pop(host_id, None)
    done, context.tally = context.tally.mendings, Tally()  # counts that only grew would be a leak
    return "; ".join(
        f"{each.name}: {len(each.adopted)} replacements found"
        + (f" ({each.why_not})" if each.why_not else "")
        for each in done
    )


async def alerted(context: CrawlContext, by: Deliver = deliver) -> str:
    """Write and deliver the day's messages about what changed, and say so."""
    if not context.settings.alerts:
        return ""
    sent = await asyncio.to_thread(
        send_due, context.database, context.settings, context.clock(), from_hour=ALERTS_FROM, by=by
    )
    return "; ".join(
        f"message to {each.recipient}: {each.problem or 'delivered'} ({each.title})" for each in sent
    )


async def notified(watching: Watch) -> str:
    """Tell webhooks of issues that were published, and say so."""
    context = watching.context
    if not context.settings.webhooks:
        return ""
    tried = await asyncio.to_thread(
        send_waiting, context.database, context.settings, context.clock, watching.stopping.is_set
    )
    return "; ".join(map(try_in_words, tried))


def try_in_words(tried: Try) -> str:
    """One try to tell a webhook: "webhook board: told of issue 3"."""
    if not tried.problem:
        return f"webhook {tried.webhook}: told of issue {tried.issue}"
    further = "given up" if tried.over else "tried again later"
    return f"webhook {tried.webhook}: not told of issue {tried.issue}: {tried.problem}; {further}"


async def settled(context: CrawlContext) -> str:
    """Wake held candidates on their day, let go those nobody touched, and say so."""
    return await asyncio.to_thread(settle, context.database, context.clock())


def visit_in_words(visited: Visited, paused_until: datetime | None) -> str:
    """One visit as a line: "www.example.org: 2 channels read, 3 pages stored"."""
    parts = [f"{visited.polled} channels read", f"{visited.stored} pages stored"]
    if not visited.fruitful:
        parts = ["stopped" if visited.stopped else "nothing could be done"]
    if paused_until is not None:
        parts.append(f"left alone until {paused_until:%d %b %H:%M} UTC")
    return f"{visited.host}: {', '.join(parts)}"
