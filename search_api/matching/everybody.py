"""Everybody at once: the best matches of every listing with every other kind, kept in the store and followed by the change log.

A full run scores every pair of two kinds and keeps the best of each listing. After it, a change costs no more than the pairs of what changed:
its own lists are made anew, and as a pair scores the same whichever side asks, the same numbers say whose lists it comes into or leaves; a list
that becomes too short is made again. What scores depend on for everybody, the weights, the day, the rates and the corpus, is a full run.

Everything is computed for what everyone may read. Each batch is durable with the bookmark that names it: a run that is killed goes on there.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from threading import Lock
from typing import Any

import numpy as np

from models.constraints import passes
from models.matches import Bookmark, KeptList, KeptMatch
from models.store import Change
from models.viewer import ANONYMOUS
from models.vocabulary import kinds, matchable
from ranking.matching.corpus import DRIFT
from ranking.matching.dossier import Dossier
from ranking.matching.everybody.lists import best, changed, matches_at, short
from ranking.matching.everybody.pool import Pool, Scorer
from ranking.matching.everybody.standing import Ranked, Standing
from search_api.assembly import Application
from search_api.index_check import shown
from search_api.matching.turn import Turn
from search_api.unknown import no_kind

MATCHING = "matching"
"""The kind of a job that matches everybody, and its unique key: there is one at a time."""

KEPT = 20
"""Matches of a list, where nobody asks for another number."""

SPARE = 12
"""Further ones that a list holds, so that it need not be made again as soon as one of it goes."""

BLOCK = 64
"""Listings that are scored at once: what they take fits a processor's cache, and vectors are compared as matrices."""

BATCH = 256
"""Listings whose lists are made durable at once; changes that are followed at once."""

READ = 500
"""Listings that are read at once."""

_Pair = tuple[str, str]
Report = Callable[[str, int, int], None]
"""Told of what, how many are done, and of how many."""


@dataclass
class Outcome:
    """What a run did. ``listings`` that have lists, ``lists`` and the matches ``kept`` in them to be shown are those that there are now.

    ``pairs``: those that were scored; ``touched``: lists that were written; ``full``: whether any two kinds were matched as a whole.
    """

    listings: int = 0
    lists: int = 0
    pairs: int = 0
    kept: int = 0
    touched: int = 0
    changes: int = 0
    full: bool = False
    seconds: float = 0.0


@dataclass
class Everybody:
    """Keeps the matches of one application. Made once and run again, it has the listings at hand."""

    application: Application
    kept: int = KEPT
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()
    _standing: dict[str, Standing] = field(default_factory=dict, init=False)
    _basis: dict[str, object] = field(default_factory=dict, init=False)
    _seen: int = field(default=0, init=False)

    def run(
        self,
        only: Collection[str] = (),
        *,
        rebuild: bool = False,
        report: Report = lambda _what, _done, _of: None,
        hold: Callable[[], None] | None = None,
    ) -> Outcome:
        """Bring the lists up to the store, of these kinds or all. Raises ``Conflict`` where another run is at it, ``BadQuery`` for no kind.

        ``hold`` is called between batches by whoever holds the job of it already; without it the run takes its turn as a job of its own. Where
        one waits for a worker that asks for something else, that is done first.
        """
        pairs = pairs_of(only)
        if hold is not None:
            return self._run(pairs, report, hold, rebuild=rebuild)
        asked = {"kinds": sorted(only), "kept": self.kept, "rebuild": rebuild}
        while True:
            with Turn.of(self.application.store.jobs, MATCHING, asked) as turn:
                waiting = asked_of(turn.job.payload)
                if waiting == asked:
                    return self._run(pairs, turn.noted(report), turn.hold, rebuild=rebuild)
                other = Everybody(self.application, waiting["kept"], self.today)
                other._run(pairs_of(waiting["kinds"]), turn.noted(report), turn.hold, rebuild=waiting["rebuild"])

    def _run(self, pairs: Sequence[_Pair], report: Report, hold: Callable[[], None], *, rebuild: bool) -> Outcome:
        started, outcome = time.perf_counter(), Outcome()
        _Run(self, pairs, hold, report, outcome).go(rebuild=rebuild)
        self._count(pairs, outcome)
        outcome.seconds = time.perf_counter() - started
        return outcome

    def _count(self, pairs: Sequence[_Pair], outcome: Outcome) -> None:
        found = self.application.store.matches.counts()
        by_kind: dict[str, int] = {}
        for pair in pairs:
            by_kind[pair[0]] = max(by_kind.get(pair[0], 0), found.get(pair, (0, 0))[0])
        outcome.listings = sum(by_kind.values())
        outcome.lists = sum(found.get(pair, (0, 0))[0] for pair in pairs)
        outcome.kept = sum(found.get(pair, (0, 0))[1] for pair in pairs)


def asked_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a job of matching asks for, with what it leaves out filled in."""
    return {"kinds": [], "kept": KEPT, "rebuild": False} | dict(payload)


def pairs_of(only: Collection[str] = ()) -> list[_Pair]:
    """Who asks whom: every kind each other one that it can be matched with; with ``only``, where either is one of these. Raises ``BadQuery``."""
    if unknown := sorted(set(only) - set(kinds())):
        raise no_kind(unknown[0])
    every = [(kind, other) for kind in kinds() for other in matchable(kind) if other != kind]
    return [pair for pair in every if not only or not set(only).isdisjoint(pair)]


@dataclass
class _Changed:
    """Listings as they are now, ``None`` where nobody may read one; ``held``: others in whose lists they stand; ``known``: pairs that are scored."""

    read: Mapping[str, Dossier | None]
    held: Collection[str]
    known: dict[_Pair, tuple[Pool, Ranked]] = field(default_factory=dict)


class _Run:
    """One run, on one day, with one set of weights."""

    def __init__(
        self,
        everybody: Everybody,
        pairs: Sequence[_Pair],
        hold: Callable[[], None],
        report: Report,
        outcome: Outcome,
    ) -> None:
        self._own = everybody
        self._application = everybody.application
        self._store = everybody.application.store
        self._matches = self._store.matches
        self._pairs = pairs
        self._hold = hold
        self._report = report
        self._outcome = outcome
        self._kept = everybody.kept
        self._today = everybody.today()
        self._context = replace(everybody.application.match_context(), today=self._today)
        self._scorer = Scorer(everybody.application.match_weights(), self._context)
        self._depth = self._kept + SPARE
        self._counting = Lock()

    def go(self, *, rebuild: bool) -> None:
        """Full runs where they are due, and then what changed."""
        if rebuild:
            self._matches.forget(self._pairs)
        if self._done():
            return
        basis = self._made_by(*self._application.dossiers.basis())
        if basis != self._own._basis:  # noqa: SLF001 — a run is a part of it
            self._own._standing, self._own._basis = {}, basis  # noqa: SLF001
        self._look_again()
        known = self._matches.bookmarks()
        marks = {pair: self._mark(pair, known.get(pair), basis) for pair in self._pairs}
        for pair, mark in marks.items():
            if not mark.whole:
                marks[pair] = self._fill(pair, mark)
        self._complete(marks)
        self._follow(marks)

    def _done(self) -> bool:
        """Whether there is nothing to do, which is told without reading a listing."""
        known, state = self._matches.bookmarks(), self._application.generations.reader().state()
        basis, last = self._made_by(state.generation, state.units), self._store.changes.last()
        return all(
            (mark := known.get(pair)) is not None
            and mark.whole
            and mark.sequence >= last
            and _same(json.loads(mark.made), basis)
            and not self._matches.incomplete(*pair)
            for pair in self._pairs
        )

    def _made_by(self, generation: str | None, units: int) -> dict[str, object]:
        """What the scores of all pairs depend on."""
        weights = self._application.match_weights()
        return {
            "weights": weights.version,
            "digest": blake2b(weights.model_dump_json().encode(), digest_size=8).hexdigest(),
            "day": self._today.isoformat(),
            "rates": self._application.rates.source,
            "generation": generation,
            "units": units,
            "kept": self._kept,
        }

    def _mark(self, pair: _Pair, known: Bookmark | None, basis: Mapping[str, object]) -> Bookmark:
        """The bookmark that stands, or one for a full run that follows the changes from now on."""
        if known is not None and _same(json.loads(known.made), basis):
            return known
        mark = Bookmark(*pair, json.dumps(basis), self._store.changes.last(), whole=False, kept=self._kept)
        self._matches.keep([], [mark])
        return mark

    def _fill(self, pair: _Pair, mark: Bookmark) -> Bookmark:
        """A full run of two kinds; what is made already is left as it is."""
        self._outcome.full = True
        asking, others = self._stands(pair[0]), self._stands(pair[1])
        known, made = self._matches.made(*pair), _digest(mark.made)
        todo = [name for name in asking.dossiers if known.get(name) != made]
        what, done = f"{pair[0]} with {pair[1]}", len(asking) - len(todo)
        self._report(what, done, len(asking))
        for lists in self._made(todo, asking, others, mark):
            self._keep(lists, [])
            done += len(lists)
            self._report(what, done, len(asking))
        whole = replace(mark, whole=True)
        self._keep([], [whole], gone=[(name, pair[1]) for name in known if name not in asking])
        return whole

    def _made(
        self, names: Sequence[str], asking: Standing, others: Standing, mark: Bookmark
    ) -> Iterator[list[KeptList]]:
        """The lists of some listings, a batch at a time; blocks are scored in threads, a few ahead."""
        if not names:
            return
        blocks = [names[first : first + BLOCK] for first in range(0, len(names), BLOCK)]
        others.prepare()
        workers = min(os.cpu_count() or 1, len(blocks))
        waiting: deque[Future[list[KeptList]]] = deque()
        found: list[KeptList] = []
        with ThreadPoolExecutor(workers) as threads:
            for block in blocks:
                waiting.append(threads.submit(self._lists, block, asking, others, mark))
                if len(waiting) > workers:
                    found += waiting.popleft().result()
                if len(found) >= BATCH:
                    yield found
                    found = []
            while waiting:
                found += waiting.popleft().result()
        yield found

    def _lists(self, names: Sequence[str], asking: Standing, others: Standing, mark: Bookmark) -> list[KeptList]:
        block = asking.block(names)
        return self._listed(block, self._against(block, others), mark)

    def _against(self, block: Pool, others: Standing, *, both_ways: bool = False) -> Ranked:
        with self._counting:
            self._outcome.pairs += len(block) * len(others)
        return others.against(block, self._scorer, both_ways=both_ways)

    def _listed(self, block: Pool, ranked: Ranked, mark: Bookmark) -> list[KeptList]:
        made = _digest(mark.made)
        found = best(ranked, self._depth)
        return [
            KeptList(one.listing, mark.kind, mark.other_kind, made, one.complete, matches, following)
            for one, (matches, following) in zip(block.dossiers, found, strict=True)
        ]

    def _complete(self, marks: Mapping[_Pair, Bookmark]) -> None:
        """Match again what had not all its vectors when it was matched, and has them now: no change tells of these."""
        names = sorted({name for pair in marks for name in self._matches.incomplete(*pair)})
        for first in range(0, len(names), BATCH):
            read = self._read(names[first : first + BATCH])
            self._change({name: one for name, one in read.items() if one is not None and one.complete}, marks, None)

    def _follow(self, marks: Mapping[_Pair, Bookmark]) -> None:
        """Take in what changed, in the order of the changes."""
        start = min((mark.sequence for mark in marks.values()), default=0)
        first, last = start, self._store.changes.last()
        while changes := self._store.changes.after(start, BATCH):
            names = self._touched_by(changes)
            parts = [names[place : place + BATCH] for place in range(0, len(names), BATCH)]
            for part in parts[:-1]:
                self._change(self._read(part), marks, None)
            self._change(self._read(parts[-1]), marks, changes)
            start = changes[-1].sequence
            self._report("changes", start - first, max(last, start) - first)

    def _change(
        self, read: Mapping[str, Dossier | None], marks: Mapping[_Pair, Bookmark], changes: Sequence[Change] | None
    ) -> None:
        """Bring everybody's lists up to some listings as they are now."""
        if changes:
            self._outcome.changes += len(changes)
            marks = {
                pair: replace(mark, sequence=max(mark.sequence, changes[-1].sequence)) for pair, mark in marks.items()
            }
        if not read:
            return
        self._update(read)
        held = set().union(*self._matches.holding(read).values()) - read.keys()
        change = _Changed(read, held)
        lists = [one for mark in marks.values() for one in self._touched(mark, change)]
        self._keep(lists, marks.values() if changes else [], gone=_ended(read, marks))

    def _look_again(self) -> None:
        """Bring the listings at hand up to what changed since they were read, be it that another process has matched it."""
        last = self._store.changes.last()
        if not self._own._standing:  # noqa: SLF001 — a run is a part of it
            self._own._seen = last  # noqa: SLF001
        while changes := self._store.changes.after(self._own._seen, BATCH):  # noqa: SLF001
            self._update(self._read(self._touched_by(changes)))
            self._own._seen = changes[-1].sequence  # noqa: SLF001

    def _touched_by(self, changes: Sequence[Change]) -> list[str]:
        """The listings that changed, and those of the same parties: they are matched by what the others show of their party's work."""
        parties = {one.party for one in changes if one.party is not None}
        return list(dict.fromkeys([*(one.listing_id for one in changes), *self._store.listings.of_parties(parties)]))

    def _update(self, read: Mapping[str, Dossier | None]) -> None:
        for kind, standing in self._own._standing.items():  # noqa: SLF001 — a run is a part of it
            mine = {name: one if one is not None and one.kind == kind else None for name, one in read.items()}
            standing.update({name: one for name, one in mine.items() if one is not None or name in standing})

    def _touched(self, mark: Bookmark, change: _Changed) -> Iterator[KeptList]:
        """The lists of one kind with another that are other than they were."""
        if (own := self._pairs_of(mark.kind, mark.other_kind, change)) is not None:
            yield from self._listed(*own, mark)
        fresh = self._fresh(mark, change)
        names = (fresh.keys() | change.held) - change.read.keys()
        again = []
        for name, before in (self._matches.lists(names, mark.other_kind) if names else {}).items():
            if before.kind == mark.kind:
                after = changed(before, change.read.keys(), fresh.get(name, ()), self._depth)
                if short(after, self._kept) and name in self._stands(mark.kind):
                    again.append(name)
                elif after != before:
                    yield after
        if again:
            yield from self._lists(again, self._stands(mark.kind), self._stands(mark.other_kind), mark)

    def _fresh(self, mark: Bookmark, change: _Changed) -> dict[str, list[KeptMatch]]:
        """By listing of the kind that asks, the changed ones of the other that may come into its list."""
        if (turned := self._pairs_of(mark.other_kind, mark.kind, change)) is None:
            return {}
        block, ranked = turned
        nexts = self._matches.nexts(mark.kind, mark.other_kind)
        least = np.array([_least(nexts, name) for name in ranked.names])
        found: dict[str, list[KeptMatch]] = {}
        for row, column in np.argwhere(ranked.pairs.returns & (ranked.scores >= least)).tolist():
            match = matches_at(ranked, row, [column])[0]
            there = KeptMatch(block.dossiers[row].listing, match.backward, match.forward, match.mutual, match.score)
            found.setdefault(ranked.names[column], []).append(there)
        return found

    def _pairs_of(self, kind: str, other_kind: str, change: _Changed) -> tuple[Pool, Ranked] | None:
        """What changed of one kind with all of another: it tells of the lists of both."""
        some = tuple(one for one in change.read.values() if one is not None and one.kind == kind)
        if not some:
            return None
        if (kind, other_kind) not in change.known:
            block = Pool(kind, some, self._context)
            change.known[kind, other_kind] = block, self._against(block, self._stands(other_kind), both_ways=True)
        return change.known[kind, other_kind]

    def _stands(self, kind: str) -> Standing:
        """All listings of a kind, read when they are first needed."""
        known = self._own._standing  # noqa: SLF001 — a run is a part of it
        if kind not in known:
            names = [name for name, its in self._matches.standing().items() if its == kind]
            dossiers: dict[str, Dossier] = {}
            for first in range(0, len(names), READ):
                self._report(f"reading {kind}", first, len(names))
                read = self._read(names[first : first + READ])
                dossiers |= {name: one for name, one in read.items() if one is not None and one.kind == kind}
                self._hold()
            self._report(f"reading {kind}", len(names), len(names))
            known[kind] = Standing(kind, self._context, dossiers)
        return known[kind]

    def _read(self, names: Sequence[str]) -> dict[str, Dossier | None]:
        """Listings as everyone may read them today; ``None``: nobody may."""
        found = self._application.dossiers.many(names, ANONYMOUS)
        here = shown(self._today)
        there = {name: one for name, one in found.items() if passes(here, one.facts)}
        return {name: there.get(name) for name in names}

    def _keep(
        self, lists: Sequence[KeptList], marks: Iterable[Bookmark], *, gone: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._outcome.touched += len(lists)
        self._matches.keep(lists, marks, gone=gone)
        self._hold()


def _ended(read: Mapping[str, Dossier | None], marks: Iterable[_Pair]) -> Iterator[tuple[str, str]]:
    """The lists of changed listings that this run makes anew; all that it is about of one that is gone."""
    pairs = list(marks)
    for name, one in read.items():
        yield from ((name, other) for kind, other in pairs if one is None or one.kind == kind)


def _same(known: Mapping[str, object], basis: Mapping[str, object]) -> bool:
    """Whether lists were made by the same; a corpus that has hardly grown or shrunk since still counts."""
    then, now = known.get("units"), basis["units"]
    if not isinstance(then, int) or not isinstance(now, int) or abs(now - then) > DRIFT * then:
        return False
    return {**known, "units": now} == dict(basis)


def _digest(made: str) -> str:
    return blake2b(made.encode(), digest_size=8).hexdigest()


def _least(nexts: Mapping[str, tuple[float, str] | None], name: str) -> float:
    """The score under which nothing comes into a list; nothing at all where there is none."""
    if name not in nexts:
        return np.inf
    following = nexts[name]
    return -np.inf if following is None else -following[0]
