"""Explanations: why a match has its score, as data that any language can be made of.

The contributions that made a side's log-odds are grouped into reasons, each contribution in exactly one of them, so that the reasons add up
to what the contributions add up to. Joining and calibration follow as two further steps.

- ``words``: what two texts share in words (rare ones, coined names, titles and numbers among them), set against how long they are and how
  common their wording is, which alone would bring them near to everything.
- ``meaning``: the cosine of what they say.
- ``start``: where every pair begins, and where one begins that shares no language, whose words could not meet, or of which one side only
  shows by its deals what it wants. It speaks against a match only where nothing makes up for it.
- ``work``: how near what its party did by other listings is to the other's offer.
- a group of terms, with its checks; ``to_confirm``: hard demands that nobody can tell yet.
- ``freshness``, ``completeness``, ``deals``: what the other is known for, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.constraints import Outcome
from ranking.matching import features
from ranking.matching.checks import Check, RuleCheck, fails, to_confirm
from ranking.matching.match import BASE, Contribution, Direction, Match
from ranking.matching.relations import Relation
from ranking.matching.weights import MatchWeights

WORDS, MEANING, START, WORK, DEALS = "words", "meaning", "start", "work", "deals"

MOST_REASONS = 3
LEAST = 0.05
"""Log-odds below which a contribution is no reason: it moves a score by at most one in a hundred."""

SILENT = "silent"
"""What the joining is called where the words of a side say nothing of what it wants."""

REASONS: dict[str, str] = {
    **dict.fromkeys(
        (
            features.WORDS,
            features.RARE,
            features.COINED,
            features.TITLE,
            features.STYLE,
            features.LENGTH,
            features.HUB,
            features.LITERAL,
            features.TRACK_WORDS,
        ),
        WORDS,
    ),
    features.MEANING: MEANING,
    features.ACROSS: MEANING,
    features.FOREIGN: START,
    features.TRACK: START,
    features.WORK_WORDS: WORK,
    features.WORK_MEANING: WORK,
    BASE: START,
    features.POPULARITY: DEALS,
    features.TRACK_POPULARITY: DEALS,
}
"""The reason that a feature counts in; any other is a reason of its own name."""

SHARED = frozenset(
    {features.WORDS, features.RARE, features.COINED, features.TITLE, features.LITERAL, features.TRACK_WORDS}
)
"""The features that tell of words in common: without one of them nothing may be said to be shared."""

ALIKE = frozenset({features.MEANING, features.ACROSS})


@dataclass(frozen=True)
class Reason:
    """What one thing adds to a side's log-odds. ``parts``: the contributions in it; ``checks``: those behind it."""

    name: str
    log_odds: float
    parts: tuple[Contribution, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class SideReasons:
    """What one side thinks of the other, and why. ``reasons`` add up to ``log_odds``; ``best`` speak for the other, ``worst`` most against it."""

    silent: bool
    log_odds: float
    score: float | None
    relation: Relation | None
    reasons: tuple[Reason, ...]
    best: tuple[Reason, ...]
    worst: Reason | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Both sides joined. ``method``: a joining's name, or ``SILENT`` where a side asks for nothing and both log-odds are added."""

    method: str
    forward: float
    backward: float
    mutual: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """From the mutual to the shown score: σ(``slope`` · logit(mutual) + ``intercept``)."""

    slope: float
    intercept: float
    mutual: float
    score: float


@dataclass(frozen=True)
class Explanation:
    """Why two listings match as they do. ``apart``: hard demands that fail; ``barred``: rules that do; ``version``: of the weights."""

    match: Match
    forward: SideReasons
    backward: SideReasons
    joined: Joined
    calibrated: Calibrated
    apart: tuple[Check, ...]
    barred: tuple[RuleCheck, ...]
    version: str


def explain(match: Match, weights: MatchWeights) -> Explanation:
    """The explanation of a match that these weights made."""
    silent = match.forward.silent or match.backward.silent
    forward, backward = match.forward, match.backward
    return Explanation(
        match=match,
        forward=side_reasons(forward),
        backward=side_reasons(backward),
        joined=Joined(
            method=SILENT if silent else weights.joining,
            forward=forward.log_odds if silent else forward.score or 0.0,
            backward=backward.log_odds if silent else backward.score or 0.0,
            mutual=match.mutual,
        ),
        calibrated=Calibrated(weights.calibration.slope, weights.calibration.intercept, match.mutual, match.score),
        apart=tuple(one for one in match.checks if fails(one)),
        barred=match.barred,
        version=weights.version,
    )


def side_reasons(direction: Direction) -> SideReasons:
    """The reasons of one side, the heaviest first."""
    reasons = tuple(sorted(_grouped(direction), key=lambda one: (-abs(one.log_odds), one.name)))
    speaking = [one for one in reasons if one.log_odds >= LEAST and holds(one)]
    return SideReasons(
        silent=direction.silent,
        log_odds=direction.log_odds,
        score=direction.score,
        relation=direction.relation,
        reasons=reasons,
        best=tuple(speaking[:MOST_REASONS]),
        worst=_worst(reasons, direction),
        checks=direction.checks,
    )


def holds(reason: Reason) -> bool:
    """Whether what a reason would say in favour is so: something is shared, a term is met, a day or a deal is known."""
    if reason.name in {START, features.TO_CONFIRM}:
        return False
    if reason.name == WORDS:
        return any(part.name in SHARED and part.value > 0 for part in reason.parts)
    if reason.name == MEANING:
        return any(part.name in ALIKE and part.value > 0 for part in reason.parts)
    if reason.name in features.TERM_GROUPS:
        return any(one.outcome is Outcome.MET for one in reason.checks)
    return any(part.value > 0 for part in reason.parts)


def _grouped(direction: Direction) -> Iterable[Reason]:
    groups: dict[str, list[Contribution]] = {}
    for part in direction.contributions:
        groups.setdefault(REASONS.get(part.name, part.name), []).append(part)
    for name, parts in groups.items():
        yield Reason(name, sum(part.log_odds for part in parts), tuple(parts), _behind(name, direction.checks))


def _behind(name: str, checks: Iterable[Check]) -> tuple[Check, ...]:
    if name == features.TO_CONFIRM:
        return tuple(one for one in checks if to_confirm(one))
    return tuple(one for one in checks if one.demand.kind.group == name)


def _worst(reasons: tuple[Reason, ...], direction: Direction) -> Reason | None:
    """The heaviest reason against; where a pair begins is one only where nothing makes up for it."""
    said = sum(one.log_odds for one in reasons if one.name in {START, WORDS, MEANING})
    against = [one for one in reasons if one.log_odds <= -LEAST and _may_be_held(one, direction.relation)]
    against = [one for one in against if one.name != START or (said < 0 and direction.log_odds < 0)]
    return min(against, key=lambda one: one.log_odds, default=None)


def _may_be_held(reason: Reason, relation: Relation | None) -> bool:
    """Whether there is anything to hold against the other: texts that were compared, a demand, a thing that is known of it."""
    if reason.name in {WORDS, MEANING}:
        return relation is not None
    if reason.name in features.TERM_GROUPS:
        return any(one.outcome is not Outcome.MET for one in reason.checks)
    return any(part.value for part in reason.parts)
