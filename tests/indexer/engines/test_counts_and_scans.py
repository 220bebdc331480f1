"""Counts of listings, facets, and scans page by page."""

import math

import pytest

from models.constraints import EVERYTHING, In, Interval
from models.errors import BadQuery
from models.units import ListingUnits


def test_listings_are_counted_once_however_many_units_pass(engine, unit):
    facts = {"kind": frozenset({"project", "need"}), "place": frozenset({"CN"})}
    sides = [
        unit("a", part="offers/teaser", facts=facts),
        unit("a", part="seeks/teaser", facts={"kind": frozenset({"need"})}),
    ]
    engine.put(
        ListingUnits("a", 1, tuple(sides)), ListingUnits("b", 1, (unit("b", facts={"kind": frozenset({"need"})}),))
    )
    counts = engine.reader.count(EVERYTHING, ["kind", "place", "unknown"])
    assert counts.listings == 2
    assert counts.facets == {"kind": {"project": 1, "need": 2}, "place": {"CN": 1}, "unknown": {}}
    assert engine.reader.count(In("place", frozenset({"CN"})), ["kind"]).facets == {"kind": {"project": 1, "need": 1}}


def test_facets_follow_updates(engine, listing):
    engine.put(*(listing(f"l{n}", facts={"kind": frozenset({"need"})}) for n in range(4)))
    engine.put(listing("l1", version=2, facts={"kind": frozenset({"service"})}), ListingUnits("l2", 2))
    assert engine.reader.count(EVERYTHING, ["kind"]).facets == {"kind": {"need": 2, "service": 1}}


def pages(engine, limit, **asked):
    after, units = None, []
    while True:
        page = engine.reader.scan(EVERYTHING, after=after, limit=limit, **asked)
        units.append([unit.partition("/")[0] for unit in page.units])
        if page.after is None:
            return units
        after = page.after


DATES = {
    "a": Interval(5, 9),
    "b": Interval(-math.inf, 3),
    "c": Interval(5, 6),
    "d": None,
    "e": Interval(1e300, math.inf),
    "f": Interval(0.1, 0.2),
    "g": None,
    "h": Interval(5, 5),
}


@pytest.mark.parametrize("limit", [1, 2, 3, 8, 100])
@pytest.mark.parametrize(
    ("descending", "order"),
    [(False, ["b", "f", "a", "c", "h", "e", "d", "g"]), (True, ["e", "a", "c", "h", "f", "b", "d", "g"])],
)
def test_a_scan_goes_through_everything_once_in_order(engine, listing, limit, descending, order):
    changes = [listing(name, facts={} if span is None else {"published": span}) for name, span in DATES.items()]
    engine.put(*changes[4:])
    engine.put(*changes[:4])
    found = pages(engine, limit, order="published", descending=descending)
    assert [name for page in found for name in page] == order
    assert all(len(page) == limit for page in found[:-1])
    assert found[-1]


def test_a_scan_goes_on_over_changes(engine, listing):
    engine.put(*(listing(f"l{n}", facts={"published": Interval(n, n)}) for n in range(6)))
    first = engine.reader.scan(EVERYTHING, order="published", descending=False, after=None, limit=3)
    engine.put(ListingUnits("l2", 2), ListingUnits("l4", 2), listing("new", facts={"published": Interval(4.5, 9)}))
    rest = engine.reader.scan(EVERYTHING, order="published", descending=False, after=first.after, limit=9)
    assert rest.units == ("l3/offers/teaser", "new/offers/teaser", "l5/offers/teaser")


def test_a_place_that_cannot_be_read_is_refused(engine):
    with pytest.raises(BadQuery, match="nonsense"):
        engine.reader.scan(EVERYTHING, order="published", descending=False, after="nonsense", limit=3)
