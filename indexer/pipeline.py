"""From the store to an engine: follow the change log, encode what has no vectors yet, rebuild beside the live index and switch.

One process owns an index at a time. It replays the log in commit order, so that a crash is a replay and a rebuild is a replay from the
start. A listing is found by its words at once, and by meaning as its vectors come; raw vectors are kept in the store, so that a stopped
run goes on where it was and a rebuild encodes nothing twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from itertools import chain
from typing import overload

from indexer.answers import Industries
from indexer.encoding import Encoding, EncodingHere, passages_by_unit, passages_of
from indexer.facts import Ancestry
from indexer.made_by import REBUILD, MadeBy
from indexer.texts import PassageText
from indexer.units import UnitMaker, Vectors
from indexer.walking import listings_by_change
from models.centring import PASSAGE, Centring, RunningMeans
from models.constraints import In
from models.errors import RebuildNeeded
from models.messages import Message
from models.ports import Analyser, Encoder, Generations, Reader, Writer
from models.store import Store
from models.units import ListingUnits

BATCH = 1000
"""Listings that are indexed at once; the memory of a load does not depend on the pool."""

MOST_SCANNED = 10_000
"""Units that are looked at for what lacks vectors; no engine gives more in one step."""

POLL_SECONDS = 0.2
LEAST_FOR_OWN_MEANS = 100
"""Encoded units of a pool under which the shipped means are better than its own."""

MEANS_STRENGTH = 10.0
"""Passages that weigh as much as the shipped mean: on the benchmarks a pool's own mean soon serves better than any prior."""

NOT_ENCODED = In("encoded", frozenset({"no"}))
Report = Callable[[int, int], None]
"""Told how many are done, and of how many."""


def _nothing() -> None:
    """What is done in between where nothing is."""


@dataclass(frozen=True)
class IndexParts:
    """What an index is made with. ``prior``: the passage means that ship with the encoder. ``industries``: those of a technical field."""

    store: Store
    generations: Generations
    analyser: Analyser
    encoder: Encoder
    trees: Mapping[str, Ancestry]
    prior: Centring
    industries: Industries = lambda _field: ()

    def made_by(self, means: Centring, counted: int) -> MadeBy:
        """What a new generation is made by; ``counted`` encoded units gave ``means``."""
        return MadeBy.of(self.analyser.version, self.encoder.fingerprint, means, counted)

    def maker(self, centring: Centring) -> UnitMaker:
        """What makes units of listings, with these passage means."""
        return UnitMaker(self.analyser, self.trees, centring, remote=self.encoder.remote, industries=self.industries)

    def vectors_of(self, passages: Iterable[PassageText]) -> Vectors:
        """The raw vectors that the store has of these passages."""
        hashes = [passage.content_hash for passage in passages]
        return self.store.vectors.get(self.encoder.fingerprint, PASSAGE, hashes)


@dataclass
class Follower:
    """Replays the log into one generation."""

    parts: IndexParts
    generation: str
    writer: Writer
    made_by: MadeBy
    sequence: int

    def step(self) -> int:
        """Index the next batch of changes and make it durable and visible; returns how many listings it held."""
        changes = self.parts.store.changes.after(self.sequence, BATCH)
        if not changes:
            return 0
        self.apply(dict.fromkeys(change.listing_id for change in changes))
        self.writer.checkpoint(changes[-1].sequence)
        self.sequence = changes[-1].sequence
        return len(changes)

    def apply(self, ids: Iterable[str]) -> None:
        """Put what the store says of these listings; one that is gone is removed."""
        self.writer.apply(self._stored(list(ids)))

    def restore(self, ids: Iterable[str]) -> None:
        """The same, whatever the index holds of them."""
        self.writer.restore(self._stored(list(ids)))

    def _stored(self, wanted: Sequence[str]) -> list[ListingUnits]:
        # before the listings are read: what comes back later has a higher version
        last = self.parts.store.changes.last()
        items = self.parts.store.listings.for_index(wanted)
        vectors = self.parts.vectors_of(passages_of(items.values(), remote=self.parts.encoder.remote))
        maker = self.parts.maker(self.made_by.centring)
        return [maker.make(items[one], vectors) if one in items else ListingUnits(one, last) for one in wanted]


@dataclass
class IndexOwner:
    """Owns an index: the only writer of its generations. ``given``: who encodes, this process where nobody is named.

    Raises ``Conflict`` where another process owns it, ``RebuildNeeded`` where its store or these parts do not fit it.
    """

    parts: IndexParts
    given: InitVar[Encoding | None] = None
    encoding: Encoding = field(init=False)
    live: Follower = field(init=False)
    _reader: Reader = field(init=False)
    _started: bool = field(default=False, init=False)

    def __post_init__(self, given: Encoding | None) -> None:
        self.encoding = given or EncodingHere(self.parts.store, self.parts.encoder)
        self._reader = self.parts.generations.reader()
        generation = self.parts.generations.live()
        if generation is None:
            generation = self._create(self.parts.prior, 0)
            self.parts.generations.switch(generation)
        self.live = self._follower(generation)

    def close(self) -> None:
        """Release the index; what is being encoded is kept as far as it came."""
        self.encoding.stop()
        self.live.writer.close()

    def catch_up(self, report: Report = lambda _done, _total: None) -> int:
        """Index every change that the store has; returns how many listings were touched."""
        done = 0
        start = self.live.sequence
        while touched := self.live.step():
            done += touched
            report(self.live.sequence - start, self.parts.store.changes.last() - start)
        return done

    def encode_some(self, stop: threading.Event | None = None, between: Callable[[], None] = _nothing) -> int:
        """Make the next listings that lack vectors findable by meaning; returns how many there were, 0 at the end.

        Changes that come meanwhile are indexed in between, and further batches are under way while these are indexed. ``stop`` ends it early;
        what was encoded is kept. ``between`` is called while it is waited for.
        """
        self._begin_encoding()
        ids: Sequence[str] | None = None
        while self.encoding.under_way and (ids := self.encoding.ended(POLL_SECONDS)) is None:
            self.live.step()
            between()
            if stop is not None and stop.is_set():
                self.encoding.stop()
        if ids is None:
            return 0
        self.live.apply(ids)
        self.live.writer.checkpoint(self.live.sequence)
        return len(ids)

    def _begin_encoding(self) -> None:
        """Begin to encode the next listings that lack vectors, but for those that are under way, once half of what may be is not."""
        if not self._started:
            self.encoding.start()
            self._started = True
        batches, size = self.encoding.under_way, self.encoding.batch
        room = self.encoding.ahead - len(batches)
        if 2 * room < self.encoding.ahead:
            return
        known = set(chain.from_iterable(batches))
        limit = min(MOST_SCANNED, room * size + 8 * len(known))
        page = self._reader.scan(NOT_ENCODED, order="published", descending=True, after=None, limit=limit)
        ids = [one for one in dict.fromkeys(unit.split("/", 1)[0] for unit in page.units) if one not in known]
        for first in range(0, min(len(ids), room * size), size):
            self.encoding.begin(ids[first : first + size])

    def encode_all(self, report: Report = lambda _done, _total: None) -> None:
        """Encode whatever lacks vectors, then take the pool's own means where they are due."""
        state = self._reader.state()
        missing, done = state.units - state.encoded, 0
        while encoded := self.encode_some():
            done += encoded
            report(min(done, missing), missing)
        if self.means_are_due():
            self.rebuild()

    def means_are_due(self) -> bool:
        """Whether the pool has doubled since the live generation's means were taken."""
        return own_means_are_due(self._reader.state().encoded, self.live.made_by.counted)

    def rebuild(self, report: Report = lambda _done, _total: None, *, stop: threading.Event | None = None) -> bool:
        """Build a generation beside the live one from the store alone, with the pool's own means, and switch to it.

        The live one keeps following the log meanwhile. Returns whether the switch was made: ``stop`` leaves the old one live.
        """
        means, counted = pool_means(self.parts, stop)
        if stop is not None and stop.is_set():
            return False
        beside = self._follower(self._create(means, counted))
        try:
            complete = self._fill(beside, report, stop)
        except BaseException:
            self._give_up(beside)
            raise
        if not complete:
            self._give_up(beside)
            return False
        self.parts.generations.switch(beside.generation)
        old, self.live = self.live, beside
        self._give_up(old)
        return True

    def _fill(self, beside: Follower, report: Report, stop: threading.Event | None) -> bool:
        """Replay the whole log into a new generation while the live one follows it; whether it came to the end."""
        while beside.step():
            self.live.step()
            report(beside.sequence, self.parts.store.changes.last())
            if stop is not None and stop.is_set():
                return False
        return True

    def _give_up(self, follower: Follower) -> None:
        follower.writer.close()
        self.parts.generations.drop(follower.generation)

    def run(self, stop: threading.Event, between: Callable[[], None] = _nothing) -> None:
        """Follow the store until ``stop`` is set: changes first, then vectors, then means. ``between``: called whenever changes are indexed."""
        while not stop.is_set():
            if self.live.step():
                continue
            between()
            if self.encode_some(stop, between):
                continue
            if self.means_are_due():
                self.rebuild(stop=stop)
            stop.wait(POLL_SECONDS)

    def _create(self, means: Centring, counted: int) -> str:
        return self.parts.generations.create(self.parts.made_by(means, counted).as_json())

    def _follower(self, generation: str) -> Follower:
        made_by = MadeBy.from_json(self.parts.generations.made_by(generation))
        made_by.check(self.parts.analyser.version, self.parts.encoder.fingerprint)
        writer = self.parts.generations.writer(generation)
        try:
            _check_store(writer.sequence, self.parts.store.changes.last())
        except BaseException:  # nobody could own the index otherwise, once the store is back
            writer.close()
            raise
        return Follower(self.parts, generation, writer, made_by, writer.sequence)


def _check_store(held: int, last: int) -> None:
    """Raises ``RebuildNeeded`` where an index holds changes up to one that its store has not."""
    if held > last:
        raise RebuildNeeded(
            Message(
                en="The index holds changes up to {held}, and the store has {last}: it was made from another store, or a newer one.",
                zh="索引含截至{held}的变更，而数据库只到{last}：索引来自另一个或更新的数据库。",
                held=held,
                last=last,
            ),
            advice=REBUILD,
        )


def own_means_are_due(encoded: int, counted: int) -> bool:
    """Whether a pool with so many ``encoded`` units has doubled since its means were taken, from ``counted`` of them."""
    return encoded >= LEAST_FOR_OWN_MEANS and encoded >= 2 * counted


def pool_means(parts: IndexParts, stop: threading.Event | None = None) -> tuple[Centring, int]:
    """The passage means of all that is stored and encoded, and how many encoded units they were taken from; of a part where ``stop`` is set.

    Of fewer than ``LEAST_FOR_OWN_MEANS`` they are the shipped ones, taken from none: an index that is rebuilt is what it was.
    """
    running = RunningMeans(parts.prior, strength=MEANS_STRENGTH)
    counted = 0
    for items in listings_by_change(parts.store, BATCH):
        if stop is not None and stop.is_set():
            break
        units = [one for item in items.values() for one in passages_by_unit(item, remote=parts.encoder.remote)]
        vectors = parts.vectors_of(chain.from_iterable(units))
        for passages in units:
            known = [passage for passage in passages if passage.content_hash in vectors]
            counted += len(known) == len(passages)
            for passage in known:
                running.add(vectors[passage.content_hash][None, :], PASSAGE, [passage.language])
    return (running.centring(), counted) if counted >= LEAST_FOR_OWN_MEANS else (parts.prior, 0)


def check_made_by(parts: IndexParts) -> MadeBy | None:
    """What the live generation was made by; raises ``RebuildNeeded`` where that is not what would read it, ``None`` without one."""
    generation = parts.generations.live()
    if generation is None:
        return None
    made_by = MadeBy.from_json(parts.generations.made_by(generation))
    made_by.check(parts.analyser.version, parts.encoder.fingerprint)
    return made_by


@overload
def built_beside(parts: IndexParts, report: Report) -> str: ...
@overload
def built_beside(parts: IndexParts, *, stop: threading.Event | None) -> str | None: ...
def built_beside(
    parts: IndexParts, report: Report = lambda _done, _total: None, *, stop: threading.Event | None = None
) -> str | None:
    """A new generation that holds all that the store does, with the pool's own means; ``None``, and nothing of it left, where ``stop`` ended it."""
    made_by = parts.made_by(*pool_means(parts, stop))
    generation = parts.generations.create(made_by.as_json())
    beside = Follower(parts, generation, parts.generations.writer(generation), made_by, 0)
    whole = False
    try:
        while not (stop is not None and stop.is_set()) and not (whole := not beside.step()):
            report(beside.sequence, parts.store.changes.last())
    finally:
        beside.writer.close()
        if not whole:
            parts.generations.drop(generation)
    return generation if whole else None


@overload
def replace_index(parts: IndexParts, encoding: Encoding | None = None) -> IndexOwner: ...
@overload
def replace_index(
    parts: IndexParts, encoding: Encoding | None = None, *, stop: threading.Event
) -> IndexOwner | None: ...
def replace_index(
    parts: IndexParts, encoding: Encoding | None = None, *, stop: threading.Event | None = None
) -> IndexOwner | None:
    """Own an index that other words or another encoder made: a new generation is built from the store, then made live.

    Who can read the old one goes on reading it until then. ``None`` where ``stop`` ended it early, with the old one live.
    """
    try:
        return IndexOwner(parts, encoding)
    except RebuildNeeded:
        old, generation = parts.generations.live(), built_beside(parts, stop=stop)
        if generation is None:
            return None
        parts.generations.switch(generation)
        if old is not None:
            parts.generations.drop(old)
        return IndexOwner(parts, encoding)
