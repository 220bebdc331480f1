"""The writer of a generation: takes changes, and makes them durable and visible at a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock

from indexer.engines.checks import check
from indexer.engines.embedded.files import Lock
from indexer.engines.embedded.holdings import Holdings, Standing
from indexer.engines.embedded.keywords import LISTING, SLOTS, document, open_keywords
from indexer.engines.embedded.layout import KEYWORDS, LOCK, SEGMENTS, fitting_header
from indexer.engines.embedded.pending import Pending
from indexer.engines.embedded.state import State, committed_stamp, newest_state, states
from indexer.engines.refusals import no_writer
from models.constraints import Interval
from models.messages import Message
from models.units import ListingUnits, Unit

HEAP = 96_000_000
"""What tantivy may hold in memory before it writes a segment of its own."""

THREADS = 1
"""tantivy's indexing threads: one keeps up with this writer, and each asks for its own heap."""

BATCH = 512
"""Changes whose listings are looked up together."""

MOVED_SHARE = 0.1
"""The vector statistics are made anew once so many of the passages came or went."""

SETTLED = 1_000
"""Below so many passages they are made anew whenever any did."""


class EmbeddedWriter:
    """Writes one generation; holds its lock until it is closed. Threads may share one."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder = folder
        self._header = fitting_header(folder, dimensions)
        self._mutex = RLock()
        self._lock = Lock(folder / LOCK, Message(en="The index {name}", zh="索引{name}", name=folder.name))
        try:
            self._open(dimensions)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, dimensions: int) -> None:
        self._state = newest_state(self._folder, committed_stamp(self._folder / KEYWORDS))
        self._holdings = Holdings(self._folder / SEGMENTS, dimensions, self._state)
        self._clean(self._state)
        self._pending = Pending(dimensions)
        self._dimensions = dimensions
        self._slots = dict(self._state.slots)
        self._next_key = self._state.next_key
        self._moved = self._state.moved
        self._needed = self._state.stamp
        self._touched = self._broken = self._closed = False
        self._writer = open_keywords(self._folder / KEYWORDS).writer(HEAP, THREADS)
        # a process that was killed while committing leaves a file of deletions that the next commit of that stamp would trip over
        self._writer.garbage_collect_files()
        self._announce()

    @property
    def sequence(self) -> int:
        """See ``Writer.sequence``."""
        return self._state.sequence

    def apply(self, changes: Sequence[ListingUnits]) -> None:
        """See ``Writer.apply``. ``BadInput``, and nothing applied, where a change's parts do not belong together."""
        for change in changes:
            check(change, self._dimensions)
        with self._working():
            for start in range(0, len(changes), BATCH):
                self._apply_batch(changes[start : start + BATCH])

    def restore(self, changes: Sequence[ListingUnits]) -> None:
        """See ``Writer.restore``. ``BadInput``, and nothing restored, where a change's parts do not belong together."""
        for change in changes:
            check(change, self._dimensions)
        with self._working():
            for start in range(0, len(changes), BATCH):
                self._forget(changes[start : start + BATCH])
                self._apply_batch(changes[start : start + BATCH])

    def checkpoint(self, sequence: int) -> None:
        """See ``Writer.checkpoint``. Replaying what is in already does not take the recorded sequence back."""
        with self._working():
            self._flush()
            self._commit(max(sequence, self._state.sequence), tidied=self._holdings.tidy())

    def settle(self) -> None:
        """Join all segments and make the approximate index now, as the background would in its own time; minutes for a large index."""
        with self._working():
            self._flush()
            self._holdings.settle()
            self._commit(self._state.sequence, tidied=True)

    def close(self) -> None:
        """See ``Writer.close``."""
        with self._mutex:
            if not self._closed:
                self._closed = True
                self._holdings.close()
                self._writer.wait_merging_threads()
                self._lock.release()

    @contextmanager
    def _working(self) -> Iterator[None]:
        """One at a time; after a failure half-way nothing more, so that what is half done is never committed."""
        with self._mutex:
            if self._closed or self._broken:
                raise no_writer(self._folder.name)
            self._broken = True
            yield
            self._broken = False

    def _apply_batch(self, changes: Sequence[ListingUnits]) -> None:
        standing = self._holdings.find([change.listing for change in changes])
        for change in changes:
            self._apply(change, standing)
        if self._pending.full:
            self._flush()

    def _forget(self, changes: Sequence[ListingUnits]) -> None:
        listings = [change.listing for change in changes]
        standing = self._holdings.find(listings)
        for listing in listings:
            self._did(self._writer.delete_documents_by_term(LISTING, listing))
            self._remove(listing, standing.get(listing))

    def _apply(self, change: ListingUnits, standing: dict[str, Standing]) -> None:
        pending, stood = self._pending.get(change.listing), standing.get(change.listing)
        held = pending.version if pending else stood.version if stood else None
        if held is not None and change.version < held:
            return
        self._remove(change.listing, standing.pop(change.listing, None))
        stamp = self._next_key
        keys = range(stamp + 1, stamp + 1 + len(change.units))
        self._next_key = keys.stop
        self._pending.put(change, stamp, keys)
        self._moved += sum(len(unit.vectors) for unit in change.units)
        for unit, key in zip(change.units, keys, strict=True):
            self._give_slots(unit)
            self._did(self._writer.add_document(document(unit, key, self._slots)))

    def _remove(self, listing: str, stood: Standing | None) -> None:
        pending = self._pending.get(listing)
        if (pending and pending.rows) or (stood and stood.units):
            self._did(self._writer.delete_documents_by_term(LISTING, listing))
        self._moved += self._pending.drop(listing)
        if stood:
            self._moved += stood.passages
            stood.leave()
            self._touched = True

    def _give_slots(self, unit: Unit) -> None:
        for field, fact in unit.facts.items():
            if isinstance(fact, Interval) and field not in self._slots and len(self._slots) < SLOTS:
                self._slots[field] = len(self._slots)

    def _did(self, operation: int) -> None:
        """Note an operation: the commit that holds it has a higher stamp, and the commit before has its stamp at most."""
        self._needed = operation + 1

    def _flush(self) -> None:
        if len(self._pending):
            self._holdings.add(self._pending.entries(), self._pending.vectors())
            self._pending.clear()
            self._touched = True

    def _commit(self, sequence: int, *, tidied: bool) -> None:
        if not (self._touched or tidied or sequence != self._state.sequence):
            return
        moments = self._moments()
        operated = self._needed > self._state.stamp
        previous = self._state
        self._state = State(
            stamp=self._needed,
            revision=0 if operated else previous.revision + 1,
            sequence=sequence,
            next_key=self._next_key,
            segments=self._holdings.names(),
            slots=dict(self._slots),
            moments=moments,
            moved=self._moved,
            gone=self._holdings.gone(),
        )
        self._state.save(self._folder)
        if operated:
            self._writer.commit()
        self._touched = False
        self._announce()
        self._clean(previous, self._state)

    def _moments(self) -> str | None:
        """The statistics that stand, made anew where too much has moved since."""
        if not self._moved:
            return self._state.moments
        passages = self._holdings.passages()
        if self._state.moments and passages >= SETTLED and self._moved <= MOVED_SHARE * passages:
            return self._state.moments
        self._moved = 0
        return self._holdings.write_moments()

    def _announce(self) -> None:
        """Tell readers, and people, how far the index has come."""
        state = self._state
        header = replace(self._header, sequence=state.sequence, stamp=state.stamp, revision=state.revision)
        if header != self._header:
            self._header = header
            header.save(self._folder)

    def _clean(self, *kept: State) -> None:
        """Remove the files of other states: older ones, and those that a crash left before they counted."""
        for _, path in states(self._folder):
            if path.name not in {state.file_name for state in kept}:
                path.unlink()
        self._holdings.clean({name for state in kept for name in (*state.segments, state.moments)})
