"""health: what a poll says for the schedule."""

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
