"""Listings written down shortly, as the facts that the pipeline makes of them."""

import datetime as dt

import pytest

from models.codes import MoneyRange
from models.listings import Listing, Side
from models.terms import Amount, Codes, Flag, Period, Span, Term
from models.text import Text
from models.vocabulary import term_kinds
from tests.listing_facts import facts_of, named


def value(name, stated):
    """What a test writes (a code or codes, a pair of ends, an amount in words, a day, yes or no) as a term's value."""
    match term_kinds()[name].type:
        case "codes":
            return Codes(codes=(stated,) if isinstance(stated, str) else tuple(stated))
        case "span":
            low, high = stated if isinstance(stated, tuple) else (stated, stated)
            return Span(low=low, high=high)
        case "money":
            return Amount(money=MoneyRange.parse(stated))
        case "dates":
            start, end = stated if isinstance(stated, tuple) else (stated, stated)
            return Period(start=start and dt.date.fromisoformat(start), end=end and dt.date.fromisoformat(end))
        case _:
            return Flag(value=stated)


class Write:
    """Writes facts and terms."""

    @staticmethod
    def term(name, stated, weight="required", **more):
        return Term(name=name, value=value(name, stated), weight=weight, **more)

    @staticmethod
    def facts(
        kind="technology", *, name="one", party=None, at=None, role=None, rights=(), seeks=(), more=None, **offers
    ):
        """A listing that offers ``offers`` and seeks terms, of a party ``at`` a place; ``more`` is what else it has."""
        listing = Listing(
            id=name,
            kind=kind,
            title=Text.of(en="A listing"),
            party=named(party or name, at),
            offers=Side(
                terms=tuple(Term(name=term, value=value(term, stated)) for term, stated in offers.items() if stated)
            ),
            seeks=Side(terms=tuple(seeks)),
            **(more or {}),
        )
        return facts_of(listing, *rights, role=role)


@pytest.fixture(scope="session")
def write():
    return Write
