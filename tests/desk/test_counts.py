"""The numbers beside the views: right as far as anybody looks, and bounded beyond."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from scraper.desk.counts import MOST, Count, count_views, count_waiting
from scraper.desk.criteria import Criteria, Order
from scraper.desk.matching import count_leads
from scraper.desk.queue import arrived_since, page
from scraper.outcomes import Band
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from tests.desk.filling import put_many
from tests.factories import NOW

#: What a page of the queue asks for. A filter that few fit walks further, and is not among them.
ASKED: dict[str, Callable[[Session], object]] = {
    "numbers": lambda session: count_views(session, "anna", NOW, NOW),
    "frame": lambda session: count_waiting(session, NOW),
    "arrived": lambda session: arrived_since(session, NOW - timedelta(days=1)),
    "page": lambda session: page(session, Criteria(), NOW),
    "likeliest": lambda session: page(session, Criteria(order=Order.SCORE), NOW),
    "filtered": lambda session: count_leads(session, Criteria(kind="news"), NOW),
}


@contextmanager
def steps(session: Session) -> Iterator[list[int]]:
    """How many hundreds of steps SQLite takes inside."""
    taken = [0]

    def step() -> int:
        taken[0] += 1
        return 0

    driver = session.connection().connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(step, 100)
    yield taken
    driver.set_progress_handler(None, 0)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(0), "0"),
        (Count(1234), "1,234"),
        (Count(1001, more=True), "1,000+"),
        (Count(999, more=True), "900+"),
    ],
)
def test_a_number_says_whether_it_is_the_whole_one(count: Count, words: str) -> None:
    assert str(count) == words


def test_numbers_are_whole_up_to_what_anybody_looks_through(database: Database) -> None:
    with database.writing() as session:
        put_many(session, range(2, MOST + 2), band="likely", assignee="anna")
    with database.reading() as session:
        counts = count_views(session, "anna", NOW, NOW)
        assert counts.waiting == count_waiting(session, NOW) == Count(MOST)
        assert counts.new == counts.mine == counts.bands[Band.LIKELY] == Count(MOST // 2)
        assert count_leads(session, Criteria(kind="news"), NOW) == Count(MOST // 2)


def test_beyond_that_they_say_at_least_how_many(database: Database) -> None:
    with database.writing() as session:
        put_many(session, range(2, 2 * MOST + 6), band="likely", assignee="anna")
    with database.reading() as session:
        counts = count_views(session, "anna", NOW, NOW)
        assert counts.waiting == count_waiting(session, NOW) == Count(MOST + 1, more=True)
        for each in (counts.new, counts.mine, counts.bands[Band.LIKELY]):
            assert each.more
            assert MOST // 2 <= each.number <= MOST // 2 + 1
        assert count_leads(session, Criteria(kind="news"), NOW) == Count(MOST + 1, more=True)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[list[Database]]:
    """Two thousand that wait, and twenty thousand; each with a held one whose day has come."""
    opened = []
    for size in (2 * MOST, 20 * MOST):
        file = tmp_path_factory.mktemp("queue") / "gleaner.db"
        file.write_bytes(sqlite_template.read_bytes())
        opened.append(Database(f"sqlite:///{file}"))
        with opened[-1].writing() as session:
            put_many(session, range(2, size + 2), band="likely")
            due = session.get_one(Candidate, 2)
            due.status, due.held_until = "held", NOW
    yield opened
    for database in opened:
        database.close()


@pytest.mark.parametrize("asked", ASKED)
def test_twenty_thousand_that_wait_cost_no_more_than_two_thousand(asked: str, both: list[Database]) -> None:
    cost = []
    for database in both:
        with database.reading() as session, steps(session) as taken:
            ASKED[asked](session)
        cost += taken
    assert cost[1] <= 1.2 * cost[0]
