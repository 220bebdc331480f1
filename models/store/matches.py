"""The matches that are kept: of every listing the best of every other kind, computed for what everyone may read, and how far that has come.

A list holds a few more matches than are shown, and knows the best one that it left out: what changes is put in or taken out by that alone,
and only a list that has become too short is computed again. Kept matches show nobody more: whoever reads is a ``Viewer``, and a match with a
listing that the viewer may not see, or not any more, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from models.errors import no_listing
from models.matches import Bookmark, KeptList, KeptMatch
from models.store.clock import Clock
from models.store.database import Database, insert, select_in, upsert
from models.store.listings import visible
from models.store.tables import changes, listings, match_bookmarks, match_lists, matches
from models.viewer import Viewer


class Matches:
    """The kept matches of the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, listing_id: str, viewer: Viewer, *, kind: str | None = None) -> dict[str, list[KeptMatch]]:
        """The kept matches of a listing by the other's kind, best first, as far as the viewer may see. Raises ``NotFound``."""
        query = sa.select(matches).where(matches.c.listing_id == listing_id)
        query = query if kind is None else query.where(matches.c.other_kind == kind)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            there = visible(connection, [listing_id, *(row.other_id for row in rows)], viewer, self._clock.today())
            shown = {row.other_kind: row.kept for row in connection.execute(sa.select(match_bookmarks))}
        if listing_id not in there:
            raise no_listing(listing_id)
        found: dict[str, list[KeptMatch]] = defaultdict(list)
        for row in rows:
            if row.other_id in there:
                found[row.other_kind].append(_match(row))
        return {
            name: sorted(some, key=lambda one: one.place)[: shown.get(name)] for name, some in sorted(found.items())
        }

    def standing(self) -> dict[str, str]:
        """Every listing that was not removed or withdrawn, with its kind; those of one party come together."""
        query = sa.select(listings.c.id, listings.c.kind).join(changes, changes.c.listing_id == listings.c.id)
        with self._database.read() as connection:
            return {
                row.id: row.kind
                for row in connection.execute(
                    query.where(~changes.c.removed).order_by(listings.c.party_id, listings.c.id)
                )
            }

    def bookmarks(self) -> dict[tuple[str, str], Bookmark]:
        """How far each two kinds have come."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(match_bookmarks)).all()
        return {(row.kind, row.other_kind): Bookmark(**row._mapping) for row in rows}  # noqa: SLF001 — SQLAlchemy's public name

    def made(self, kind: str, other_kind: str) -> dict[str, str]:
        """Of every list of one kind with another, by listing, what made it."""
        query = sa.select(match_lists.c.listing_id, match_lists.c.made).where(*_of(kind, other_kind))
        with self._database.read() as connection:
            return {row.listing_id: row.made for row in connection.execute(query)}

    def incomplete(self, kind: str, other_kind: str) -> list[str]:
        """The listings of one kind that had not all their vectors when their lists with another were made."""
        query = sa.select(match_lists.c.listing_id).where(*_of(kind, other_kind), ~match_lists.c.complete)
        with self._database.read() as connection:
            return sorted(connection.execute(query).scalars())

    def nexts(self, kind: str, other_kind: str) -> dict[str, tuple[float, str] | None]:
        """Of every list of one kind with another, by listing, the place of the best that is not in it."""
        columns = (match_lists.c.listing_id, match_lists.c.next_score, match_lists.c.next_id)
        with self._database.read() as connection:
            rows = connection.execute(sa.select(*columns).where(*_of(kind, other_kind))).all()
        return {name: None if other is None else (-score, other) for name, score, other in rows}

    def lists(self, listing_ids: Iterable[str], other_kind: str) -> dict[str, KeptList]:
        """The lists of some listings with one kind; those that have none are left out."""
        wanted = list(listing_ids)
        heads = sa.select(match_lists).where(match_lists.c.other_kind == other_kind)
        inside = sa.select(matches).where(matches.c.other_kind == other_kind)
        with self._database.read() as connection:
            rows = select_in(connection, heads, match_lists.c.listing_id, wanted)
            found = select_in(connection, inside, matches.c.listing_id, wanted)
        by_listing: dict[str, list[KeptMatch]] = defaultdict(list)
        for row in found:
            by_listing[row.listing_id].append(_match(row))
        return {row.listing_id: _list(row, by_listing.get(row.listing_id, ())) for row in rows}

    def holding(self, others: Iterable[str]) -> dict[str, set[str]]:
        """The listings in whose lists some others stand, by the other."""
        query = sa.select(matches.c.listing_id, matches.c.other_id)
        with self._database.read() as connection:
            rows = select_in(connection, query, matches.c.other_id, others)
        found: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            found[row.other_id].add(row.listing_id)
        return dict(found)

    def keep(
        self,
        lists: Iterable[KeptList],
        bookmarks: Iterable[Bookmark] = (),
        *,
        gone: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Put lists in place of those that were there, and move bookmarks, all at once.

        ``gone``: listings and other kinds of which no list stays but those that are put.
        """
        kept = list(lists)
        by_kind: dict[str, list[str]] = defaultdict(list)
        for listing, other_kind in (*gone, *((one.listing, one.other_kind) for one in kept)):
            by_kind[other_kind].append(listing)
        with self._database.write() as connection:
            for other_kind, names in by_kind.items():
                _forget(connection, names, other_kind)
            insert(connection, match_lists, [_head(one) for one in kept])
            insert(connection, matches, [row for one in kept for row in _rows(one)])
            upsert(connection, match_bookmarks, [_bookmark(one) for one in bookmarks])

    def counts(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """By kind and other kind how many lists there are, and how many matches of them are shown."""
        columns = (match_lists.c.kind, match_lists.c.other_kind, match_lists.c.size)
        query = sa.select(*columns, sa.func.count().label("lists")).group_by(*columns)
        shown = {pair: one.kept for pair, one in self.bookmarks().items()}
        found: dict[tuple[str, str], tuple[int, int]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                pair = (row.kind, row.other_kind)
                lists, kept = found.get(pair, (0, 0))
                found[pair] = (lists + row.lists, kept + row.lists * min(row.size, shown.get(pair, row.size)))
        return found

    def forget(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Remove all that is kept of these kinds with these other kinds."""
        with self._database.write() as connection:
            for kind, other_kind in pairs:
                theirs = sa.select(match_lists.c.listing_id).where(*_of(kind, other_kind))
                held = matches.c.other_kind == other_kind, matches.c.listing_id.in_(theirs)
                mark = match_bookmarks.c.kind == kind, match_bookmarks.c.other_kind == other_kind
                connection.execute(matches.delete().where(*held))
                connection.execute(match_lists.delete().where(*_of(kind, other_kind)))
                connection.execute(match_bookmarks.delete().where(*mark))


def _of(kind: str, other_kind: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return match_lists.c.kind == kind, match_lists.c.other_kind == other_kind


def _forget(connection: sa.Connection, names: Sequence[str], other_kind: str) -> None:
    for table in (match_lists, matches):
        gone = table.delete().where(
            table.c.listing_id == sa.bindparam("name"), table.c.other_kind == sa.bindparam("of")
        )
        connection.execute(gone, [{"name": name, "of": other_kind} for name in names])


def _match(row: sa.Row[Any]) -> KeptMatch:
    return KeptMatch(row.other_id, row.forward, row.backward, row.mutual, row.score)


def _next(row: sa.Row[Any]) -> tuple[float, str] | None:
    return None if row.next_id is None else (-row.next_score, row.next_id)


def _list(row: sa.Row[Any], found: Iterable[KeptMatch]) -> KeptList:
    ordered = tuple(sorted(found, key=lambda one: one.place))
    return KeptList(row.listing_id, row.kind, row.other_kind, row.made, row.complete, ordered, _next(row))


def _head(one: KeptList) -> Mapping[str, Any]:
    score, name = (-one.next[0], one.next[1]) if one.next else (None, None)
    head = {"listing_id": one.listing, "kind": one.kind, "other_kind": one.other_kind, "made": one.made}
    return head | {"complete": one.complete, "size": len(one.matches), "next_score": score, "next_id": name}


def _rows(one: KeptList) -> Iterator[Mapping[str, Any]]:
    for match in one.matches:
        yield {
            "listing_id": one.listing,
            "other_kind": one.other_kind,
            "other_id": match.other,
            "forward": match.forward,
            "backward": match.backward,
            "mutual": match.mutual,
            "score": match.score,
        }


def _bookmark(one: Bookmark) -> Mapping[str, Any]:
    return {
        "kind": one.kind,
        "other_kind": one.other_kind,
        "made": one.made,
        "sequence": one.sequence,
        "whole": one.whole,
        "kept": one.kept,
    }
