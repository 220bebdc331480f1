"""The writer of a generation: keeps changes until the checkpoint, which writes them, records how far they go, and shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import structlog
from elasticsearch import NotFoundError

from indexer.engines.checks import check
from indexer.engines.elasticsearch import mappings as m
from indexer.engines.elasticsearch.bulk import Bulk
from indexer.engines.elasticsearch.cluster import Body, Cluster, answering
from indexer.engines.elasticsearch.documents import Operation, operations, refusal
from indexer.engines.elasticsearch.forgetting import forget, remember
from indexer.engines.elasticsearch.kept import MOMENTS_KEY, STATE_KEY, Kept, Overtaken
from indexer.engines.elasticsearch.lease import Lease, lost
from indexer.engines.elasticsearch.mappings import fitting_header
from indexer.engines.elasticsearch.moments import load_moments, saved_moments, scanned_moments
from indexer.engines.elasticsearch.values import listing_key
from indexer.engines.moments import Moments
from indexer.engines.refusals import no_generation, no_writer
from models.units import ListingUnits

MOST_UNITS = 5_000
MOST_PASSAGES = 16_384
"""So much waits for the checkpoint; more is written before it. It shows with the next refresh, and is replayed if the checkpoint never comes."""

BATCH = 500
"""Listings that are looked up together."""

STALE_SHARE = 0.1
"""The vector statistics are made anew once so many of the passages in them are gone."""

SETTLED = 1_000
"""Below so many passages they are made anew whenever any is."""

log = structlog.get_logger()


class _Known(NamedTuple):
    """What the index holds of a listing."""

    version: int
    units: tuple[str, ...]
    passages: int


_UNKNOWN = _Known(-1, (), 0)


class ElasticsearchWriter:
    """Writes one generation; holds its lease until it is closed. Threads may share one."""

    def __init__(self, cluster: Cluster, generation: str, dimensions: int) -> None:
        fitting_header(cluster, generation, dimensions)
        self._cluster = cluster
        self._generation = generation
        self._dimensions = dimensions
        self._door = cluster.door(generation)
        self._mutex = RLock()
        self._lease = Lease(cluster.client, self._door, generation)
        self._bulk = Bulk(cluster.client, self._door, self._lease.check)
        self._pending: dict[str, ListingUnits] = {}
        self._changed = self._broken = self._closed = False
        try:
            self._open()
        except BaseException:
            self._lease.release()
            raise

    def _open(self) -> None:
        """Read the state, and write it again as ours: a writer that lost its lease cannot write it any more."""
        with self._answering():
            self._state = Kept(self._cluster.client, self._door, STATE_KEY)
            self._kept_moments = Kept(self._cluster.client, self._door, MOMENTS_KEY)
            held: Body = self._state.read() or {"sequence": 0, "stale": 0, "stamp": uuid4().hex}
            self._held = {**held, "writer": uuid4().hex}
            self._moments = load_moments(self._kept_moments.read(), self._dimensions)
            self._state.write(self._held)
            remember(self._cluster, self._generation)
        self._stale = int(self._held["stale"])

    @property
    def sequence(self) -> int:
        """See ``Writer.sequence``."""
        return int(self._held["sequence"])

    def apply(self, changes: Sequence[ListingUnits]) -> None:
        """See ``Writer.apply``. ``BadInput``, and nothing applied, where a change's parts do not belong together."""
        for change in changes:
            check(change, self._dimensions)
        with self._working():
            for change in changes:
                waiting = self._pending.get(change.listing)
                if waiting is None or change.version >= waiting.version:
                    self._pending[change.listing] = change
            if self._full():
                self._send()

    def restore(self, changes: Sequence[ListingUnits]) -> None:
        """See ``Writer.restore``. ``BadInput``, and nothing restored, where a change's parts do not belong together."""
        for change in changes:
            check(change, self._dimensions)
        with self._working():
            self._send()
            forget(self._cluster, self._generation, self._bulk, [change.listing for change in changes])
            self._stale = max(1, self._moments.count)  # nobody knows which passages are gone
            for start in range(0, len(changes), BATCH):
                self._send_batch(changes[start : start + BATCH])

    def checkpoint(self, sequence: int) -> None:
        """See ``Writer.checkpoint``. Replaying what is in already does not take the recorded sequence back."""
        with self._working():
            self._send()
            reached = max(sequence, self.sequence)
            if self._changed or reached != self.sequence:
                self._record(reached)

    def close(self) -> None:
        """See ``Writer.close``."""
        with self._mutex:
            if not self._closed:
                self._closed = True
                self._pending.clear()
                self._lease.release()

    @contextmanager
    def _working(self) -> Iterator[None]:
        """One at a time; after a failure half-way nothing more: what is missing is replayed by the next writer."""
        with self._mutex:
            if self._closed or self._broken:
                raise no_writer(self._generation)
            self._broken = True
            with self._answering():
                yield
            self._broken = False

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            with answering():
                yield
        except Overtaken:
            raise lost(self._generation) from None
        except NotFoundError:
            raise no_generation(self._generation) from None

    def _full(self) -> bool:
        units = [unit for change in self._pending.values() for unit in change.units]
        return len(units) >= MOST_UNITS or sum(len(unit.vectors) for unit in units) >= MOST_PASSAGES

    def _send(self) -> None:
        """Write what waits."""
        waiting = list(self._pending.values())
        for start in range(0, len(waiting), BATCH):
            self._send_batch(waiting[start : start + BATCH])
        self._pending.clear()

    def _send_batch(self, changes: Sequence[ListingUnits]) -> None:
        known = self._known([change.listing for change in changes])
        newer = [change for change in changes if change.version >= known.get(change.listing, _UNKNOWN).version]
        made = [operations(change, known.get(change.listing, _UNKNOWN).units) for change in newer]
        self._changed = self._changed or bool(newer)
        refused = self._bulk.send(operation for one in made for operation in one)
        self._count(newer, known, refused)
        self._bulk.send(self._refusals(newer, known, refused))

    def _known(self, listings: Sequence[str]) -> dict[str, _Known]:
        """What the index holds of listings, written a moment ago or not."""
        wanted = [{"_id": listing_key(one), "routing": one, "_source": [m.UNITS, m.PASSAGES_HELD]} for one in listings]
        docs = self._cluster.fetch(self._door, wanted)
        return {listing: _known(doc) for listing, doc in zip(listings, docs, strict=True) if doc.get("found")}

    def _count(self, changes: Sequence[ListingUnits], known: dict[str, _Known], refused: dict[str, str]) -> None:
        """Bring the vector statistics up to date: what comes is added, what goes is only counted until it is too much."""
        taken = [change for change in changes if change.listing not in refused]
        rows = [passage.vector for change in taken for unit in change.units for passage in unit.vectors]
        self._stale += sum(known.get(change.listing, _UNKNOWN).passages for change in changes)
        if rows:
            self._moments += Moments.of([np.asarray(rows, np.float32)], self._dimensions)

    def _refusals(
        self, changes: Sequence[ListingUnits], known: dict[str, _Known], refused: dict[str, str]
    ) -> Iterator[Operation]:
        for change in changes:
            if (why := refused.get(change.listing)) is not None:
                log.warning("not indexed", listing=change.listing, version=change.version, reason=why)
                units = dict.fromkeys(unit.id for unit in change.units) | dict.fromkeys(
                    known.get(change.listing, _UNKNOWN).units
                )
                yield from refusal(change, list(units), why)

    def _record(self, sequence: int) -> None:
        """Write how far the index has come, and show it all at once."""
        if self._stale and (
            self._moments.count < SETTLED or self._stale > STALE_SHARE * (self._moments.count - self._stale)
        ):
            self._refresh()
            self._moments = scanned_moments(self._cluster, self._generation, self._dimensions)
            self._stale = 0
        self._lease.check()
        self._kept_moments.write(saved_moments(self._moments))
        self._held = {**self._held, "sequence": sequence, "stale": self._stale, "stamp": uuid4().hex}
        self._state.write(self._held)
        self._refresh()
        self._changed = False

    def _refresh(self) -> None:
        self._cluster.client.indices.refresh(index=self._door)


def _known(doc: dict[str, Any]) -> _Known:
    held = doc["_source"]
    return _Known(doc["_version"], tuple(held[m.UNITS]), held[m.PASSAGES_HELD])
