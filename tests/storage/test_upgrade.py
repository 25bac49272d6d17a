from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import scraper.storage.desk_models
import scraper.storage.identity_models  # noqa: F401 - their tables belong to the metadata
from scraper.errors import StorageError
from scraper.storage.engine import Database
from scraper.storage.models import Base
from scraper.storage.search import having, is_index
from scraper.storage.upgrade import alembic_config, upgrade

OPTIONS = {
    "compare_type": True,
    "include_name": lambda name, kind, _parents: kind != "table" or not is_index(name),
}

ROWS_OF_0001 = """
INSERT INTO source (id, slug, name, state, definition, added_at)
VALUES (1, 'a', 'A', 'active', '', '2026-01-01');
INSERT INTO host (id, name) VALUES (1, 'example.org');
INSERT INTO channel (id, source_id, host_id, name, strategy, url, state, memory, next_why, failures)
VALUES (1, 1, 1, 'news', 'feed', 'https://example.org/feed', 'active', '{}', '', 0);
INSERT INTO page (id, key, url, source_id, state, baseline, detail, attempts, first_seen_at)
VALUES (1, 'k', 'https://example.org/a', 1, 'pending', 0, '', 0, '2026-01-01');
INSERT INTO sighting (channel_id, page_id, statement, first_seen_at, last_seen_at)
VALUES (1, 1, '{}', '2026-01-01', '2026-01-01');
INSERT INTO publication (id, source_id, key, url, title, authors, published_precision, kind, kind_witness,
nations, links, facts, media_type, partial, first_seen_at)
VALUES (1, 1, 'k', 'https://example.org/a', 'A', '[]', 'none', 'news', 'guess', '[]', '[]', '[]', '', 0,
'2026-01-01');
INSERT INTO revision (id, publication_id, number, title, text, text_hash, mask_hash, words, captured_at)
VALUES (1, 1, 1, 'A', 'Kept words', '', '', 2, '2026-01-01');
INSERT INTO issue (id, state, frame, created_at, version) VALUES (1, 'imported', '{}', '2026-01-01', 1);
INSERT INTO issue_entry (issue_id, position, content)
VALUES (1, 1, '{"heading": "Cafés", "summary": ["Of the café."], "source": null,
"links": [{"label": "", "title": "Tea", "url": null}]}')
"""


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_does_nothing_the_second_time(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/gleaner.db")
    assert upgrade(database)
    assert not upgrade(database)
    database.close()


def test_an_old_home_keeps_its_rows_when_it_is_upgraded(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/gleaner.db")
    config = alembic_config()
    with database.engine.execution_options(gleaner_writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with database.writing() as session:
        for statement in ROWS_OF_0001.strip().split(";\n"):
            session.execute(sa.text(statement))
    assert upgrade(database)
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM sighting JOIN page ON page.id = page_id")) == 1
        assert session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        assert session.scalars(having(session, ["kept", "words"])).all() == [1]
        assert session.scalar(sa.text("SELECT words FROM issue_entry")) == " cafe cafes of tea the "
    database.close()


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    with database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=r"9999.*newer"):
        upgrade(database)
