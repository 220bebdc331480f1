"""Two viewers of one index: each meets one tier of a side, in hits, counts and facets alike."""

import pytest

from models.ports import KeywordQuery
from models.units import ListingUnits
from models.viewer import ANONYMOUS, ANYONE, MEMBERS, SYSTEM, Viewer

OWNER = Viewer(parties=frozenset({"p1"}))
MEMBER = Viewer(member=True)


@pytest.fixture
def tiers(engine, unit, vectors):
    """A listing with a teaser for anyone and a deeper tier for one party; and one for members only."""
    deep = frozenset({"party:p1"})
    teaser = {"audience": frozenset({ANYONE}), "outranked_for": deep, "kind": frozenset({"project"})}
    full = {
        "audience": deep,
        "deepest": frozenset({"yes"}),
        "kind": frozenset({"project"}),
        "field": frozenset({"secret"}),
    }
    closed = {"audience": frozenset({MEMBERS}), "deepest": frozenset({"yes"}), "kind": frozenset({"need"})}
    engine.put(
        ListingUnits(
            "a",
            1,
            (
                unit("a", "battery", part="offers/teaser", facts=teaser, vectors=vectors(1, 1)),
                unit("a", "battery cathode", part="offers/party", facts=full, vectors=vectors(2, 2)),
            ),
        ),
        ListingUnits("b", 1, (unit("b", "battery", facts=closed, vectors=vectors(3, 1)),)),
    )
    return engine


@pytest.mark.parametrize(
    ("viewer", "units"),
    [
        (ANONYMOUS, {"a/offers/teaser"}),
        (MEMBER, {"a/offers/teaser", "b/offers/teaser"}),
        (OWNER, {"a/offers/party", "b/offers/teaser"}),
        (SYSTEM, {"a/offers/party", "b/offers/teaser"}),
    ],
)
def test_each_viewer_meets_one_tier(tiers, vectors, viewer, units):
    where = viewer.constraint()
    found = tiers.reader.retrieve(KeywordQuery({"battery": 1.0}), vectors(2, 1), where, depth=10)
    assert {hit.unit for hit in found if hit.keyword_rank} == units
    assert {hit.unit for hit in found if hit.vector_rank} == units
    assert tiers.reader.count(where).listings == len(units)
    page = tiers.reader.scan(where, order="published", descending=False, after=None, limit=10)
    assert set(page.units) == units


def test_what_a_viewer_may_not_read_shows_nowhere(tiers):
    assert tiers.found("cathode", ANONYMOUS.constraint()) == set()
    assert tiers.found("cathode", OWNER.constraint()) == {"a"}
    assert tiers.reader.count(ANONYMOUS.constraint(), ["field", "kind"]).facets == {"field": {}, "kind": {"project": 1}}
    assert tiers.reader.count(OWNER.constraint(), ["field"]).facets == {"field": {"secret": 1}}
