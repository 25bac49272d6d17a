import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.cli.doctor_checks import (
    LEAST_DISK,
    Archive,
    Engine,
    Plans,
    disk_notes,
    disk_problems,
    engine_notes,
    engine_problems,
    look_at_archive,
    look_at_engine,
    plan_problems,
    plans_of,
)
from scraper.polling.watching import WatchAct, change_state
from scraper.storage.engine import Database
from scraper.storage.models import Poll
from tests.command import Gleaner
from tests.factories import NOW, make_source

SQLITE = Engine("SQLite 3.52.0", "wal", "ok")
WELL = Plans(active_sources=1, unplanned=(), overdue=0, questions=0, newest_poll=NOW, pages={})


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def execute(gleaner: Gleaner, statement: str) -> None:
    connection = sqlite3.connect(gleaner.home / "gleaner.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def problems(gleaner: Gleaner) -> list[str]:
    """What needs a person, by a run that says so with its exit."""
    done = gleaner.run("doctor", "--json", check=False)
    found: list[str] = json.loads(done.stdout)["problems"]
    assert done.returncode == (1 if found else 0)
    return found


def test_a_new_home_is_well_and_says_what_it_is_made_of(gleaner: Gleaner) -> None:
    done = gleaner.run("doctor")
    assert "database check: ok\n" in done.stdout
    assert "database log: wal\n" in done.stdout
    assert "alerts: not set up\n" in done.stdout
    assert "archive kept: for ever\n" in done.stdout
    assert "newest poll: none\n" in done.stdout
    assert done.stdout.endswith("Nothing needs attention.\n")
    report = gleaner.json("doctor")
    assert report["libraries"].keys() >= {"scrapy", "sqlalchemy"}
    assert report["open_questions"] == report["overdue_channels"] == report["archive_bytes"] == 0


def test_what_needs_a_person_is_named_and_ends_with_one(gleaner: Gleaner) -> None:
    gleaner.run("init")
    execute(gleaner, "UPDATE channel SET next_at = NULL WHERE id = (SELECT min(id) FROM channel)")
    execute(
        gleaner,
        "INSERT INTO question (channel_id, kind, words, count, asked_at)"
        " VALUES (1, 'flood', '', 9, '2026-01-01')",
    )
    execute(
        gleaner,
        "INSERT INTO poll (channel_id, started_at, ended_at, outcome, detail, entries, fresh, requests, size)"
        " VALUES (1, '2999-01-01', '2999-01-01 00:00:00', 'new', '', 0, 0, 0, 0)",
    )
    found = "\n".join(problems(gleaner))
    assert "1 active channels have no next poll: " in found
    assert "1 question waits for your answer: `gleaner questions`" in found
    assert "the newest poll ended at 2999-01-01 00:00+00:00, which is still to come" in found


def test_as_a_service_asks_overdue_channels_are_a_problem_and_questions_none(gleaner: Gleaner) -> None:
    gleaner.run("init")
    assert gleaner.run("doctor", "--watched").returncode == 0
    execute(
        gleaner,
        "INSERT INTO question (channel_id, kind, words, count, asked_at)"
        " VALUES (1, 'flood', '', 9, '2026-01-01')",
    )
    assert gleaner.run("doctor", "--watched").returncode == 0
    assert gleaner.run("doctor", check=False).returncode == 1
    execute(gleaner, "DELETE FROM question")
    execute(gleaner, "UPDATE channel SET next_at = '2026-01-01 00:00:00.000000' WHERE id = 1")
    late = gleaner.run("doctor", "--watched", check=False)
    assert late.returncode == 1
    assert "Needs attention: 1 channels have been due for more than a day" in late.stdout
    assert gleaner.run("doctor").returncode == 0


def test_a_damaged_database_is_told(gleaner: Gleaner) -> None:
    gleaner.run("init")
    execute(gleaner, "CREATE TABLE spoiled (x TEXT)")
    execute(gleaner, "INSERT INTO spoiled VALUES ('y')")
    connection = sqlite3.connect(gleaner.home / "gleaner.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'spoiled'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with (gleaner.home / "gleaner.db").open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(os.urandom(size))
    assert [each.split(" (")[0] for each in problems(gleaner)] == ["the database is damaged"]


def test_a_file_that_is_no_database_at_all_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "gleaner.db"
    database = Database(f"sqlite:///{path}")
    path.write_bytes(b"not a database " * 400)
    found = look_at_engine(database)
    database.close()
    assert found.journal == "not known"
    assert "not a database" in found.check


def test_the_engine_says_its_version(database: Database) -> None:
    found = look_at_engine(database)
    assert found.version.startswith(("SQLite 3.", "PostgreSQL 1"))
    assert list(engine_problems(found)) == []


def test_a_log_that_is_not_written_ahead_needs_a_person() -> None:
    (found,) = engine_problems(Engine("SQLite 3.52.0", "delete", "ok"))
    assert "network drive" in found


@pytest.mark.parametrize(("version", "noted"), [((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False)])
def test_an_old_sqlite_is_noted(version: tuple[int, ...], noted: bool) -> None:
    assert bool(list(engine_notes(SQLITE, version))) is noted
    assert list(engine_notes(Engine("PostgreSQL 17", "", ""), version)) == []


@pytest.mark.parametrize(("ahead", "told"), [(timedelta(minutes=14), False), (timedelta(minutes=16), True)])
def test_a_poll_of_the_future_puts_the_clock_in_doubt(ahead: timedelta, told: bool) -> None:
    plans = Plans(1, (), 0, 0, NOW + ahead, {})
    assert any("clock" in each for each in plan_problems(plans, NOW)) is told
    assert list(plan_problems(WELL, NOW)) == []


def test_channels_without_a_plan_are_named_and_overdue_ones_of_paused_sources_not_counted(
    database: Database,
) -> None:
    with database.writing() as session:
        news, feed = make_source(session).channels
        other = make_source(session, "other")
        news.next_at, feed.next_at = None, NOW - timedelta(days=2)
        for channel in other.channels:
            channel.next_at = NOW - timedelta(days=2)
        change_state(session, "other", WatchAct.PAUSE, NOW, actor="ada", via="cli")
        session.add(Poll(channel_id=feed.id, started_at=NOW, ended_at=NOW, outcome="new"))
    with database.reading() as session:
        found = plans_of(session, NOW)
    assert (found.unplanned, found.overdue, found.newest_poll) == (("example/news",), 1, NOW)
    assert found.active_sources == 1


def test_the_archive_is_measured_and_its_growth_weighed_against_the_disk(tmp_path: Path) -> None:
    assert look_at_archive(tmp_path / "archive") == Archive(0, 0, None)
    folder = tmp_path / "archive" / "2026"
    folder.mkdir(parents=True)
    for number, name in enumerate(("one", "two")):
        (folder / name).write_bytes(b"x" * 100)
        at = (NOW - timedelta(days=10 * number)).timestamp()
        os.utime(folder / name, (at, at))
    found = look_at_archive(tmp_path / "archive")
    assert found == Archive(2, 200, datetime.fromtimestamp((NOW - timedelta(days=10)).timestamp(), UTC))
    assert found.a_day(NOW) == 20
    assert Archive(1, 100, NOW - timedelta(days=1)).a_day(NOW) is None
    (note,) = disk_notes(found, 400, NOW)
    assert "full in 20 days" in note
    assert list(disk_notes(found, 20 * 90, NOW)) == []


def test_a_full_disk_needs_a_person() -> None:
    assert list(disk_problems(LEAST_DISK)) == []
    assert len(list(disk_problems(LEAST_DISK - 1))) == 1
