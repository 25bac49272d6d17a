"""Fixtures all rooms share: a home, a database on each engine, a fixed present."""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from scraper.storage.engine import Database
from scraper.storage.upgrade import upgrade
from tests.command import end_preloaded

# A busy machine is no fault: what an example costs is for benchmarks.
settings.register_profile("gleaner", deadline=None)
settings.load_profile("gleaner")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def commands() -> Iterator[None]:
    """Leave no process behind."""
    yield
    end_preloaded()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file that tests copy: migrating once is enough."""
    path = tmp_path_factory.mktemp("template") / "gleaner.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[sa.URL]:
    """A migrated PostgreSQL database that tests copy; skips where no server is named."""
    named = os.environ.get("GLEANER_TEST_POSTGRES_URL")
    if not named:
        pytest.skip("no PostgreSQL server: set GLEANER_TEST_POSTGRES_URL")
    server = sa.make_url(named).set(drivername="postgresql+psycopg")
    name = f"gleaner_template_{uuid.uuid4().hex[:12]}"
    on_server(server, f"CREATE DATABASE {name}")
    database = Database(server.set(database=name).render_as_string(hide_password=False))
    upgrade(database)
    database.close()
    yield server.set(database=name)
    on_server(server, f"DROP DATABASE {name}")


def on_server(server: sa.URL, statement: str) -> None:
    """Run one statement outside any transaction."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def postgres_url(postgres_template: sa.URL) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of one's own."""
    name = f"gleaner_test_{uuid.uuid4().hex[:12]}"
    server = postgres_template.set(database="postgres")
    on_server(server, f"CREATE DATABASE {name}")
    yield server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database at the newest schema, once on each engine."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "gleaner.db"
        path.write_bytes(template.read_bytes())
        opened = Database(f"sqlite:///{path}")
        yield opened
        opened.close()
        return
    source: sa.URL = request.getfixturevalue("postgres_template")
    name = f"gleaner_test_{uuid.uuid4().hex[:12]}"
    server = source.set(database="postgres")
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {source.database}")
    opened = Database(source.set(database=name).render_as_string(hide_password=False))
    yield opened
    opened.close()
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")
