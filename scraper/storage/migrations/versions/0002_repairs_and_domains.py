"""repairs and domains."""

import sqlalchemy as sa
from alembic import op

import scraper.storage.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "domain",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("first_seen_at", scraper.storage.types.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_domain")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("repaired", sa.Text(), nullable=True))
