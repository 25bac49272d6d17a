"""Bringing a database to the schema of this version.

Alembic is loaded when there is something to do: every command asks, and it takes longer to load than to ask.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scraper.errors import StorageError
from scraper.storage.engine import Database
from scraper.storage.search import index_missing

if TYPE_CHECKING:
    from alembic.config import Config

#: The migrations, each in a file named by its revision: `0004_health.py`.
MIGRATIONS = Path(__file__).with_name("migrations") / "versions"


def alembic_config() -> "Config":
    """Alembic's configuration without an ini file: the migrations travel inside the package."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", "scraper.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def newest_revision() -> str:
    """The schema revision of this version."""
    return max(file.name.partition("_")[0] for file in MIGRATIONS.glob("[0-9]*.py"))


def current_revision(database: Database) -> str | None:
    """The schema revision the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision


def upgrade(database: Database) -> bool:
    """Create or upgrade the tables, and make every kept text findable. True when something was done.

    Raises:
        StorageError: the database was written by a newer version of Gleaner.
    """
    current = current_revision(database)
    if current == newest_revision():
        return False
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = alembic_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise StorageError(
            f"the database is at schema {current}, which this version does not know: use a newer Gleaner"
        )
    with database.engine.execution_options(gleaner_writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        with Session(connection) as session:
            index_missing(session)
    return True
