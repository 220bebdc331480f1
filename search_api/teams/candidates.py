"""Who could take the roles of a team: each with its score, what keeps it out by itself, whom it belongs to, and what it would carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.asset_status import DEAD, same_party
from models.assets import EventKind
from models.constraints import Constraint, Facts, In, Interval, Outcome, both
from models.parties import PartyMention
from models.roles import TeamRole
from models.store import StoredListing
from models.terms import Amount, Weight
from models.viewer import Viewer
from models.vocabulary import kinds
from ranking.matching.checks import Check, RuleCheck, fails
from ranking.matching.context import Context
from ranking.matching.dossier import Asker
from ranking.matching.match import Match
from ranking.matching.retrieval import Retrieval
from ranking.team.ownership import owners
from ranking.team.problem import Candidate, Conflict
from search_api.assembly import Application
from search_api.index_check import shown
from search_api.matching.views import Party

DEPTH = 200
"""Units that each leg of each question retrieves for a role."""

NEWEST = 300
"""Listings of a role that are compared whatever they say, the newest first, so that it can be told what keeps them out."""

UNITS = 4
"""Units of a listing, at the most common: both sides, each with something for members."""

OF_THE_DEAL = frozenset({"deal_type", "service_type", "loan", "raising", "tenor", "rate"})
"""What the asker requires of the deal, which those answer who put up the money, and nobody else."""

PARTY_ROLE = "party_role"
"""What the asker requires its other side to be: a licensee that is a company, a lender that is a bank."""

REPRESENTED, OBSTACLE, OWN, ADVERSE = "represented", "obstacle", "own", "adverse"
DISPUTES = frozenset({EventKind.OPPOSITION, EventKind.INVALIDATION, EventKind.LITIGATION})


@dataclass(frozen=True)
class Ask:
    """How much money is asked for under a term, in its currency. ``divisible``: whether several may share it; ``None``: not stated."""

    term: str
    currency: str
    span: Interval
    divisible: bool | None

    @property
    def most(self) -> float:
        """All of it; where there is no upper end, the lower one."""
        return self.span.high if self.span.high < float("inf") else max(self.span.low, 0.0)

    @property
    def least(self) -> float:
        """What will do already."""
        return min(max(self.span.low, 0.0), self.most)


@dataclass(frozen=True)
class Bar:
    """What keeps a candidate out by itself: a demand of the asker (``mine``) or of the candidate, or a rule."""

    found: Check | RuleCheck
    mine: bool = False


@dataclass(frozen=True)
class Standing:
    """One who could take a role: its listing, its match with the asker, what bars it, and the same as the solver sees it."""

    role: TeamRole
    other: Party
    match: Match
    bars: Mapping[str, Bar]
    candidate: Candidate
    converted: bool = False


@dataclass(frozen=True)
class Recruiter:
    """Finds who could take roles for one asker, as far as one viewer may read."""

    application: Application
    party: Party
    asker: Asker
    viewer: Viewer
    today: dt.date
    ask: Ask | None = None

    def standings(self, roles: Iterable[TeamRole]) -> list[Standing]:
        """Everybody who could take one of the roles, whether or not something keeps it out."""
        context = self.application.match_context()
        found = [(role, other, match) for role in roles for other, match in self._matched(role, context)]
        parents = self._parents(party_of(other.stored) for _, other, _ in found)
        return [self._standing(role, other, match, parents, context) for role, other, match in found]

    def conflicts(self, standings: Iterable[Standing]) -> tuple[Conflict, ...]:
        """Those who stand against the asker in a recorded dispute over one of its rights."""
        if self.party.stored.party is None:
            return ()
        against = list(_adverse(self.party.stored))
        found = {
            one.candidate.party
            for one in standings
            if any(same_party(mine, other) for mine in mentions(one.other.stored) for other in against)
        }
        asker = self.party.stored.party.id
        return tuple(Conflict(one, asker, ADVERSE) for one in sorted(found - {asker}))

    def _matched(self, role: TeamRole, context: Context) -> Iterator[tuple[Party, Match]]:
        names = [name for name in self._names(role, context) if name != self.party.id]
        dossiers = self.application.dossiers.many(names, self.viewer)
        stored = self.application.store.listings.many(list(dossiers), self.viewer)
        there = [dossier for name, dossier in dossiers.items() if name in stored]
        scored = self.application.matcher.score(self.asker.dossier, there) if there else None
        for match in scored.best(len(there)) if scored else ():
            yield Party(stored[match.other], dossiers[match.other]), match

    def _names(self, role: TeamRole, context: Context) -> list[str]:
        """The nearest that nothing keeps out, and the newest of all."""
        reader = self.application.searcher.reader
        of_role = both(In("profile", frozenset({role.profile})), shown(self.today))
        near = Retrieval(reader, context, DEPTH).candidates(self.asker, (role.kind,), self.viewer, of_role)
        where: Constraint = both(self.viewer.constraint(), In("kind", frozenset({role.kind})), of_role)
        page = reader.scan(where, order="published", descending=True, after=None, limit=UNITS * NEWEST)
        newest = list(dict.fromkeys(unit.split("/", 1)[0] for unit in page.units))[:NEWEST]
        return list(dict.fromkeys([*near, *newest]))

    def _standing(
        self, role: TeamRole, other: Party, match: Match, parents: Mapping[str, Sequence[str]], context: Context
    ) -> Standing:
        facts, party = other.dossier.facts, party_of(other.stored)
        bars = dict(_bars(role, match))
        if REPRESENTED in bars and is_agent(other.stored, self.party.stored):
            del bars[REPRESENTED]
        if self.party.stored.party is not None:
            bars.pop(OWN, None)
        amount, converted = self._amount(role, facts, context)
        candidate = Candidate(
            role=role.key,
            listing=other.id,
            party=party,
            score=match.score,
            capacity=_capacity(facts),
            risk=_span(facts, "offers.risk_share") if role.carries_risk else None,
            amount=amount,
            owners=owners(party, parents),
            barred=frozenset(bars),
        )
        return Standing(role, other, match, bars, candidate, converted)

    def _amount(self, role: TeamRole, facts: Facts, context: Context) -> tuple[Interval | None, bool]:
        """What a listing puts up, in the currency of the ask, and whether that was converted."""
        if self.ask is None or not role.carries_amount:
            return None, False
        for term in role.given:
            stated = _amounts(facts, f"offers.{term}")
            if self.ask.currency in stated:
                return stated[self.ask.currency], False
            for currency, span in sorted(stated.items()):
                here = context.spread(currency, span).get(self.ask.currency)
                if here is not None:
                    return here, True
        return None, False

    def _parents(self, parties: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Who owns whom, as the profiles of the parties and of those above them say."""
        found: dict[str, tuple[str, ...]] = {}
        waiting = set(parties)
        while waiting:
            known = self.application.store.parties.many(sorted(waiting))
            found |= {name: (known[name].parent or "",) if name in known else () for name in waiting}
            found = {name: tuple(filter(None, above)) for name, above in found.items()}
            waiting = {one for above in found.values() for one in above} - {*found}
        return found


def ask_of(party: Party, roles: Iterable[TeamRole], divisible: bool | None) -> Ask | None:
    """The money that a listing asks for, where one of the roles puts any up; of several currencies the first.

    ``divisible``: what a caller says of it.
    """
    facts = party.dossier.facts
    for term in dict.fromkeys(term for role in roles if role.carries_amount for term in role.sought):
        for prefix in ("requires", "prefers", "offers"):
            for currency, span in sorted(_amounts(facts, f"{prefix}.{term}").items()):
                stated = _divisible(party.stored, term) if divisible is None else divisible
                return Ask(term, currency, span, stated)
    return None


def party_of(stored: StoredListing) -> str:
    """The id of a listing's party; of one that names none, an id of its own."""
    return stored.party.id if stored.party else f"listing:{stored.listing.id}"


def mentions(stored: StoredListing) -> list[PartyMention]:
    """The party of a listing as the listing and its profile name it."""
    known = [PartyMention(name=stored.party.name, person=stored.party.person)] if stored.party else []
    return [*known, *([stored.listing.party] if stored.listing.party else [])]


def agents(stored: StoredListing) -> list[PartyMention]:
    """The agents of record of the core rights that are alive."""
    return [agent for one in stored.assets if one.core and one.status not in DEAD for agent in one.asset.agents]


def is_agent(stored: StoredListing, asker: StoredListing) -> bool:
    """Whether a listing is one of an agent of record of the asker's rights, which is nobody else's."""
    return any(same_party(one, agent) for one in mentions(stored) for agent in agents(asker))


def _bars(role: TeamRole, match: Match) -> Iterator[tuple[str, Bar]]:
    for check in match.forward.checks:
        if fails(check) and not of_others(role, check):
            yield f"asks.{check.demand.term}", Bar(check, mine=True)
    for check in match.backward.checks:
        if fails(check) and check.demand.term not in role.sought:
            yield f"wants.{check.demand.term}", Bar(check)
    for rule in match.barred:
        yield rule.rule, Bar(rule)


def of_others(role: TeamRole, check: Check) -> bool:
    """Whether what the asker asks is for other roles to answer, or for all members together."""
    if check.demand.weight is Weight.EXCLUDED:
        return False
    term = check.demand.term
    if term == PARTY_ROLE:
        asked = check.demand.asked.get("", frozenset())
        return isinstance(asked, frozenset) and not asked & {*role.parties}
    if role.carries_amount:
        return term in role.sought
    silent = check.outcome is Outcome.NOT_STATED and term not in kinds()[role.kind].offers
    return silent or term in OF_THE_DEAL


def _adverse(stored: StoredListing) -> Iterator[PartyMention]:
    mine = [*mentions(stored), *(owner for one in stored.assets for owner in one.owners)]
    for one in stored.assets:
        for event in one.asset.events:
            if event.kind in DISPUTES:
                yield from (party for party in event.parties if not any(same_party(party, own) for own in mine))


def _divisible(stored: StoredListing, term: str) -> bool | None:
    terms = (*stored.listing.seeks.terms, *stored.listing.offers.terms)
    said = [one.value.money.divisible for one in terms if one.name == term and isinstance(one.value, Amount)]
    return next((one for one in said if one is not None), None)


def _amounts(facts: Facts, name: str) -> dict[str, Interval]:
    """Amounts by currency."""
    return {
        fact.removeprefix(f"{name}."): value
        for fact, value in facts.items()
        if fact.startswith(f"{name}.") and not fact.endswith("^") and isinstance(value, Interval)
    }


def _capacity(facts: Facts) -> int | None:
    found = _span(facts, "offers.capacity")
    return None if found is None or found.high == float("inf") else int(found.high)


def _span(facts: Facts, name: str) -> Interval | None:
    found = facts.get(name)
    return found if isinstance(found, Interval) else None
