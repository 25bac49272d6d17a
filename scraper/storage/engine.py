"""The database: one class that opens sessions for reading and transactions for writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SQLiteConnection
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from scraper.errors import StorageError

#: Milliseconds a writer waits for one of another process: a busy machine may take seconds for a commit.
BUSY_TIMEOUT_MS = 60_000
#: Seconds a writer waits for its turn among those of its own process; longer is a fault of ours.
LONGEST_TURN = 300.0

#: Memory a connection may keep pages of the file in: the index of word runs is read at random.
CACHE_KIB = 64 * 1024

WRITING = "gleaner_writing"


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`, with our settings on every connection."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: SQLiteConnection, _record: Any) -> None:
    """Write-ahead log, durable commits, foreign keys on; transactions are begun by us (see below)."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        f"cache_size=-{CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once: a read that turns into a write fails whatever the timeout."""
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Database:
    """Sessions on one database. Reading sessions never write; writing ones are one transaction each."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._writer = self.engine.execution_options(**{WRITING: True})
        self._turn = Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back by any exception."""
        with self._in_turn(), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer, and lets whoever asks at the right moment go first: some would never.

        Raises:
            StorageError: the writer before does not end.
        """
        if self.engine.dialect.name != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=LONGEST_TURN):
            raise StorageError(
                f"nothing could be written for {LONGEST_TURN:g} s: another writer does not end"
            )
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
