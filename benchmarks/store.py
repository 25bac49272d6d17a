"""A database of its own, and publications put into it without a crawl."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from scraper.intake.samples import keep_sample
from scraper.storage.engine import Database
from scraper.storage.models import Publication, Revision, Source
from scraper.storage.upgrade import upgrade

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@contextmanager
def opened(home: Path) -> Iterator[Session]:
    """One transaction on a new SQLite database in a folder."""
    database = Database(f"sqlite:///{home}/benchmark.db")
    upgrade(database)
    with database.writing() as session:
        yield session
    database.close()


def new_source(session: Session, slug: str) -> Source:
    """A source without channels."""
    source = Source(slug=slug, name="", state="active", definition="", added_at=NOW)
    session.add(source)
    session.flush()
    return source


def keep_publication(session: Session, source_id: int, name: str, title: str, text: str) -> Publication:
    """A publication with one revision and the sample of its text."""
    row = Publication(
        source_id=source_id,
        key=name,
        url=f"https://example.org/{name}",
        title=title,
        published_precision="none",
        kind="news",
        kind_witness="guess",
        media_type="text/html",
        first_seen_at=NOW,
    )
    session.add(row)
    session.flush()
    session.add(
        Revision(
            publication_id=row.id,
            number=1,
            title=title,
            text=text,
            text_hash="",
            mask_hash="",
            words=len(text.split()),
            captured_at=NOW,
        )
    )
    keep_sample(session, row, text, None)
    return row
