"""desk: notes, assignment, duplicates, saved views, reasons, who looks, pages by score, search."""

import sqlalchemy as sa
from alembic import op

import scraper.storage.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = scraper.storage.types.UTCDateTime(timezone=True)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("candidate", sa.Column("assignee", sa.String(length=80), nullable=True))
    # SQLite can add a column with its reference, but no constraint later; both engines take this statement.
    op.execute(
        "ALTER TABLE candidate ADD COLUMN duplicate_of INTEGER "
        "CONSTRAINT fk_candidate_duplicate_of_candidate REFERENCES candidate (id)"
    )
    # SQLite adds a computed column only when it is not stored, PostgreSQL only when it is.
    op.execute(
        f"ALTER TABLE candidate ADD COLUMN sort_score {'DOUBLE' if is_sqlite else 'DOUBLE PRECISION'} "
        f"GENERATED ALWAYS AS (coalesce(score, -1)) {'VIRTUAL' if is_sqlite else 'STORED'} NOT NULL"
    )
    for columns in (
        ("duplicate_of",),
        ("assignee", "status"),
        ("status", "sort_score", "found_at", "id"),
        ("status", "band", "sort_score", "found_at", "id"),
    ):
        op.create_index(op.f(f"ix_candidate_{'_'.join(columns)}"), "candidate", columns, unique=False)
    for columns in (("actor", "id"), ("at",)):
        op.create_index(op.f(f"ix_event_{'_'.join(columns)}"), "event", columns, unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_note_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_candidate_id"), "note", ["candidate_id"], unique=False)
    op.create_table(
        "view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_view_owner_name")),
    )
    op.create_table(
        "house_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_reason")),
        sa.UniqueConstraint("key", name=op.f("uq_house_reason_key")),
    )
    op.create_table(
        "looking",
        sa.Column("object_type", sa.String(length=16), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("object_type", "object_id", "actor", name=op.f("pk_looking")),
    )
    op.create_index(op.f("ix_looking_at"), "looking", ["at"], unique=False)
    op.execute(SEARCH_OF_SQLITE if is_sqlite else SEARCH_OF_POSTGRES)
    if not is_sqlite:
        op.execute("CREATE INDEX ix_search_words ON search USING gin (words)")


#: `storage/search.py` writes and reads both. Contentless: the texts stand in `revision`.
SEARCH_OF_SQLITE = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize='unicode61 remove_diacritics 0')"
)
#: A text is kept in parts: PostgreSQL forgets places beyond 16,383 words.
SEARCH_OF_POSTGRES = """
CREATE TABLE search (
    revision_id INTEGER NOT NULL CONSTRAINT fk_search_revision_id_revision REFERENCES revision (id),
    part INTEGER NOT NULL,
    words TSVECTOR NOT NULL,
    CONSTRAINT pk_search PRIMARY KEY (revision_id, part)
)
"""
