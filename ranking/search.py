"""Search: a question to a frozen window of ranked listings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from models.centring import QUERY, Centring
from models.constraints import Constraint, In, Lenient, both
from models.errors import EncoderUnavailable
from models.ports import Analyser, Candidate, Encoder, KeywordQuery, Reader
from models.units import FloatArray
from models.viewer import Viewer
from ranking.calibration import Calibration, probability
from ranking.fusion import ConfidentSum, Fused, Fusion, SingleLeg
from ranking.keyword import exclusions, keyword_query
from ranking.legs import Legs, Scores
from ranking.question import Question
from ranking.window import LegResult, Ranked, Results, Window

KEYWORD = "keyword"
VECTOR = "vector"
BOTH_LEGS = frozenset({KEYWORD, VECTOR})

LEAST_DEPTH = 200
"""Units that each leg retrieves at least; beyond it half a window each, which together fill it."""

TAIL = 0.15
"""The share of the best fused score below which a candidate is not an answer: every listing is some way from every question."""

MEANING_UNAVAILABLE = "meaning-unavailable"
QUESTION_CUT = "question-cut"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question of one viewer. ``where``: the filters, compiled; ``without_listings``: left out of the ranking (a listing's own likes).
    ``legs``: which legs may retrieve; one alone ranks by its own score.
    """

    question: Question
    viewer: Viewer
    where: Constraint
    size: int = 1000
    legs: frozenset[str] = BOTH_LEGS
    order: str | None = None
    descending: bool = True
    without_listings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Searcher:
    """Joins an engine, an analyser, an encoder and a fusion. ``centring`` gives the question means as they stand now.

    ``asked`` is told of every question's raw vector and language, so that the means of questions can move to what is asked here.
    """

    reader: Reader
    analyser: Analyser
    encoder: Encoder
    centring: Callable[[], Centring]
    fusion: Fusion = field(default_factory=ConfidentSum)
    calibration: Calibration = field(default_factory=Calibration)
    tail: float = TAIL
    asked: Callable[[FloatArray, Sequence[str]], None] = lambda _vectors, _languages: None

    def search(self, request: SearchRequest) -> Window:
        """The window of a question; without any words, the listings that pass, in the order asked (newest first)."""
        if request.question.empty:
            return self._browse(request)
        vectors, notices = self._meaning(request.question) if VECTOR in request.legs else (None, ())
        query = keyword_query(request.question, self.analyser)
        if query and KEYWORD not in request.legs:
            query = replace(query, weights={})
        window = self._ranked(request, query, vectors)
        cut = (QUESTION_CUT,) if request.question.cut else ()
        return replace(window, notices=notices + cut)

    def _meaning(self, question: Question) -> tuple[FloatArray | None, tuple[str, ...]]:
        try:
            raw = self.encoder.encode_queries([question.text])
        except EncoderUnavailable:
            return None, (MEANING_UNAVAILABLE,)
        languages = [self.analyser.language(question.text)]
        centred = self.centring().apply(raw, QUERY, languages)
        self.asked(raw, languages)
        return centred, ()

    def _ranked(self, request: SearchRequest, query: KeywordQuery | None, vectors: FloatArray | None) -> Window:
        where = both(request.viewer.constraint(), request.where)
        mark = in_language(self.analyser.language(request.question.text))
        candidates = self.reader.retrieve(query, vectors, where, depth=max(LEAST_DEPTH, request.size // 2), mark=mark)
        if request.without_listings:
            candidates = [one for one in candidates if one.listing not in request.without_listings]
        results = self._fused(request, candidates, query, vectors)
        return self._window(results, self.reader.count(where, keyword=query).listings)

    def _fused(
        self,
        request: SearchRequest,
        candidates: list[Candidate],
        query: KeywordQuery | None,
        vectors: FloatArray | None,
    ) -> Results:
        if not candidates:
            return Results((), lambda _place: _unranked(""))
        statistics = self.reader.statistics(list(query.weights) if query else [])
        legs = Legs.of(candidates, query, vectors, statistics)
        fused = self._method(request).fuse(legs)
        order = self._worth_showing(fused, request)
        fused = self.calibration.log_odds(fused) if request.legs == BOTH_LEGS else fused
        scores = probability(fused.scores)
        kept = _first_of_each(candidates, order)[: request.size]
        return Results(
            [candidates[i].unit for i in kept], lambda place: _ranked(candidates, fused, scores, kept[place])
        )

    def _worth_showing(self, fused: Fused, request: SearchRequest) -> list[int]:
        """Candidates best first; of both legs together, without those so far below the best that they are only what was nearest."""
        order = np.argsort(-fused.scores, kind="stable")
        best = float(fused.scores[order[0]])
        if request.legs == BOTH_LEGS and best > 0:
            order = order[fused.scores[order] >= self.tail * best]
        found: list[int] = order.tolist()
        return found

    def _method(self, request: SearchRequest) -> Fusion:
        if request.legs == BOTH_LEGS:
            return self.fusion
        return SingleLeg("keyword" if KEYWORD in request.legs else "vector")

    def _browse(self, request: SearchRequest) -> Window:
        where = both(request.viewer.constraint(), request.where)
        phrases = exclusions(request.question, self.analyser)
        without = KeywordQuery(without=phrases) if phrases else None
        units: dict[str, str] = {}
        after: str | None = None
        while len(units) < request.size:
            page = self.reader.scan(
                where,
                order=request.order or "published",
                descending=request.descending,
                after=after,
                limit=request.size,
                keyword=without,
            )
            for unit in page.units:
                units.setdefault(listing_of(unit), unit)
            after = page.after
            if after is None:
                break
        found = list(units.values())[: request.size]
        results = Results(found, lambda place: _unranked(found[place]))
        return self._window(results, self.reader.count(where, keyword=without).listings)

    def _window(self, results: Results, passing: int) -> Window:
        state = self.reader.state()
        return Window(
            results=results,
            passing=passing,
            generation=state.generation,
            sequence=state.sequence,
            coverage=state.encoded / state.units if state.units else 1.0,
        )


def in_language(language: str) -> Constraint:
    """That a unit has text in this language; one that does not say speaks every language."""
    return Lenient(In("language", frozenset({language})))


def listing_of(unit: str) -> str:
    """The listing of a unit, which its id begins with."""
    return unit.split("/", 1)[0]


def _first_of_each(candidates: Sequence[Candidate], order: Sequence[int]) -> list[int]:
    """The best unit of each listing, in order: a listing is one row however many of its sides are met."""
    best: dict[str, int] = {}
    for i in order:
        best.setdefault(candidates[i].listing, i)
    return list(best.values())


def _ranked(candidates: Sequence[Candidate], fused: Fused, scores: Scores, i: int) -> Ranked:
    candidate = candidates[i]
    return Ranked(
        listing=candidate.listing,
        unit=candidate.unit,
        score=float(scores[i]),
        fused=float(fused.scores[i]),
        keyword=_leg(candidate.keyword, candidate.keyword_rank),
        vector=_leg(candidate.vector, candidate.vector_rank),
        passage=candidate.passage,
        parts=tuple((name, float(values[i])) for name, values in fused.parts.items()),
    )


def _leg(score: float | None, rank: int | None) -> LegResult | None:
    return None if score is None else LegResult(rank, score)


def _unranked(unit: str) -> Ranked:
    return Ranked(listing_of(unit), unit, 1.0, 0.0, None, None, None)
