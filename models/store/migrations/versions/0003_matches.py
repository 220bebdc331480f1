"""The matches that are kept, and how far they have come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "match_lists",
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("other_kind", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("next_score", sa.Double(), nullable=True),
        sa.Column("next_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("listing_id", "other_kind", name=op.f("pk_match_lists")),
    )
    op.create_index(op.f("ix_match_lists_kind_other_kind"), "match_lists", ["kind", "other_kind"])
    op.create_table(
        "matches",
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("other_kind", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("forward", sa.Double(), nullable=False),
        sa.Column("backward", sa.Double(), nullable=False),
        sa.Column("mutual", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", "other_kind", "other_id", name=op.f("pk_matches")),
    )
    op.create_index(op.f("ix_matches_other_id"), "matches", ["other_id"])
    op.create_table(
        "match_bookmarks",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("other_kind", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "other_kind", name=op.f("pk_match_bookmarks")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("match_bookmarks")
    op.drop_table("matches")
    op.drop_table("match_lists")
