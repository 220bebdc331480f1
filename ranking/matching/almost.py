"""What would match if one thing were different: pairs that a single hard demand, of either side, keeps apart.

Each hard demand of the asker is left out of retrieval in turn, and retrieval is then asked for those alone who fail it; of others it is asked
for those whose demands the asker fails. Both are scored as any pair is, and a pair is kept where exactly one demand fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.constraints import Constraint, Not, Strict, both
from models.terms import Weight
from ranking.matching.checks import Check, fails
from ranking.matching.demands import Demand
from ranking.matching.match import Match
from ranking.matching.matcher import Matcher, MatchRequest
from ranking.matching.retrieval import Retrieval

DEPTH = 12
"""Units that a leg of each question retrieves, a demand that is left out: the nearest are what one would loosen it for."""

MOST_LOOSENED = 6
"""Hard demands of the asker that are left out in turn, the first by name: each is a retrieval of its own."""

MOST_SCORED = 80
"""Candidates that are scored in all."""

LEAST_SHARE = 0.1
"""The share of the best match's score below which nothing almost matches: every pair fits if enough is left out."""

LEAST = 0.01
"""The score below which nothing almost matches."""

_Group = tuple[str, Weight]


@dataclass(frozen=True)
class Almost:
    """A match that one hard demand keeps apart. ``missing``: its checks, which are alternatives; ``mine``: whether it is the asker's."""

    match: Match
    missing: tuple[Check, ...]
    mine: bool


def almost(matcher: Matcher, request: MatchRequest, size: int, best: float = 0.0) -> list[Almost]:
    """The best ``size`` pairs that one hard demand keeps apart, best first. The filters, the rules and the viewer's rights hold.

    ``best``: the score of the best match that nothing keeps apart.
    """
    retrieval = Retrieval(matcher.reader, matcher.context(), DEPTH)
    names = dict.fromkeys(
        name
        for where in _loosened(retrieval, request)
        for name in retrieval.within(request.asker, request.kinds, where)
        if name not in request.without
    )
    others = matcher.dossiers.many(list(names)[:MOST_SCORED], request.viewer)
    scored = matcher.score(request.asker.dossier, list(others.values()))
    near = (match for match in scored.best(len(others)) if match.score >= max(LEAST, LEAST_SHARE * best))
    found = (one for match in near if (one := _one_short(match)) is not None)
    return [one for one, _ in zip(found, range(size), strict=False)]


def _loosened(retrieval: Retrieval, request: MatchRequest) -> Iterator[Constraint]:
    """What candidates must be who fail one hard demand of the asker's, demand by demand, and who require what the asker is not."""
    asker, kinds = request.asker, request.kinds
    possible = retrieval.possible(asker, request.kinds, request.viewer, request.where)
    theirs = retrieval.required_by_candidates(asker, request.kinds)
    groups = hard_groups(asker.dossier.demands)
    for left_out in list(groups)[:MOST_LOOSENED]:
        rest = [demand for group, some in groups.items() if group != left_out for demand in some]
        failing = Not(Strict(retrieval.required_of_candidates(asker, kinds, groups[left_out])))
        yield both(possible, theirs, retrieval.required_of_candidates(asker, kinds, rest), failing)
    yield both(possible, retrieval.required_of_candidates(asker, kinds, asker.dossier.demands), Not(Strict(theirs)))


def hard_groups(demands: tuple[Demand, ...]) -> Mapping[_Group, list[Demand]]:
    """The hard demands by what they are alternatives to."""
    groups: dict[_Group, list[Demand]] = {}
    for demand in demands:
        if demand.hard:
            groups.setdefault((demand.group, demand.weight), []).append(demand)
    return groups


def _one_short(match: Match) -> Almost | None:
    """The match, where exactly one demand of the two fails and no rule does."""
    mine = _failing(match.forward.checks)
    theirs = _failing(match.backward.checks)
    if len(mine) + len(theirs) != 1 or match.barred:
        return None
    (missing,) = (mine | theirs).values()
    return Almost(match, tuple(missing), mine=bool(mine))


def _failing(checks: tuple[Check, ...]) -> dict[_Group, list[Check]]:
    groups: dict[_Group, list[Check]] = {}
    for one in checks:
        if fails(one):
            groups.setdefault((one.demand.group, one.demand.weight), []).append(one)
    return groups
