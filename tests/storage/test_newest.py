"""The schema of this version is known without loading the migrations."""

from alembic.script import ScriptDirectory

from scraper.storage.engine import Database
from scraper.storage.upgrade import alembic_config, current_revision, newest_revision


def test_the_last_file_of_the_migrations_is_what_they_lead_to(database: Database) -> None:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert newest_revision() == current_revision(database) == head


def test_a_database_without_tables_is_at_no_revision() -> None:
    assert current_revision(Database("sqlite://")) is None
