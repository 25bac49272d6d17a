"""Alembic's entry: runs on a connection handed over by `scraper.storage.upgrade`, or on alembic.ini's URL."""

from alembic import context
from sqlalchemy import Connection

import scraper.storage.account_models
import scraper.storage.desk_models
import scraper.storage.identity_models  # noqa: F401 - their tables belong to the metadata
from scraper.storage.engine import open_engine
from scraper.storage.models import Base


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
else:
    engine = open_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite:///gleaner.db")
    with engine.connect() as own:
        migrate(own)
