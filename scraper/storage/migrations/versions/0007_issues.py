"""issues: who wrote, checked and signed off; editions; entries set aside; text not saved; webhooks."""

import sqlalchemy as sa
from alembic import op

import scraper.storage.types
from scraper.storage.search import words_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = scraper.storage.types.UTCDateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("signed_by", sa.String(length=80), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("issue", column)
    # SQLite can add a column with its reference, but no constraint later; both engines take this statement.
    op.execute(
        "ALTER TABLE issue ADD COLUMN corrects INTEGER "
        "CONSTRAINT fk_issue_corrects_issue REFERENCES issue (id)"
    )
    for column in (
        sa.Column("state", sa.String(length=16), nullable=False, server_default="draft"),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("checked_by", sa.String(length=80), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False, server_default=""),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("issue_entry", column)
    _keep_words()
    op.add_column("issue_entry", sa.Column("drafted", sa.JSON(), nullable=True))
    op.execute(
        "UPDATE issue_entry SET state = 'published' "
        "WHERE issue_id IN (SELECT id FROM issue WHERE state IN ('published', 'imported'))"
    )
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("drafted", sa.JSON(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_set_aside_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_set_aside_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    for column_name in ("issue_id", "candidate_id", "state"):
        op.create_index(op.f(f"ix_set_aside_{column_name}"), "set_aside", [column_name], unique=False)
    op.create_table(
        "unsaved",
        sa.Column("issue_entry_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_entry_id"],
            ["issue_entry.id"],
            name=op.f("fk_unsaved_issue_entry_id_issue_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("issue_entry_id", "actor", name=op.f("pk_unsaved")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("webhook", sa.String(length=64), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("given_up_at", MOMENT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_outbox_issue_id_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sa.UniqueConstraint("issue_id", "webhook", name=op.f("uq_outbox_issue_id_webhook")),
    )
    op.create_index(op.f("ix_outbox_next_at"), "outbox", ["next_at"], unique=False)
    op.create_table(
        "proof",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_proof_issue_id_issue")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_proof")),
    )
    op.create_table(
        "link_check",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("served", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_link_check")),
    )


def _keep_words() -> None:
    """Make the entries that are kept already findable by their words."""
    entries = sa.table(
        "issue_entry", sa.column("id", sa.Integer), sa.column("content", sa.JSON), sa.column("words", sa.Text)
    )
    connection = op.get_bind()
    for number, content in connection.execute(sa.select(entries.c.id, entries.c.content)).all():
        links = [link[name] or "" for link in content.get("links", ()) for name in ("label", "title", "url")]
        source = (content.get("source") or {}).get("name", "")
        said = "\n".join((content["heading"], *content["summary"], *links, source))
        kept = f" {' '.join(sorted(set(words_of(said))))} "
        connection.execute(entries.update().where(entries.c.id == number).values(words=kept))
