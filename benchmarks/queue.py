"""What does a page of the queue cost among many candidates? At two sizes, on one engine or on both.

Half of the candidates are new, the others were decided; every second story has two members. A page has fifty
rows, as the desk shows them, with everything that stands in a row; the desk's own is asked for over HTTP.
"""

import os
import random
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.table import table
from scraper.config import load_settings
from scraper.desk.counts import count_views
from scraper.desk.criteria import Criteria, Order
from scraper.desk.paging import Cursor
from scraper.desk.queue import page
from scraper.outcomes import Band, Kind, Status
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.identity_models import Story
from scraper.storage.models import Publication, Revision, Source
from scraper.storage.search import index_missing
from scraper.storage.upgrade import upgrade
from tests.web.desk import RunningDesk

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SIZES = (1_000, 100_000)
SOURCES = 100
ROUNDS = 30
BATCH = 2_000
WORDS = [f"word{number}" for number in range(20_000)]
#: Pages may cost twice as much at the larger size; what is looked for among all is measured beside them.
PAGES = {
    "newest": Criteria(),
    "likeliest": Criteria(order=Order.SCORE),
    "one band": Criteria(band="likely", order=Order.SCORE),
    "shortlist": Criteria(status=Status.SHORTLISTED),
}
MIDDLE = "newest, middle"
DESK = "the desk's page, CPU"
#: Pages that are asked for over HTTP.
ASKED = 100
SEARCHES = {
    "one source": Criteria(source="s7"),
    "rare word": Criteria(search="word19990"),
    "common word": Criteria(search="word3"),
    "all seen": Criteria(status=None, search="word3 -word4 type:report"),
}


def run() -> int:
    """Measure on SQLite, and on PostgreSQL where a server is named; 1 when a page grows more than twofold."""
    with tempfile.TemporaryDirectory() as folder:
        faults = compare("SQLite", {size: f"sqlite:///{folder}/queue-{size}.db" for size in SIZES})
    named = os.environ.get("GLEANER_TEST_POSTGRES_URL")
    if named is None:
        print("PostgreSQL: not measured: GLEANER_TEST_POSTGRES_URL names no server")
        return min(faults, 1)
    server = sa.make_url(named).set(drivername="postgresql+psycopg")
    with ExitStack() as stack:
        urls = {size: stack.enter_context(fresh(server)) for size in SIZES}
        faults += compare("PostgreSQL", urls)
    return min(faults, 1)


@contextmanager
def fresh(server: sa.URL) -> Iterator[str]:
    """The address of an empty database of the server, which is dropped afterwards."""
    name = f"gleaner_queue_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def compare(engine: str, urls: dict[int, str]) -> int:
    """Measure each size and print; how many kinds of pages cost more than twice as much at the larger one."""
    costs: dict[str, list[float]] = {}
    for size, url in urls.items():
        database = Database(url)
        upgrade(database)
        fill(database, size)
        for name, cost in costs_of(database):
            costs.setdefault(name, []).append(cost)
        database.close()
    growth = {name: both[1] / both[0] for name, both in costs.items()}
    rows = [
        (name, *(f"{each * 1000:.1f}" for each in both), f"{growth[name]:.2f}")
        for name, both in costs.items()
    ]
    print(table((f"{engine}, ms", *(f"{size:,}" for size in urls), "ratio"), rows))
    slow = [name for name in (*PAGES, MIDDLE, DESK) if growth[name] > 2]
    print(f"pages that cost more than twice as much: {', '.join(slow) or 'none'}\n")
    return len(slow)


def costs_of(database: Database) -> Iterator[tuple[str, float]]:
    """Least seconds of each list: its first page, and of the newest one in the middle too."""
    for name, criteria in (PAGES | SEARCHES).items():
        yield name, timed(database, lambda session, asked=criteria: page(session, asked, NOW))
    with database.reading() as session:
        middle = session.execute(
            sa.select(Candidate.id, Candidate.found_at)
            .where(Candidate.status == Status.NEW)
            .order_by(Candidate.id)
        ).all()
    row = middle[len(middle) // 2]
    after = str(Cursor(Order.FOUND, row.id, row.found_at))
    yield MIDDLE, timed(database, lambda session: page(session, Criteria(), NOW, after))
    yield "numbers of the views", timed(database, lambda session: count_views(session, "anna", NOW, NOW))
    yield DESK, timed_at_the_desk(database)


def timed(database: Database, work: Callable[[Session], object]) -> float:
    took = []
    for _ in range(ROUNDS):  # the least of many: what else the machine does is not the queue's cost
        with database.reading() as session:
            began = perf_counter()
            work(session)
            took.append(perf_counter() - began)
    return min(took)


def timed_at_the_desk(database: Database) -> float:
    """Processor seconds that 95 of 100 askings for the queue's page keep below, the browser's side with them.

    What a PostgreSQL server does is in the other rows; seconds by the clock say what else the machine does.
    """
    took = []
    with (
        tempfile.TemporaryDirectory() as home,
        RunningDesk(database, load_settings(Path(home), {}, {})) as desk,
    ):
        editor = desk.client()
        for _ in range(ASKED):
            began = process_time()
            editor.get("/queue")
            took.append(process_time() - began)
    return sorted(took)[ASKED * 95 // 100]


def fill(database: Database, size: int) -> None:
    """So many candidates with publications, revisions and stories, indexed as a crawl leaves them."""
    chance = random.Random(size)  # noqa: S311 - texts, not secrets
    with database.writing() as session:
        session.execute(
            sa.insert(Source),
            [
                {
                    "id": n,
                    "slug": f"s{n}",
                    "name": f"Source {n}",
                    "state": "active",
                    "definition": "",
                    "added_at": NOW,
                }
                for n in range(1, SOURCES + 1)
            ],
        )
        session.execute(sa.insert(Story), [{"id": n, "created_at": NOW} for n in range(1, size + 1)])
        for start in range(1, size + 1, BATCH):
            numbers = range(start, min(start + BATCH, size + 1))
            for model, row in ((Publication, publication), (Revision, revision), (Candidate, candidate)):
                session.execute(sa.insert(model), [row(number, chance) for number in numbers])
    with database.writing() as session:
        index_missing(session)
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if database.engine.dialect.name == "postgresql":  # as autovacuum does; SQLite is left as it is
            connection.exec_driver_sql("VACUUM ANALYZE")


def publication(number: int, chance: random.Random) -> dict[str, Any]:
    """Every third stands in the story of the one before."""
    return {
        "id": number,
        "source_id": number % SOURCES + 1,
        "key": str(number),
        "url": f"https://example.org/{number}",
        "title": f"Title {number}",
        "published_precision": "none",
        "kind": chance.choice(list(Kind)),
        "kind_witness": "guess",
        "media_type": "text/html",
        "authors": [],
        "nations": ["UK"],
        "links": [],
        "facts": [],
        "partial": False,
        "story_id": number - 1 if number % 3 == 0 else number,
        "first_seen_at": NOW,
    }


def revision(number: int, chance: random.Random) -> dict[str, Any]:
    words = [WORDS[int(len(WORDS) * chance.random() ** 3)] for _ in range(60)]
    return {
        "id": number,
        "publication_id": number,
        "number": 1,
        "title": f"Title {number}",
        "text": " ".join(words),
        "text_hash": str(number),
        "mask_hash": "",
        "words": len(words),
        "captured_at": NOW,
    }


def candidate(number: int, chance: random.Random) -> dict[str, Any]:
    """Half are new, as after a first crawl of everything; nobody lets so many wait."""
    score = chance.random() * 100
    band = Band.LIKELY if score > 75 else Band.POSSIBLE if score > 40 else Band.UNLIKELY
    decided = chance.choice(
        (Status.EXCLUDED, Status.EXCLUDED, Status.EXPIRED, Status.USED, Status.SHORTLISTED)
    )
    return {
        "id": number,
        "publication_id": number,
        "revision_id": number,
        "change": "new",
        "status": Status.NEW if number % 2 else decided,
        "score": score,
        "band": band,
        "reasons": [],
        "found_at": NOW + timedelta(seconds=number),
        "version": 1,
    }
