"""The party of a change: a party's other listings are matched by what the changed one shows of its work, be it gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and fill it for what is still there."""
    op.add_column("changes", sa.Column("party_id", sa.Text(), nullable=True))
    op.execute("UPDATE changes SET party_id = (SELECT party_id FROM listings WHERE listings.id = changes.listing_id)")


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("changes", "party_id")
