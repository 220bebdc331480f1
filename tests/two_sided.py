"""Listings with both sides, as tests write them."""

from models.codes import MoneyRange
from models.listings import Listing, Section, Side, Tier
from models.parties import PartyMention
from models.terms import Amount, Codes, Flag, Period, Span, Term
from models.text import Text
from models.vocabulary import term_kinds


def value(name, stated):
    """What a test writes (codes, a pair of ends, an amount in words, days, yes or no) as a term's value."""
    match term_kinds()[name].type:
        case "codes":
            return Codes(codes=(stated,) if isinstance(stated, str) else tuple(stated))
        case "span":
            low, high = stated if isinstance(stated, tuple) else (stated, stated)
            return Span(low=low, high=high)
        case "money":
            return Amount(money=MoneyRange.parse(stated))
        case "dates":
            start, end = stated
            return Period(start=start, end=end)
        case _:
            return Flag(value=stated)


def side(texts, terms, tiers=()):
    """A side from texts by language and terms ``(name, value, weight)``; ``tiers`` are further English texts by who may read them."""
    sections = [Section(text=Text(texts))] if texts else []
    sections += [Section(text=Text.of(en=text), tier=Tier(tier)) for tier, text in tiers]
    made = [Term(name=name, value=value(name, stated), **more) for name, stated, more in terms]
    return Side(sections=tuple(sections), terms=tuple(made))


def two_sided(
    name,
    kind="technology",
    *,
    title=None,
    offers=None,
    seeks=None,
    offered=(),
    sought=(),
    tiers=(),
    party=None,
    at=None,
    role=None,
    **more,
):
    """A listing of ``party`` at a place; ``offers`` and ``seeks`` are English texts, or texts by language."""
    texts = [{"en": text} if isinstance(text, str) else text for text in (offers, seeks)]
    return Listing(
        id=name,
        kind=kind,
        title=Text(title or {"en": f"Listing {name}"}),
        party=PartyMention(name=Text.of(en=party or f"Party of {name}"), place=at, role=role),
        offers=side(texts[0], [(term, stated, {}) for term, stated in offered], tiers),
        seeks=side(
            texts[1], [(term, stated, {"weight": weight, **dict(extra)}) for term, stated, weight, *extra in sought]
        ),
        **more,
    )
