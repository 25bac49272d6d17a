"""`gleaner watch` as a user runs it: another process, real sites, signals; on either database."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.acceptance.test_crawl import CHANNELS, publish, story
from tests.command import Gleaner
from tests.site.pages import definition
from tests.site.server import Answer, Site

#: Seconds until something that must happen is given up; nothing is measured by it.
PATIENCE = 90.0
FEED = CHANNELS[0]


@pytest.fixture(params=["sqlite", "postgres"])
def gleaner(request: pytest.FixtureRequest, tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    if request.param == "postgres":
        home.database = request.getfixturevalue("postgres_url")
    return home


def sql(home: Gleaner, statement: str) -> list[tuple[object, ...]]:
    """Run one statement on the home's database; its rows, if it gives any."""
    url = sa.make_url(home.database or f"sqlite:///{home.home / 'gleaner.db'}")
    driver = "postgresql+psycopg" if home.database else "sqlite"
    options = {} if home.database else {"timeout": 30}
    engine = sa.create_engine(url.set(drivername=driver), poolclass=sa.NullPool, connect_args=options)
    with engine.begin() as connection:
        done = connection.exec_driver_sql(statement)
        return [tuple(row) for row in done] if done.returns_rows else []


def only(home: Gleaner, *slugs: str) -> None:
    """Watch these sources alone: the bundled ones stand on other people's machines."""
    home.run("init")
    named = ", ".join(f"'{slug}'" for slug in slugs)
    sql(home, f"UPDATE source SET state = 'paused' WHERE slug NOT IN ({named})")  # noqa: S608 - our own names


def make_due(home: Gleaner, watching: subprocess.Popen[str]) -> None:
    """Let every channel be due, and wake the watch."""
    sql(home, "UPDATE channel SET next_at = '2026-01-01 00:00:00.000000' WHERE state = 'active'")
    watching.send_signal(signal.SIGHUP)


def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        threading.Event().wait(0.05)


def polls(home: Gleaner) -> int:
    return count(home, "poll")


def candidates(home: Gleaner) -> int:
    return count(home, "candidate")


def count(home: Gleaner, table: str) -> int:
    ((rows,),) = sql(home, f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
    assert isinstance(rows, int)
    return rows


@contextmanager
def watching(home: Gleaner) -> Iterator[subprocess.Popen[str]]:
    process = home.start("watch")
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def next_said(process: subprocess.Popen[str], word: str) -> str:
    """The next line with this word."""
    assert process.stdout is not None
    return next(line for line in process.stdout if word in line)


def stop(process: subprocess.Popen[str]) -> str:
    """End it as a service manager does; what it said."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, ""), err
    return out


def test_what_is_due_is_read_by_itself_again_and_again_through_faults(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [2, 3])
        gleaner.define("voice", definition("voice", site.url, FEED))
        only(gleaner, "voice")
        with watching(gleaner) as process:
            until(lambda: polls(gleaner) == 1 and candidates(gleaner) == 2)
            second = gleaner.run("crawl", "voice", check=False)
            fine = site.pages["/feed/"]
            site["/feed/"] = Answer("broken", 500)
            make_due(gleaner, process)
            until(lambda: polls(gleaner) == 2)
            site["/feed/"] = fine
            publish(site, [1, 2, 3])
            make_due(gleaner, process)
            until(lambda: candidates(gleaner) == 3)
            said = stop(process)
    assert len(gleaner.json("queue", "list")) == 3
    assert second.returncode == 1
    assert f"`gleaner watch` (process {process.pid}) is at work" in second.stderr
    assert "1 channels read, 2 pages stored" in said
    assert said.splitlines()[-1].endswith("stopped; what waits is read after the next start")
    assert sql(gleaner, "SELECT outcome FROM poll ORDER BY id") == [("new",), ("failed",), ("new",)]
    assert sql(gleaner, "SELECT count(*) FROM host WHERE lease_owner IS NOT NULL") == [(0,)]


def test_a_new_definition_is_read_without_a_restart(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        gleaner.define("voice", definition("voice", site.url, FEED))
        only(gleaner, "voice")
        with watching(gleaner) as process:
            until(lambda: polls(gleaner) == 1)
            gleaner.define("voice", definition("voice", site.url, *CHANNELS))
            until(lambda: polls(gleaner) == 2)
            process.send_signal(signal.SIGHUP)
            said = stop(process)
    assert "definitions read again: 1 sources changed" in said
    assert sorted(site.asked())[:2] == ["/feed/", "/news/"]


def test_a_watch_killed_in_a_visit_is_taken_up_where_it_was(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, list(range(1, 7)))
        site.pages[story(3)[0]].delay = 600.0
        gleaner.define("voice", definition("voice", site.url, FEED))
        only(gleaner, "voice")
        with watching(gleaner) as process:
            until(lambda: story(3)[0] in site.asked())
            process.send_signal(signal.SIGKILL)
            process.communicate()
        site.pages[story(3)[0]].delay = 0.0
        with watching(gleaner) as process:
            until(lambda: candidates(gleaner) == 6)
            stop(process)
    assert polls(gleaner) == 1


def test_a_stop_during_a_slow_visit_comes_in_time_and_loses_nothing(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1, 2])
        site.pages["/feed/"].delay = 600.0
        gleaner.define("voice", definition("voice", site.url, FEED))
        only(gleaner, "voice")
        with watching(gleaner) as process:
            until(lambda: site.asked() == ["/feed/"])
            process.send_signal(signal.SIGTERM)
            said = next_said(process, "stopping")
            stop(process)  # the second signal: at once
        assert "stopping: 1 visits under way" in said
        assert (polls(gleaner), sql(gleaner, "SELECT count(*) FROM host WHERE lease_owner IS NOT NULL")) == (
            0,
            [(0,)],
        )
        site.pages["/feed/"].delay = 0.0
        with watching(gleaner) as process:
            until(lambda: candidates(gleaner) == 2)
            stop(process)


def test_a_suspended_watch_goes_on_with_one_poll_for_all_it_slept_through(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        gleaner.define("voice", definition("voice", site.url, *CHANNELS))
        only(gleaner, "voice")
        with watching(gleaner) as process:
            until(lambda: polls(gleaner) == 2 and candidates(gleaner) == 1)
            process.send_signal(signal.SIGSTOP)
            make_due(gleaner, process)
            process.send_signal(signal.SIGCONT)
            until(lambda: polls(gleaner) == 4)
            stop(process)
    assert polls(gleaner) == 4
    assert (
        sorted(path for path in site.asked() if path in {"/feed/", "/news/"})
        == ["/feed/"] * 2 + ["/news/"] * 2
    )


def test_a_pause_holds_after_a_kill_for_every_channel_of_the_host(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        site["/feed/"] = Answer("busy", 429, headers={"Retry-After": "3600"})
        gleaner.define("voice", definition("voice", site.url, FEED))
        gleaner.define("other", definition("other", site.url, CHANNELS[1]))
        only(gleaner, "voice", "other")
        with watching(gleaner) as process:
            until(lambda: sql(gleaner, "SELECT 1 FROM host WHERE paused_until IS NOT NULL"))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        asked = site.asked()
        with watching(gleaner) as process:
            next_said(process, "watching")  # it listens to SIGHUP
            make_due(gleaner, process)
            checked = gleaner.json("sources", "check", "voice", "other")
            stop(process)
        assert (site.asked(), asked[-1]) == (asked, "/feed/")
    assert {"wait until" in each["words"] for each in checked} == {True}


def test_an_unchanged_poll_is_one_request_answered_without_a_body(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, [1])
        site.pages["/feed/"].headers["ETag"] = '"1"'
        gleaner.define("voice", definition("voice", site.url, FEED))
        only(gleaner, "voice")
        with watching(gleaner) as process:
            until(lambda: polls(gleaner) == 1 and candidates(gleaner) == 1)
            site.requests.clear()
            make_due(gleaner, process)
            until(lambda: polls(gleaner) == 2)
            stop(process)
        ((path, headers),) = site.requests
    assert (path, headers["If-None-Match"]) == ("/feed/", '"1"')
    assert sql(gleaner, "SELECT outcome, status, size FROM poll ORDER BY id")[1] == ("unchanged", 304, 0)


class Slow:
    """An answer that takes a while, and how many were under way at once."""

    def __init__(self, words: bytes) -> None:
        self.words, self.lock = words, threading.Lock()
        self.under_way = self.most = 0

    def __call__(self) -> bytes:
        with self.lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        threading.Event().wait(0.3)
        with self.lock:
            self.under_way -= 1
        return self.words


@pytest.mark.slow
def test_two_watches_on_one_database_share_the_hosts_and_never_visit_one_together(
    tmp_path: Path, postgres_url: str
) -> None:
    homes = [Gleaner(tmp_path / name, postgres_url, {"GLEANER_VISITS_AT_ONCE": "2"}) for name in "ab"]
    slugs = [f"voice-{number}" for number in range(6)]
    answers = []
    with ExitStack() as sites:
        for number, slug in enumerate(slugs):
            site = sites.enter_context(Site())
            publish(site, [number + 1])
            answers.append(Slow(site.pages["/feed/"].content()))
            site["/feed/"] = Answer(answers[-1], content_type="application/rss+xml")
            for home in homes:
                home.define(slug, definition(slug, site.url, FEED))
        only(homes[0], *slugs)
        with watching(homes[0]) as first, watching(homes[1]) as second:
            until(lambda: polls(homes[0]) == len(slugs))
            for rounds in (2, 3):
                make_due(homes[0], first)
                second.send_signal(signal.SIGHUP)
                until(lambda: polls(homes[0]) == rounds * len(slugs))  # noqa: B023 - called at once
            said = [stop(first), stop(second)]
    assert [each.most for each in answers] == [1] * len(slugs)
    assert [words.count("channels read") > 0 for words in said] == [True, True]
    assert polls(homes[0]) == 3 * len(slugs)
    assert sql(homes[0], "SELECT count(*) FROM host WHERE lease_owner IS NOT NULL") == [(0,)]
