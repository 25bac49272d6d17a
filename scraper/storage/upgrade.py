"""Bringing a database to the schema of this version."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from scraper.errors import StorageError
from scraper.storage.engine import Database
from scraper.storage.search import index_missing


def alembic_config() -> Config:
    """Alembic's configuration without an ini file: the migrations travel inside the package."""
    config = Config()
    config.set_main_option("script_location", "scraper.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def current_revision(database: Database) -> str | None:
    """The schema revision the database is at; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> bool:
    """Create or upgrade the tables, and make every kept text findable. True when something was done.

    Raises:
        StorageError: the database was written by a newer version of Gleaner.
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    current, head = current_revision(database), scripts.get_current_head()
    if current == head:
        return False
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageError(
            f"the database is at schema {current}, which this version does not know: use a newer Gleaner"
        )
    with database.engine.execution_options(gleaner_writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        with Session(connection) as session:
            index_missing(session)
    return True
