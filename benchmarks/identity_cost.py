"""What does a document cost among many? Lookup and insert at two sizes of the store, on one engine.

The store is filled with word runs of documents nobody will ask for, and with some that are asked for again:
half of the measured documents share most of their text with one of those.
"""

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.store import keep_publication, new_source
from benchmarks.table import table
from scraper.intake.samples import near
from scraper.storage.engine import Database
from scraper.storage.models import Source
from scraper.storage.upgrade import upgrade

#: Sampled word runs of a usual document.
RUNS = 68
KEPT = 1_000
MEASURED = 300
WARM_UP = 100
SIZES = (10_000, 1_000_000)
WORDS = [f"word{number}" for number in range(20_000)]


def run(url: str | None) -> int:
    """Measure and print; 1 when a document costs more than twice as much at the larger size."""
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for size in SIZES:
            named = url or f"sqlite:///{folder}/cost-{size}.db"
            rows.append((size, *measure(named, size)))
    growth = rows[-1][1] / rows[0][1]
    print(table(("documents stored", "ms a document", "lookup", "insert"), [_shown(row) for row in rows]))
    print(f"a document costs {growth:.2f} times as much at {SIZES[-1]:,} as at {SIZES[0]:,}")
    return int(growth > 2)


def _shown(row: tuple[int, float, float, float]) -> tuple[str, ...]:
    return f"{row[0]:,}", *(f"{value * 1000:.2f}" for value in row[1:])


def measure(url: str, size: int) -> tuple[float, float, float]:
    """Median seconds of a document: all, its lookup, its insert with the commit."""
    database = Database(url)
    upgrade(database)
    chance = random.Random(size)  # noqa: S311 - documents, not secrets
    with database.writing() as session:
        session.execute(sa.text("DELETE FROM template_shingle"))
        session.execute(sa.text("DELETE FROM shingle"))
        source_id = (session.scalar(sa.select(Source)) or new_source(session, "s")).id
        kept = [keep(session, source_id, prose(chance)) for _ in range(KEPT)]
    fill(database, size - KEPT, chance)
    looked, wrote = [], []
    for number in range(WARM_UP + MEASURED):
        text = prose(chance) if number % 2 else f"{prose(chance)[:900]} {chance.choice(kept)[:3_000]}"
        began = perf_counter()
        with database.writing() as session:
            near(session, source_id, text)
            found = perf_counter()
            keep(session, source_id, text)
        ended = perf_counter()
        if number >= WARM_UP:
            looked.append(found - began)
            wrote.append(ended - found)
    database.close()
    return median(looked) + median(wrote), median(looked), median(wrote)


def prose(chance: random.Random) -> str:
    """Some 550 words, the common ones more often."""
    return " ".join(WORDS[int(len(WORDS) * chance.random() ** 3)] for _ in range(550))


def keep(session: Session, source_id: int, text: str) -> str:
    """A publication with its text and its sample; the text."""
    keep_publication(session, source_id, f"k{random.random()}", "", text)  # noqa: S311 - any name will do
    return text


def fill(database: Database, documents: int, chance: random.Random) -> None:
    """The word runs of many documents, in the order of the index: as fast as the engine takes them."""
    name = database.engine.url.database or ""
    if database.engine.dialect.name == "sqlite":
        with sqlite3.connect(Path(name)) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.executemany("INSERT OR IGNORE INTO shingle VALUES (?, ?)", runs(documents, chance))
        return
    raw = database.engine.raw_connection()
    with raw.cursor() as cursor:  # foreign keys to publications that are not there
        cursor.execute("ALTER TABLE shingle DISABLE TRIGGER ALL")
        with cursor.copy("COPY shingle (h, publication_id) FROM STDIN") as copy:
            for row in runs(documents, chance):
                copy.write_row(row)
        cursor.execute("ALTER TABLE shingle ENABLE TRIGGER ALL")
    raw.commit()
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE shingle")


def runs(documents: int, chance: random.Random) -> Iterator[tuple[int, int]]:
    """Word runs in order of their hash, a few of them shared by many documents."""
    count = documents * RUNS
    step = (1 << 64) // count
    start = -(1 << 63)
    for number in range(count):
        yield start + number * step + chance.randrange(step), 1_000_000 + number % documents
