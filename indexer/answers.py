"""What a listing answers others with who look for something: its offer, its rights, its party, and what follows from these.

For every term the fact ``answers.TERM`` is the first that the term's ``answered_by`` finds stated. What is asked of rights is answered by the
span of those whose end is known (``answers.remaining_life``), of one kind of them (``answers.remaining_life:invention``), of all of them where
all are known (``…@all``), and by what half of them reach (``…@share``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from indexer.facts import interval
from models.asset_status import DEAD, same_party
from models.assets import AssetKind
from models.constraints import Fact, Interval
from models.obstacles import Obstacle, Right, obstacles
from models.parties import PartyMention
from models.store import IndexableListing, StoredAsset
from models.terms import ALL, AMONG, SHARE
from models.vocabulary import term_kinds

ANSWERS = "answers"
PATENTS = frozenset({AssetKind.INVENTION, AssetKind.UTILITY_MODEL})
"""The rights whose classes are technical fields; a trademark's are Nice classes, a design's are Locarno classes."""

Industries = Callable[[str], Iterable[str]]
"""From a technical field to the industries that a concordance joins it to."""


def answer_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts ``answers.TERM`` that follow from all other facts of a listing."""
    found: dict[str, Fact] = {}
    by_source = _by_source(facts)
    for name, kind in term_kinds().items():
        for source in kind.answered_by or (f"offers.{name}",):
            if same := by_source.get(source):
                found |= {f"{ANSWERS}.{name}{ending}": value for ending, value in same.items()}
                break
    return found


def asset_facts(item: IndexableListing, deals: frozenset[str]) -> dict[str, Fact]:
    """What the rights of a listing state, and which of its ``deals`` they leave free."""
    assets = item.assets
    codes: dict[str, Iterable[str | None]] = {
        "assets.kind": [one.asset.kind.value for one in assets],
        "assets.office": [one.asset.office for one in assets],
        "assets.legal_status": [one.status.value for one in assets],
        "assets.encumbrance": [code for one in assets for code in _encumbrances(one)],
        "assets.field": [symbol for one in assets if one.asset.kind in PATENTS for symbol in one.asset.classifications],
        "represented": ["yes"] if _represented(item) else [],
        **_deal_codes(item, deals),
        **_pledgor(item),
    }
    facts: dict[str, Fact] = {name: known for name, given in codes.items() if (known := frozenset(filter(None, given)))}
    return facts | _spans(assets)


def pool_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The loan that is sought as a share of what the pool of rights is worth, in percent, where both are stated in one currency."""
    for wanted in ("requires", "prefers"):
        for name, loan in facts.items():
            currency = name.removeprefix(f"{wanted}.loan.")
            value = facts.get(f"offers.valuation.{currency}") if currency != name else None
            if isinstance(loan, Interval) and isinstance(value, Interval) and 0 < value.low <= value.high:
                return {
                    "pool.loan_to_value": Interval(100 * max(loan.low, 0.0) / value.high, 100 * loan.high / value.low)
                }
    return {}


def implied_industries(fields: Fact | None, industries: Industries) -> dict[str, Fact]:
    """The industries that the fields of a listing lie in, by the operator's concordance."""
    codes = (
        frozenset(code for field in fields for code in industries(field))
        if isinstance(fields, frozenset)
        else frozenset()
    )
    return {"implied.industry": codes} if codes else {}


def _by_source(facts: Mapping[str, Fact]) -> dict[str, dict[str, Fact]]:
    """By what a fact may answer for, with what follows after it: the source itself, in a currency, of one kind of rights, or of half of them."""
    found: dict[str, dict[str, Fact]] = {}
    for name, fact in facts.items():
        if not name.endswith("^"):
            for place in (*(place for place, sign in enumerate(name) if sign in ".:@"), len(name)):
                found.setdefault(name[:place], {})[name[place:]] = fact
    return found


def _encumbrances(one: StoredAsset) -> list[str]:
    return [burden.kind.value for burden in one.encumbrances] or ["none"]


def _represented(item: IndexableListing) -> bool:
    """Whether a right that is alive has an agent of record. Who seeks a service asks for another one himself (domain rule 12)."""
    asks = any(term.name == "service_type" for term in item.listing.seeks.terms)
    return not asks and any(one.core and one.asset.agents and one.status not in DEAD for one in item.assets)


def _deal_codes(item: IndexableListing, deals: frozenset[str]) -> dict[str, Iterable[str]]:
    """Which deals the rights leave free, which they block, and which depend on a consent that nobody has recorded."""
    found = list(obstacles_of(item))
    blocked = deals & frozenset(deal for one in found if not one.rule.doubtful for deal in one.rule.blocks)
    doubtful = deals & frozenset(deal for one in found if one.rule.doubtful for deal in one.rule.blocks)
    offered = frozenset(
        code for term in item.listing.offers.terms if term.name == "deal_type" for code in _codes(term.value)
    )
    return {
        "deals.free": offered - blocked,
        "deals.open": deals - blocked,
        "deals.blocked": blocked,
        "deals.doubtful": doubtful,
    }


def obstacles_of(item: IndexableListing) -> Iterator[Obstacle]:
    """What stands in the way of deals over the core rights of a listing."""
    return obstacles(map(_right, filter(lambda one: one.core, item.assets)), _agreed(item))


def _codes(value: object) -> Sequence[str]:
    codes: Sequence[str] = getattr(value, "codes", ())
    return codes


def _right(one: StoredAsset) -> Right:
    return Right(one.id, one.asset.office, one.status, one.owners, one.encumbrances)


def _agreed(item: IndexableListing) -> list[PartyMention]:
    """Who has agreed to what is offered. Naming an owner is not yet his consent: an authority has to be stated with it (domain rule 5)."""
    listing = item.listing
    return [*_publisher(item), *(listing.owners if listing.authority else ()), *listing.consents]


def _publisher(item: IndexableListing) -> list[PartyMention]:
    """The party as the listing names it, and by the names that it is known by: an office may have them in the other language."""
    mention, party = item.listing.party, item.party
    known = [PartyMention(name=party.name, person=party.person)] if party else []
    return [mention, *known] if mention else known


def _pledgor(item: IndexableListing) -> dict[str, Iterable[str]]:
    """Whether anybody but the borrower owns rights of the pool; unknown where a right has no owner on record."""
    borrower = _publisher(item)
    owners = [one.owners for one in item.assets]
    if not borrower or not owners or not all(owners):
        return {}
    others = any(not any(same_party(owner, name) for name in borrower) for some in owners for owner in some)
    return {"pool.third_party_pledgor": ["yes" if others else "no"]}


def _spans(assets: Sequence[StoredAsset]) -> dict[str, Fact]:
    """How many rights are alive and when their terms end, of all and by kind; a right that has ended has no day left."""
    by_kind = sorted(assets, key=lambda one: one.asset.kind.value)
    groups = [("", list(assets))] + [
        (f"{AMONG}{kind}", list(some)) for kind, some in groupby(by_kind, key=lambda one: one.asset.kind.value)
    ]
    facts: dict[str, Fact] = {}
    for ending, some in groups:
        if not some:
            continue
        alive = sum(one.status not in DEAD for one in some)
        facts[f"assets.count{ending}"] = interval(alive, alive)
        ends = [_end(one) for one in some]
        known = sorted(end for end in ends if end is not None)
        if known:
            facts[f"assets.expires{ending}"] = interval(known[0], known[-1])
        if len(known) == len(ends):
            facts[f"assets.expires{ending}{ALL}"] = interval(known[0], known[-1])
            reached = known[len(known) // 2]
            facts[f"assets.expires{ending}{SHARE}"] = interval(reached, reached)
    return facts


def _end(one: StoredAsset) -> int | None:
    if one.status in DEAD:
        return dt.date.min.toordinal()
    return one.expires.toordinal() if one.expires else None
