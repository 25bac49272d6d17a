import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from scraper.errors import StorageError
from scraper.storage import engine
from scraper.storage.engine import Database
from scraper.storage.models import Host
from tests.factories import NOW


def test_what_is_written_in_a_block_that_fails_is_not_kept(database: Database) -> None:
    def fail_halfway() -> None:
        with database.writing() as session:
            session.add(Host(name="example.org"))
            session.flush()
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Host)) == 0


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    with database.writing() as session:
        session.add(Host(name="example.org", next_at=summer))
    with database.reading() as session:
        found = session.scalars(sa.select(Host)).one().next_at
    assert found == summer
    assert found is not None
    assert found.tzinfo == UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"), database.writing() as session:
        session.add(Host(name="example.org", next_at=NOW.replace(tzinfo=None)))


def test_writers_that_read_first_wait_for_each_other_and_lose_no_update(database: Database) -> None:
    with database.writing() as session:
        session.add(Host(name="counter", lease_owner="0"))

    def count_up() -> None:
        for _ in range(10):
            with database.writing() as session:
                row = session.scalars(sa.select(Host).with_for_update()).one()
                row.lease_owner = str(int(row.lease_owner or "0") + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalars(sa.select(Host.lease_owner)).one() == "40"


def test_a_busy_writer_does_not_starve_another_of_its_process(database: Database) -> None:
    turns, done = [], threading.Event()

    def hog() -> None:
        while not done.is_set() and len(turns) < 2_000:
            with database.writing() as session:
                session.execute(sa.text("DELETE FROM host WHERE name = 'nobody'"))
            turns.append(1)

    busy = threading.Thread(target=hog)
    busy.start()
    for number in range(5):
        with database.writing() as session:
            session.add(Host(name=f"host-{number}"))
    done.set()
    busy.join()
    assert len(turns) < 2_000


def test_a_writer_that_never_ends_is_told_to_the_next(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets writers work side by side")
    monkeypatch.setattr(engine, "LONGEST_TURN", 0.01)
    with database.writing(), pytest.raises(StorageError, match="another writer"), database.writing():
        pass
