"""Dossiers from the store: each is made once a version and audience, and kept for the next match that meets the listing."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from threading import RLock
from zlib import crc32

import numpy as np

from indexer.made_by import MadeBy
from indexer.pipeline import IndexParts
from indexer.texts import PassageText, TierText, encodable_passages, passage_texts, tier_texts
from indexer.units import UnitMaker, Vectors
from models.centring import PASSAGE, QUERY, Centring
from models.constraints import Facts, passes
from models.listings import Listing, SideName, Tier
from models.ports import Reader, Served
from models.store import IndexableListing
from models.units import TERMS, WORDS, FloatArray, Unit
from models.viewer import ANONYMOUS, SYSTEM, Viewer
from ranking.matching.corpus import Corpus
from ranking.matching.dossier import Asker, Dossier
from ranking.matching.texts import Profiler, SideText, coined_names
from search_api.matching.work import PartyWork

KEPT = 60_000
"""Dossiers that are kept, some 8 KB each; the one that was not needed the longest is dropped first."""

FOLLOWED = 2000
"""Changes after which single dossiers are dropped; after more of them all are."""

SAMPLE = 2048
"""Listings of the pool by which styles and hubs are told."""

_Key = tuple[str, frozenset[str], bool]


@dataclass
class Dossiers:
    """Reads the listings of the store as matching sees them. Threads may share one.

    ``served``: the index by which words and vectors are weighed. ``question_means``: what pasted texts are centred with, by role, where the
    pool's own means are not to serve; ``asked`` is told of the vectors, the role and the languages of each.
    """

    parts: IndexParts
    served: Served
    question_means: Callable[[], Centring] = Centring
    asked: Callable[[FloatArray, str, Sequence[str]], None] = lambda _vectors, _role, _languages: None
    kept: int = KEPT
    reader: Reader = field(init=False)
    corpus: Corpus = field(init=False)
    profiler: Profiler = field(init=False)
    _known: OrderedDict[_Key, Dossier] = field(default_factory=OrderedDict, init=False)
    _generation: str | None = field(default=None, init=False)
    _maker: UnitMaker = field(init=False)
    _epoch: int = field(default=-1, init=False)
    _work: PartyWork = field(init=False)
    _seen: int = field(default=0, init=False)
    _lock: RLock = field(default_factory=RLock, init=False)

    def __post_init__(self) -> None:
        self.reader = self.served.reader()
        self.corpus = Corpus(self.reader)
        self.profiler = Profiler(self.corpus)
        self._work = PartyWork(self.parts.store, self._offered)
        self._seen = self.parts.store.changes.last()

    def many(self, ids: Iterable[str], viewer: Viewer) -> dict[str, Dossier]:
        """The dossiers of the listings that the viewer may read, by their ids; others are left out."""
        wanted = list(dict.fromkeys(ids))
        with self._lock:
            self._refresh()
            found = self._remembered(wanted, viewer)
            missing = [one for one in wanted if one not in found]
            made = {name: asker.dossier for name, asker in self._made(missing, viewer).items()}
            self._remember(made, viewer)
        found |= made
        return {one: found[one] for one in wanted if one in found}

    def basis(self) -> tuple[str | None, int]:
        """What all dossiers are made by: the index's generation, and how many units it had when its words were counted."""
        with self._lock:
            self._refresh()
            return self._generation, self.corpus.units

    def asker(self, listing: str, viewer: Viewer) -> Asker | None:
        """A stored listing as one that asks; ``None`` where the viewer may not read it."""
        with self._lock:
            self._refresh()
            return self._made([listing], viewer).get(listing)

    def of_unstored(self, listing: Listing, *, encode: bool = True) -> Asker:
        """A listing that is not stored, such as a pasted text, as one that asks; it is encoded now. Raises ``EncoderUnavailable``.

        What it seeks is encoded as questions are, what it offers as passages. ``encode``: not while the encoder is not there, so that words
        alone tell.
        """
        item = IndexableListing(listing, 0, None, ())
        texts = tier_texts(listing)
        offered, asked = (passages_of(texts, side) if encode else [] for side in (SideName.OFFERS, SideName.SEEKS))
        passages = self._encoded([one.text for one in offered], PASSAGE)
        questions = self._encoded([one.text for one in asked], QUERY)
        with self._lock:
            self._refresh()
            raw = dict(zip((one.content_hash for one in offered), passages, strict=True))
            means = {**self._maker.centring.means, **self.question_means().means}
            made = self._read(item, raw, SYSTEM, self.parts.maker(Centring(means)))
            if made is None:
                raise LookupError(listing.id)
            units, read = made
            self._tell(passages, PASSAGE, [one.language for one in offered])
            if asked and SideName.SEEKS in read:
                read[SideName.SEEKS] = self._as_question(
                    read[SideName.SEEKS], questions, [one.language for one in asked]
                )
            return self._asker(units, item, read)

    def _as_question(self, text: SideText, raw: FloatArray, languages: Sequence[str]) -> SideText:
        """The text of a side that asks, with the vectors of questions."""
        centred = self.question_means().apply(raw, QUERY, languages)
        self._tell(raw, QUERY, languages)
        return replace(text, vectors=centred, complete=True)

    def _encoded(self, texts: Sequence[str], role: str) -> FloatArray:
        if not texts:
            return np.zeros((0, self.parts.encoder.dimensions), np.float32)
        encode = self.parts.encoder.encode_queries if role == QUERY else self.parts.encoder.encode_passages
        return encode(texts)

    def _tell(self, vectors: FloatArray, role: str, languages: Sequence[str]) -> None:
        if len(vectors):
            self.asked(vectors, role, languages)

    def _made(self, ids: Sequence[str], viewer: Viewer) -> dict[str, Asker]:
        """The listings that the viewer may read, as those that ask."""
        items = self.parts.store.listings.for_index(ids)
        read = self._texts(items, viewer)
        work = self._work.beside(items[name] for name in read)
        return {name: self._asker(made[0], items[name], made[1], work.get(name)) for name, made in read.items()}

    def _texts(
        self, items: Mapping[str, IndexableListing], viewer: Viewer
    ) -> dict[str, tuple[list[Unit], dict[SideName, SideText]]]:
        """See ``_read``: of those that the viewer may read."""
        remote = self.parts.encoder.remote
        vectors = self.parts.vectors_of(chain.from_iterable(_passages(item, remote=remote) for item in items.values()))
        read = ((name, self._read(item, vectors, viewer, self._maker)) for name, item in items.items())
        return {name: made for name, made in read if made is not None}

    def _offered(self, ids: Sequence[str]) -> dict[str, SideText]:
        """What listings offer in words, as everyone may read it today."""
        read = self._texts(self.parts.store.listings.for_index(ids), ANONYMOUS)
        return {name: texts[SideName.OFFERS] for name, (_, texts) in read.items() if SideName.OFFERS in texts}

    def _read(
        self, item: IndexableListing, vectors: Vectors, viewer: Viewer, maker: UnitMaker
    ) -> tuple[list[Unit], dict[SideName, SideText]] | None:
        """The units of a listing that the viewer reads, and the texts of the sides that have words of their own."""
        units = [unit for unit in maker.make(item, vectors).units if passes(viewer.constraint(), unit.facts)]
        if not units:
            return None
        tiers = {(text.side, text.tier): text for text in tier_texts(item.listing)}
        worded = _worded(item.listing, units)
        texts = {side_of(unit): side_text(unit, tiers, self.parts.analyser.term_texts) for unit in units}
        return units, {side: text for side, text in texts.items() if side in worded}

    def _asker(
        self,
        units: Sequence[Unit],
        item: IndexableListing,
        texts: Mapping[SideName, SideText],
        work: SideText | None = None,
    ) -> Asker:
        facts = units[0].facts
        made = Dossier(
            listing=item.listing.id,
            version=item.version,
            kind=item.listing.kind,
            facts=facts,
            texts={side: self.profiler.profile(text) for side, text in texts.items()},
            work=self.profiler.profile(work) if work else None,
            complete=all(text.complete for text in (*texts.values(), *([work] if work else []))),
        )
        return Asker(made, texts)

    def _refresh(self) -> None:
        """Begin anew where the index was rebuilt or has changed much: words and vectors are weighed by the whole."""
        self._look_again()
        live = self.served.live()
        epoch = self.corpus.refresh() if live is not None else 0
        if (live, epoch) == (self._generation, self._epoch):
            return
        centring = self.parts.prior if live is None else MadeBy.from_json(self.served.made_by(live)).centring
        self._maker = self.parts.maker(centring)
        self._known.clear()
        self._work.forget()
        self.profiler = Profiler(self.corpus)
        if live is not None:
            self.profiler.learn(self._sample())
        self._generation, self._epoch = live, epoch

    def _sample(self) -> list[SideText]:
        """A sample of what everyone may read, the same for everybody who asks: what is common, and near to much, is told by it."""
        ids = sorted(self._all_public(), key=lambda one: (crc32(one.encode()), one))[:SAMPLE]
        read = self._texts(self.parts.store.listings.for_index(ids), ANONYMOUS)
        return [text for _, texts in read.values() for text in texts.values()]

    def _all_public(self) -> Iterator[str]:
        scan = partial(self.reader.scan, ANONYMOUS.constraint(), order="published", descending=True, limit=10_000)
        page = scan(after=None)
        yield from {unit.split("/", 1)[0] for unit in page.units}
        while page.after is not None:
            page = scan(after=page.after)
            yield from {unit.split("/", 1)[0] for unit in page.units}

    def _look_again(self) -> None:
        """Forget what changed in the store since it was read, and what its parties' other listings took from it."""
        store = self.parts.store
        if self._seen == (last := store.changes.last()):
            return
        changes = store.changes.after(self._seen, FOLLOWED + 1)
        self._seen = last
        if len(changes) > FOLLOWED:
            self._known.clear()
            self._work.forget()
            return
        names = {one.listing_id for one in changes}
        parties = {one.party for one in changes if one.party is not None}
        parties |= {party for key, one in self._known.items() if key[0] in names for party in party_of(one.facts)}
        self._work.forget(parties)
        for key in [key for key, one in self._known.items() if key[0] in names or parties & party_of(one.facts)]:
            del self._known[key]

    def _remembered(self, ids: Sequence[str], viewer: Viewer) -> dict[str, Dossier]:
        found = {}
        for one in ids:
            key = (one, viewer.groups, viewer.system)
            known = self._known.get(key)
            if known is not None and known.complete:
                self._known.move_to_end(key)
                found[one] = known
        return found

    def _remember(self, made: Mapping[str, Dossier], viewer: Viewer) -> None:
        for name, one in made.items():
            self._known[name, viewer.groups, viewer.system] = one
        while len(self._known) > self.kept:
            self._known.popitem(last=False)


def party_of(facts: Facts) -> frozenset[str]:
    """The party that publishes a listing, by its facts."""
    party = facts.get("party", frozenset())
    return party if isinstance(party, frozenset) else frozenset()


def side_of(unit: Unit) -> SideName:
    """The side of a unit, which its id names."""
    return SideName(unit.id.split("/")[1])


def side_text(
    unit: Unit, tiers: Mapping[tuple[SideName, Tier], TierText], term_texts: Callable[[str], list[str]]
) -> SideText:
    """The text of a unit, as it was analysed."""
    text = tiers[side_of(unit), Tier(unit.id.split("/")[2])]
    whole = [text.whole(language) for language in text.languages]
    languages = unit.facts.get("language", frozenset())
    rows: list[FloatArray] = [one.vector for one in unit.vectors]
    return SideText(
        terms=Counter(unit.streams[TERMS]),
        words=Counter(unit.streams[WORDS]),
        title=Counter(chain.from_iterable(map(term_texts, text.titles.values()))),
        coined=frozenset(chain.from_iterable(map(coined_names, whole))),
        languages=languages if isinstance(languages, frozenset) else frozenset(),
        vectors=np.stack(rows) if rows else np.zeros((0, 0), np.float32),
        complete=len(unit.vectors) == unit.expected,
    )


def _passages(item: IndexableListing, *, remote: bool) -> Iterator[PassageText]:
    for text in tier_texts(item.listing):
        yield from encodable_passages(item.listing, text, remote=remote)


def passages_of(texts: Sequence[TierText], side: SideName) -> list[PassageText]:
    """The passages of one side, each once."""
    found = (passage for text in texts if text.side is side for passage in passage_texts(text))
    return list({passage.content_hash: passage for passage in found}.values())


def _worded(listing: Listing, units: Sequence[Unit]) -> frozenset[SideName]:
    """The sides with a text of their own; a listing that has a title alone says it on every side it has."""
    there = frozenset(map(side_of, units))
    return frozenset(side for side in there if listing.side(side).sections) or there
