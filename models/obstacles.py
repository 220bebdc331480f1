"""What stands in the way of a deal over rights: encumbrances and co-ownership, by rules that name their jurisdiction (domain rules 5 and 6)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from models.asset_status import DEAD, Encumbrance, LegalStatus, same_party
from models.parties import PartyMention
from models.text import Text

CO_OWNED = "co_owned"


class ObstacleRule(BaseModel):
    """One rule: what lies on a right, where it holds, which deals it blocks, whose consent lifts it, and the law in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    by: str
    jurisdiction: frozenset[str]
    consent: str
    blocks: frozenset[str]
    law: Text
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way on one right: the rule, the right, and those whose consent would lift it."""

    rule: ObstacleRule
    asset: str
    holders: tuple[PartyMention, ...]
    encumbrance: Encumbrance | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """What the rules look at: a right's id, office, status, owners and encumbrances on one day."""

    id: str
    office: str | None
    status: LegalStatus
    owners: Sequence[PartyMention]
    encumbrances: Sequence[Encumbrance]


@cache
def obstacle_rules() -> tuple[ObstacleRule, ...]:
    """The packaged rules, in the order of the data: those of an encumbrance that name the office hold before those that name none."""
    text = resources.files("models").joinpath("data", "obstacles.toml").read_text("utf-8")
    return tuple(ObstacleRule(**entry) for entry in tomllib.loads(text)["rule"])


def obstacles(rights: Iterable[Right], agreed: Sequence[PartyMention]) -> Iterator[Obstacle]:
    """What stands in the way on rights that are alive.

    ``agreed``: the publisher, the owners by whose authority a listing speaks, and those who consented.
    """
    for right in rights:
        if right.status in DEAD:
            continue
        for burden in right.encumbrances:
            if burden.holders and _all_in(burden.holders, agreed):
                continue
            for rule in _rules(burden.kind.value, right.office):
                yield Obstacle(rule, right.id, tuple(burden.holders), burden)
        missing = tuple(one for one in right.owners if not _all_in([one], agreed))
        if len(right.owners) > 1 and missing:
            for rule in _rules(CO_OWNED, right.office):
                yield Obstacle(rule, right.id, missing)


def _rules(by: str, office: str | None) -> tuple[ObstacleRule, ...]:
    of_it = [rule for rule in obstacle_rules() if rule.by == by]
    named = tuple(rule for rule in of_it if office in rule.jurisdiction)
    return named or tuple(rule for rule in of_it if not rule.jurisdiction)


def _all_in(mentions: Iterable[PartyMention], agreed: Sequence[PartyMention]) -> bool:
    return all(any(same_party(one, other) for other in agreed) for one in mentions)
