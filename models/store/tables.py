"""The tables. What people read and filter is in columns; whole words are compressed JSON in ``payload``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(sa.types.TypeDecorator[dt.datetime]):
    """A moment in UTC, kept as whole microseconds since 1970: the same on every database, and it sorts."""

    impl = sa.BigInteger
    cache_ok = True
    _start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> int | None:
        """A moment with its zone to microseconds."""
        return None if value is None else (value - self._start) // dt.timedelta(microseconds=1)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Microseconds to a moment in UTC."""
        return None if value is None else self._start + dt.timedelta(microseconds=value)


def _key(name: str, target: str, *, cascade: bool = False, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.ForeignKey(target, ondelete="CASCADE" if cascade else None), **options)


# What the sources said. (source, key) is a record's identity; `digest` says whether it changed.
contributions = sa.Table(
    "contributions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("loaded", sa.Date, nullable=False),
    sa.Column("listing_id", sa.Text, index=True),
    sa.Column("party_id", sa.Text, index=True),
    sa.UniqueConstraint("source", "key"),
)

# Rights. An asset is always the merge of its parts; `bare` parts came without a listing and are listed as a public record.
assets = sa.Table(
    "assets",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("bare", sa.Boolean, nullable=False),
    sa.Column("turns", sa.Date, index=True),
)
asset_parts = sa.Table(
    "asset_parts",
    metadata,
    _key("contribution_id", "contributions.id", cascade=True, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    _key("asset_id", "assets.id", nullable=False, index=True),
    sa.Column("bare", sa.Boolean, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)
asset_keys = sa.Table(
    "asset_keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    _key("asset_id", "assets.id", cascade=True, nullable=False, index=True),
)
asset_kin = sa.Table(
    "asset_kin",
    metadata,
    _key("asset_id", "assets.id", cascade=True, primary_key=True),
    sa.Column("kin", sa.Text, primary_key=True, index=True),
)

# What is searched and matched. `version` is the sequence of the listing's last change.
listings = sa.Table(
    "listings",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    _key("party_id", "parties.id", index=True),
    sa.Column("contribution_id", sa.Integer, index=True),
    sa.Column("asset_id", sa.Text, index=True),
    sa.Column("edited", sa.Boolean, nullable=False),
)
listing_links = sa.Table(
    "listing_links",
    metadata,
    _key("listing_id", "listings.id", cascade=True, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True, index=True),
    sa.Column("core", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)
aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, nullable=False, index=True),
)
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("listing_id", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("party_id", sa.Text),
)

# Who takes part, and how each mention as written was resolved.
parties = sa.Table(
    "parties",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("place", sa.Text),
    sa.Column("person", sa.Boolean, nullable=False),
    sa.Column("profile", sa.LargeBinary),
)
party_aliases = sa.Table(
    "party_aliases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _key("party_id", "parties.id", nullable=False, index=True),
)
party_identifiers = sa.Table(
    "party_identifiers",
    metadata,
    sa.Column("identifier", sa.Text, primary_key=True),
    _key("party_id", "parties.id", nullable=False, index=True),
)
party_names = sa.Table(
    "party_names",
    metadata,
    sa.Column("identity", sa.Text, primary_key=True),
    _key("party_id", "parties.id", nullable=False, index=True),
)
party_mentions = sa.Table(
    "party_mentions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    _key("party_id", "parties.id", nullable=False, index=True),
    sa.Column("mention", sa.Text, nullable=False),
)

# What was computed once: vectors by encoder and content.
encoders = sa.Table(
    "encoders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False, unique=True),
)
vectors = sa.Table(
    "vectors",
    metadata,
    _key("encoder_id", "encoders.id", primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)

# The engine's units with their facts, so that constraints can be asked of the store. A field that is stated has at least one row.
units = sa.Table(
    "units",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("listing_id", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _key("unit_id", "units.id", cascade=True, nullable=False, index=True),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("code", sa.Text),
    sa.Column("low", sa.Double),
    sa.Column("high", sa.Double),
    sa.Index("ix_facts_codes", "field", "code", "unit_id"),
    sa.Index("ix_facts_spans", "field", "low", "high"),
)

# Matches that were computed for everyone: by listing and kind of the other the best few, what is known of the next one after them, and how
# far the lists of two kinds have come.
match_lists = sa.Table(
    "match_lists",
    metadata,
    sa.Column("listing_id", sa.Text, primary_key=True),
    sa.Column("other_kind", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("made", sa.Text, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("next_score", sa.Double),
    sa.Column("next_id", sa.Text),
    sa.Index("ix_match_lists_kind_other_kind", "kind", "other_kind"),
)
matches = sa.Table(
    "matches",
    metadata,
    sa.Column("listing_id", sa.Text, primary_key=True),
    sa.Column("other_kind", sa.Text, primary_key=True),
    sa.Column("other_id", sa.Text, primary_key=True, index=True),
    sa.Column("forward", sa.Double, nullable=False),
    sa.Column("backward", sa.Double, nullable=False),
    sa.Column("mutual", sa.Double, nullable=False),
    sa.Column("score", sa.Double, nullable=False),
)
match_bookmarks = sa.Table(
    "match_bookmarks",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("other_kind", sa.Text, primary_key=True),
    sa.Column("made", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("kept", sa.Integer, nullable=False),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("unique_key", sa.Text, unique=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due", Instant, nullable=False),
    sa.Column("worker", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer),
    sa.Column("error", sa.Text),
    sa.Column("created", Instant, nullable=False),
    sa.Column("ended", Instant),
    sa.Index("ix_jobs_waiting", "state", "kind", "due"),
)
scheme_entries = sa.Table(
    "scheme_entries",
    metadata,
    sa.Column("symbol", sa.Text, primary_key=True),
    sa.Column("parent", sa.Text, index=True),
    sa.Column("titles", sa.Text, nullable=False),
)
snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("made", Instant, nullable=False),
    sa.Column("meta", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
