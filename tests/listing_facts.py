"""Facts of listings as the pipeline makes them, of listings that a test writes down or that chance does; and what matching takes from outside.

The rates are powers of two, so that an amount is the same number whichever way it is converted.
"""

import datetime as dt
import random
from collections.abc import Mapping
from functools import cache

from indexer.units import UnitMaker
from models.asset_status import Encumbrance, EncumbranceKind, LegalStatus
from models.assets import Asset, AssetIdentifier, AssetKind, IdentifierRole
from models.centring import Centring
from models.codes import ClassificationSymbol, ClassificationTree, Currency, MoneyRange, Place
from models.codes.places import parks_from_csv, with_parks
from models.constraints import Fact, Interval
from models.listings import Listing, Side, Standing
from models.parties import PartyMention, PartyRole
from models.store import IndexableListing, StoredAsset, StoredParty
from models.terms import Amount, Codes, Flag, Period, Span, Subject, Term, TermValue, Weight
from models.text import Text
from models.vocabulary import TermKind, kinds, term_kinds
from ranking.matching.context import Context

TODAY = dt.date(2026, 11, 23)
PER_USD = {"CNY": 8.0, "EUR": 0.5, "USD": 1.0}
PARKS = "id,en,zh,divisions,also\nwillow,Willow Park,柳园,CN-110108,\nriver,River Park,河园,CN-110105 CN-110108,\n"


@cache
def above_field(code: str) -> tuple[str, ...]:
    return (code, *map(str, ClassificationTree().ancestors(ClassificationSymbol.parse(code))))


@cache
def above_place(code: str) -> tuple[str, ...]:
    return (code, *(one.code for one in _places().ancestors(Place(code))))


@cache
def _places():
    return with_parks(parks_from_csv(PARKS))


def spread(currency: str, span: Interval) -> Mapping[str, Interval]:
    """An amount in every currency that there is a rate of; alone where there is none of its own."""
    if currency not in PER_USD:
        return {currency: span}
    rates = {other: rate / PER_USD[currency] for other, rate in PER_USD.items()}
    return {other: Interval(span.low * rate, span.high * rate) for other, rate in rates.items()}


TREES = {"field": above_field, "place": above_place}
CONTEXT = Context(TODAY, TREES, spread)


class _Words:
    """As much of an analyser as facts need."""

    def word_texts(self, text: str) -> list[str]:
        return text.split()


MAKER = UnitMaker(_Words(), TREES, Centring(), industries=lambda field: {f"industry-{field[0]}"})


def facts_of(listing: Listing, *assets: StoredAsset, role: str | None = None) -> dict[str, Fact]:
    """What the pipeline makes of a listing; its party is the one that it names."""
    party = listing.party
    roles = (PartyRole(role=role),) if role else ()
    stored = StoredParty(party.name.best("en")[1], party.name, roles, party.place) if party else None
    return MAKER._shared_facts(IndexableListing(listing, 1, stored, assets))


def named(name: str, place: str | None = None) -> PartyMention:
    return PartyMention(name=Text.of(en=name), place=place)


def right(
    kind: str = "invention",
    *,
    years: float | None = None,
    status: str = "in_force",
    office: str = "CN",
    fields: tuple[str, ...] = (),
    burdens: tuple[str, ...] = (),
    owners: tuple[str, ...] = (),
    agent: str | None = None,
    core: bool = True,
) -> StoredAsset:
    """A right with so many ``years`` left."""
    asset = Asset(
        kind=AssetKind(kind),
        identifiers=(AssetIdentifier(role=IdentifierRole.APPLICATION, number="1", key="1"),),
        classifications=fields,
        office=office,
        agents=(named(agent),) if agent else (),
    )
    encumbrances = tuple(Encumbrance(EncumbranceKind(one), (named("Some Bank"),)) for one in burdens)
    expires = None if years is None else TODAY + dt.timedelta(days=round(years * 365.2425))
    held = tuple(named(owner) for owner in owners)
    return StoredAsset("asset", asset, core, LegalStatus(status), held, encumbrances, expires, years)


OPEN_CODES = {
    "field": ["H", "H01", "H01M", "H01M10/00", "H01M10/0525", "H01L21/67", "G06F"],
    "place": ["CN", "CN-BJ", "CN-110108", "CN-110105", "park:willow", "park:river", "CN-JS", "DE"],
    "industry": ["industry-H", "industry-G", "other"],
    "office": ["CN", "EP", "US"],
    "language": ["en", "zh"],
    "deal_type": ["exclusive_licence", "ordinary_licence", "patent_assignment", "pledge_loan", "equity"],
}
OFTEN = (
    "remaining_life",
    "asset_count",
    "legal_status",
    "encumbrance",
    "asset_kind",
    "field",
    "place",
    "loan",
    "raising",
    "deal_type",
)
"""Terms with more ways to go wrong, which chance draws more often."""

OWNERS = ("Acme", "Bold", "Clear")


def random_facts_of_listing(rng: random.Random, number: int) -> dict[str, Fact]:
    """A listing of any kind: terms of any weight and subject on both sides, whatever its form has, rights, standing, closing days."""
    kind = kinds()[rng.choice(sorted(kinds()))]
    listing = Listing(
        id=f"l{number}",
        kind=kind.key,
        profile=rng.choice([None, *kind.profiles]),
        title=Text.of(en="A listing"),
        party=named(rng.choice(OWNERS), rng.choice([None, *OPEN_CODES["place"]])) if rng.random() < 0.8 else None,
        offers=Side(terms=tuple(_terms(rng, rng.randint(0, 8), (Weight.STATED,)))),
        seeks=Side(terms=(*_terms(rng, rng.choice((0, 1, 1, 2, 3)), tuple(Weight)), *_life_left(rng))),
        standing=rng.choice(list(Standing)),
        consents=(named("Some Bank"),) if rng.random() < 0.2 else (),
        offer_until=rng.choice([None, None, TODAY - dt.timedelta(days=1), TODAY]),
    )
    rights = [_right(rng) for _ in range(rng.choice((0, 0, 1, 2, 3, 4)))]
    return facts_of(listing, *rights, role=rng.choice([None, *term_kinds()["party_role"].values]))


def _terms(rng: random.Random, count: int, weights: tuple[Weight, ...]):
    """So many terms, of which one name may come three times."""
    names = [rng.choice(OFTEN if rng.random() < 0.6 else sorted(term_kinds())) for _ in range(count)]
    for name in names + ([rng.choice(names)] * 2 if names and rng.random() < 0.5 else []):
        yield Term(
            name=name,
            value=_value(rng, term_kinds()[name]),
            subject=rng.choice(list(Subject)) if rng.random() < 0.5 else Subject.LISTING,
            weight=rng.choice((*weights, Weight.REQUIRED) if len(weights) > 1 else weights),
            confirm=rng.random() < 0.7,
            among=rng.choice([None, None, "invention", "invention", "utility_model", "trademark"]),
        )


def _life_left(rng: random.Random):
    """At times, so many years left of an invention, or others of a utility model: of any, of all, of half of them."""
    if rng.random() < 0.25:
        subject, confirm = (
            rng.choice([Subject.ANY_ASSET, Subject.ALL_ASSETS, Subject.SHARE_OF_ASSETS]),
            rng.random() < 0.7,
        )
        for among in rng.choice([("invention", "utility_model"), ("invention", "utility_model"), (None,)]):
            value = Span(low=rng.choice([2, 4, 8]), high=rng.choice([None, None, 15]))
            yield Term(
                name="remaining_life",
                value=value,
                subject=subject,
                weight=Weight.REQUIRED,
                confirm=confirm,
                among=among,
            )


def _value(rng: random.Random, kind: TermKind) -> TermValue:
    match kind.type:
        case "codes":
            known = OPEN_CODES.get(kind.key) or sorted(kind.values)[:5]
            return Codes(codes=tuple(rng.sample(known, min(len(known), rng.choice((1, 1, 2, 3))))))
        case "span":
            low, high = _ends(rng, [0, 1, 2, 4, 8, 15])
            return Span(low=low, high=high)
        case "money":
            low, high = _ends(rng, [0, 1, 2, 4, 8, 16, 32, 64])
            currency = Currency(rng.choice(["CNY", "CNY", "USD", "EUR", "JPY"]))
            return Amount(
                money=MoneyRange(low=low if low is not None or high is not None else 1, high=high, currency=currency)
            )
        case "dates":
            low, high = _ends(rng, [-3000, -400, -1, 0, 1, 400])
            start, end = (None if days is None else TODAY + dt.timedelta(days=days) for days in (low, high))
            return Period(start=start, end=end)
        case _:
            return Flag(value=rng.random() < 0.5)


def _ends(rng: random.Random, known: list[int]) -> tuple[int | None, int | None]:
    low, high = sorted((rng.choice(known), rng.choice(known)))
    return rng.choice([(low, high), (low, low), (low, None), (None, high)])


def _right(rng: random.Random) -> StoredAsset:
    return right(
        rng.choice(["invention", "invention", "utility_model", "trademark"]),
        years=rng.choice([None, None, 0, 1, 3.5, 6, 8, 12]),
        status=rng.choice(["in_force", "in_force", *LegalStatus]),
        office=rng.choice(OPEN_CODES["office"]),
        fields=tuple(rng.sample(OPEN_CODES["field"][2:], rng.choice((0, 1, 2)))),
        burdens=tuple(rng.sample(list(EncumbranceKind), rng.choice((0, 0, 1, 2)))),
        owners=tuple(rng.sample(OWNERS, rng.choice((0, 1, 2)))),
        agent=rng.choice([None, "An Agent"]),
        core=rng.random() < 0.8,
    )
