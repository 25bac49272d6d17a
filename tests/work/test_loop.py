"""The loop of the watch, with clocks of the test's own and a real database and site."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from scraper.config import Settings
from scraper.crawl.context import CrawlContext
from scraper.crawl.guarded import guarded_runner
from scraper.crawl.opening import opened_context
from scraper.crawl.runner import Stop, Visited
from scraper.crawl.settings import scrapy_settings
from scraper.digest.signing import act_on_issue
from scraper.digest.states import IssueAct
from scraper.endpoints import Webhook
from scraper.outcomes import Status
from scraper.polling.register import register
from scraper.polling.visits import note_pause
from scraper.sources.definition import parse_definition
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Host, Poll
from scraper.work.catalogue import folder_state, reload_catalogue
from scraper.work.loop import (
    LONGEST_SLEEP,
    REST,
    RETRY_DATABASE,
    Chore,
    Standing,
    Watch,
    alerted,
    notified,
    settled,
    visit_in_words,
)
from scraper.work.message import Message
from tests.acceptance.test_crawl import publish
from tests.crawl.conftest import crawl_loop, run_crawl
from tests.desk.filling import put
from tests.digest.making import by, issue_of, make_all_ready, started
from tests.site.pages import definition
from tests.site.server import Answer, Site

__all__ = ["crawl_loop", "run_crawl"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """A present, and seconds since some start, that tests move on together or apart."""

    now = NOW
    seconds = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.seconds


class Rig:
    """A watch over sources, each with one feed at a site of its own; nothing happens but by `step`."""

    def __init__(self, context: CrawlContext, clock: Clock) -> None:
        self.context, self.clock = context, clock
        self.events: list[str] = []
        self.standings: list[Standing] = []
        runner = guarded_runner(scrapy_settings(context))
        self.watch = Watch(
            context, runner, Stop(), self.events.append, self.standings.append, clock.monotonic
        )

    async def settle(self) -> float:
        """Steps until no visit is under way; the seconds the loop would sleep then."""
        seconds = await self.watch.step()
        while self.watch.visits or self.watch.chores:
            await asyncio.wait({*self.watch.visits, *self.watch.chores})
            seconds = await self.watch.step()
        return seconds

    def polls(self) -> int:
        with self.context.database.reading() as session:
            return session.scalar(select(func.count(Poll.id))) or 0


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "gleaner.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path,
        database=f"sqlite:///{tmp_path}/gleaner.db",
        download_delay=0,
        allow_private_networks=True,
        visits_at_once=2,
    )


@pytest.fixture
def rigged(store: Database, settings: Settings, run_crawl: Any) -> Callable[..., Any]:
    """Runs a coroutine function with a rig over a number of sites."""

    def run(act: Callable[[Rig], Any], sites: int = 1, broken: bool = False) -> Any:
        clock = Clock()
        served = [Site() for _ in range(sites)]
        for number, site in enumerate(served):
            site.__enter__()
            publish(site, [])
            if broken:
                site["/feed/"] = Answer("<h1>Forbidden</h1>", 403)
            words = definition(f"source-{number}", site.url, ("feed", "feed", "/feed/"))
            with store.writing() as session:
                register(session, [parse_definition(words, "test")], NOW)

        async def main() -> Any:
            with opened_context(settings, store, clock, command="watch") as context:
                rig = Rig(context, clock)
                try:
                    return await act(rig)
                finally:
                    await context.renderer.close()

        try:
            return run_crawl(main())
        finally:
            for site in served:
                site.__exit__()

    return run


def test_the_loop_sleeps_until_the_next_host_is_due_but_never_long(rigged: Any, store: Database) -> None:
    async def act(rig: Rig) -> tuple[float, float]:
        asleep = await rig.settle()
        with store.writing() as session:
            session.scalars(select(Channel)).one().next_at = NOW + timedelta(seconds=20)
        return asleep, await rig.settle()

    assert rigged(act) == (LONGEST_SLEEP, 20.0)


def test_after_a_suspend_of_three_days_each_channel_is_polled_once_a_few_hosts_at_a_time(rigged: Any) -> None:
    async def act(rig: Rig) -> tuple[int, int, int]:
        await rig.settle()
        first = rig.polls()
        rig.clock.now += timedelta(days=3)  # the wall clock went on, the loop's own did not
        rig.standings.clear()
        await rig.settle()
        return first, rig.polls(), max(standing.visits for standing in rig.standings)

    assert rigged(act, sites=5) == (5, 10, 2)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-3650), timedelta(days=3650)])
def test_a_clock_that_was_set_costs_one_poll_a_channel(rigged: Any, jump: timedelta) -> None:
    async def act(rig: Rig) -> list[int]:
        counts = []
        for moved in (timedelta(), jump, timedelta(minutes=1), -jump, timedelta(minutes=1)):
            rig.clock.now += moved
            await rig.settle()
            counts.append(rig.polls())
        return counts

    first, jumped, after, back, last = rigged(act)
    assert (first, jumped, after, last) == (1, 2, 2, back)
    assert back <= 3


def test_a_host_whose_visit_came_to_nothing_rests(rigged: Any, store: Database) -> None:
    async def act(rig: Rig) -> list[int]:
        with store.reading() as session:
            host_id = session.scalars(select(Host.id)).one()
        rig.watch.resting[host_id] = REST
        counts = []
        for rig.clock.seconds in (0.0, REST - 1, REST):
            await rig.settle()
            counts.append(rig.polls())
        return counts

    assert rigged(act) == [0, 0, 1]


def test_two_visits_of_a_host_keep_the_distance_that_two_requests_keep(
    rigged: Any, store: Database, settings: Settings
) -> None:
    async def act(rig: Rig) -> list[float]:
        rig.context.settings = replace(settings, download_delay=3.0)
        counts: list[float] = [await rig.settle(), rig.polls()]
        with store.writing() as session:
            session.scalars(select(Channel)).one().next_at = NOW
        for rig.clock.seconds in (2.0, 3.0):
            counts += [await rig.settle(), rig.polls()]
        return counts

    assert rigged(act)[:4] == [3.0, 1, 1.0, 1]
    with store.reading() as session:
        assert session.scalar(select(func.count(Poll.id))) == 2


def test_a_host_that_asked_for_a_pause_is_slept_through(rigged: Any, store: Database) -> None:
    async def act(rig: Rig) -> tuple[float, int]:
        with store.writing() as session:
            note_pause(session, session.scalars(select(Host.name)).one(), NOW + timedelta(seconds=30))
        return await rig.settle(), rig.polls()

    assert rigged(act) == (30.0, 0)


def test_a_fault_in_one_visit_or_chore_is_told_and_touches_no_other(rigged: Any) -> None:
    async def act(rig: Rig) -> tuple[list[str], int]:
        async def broken() -> Any:
            raise ValueError("odd")

        rig.watch.visits.add(asyncio.create_task(broken()))
        rig.watch.extra.append(Chore(60, broken, "the chore"))
        await rig.settle()
        return rig.events, rig.polls()

    events, polls = rigged(act)
    assert {"a visit broke off: ValueError: odd", "the chore broke off: ValueError: odd"} < set(events)
    assert polls == 1


def test_further_work_is_done_at_its_own_pace_and_says_what_it_did(rigged: Any) -> None:
    async def act(rig: Rig) -> list[str]:
        async def work() -> str:
            return f"done at {rig.clock.seconds:g}"

        rig.watch.extra.append(Chore(60, work, "the chore"))
        for rig.clock.seconds in (0.0, 59.0, 60.0, 61.0):
            await rig.settle()
        return [event for event in rig.events if event.startswith("done")]

    assert rigged(act) == ["done at 0", "done at 60"]


def test_held_candidates_wake_while_it_watches(rigged: Any, store: Database) -> None:
    async def act(rig: Rig) -> str:
        with store.writing() as session:
            put(session, 1, status=Status.HELD, held_until=NOW)
        return await settled(rig.context)

    assert rigged(act) == "1 held candidate back in the queue"


def test_the_days_message_is_sent_from_seven_on_and_once(rigged: Any) -> None:
    async def act(rig: Rig) -> list[str]:
        posted: list[str] = []

        def post(address: str, message: Message) -> str:
            posted.append(f"{address} {message.title}")
            return ""

        said = [await alerted(rig.context, post)]
        rig.context.settings = replace(rig.context.settings, alerts={"ann": "mailto://example.org"})
        for at in (timedelta(), timedelta(days=1), timedelta(days=2), timedelta(days=2, hours=-3)):
            rig.clock.now = NOW + at
            await rig.settle()
        said.append(await alerted(rig.context, post))  # six in the morning
        rig.clock.now = NOW + timedelta(days=2, hours=1)
        said += [await alerted(rig.context, post), await alerted(rig.context, post)]
        assert len(posted) == 1
        return said

    first, early, sent, again = rigged(act, broken=True)
    assert (first, early, again) == ("", "", "")
    assert sent.startswith("message to ann: delivered (")


def test_webhooks_are_told_by_the_watch_and_it_says_how_that_went(rigged: Any, store: Database) -> None:
    issue_id = started(store, 1)
    with store.writing() as session:
        make_all_ready(session, issue_id)
        row = issue_of(session, issue_id)
        for act in (IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, row, act, by(), webhooks=("board",))

    async def do(rig: Rig) -> list[str]:
        said = [await notified(rig.watch)]
        with Site({"/hook": Answer(status=500)}) as site:
            hook = Webhook(f"{site.url}/hook", bytes(32))
            rig.context.settings = replace(
                rig.context.settings, webhooks={"board": hook}, allow_private_networks=True
            )
            said.append(await notified(rig.watch))
            site["/hook"] = "ok"
            said.append(await notified(rig.watch))
            rig.clock.now += timedelta(minutes=1)
            said.append(await notified(rig.watch))
        return said

    assert rigged(do) == [
        "",
        "webhook board: not told of issue 1: it answered 500; tried again later",
        "",
        "webhook board: told of issue 1",
    ]


def test_a_database_that_refuses_is_tried_again(rigged: Any, store: Database) -> None:
    async def act(rig: Rig) -> tuple[float, list[str]]:
        with store.writing() as session:
            session.execute(text("ALTER TABLE host RENAME TO away"))
        seconds = await rig.watch.guarded_step()
        with store.writing() as session:
            session.execute(text("ALTER TABLE away RENAME TO host"))
        await rig.settle()
        return seconds, rig.events

    seconds, events = rigged(act)
    assert seconds == RETRY_DATABASE
    assert events[0] == f"the database refused: no such table: host; tried again in {RETRY_DATABASE:g} s"
    assert events[1].endswith("1 channels read, 0 pages stored")


def test_a_stop_ends_the_loop_and_frees_the_hosts(rigged: Any, store: Database) -> None:
    async def act(rig: Rig) -> None:
        running = asyncio.create_task(rig.watch.run())
        while not rig.events:  # noqa: ASYNC110 - the first visit ends when it ends
            await asyncio.sleep(0.02)
        rig.watch.stopping.set()
        await running

    rigged(act)
    with store.reading() as session:
        assert session.scalars(select(Host.lease_owner)).all() == [None]


def test_a_stop_during_further_work_and_a_visit_ends_both_in_good_order(rigged: Any) -> None:
    async def act(rig: Rig) -> list[str]:
        async def work() -> str:
            await asyncio.Event().wait()
            return "never"

        rig.watch.extra.append(Chore(60, work, "the chore"))
        await rig.watch.step()
        assert rig.watch.visits
        await rig.watch.drain()
        return rig.events

    stopping, visited = rigged(act)
    assert stopping == "stopping: 1 visits under way"
    assert visited.endswith("1 channels read, 0 pages stored")


def test_a_visit_is_one_line() -> None:
    visited = Visited(1, "www.example.org", 2, 3)
    assert visit_in_words(visited, None) == "www.example.org: 2 channels read, 3 pages stored"
    idle = replace(visited, polled=0, stored=0)
    assert visit_in_words(idle, NOW) == (
        "www.example.org: nothing could be done, left alone until 23 Nov 09:00 UTC"
    )
    assert visit_in_words(replace(idle, stopped=True), None) == "www.example.org: stopped"


def test_a_definition_written_changed_or_taken_away_is_seen(tmp_path: Path) -> None:
    states = [folder_state(tmp_path / "sources"), folder_state(tmp_path)]
    for words in ("a", "ab"):
        (tmp_path / "one.toml").write_text(words)
        states.append(folder_state(tmp_path))
    (tmp_path / "one.toml").unlink()
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    states.append(folder_state(tmp_path))
    assert states[0] == states[1] == states[4] == frozenset()
    assert len(set(states)) == 3


def test_a_bad_definition_is_told_and_costs_no_other(store: Database, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "good.toml").write_text(definition("good", "http://127.0.0.1", ("feed", "feed", "/feed/")))
    (folder / "bad.toml").write_text("slug = ")
    told = list(reload_catalogue(tmp_path, store, NOW).lines())
    assert told[0].startswith("definitions read again: ")
    assert [line[:17] for line in told[1:]] == ["refused: bad.toml"]
