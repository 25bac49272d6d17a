"""health: what a poll says for the schedule, and checks by hand."""

import sqlalchemy as sa
from alembic import op

import scraper.storage.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("known", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("gap", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("fault", sa.String(length=12), nullable=True))
        batch_op.add_column(
            sa.Column("next_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=True)
        )
    op.create_table(
        "hand_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_hand_check_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_check")),
    )
    with op.batch_alter_table("hand_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_check_source_id"), ["source_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("made_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("sent_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("recipient", "day", name=op.f("uq_notice_recipient_day")),
    )
