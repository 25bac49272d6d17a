"""identity: text samples, stories, past issues, tombstones, questions."""

import sqlalchemy as sa
from alembic import op

import scraper.storage.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_table(
        "word_count",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_word_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "template_shingle",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("h", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_template_shingle_source_id_source")
        ),
        sa.PrimaryKeyConstraint("source_id", "h", name=op.f("pk_template_shingle")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_tombstone_event_id_event")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "cannot_link",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_cannot_link_event_id_event")),
        sa.ForeignKeyConstraint(
            ["high_id"], ["publication.id"], name=op.f("fk_cannot_link_high_id_publication")
        ),
        sa.ForeignKeyConstraint(
            ["low_id"], ["publication.id"], name=op.f("fk_cannot_link_low_id_publication")
        ),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_cannot_link")),
    )
    with op.batch_alter_table("cannot_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cannot_link_high_id"), ["high_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("asked_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_question_channel_id_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_channel_id"), ["channel_id"], unique=False)

    op.create_table(
        "shared_link",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_shared_link_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("key", "publication_id", name=op.f("pk_shared_link")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("shared_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_link_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "shingle",
        sa.Column("h", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_shingle_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("h", "publication_id", name=op.f("pk_shingle")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_edge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=24), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("suggested", sa.Boolean(), nullable=False),
        sa.Column("at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["other_id"], ["publication.id"], name=op.f("fk_story_edge_other_id_publication")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_story_edge_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["event.id"], name=op.f("fk_story_edge_undone_by_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_edge")),
    )
    with op.batch_alter_table("story_edge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_story_edge_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_story_edge_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "story_word",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_story_word_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("word", "publication_id", name=op.f("pk_story_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trace",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_trace_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("key", "publication_id", name=op.f("pk_trace")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trace_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_entry_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_entry_id"],
            ["issue_entry.id"],
            name=op.f("fk_mention_issue_entry_id_issue_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mention_issue_entry_id"), ["issue_entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_mention_title_key"), ["title_key"], unique=False)

    op.create_table(
        "recollection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("issue_entry_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_entry_id"],
            ["issue_entry.id"],
            name=op.f("fk_recollection_issue_entry_id_issue_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_recollection_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recollection")),
    )
    with op.batch_alter_table("recollection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recollection_issue_entry_id"), ["issue_entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recollection_publication_id"), ["publication_id"], unique=False)

    # SQLite can add a column with its reference, but no constraint later; both engines take this statement.
    for table, column, other in (("page", "question_id", "question"), ("publication", "story_id", "story")):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_{table}_{column}_{other} REFERENCES {other} (id)"
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    op.add_column("source", sa.Column("learned", sa.JSON(), nullable=True))
