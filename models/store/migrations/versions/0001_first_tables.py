"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "aliases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_target"), "aliases", ["target"], unique=False)
    op.create_table(
        "assets",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("bare", sa.Boolean(), nullable=False),
        sa.Column("turns", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_assets")),
        sa.UniqueConstraint("id", name=op.f("uq_assets_id")),
    )
    op.create_index(op.f("ix_assets_turns"), "assets", ["turns"], unique=False)
    op.create_table(
        "changes",
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_changes")),
        sa.UniqueConstraint("sequence", name=op.f("uq_changes_sequence")),
    )
    op.create_table(
        "contributions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("loaded", sa.Date(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=True),
        sa.Column("party_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_contributions_source_key")),
    )
    op.create_index(op.f("ix_contributions_listing_id"), "contributions", ["listing_id"], unique=False)
    op.create_index(op.f("ix_contributions_party_id"), "contributions", ["party_id"], unique=False)
    op.create_table(
        "encoders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encoders")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_encoders_fingerprint")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("unique_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_jobs_unique_key")),
    )
    op.create_index("ix_jobs_waiting", "jobs", ["state", "kind", "due"], unique=False)
    op.create_table(
        "parties",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("person", sa.Boolean(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
    )
    op.create_table(
        "scheme_entries",
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("symbol", name=op.f("pk_scheme_entries")),
    )
    op.create_index(op.f("ix_scheme_entries_parent"), "scheme_entries", ["parent"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("meta", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "asset_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_keys_asset_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_asset_keys")),
    )
    op.create_index(op.f("ix_asset_keys_asset_id"), "asset_keys", ["asset_id"], unique=False)
    op.create_table(
        "asset_kin",
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.Column("kin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_kin_asset_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", "kin", name=op.f("pk_asset_kin")),
    )
    op.create_index(op.f("ix_asset_kin_kin"), "asset_kin", ["kin"], unique=False)
    op.create_table(
        "asset_parts",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Text(), nullable=False),
        sa.Column("bare", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_parts_asset_id")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_asset_parts_contribution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contribution_id", "position", name=op.f("pk_asset_parts")),
    )
    op.create_index(op.f("ix_asset_parts_asset_id"), "asset_parts", ["asset_id"], unique=False)
    op.create_table(
        "listings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=True),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("asset_id", sa.Text(), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_listings_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
    )
    op.create_index(op.f("ix_listings_asset_id"), "listings", ["asset_id"], unique=False)
    op.create_index(op.f("ix_listings_contribution_id"), "listings", ["contribution_id"], unique=False)
    op.create_index(op.f("ix_listings_party_id"), "listings", ["party_id"], unique=False)
    op.create_table(
        "party_aliases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_aliases_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_aliases")),
    )
    op.create_index(op.f("ix_party_aliases_party_id"), "party_aliases", ["party_id"], unique=False)
    op.create_table(
        "party_identifiers",
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_identifiers_party_id")),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_party_identifiers")),
    )
    op.create_index(op.f("ix_party_identifiers_party_id"), "party_identifiers", ["party_id"], unique=False)
    op.create_table(
        "party_mentions",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("mention", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_mentions_party_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_party_mentions")),
    )
    op.create_index(op.f("ix_party_mentions_party_id"), "party_mentions", ["party_id"], unique=False)
    op.create_table(
        "party_names",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_names_party_id")),
        sa.PrimaryKeyConstraint("identity", name=op.f("pk_party_names")),
    )
    op.create_index(op.f("ix_party_names_party_id"), "party_names", ["party_id"], unique=False)
    op.create_table(
        "vectors",
        sa.Column("encoder_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["encoder_id"], ["encoders.id"], name=op.f("fk_vectors_encoder_id")),
        sa.PrimaryKeyConstraint("encoder_id", "role", "digest", name=op.f("pk_vectors")),
    )
    op.create_table(
        "listing_links",
        sa.Column("listing_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_links_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "key", name=op.f("pk_listing_links")),
    )
    op.create_index(op.f("ix_listing_links_key"), "listing_links", ["key"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_listing_links_key"), table_name="listing_links")
    op.drop_table("listing_links")
    op.drop_table("vectors")
    op.drop_index(op.f("ix_party_names_party_id"), table_name="party_names")
    op.drop_table("party_names")
    op.drop_index(op.f("ix_party_mentions_party_id"), table_name="party_mentions")
    op.drop_table("party_mentions")
    op.drop_index(op.f("ix_party_identifiers_party_id"), table_name="party_identifiers")
    op.drop_table("party_identifiers")
    op.drop_index(op.f("ix_party_aliases_party_id"), table_name="party_aliases")
    op.drop_table("party_aliases")
    op.drop_index(op.f("ix_listings_party_id"), table_name="listings")
    op.drop_index(op.f("ix_listings_contribution_id"), table_name="listings")
    op.drop_index(op.f("ix_listings_asset_id"), table_name="listings")
    op.drop_table("listings")
    op.drop_index(op.f("ix_asset_parts_asset_id"), table_name="asset_parts")
    op.drop_table("asset_parts")
    op.drop_index(op.f("ix_asset_kin_kin"), table_name="asset_kin")
    op.drop_table("asset_kin")
    op.drop_index(op.f("ix_asset_keys_asset_id"), table_name="asset_keys")
    op.drop_table("asset_keys")
    op.drop_table("snapshots")
    op.drop_index(op.f("ix_scheme_entries_parent"), table_name="scheme_entries")
    op.drop_table("scheme_entries")
    op.drop_table("parties")
    op.drop_index("ix_jobs_waiting", table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("encoders")
    op.drop_index(op.f("ix_contributions_party_id"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_listing_id"), table_name="contributions")
    op.drop_table("contributions")
    op.drop_table("changes")
    op.drop_index(op.f("ix_assets_turns"), table_name="assets")
    op.drop_table("assets")
    op.drop_index(op.f("ix_aliases_target"), table_name="aliases")
    op.drop_table("aliases")
