"""Constraints inside retrieval: both legs, counts and scans keep exactly what the in-memory evaluator keeps."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.constraints import (
    ABOVE,
    EVERYTHING,
    NOTHING,
    And,
    In,
    Interval,
    Lenient,
    Not,
    Or,
    Overlap,
    Range,
    Stated,
    Strict,
    Under,
    passes,
)
from models.ports import KeywordQuery

CODES = ["A", "B", "C", "D", "", "中 文"]
ENDS = [-math.inf, -1e300, -2.5, -1.0, -0.0, 0.0, 1.0, 1.5, 2.0, 10.0, 1e300, math.inf]
FIELDS = ["kind", "tree", "stage", "amount.CNY", "mixed", "never"]


def interval(rng):
    low, high = sorted(rng.sample(range(len(ENDS)), 2)) if rng.random() < 0.7 else (rng.randrange(len(ENDS)),) * 2
    return Interval(*sorted((ENDS[low], ENDS[high])))


def random_facts(rng):
    facts = {}
    if rng.random() < 0.7:
        facts["kind"] = frozenset(rng.sample(CODES, rng.randint(0, 3)))
    if rng.random() < 0.7:
        own = frozenset(rng.sample(["A1", "A2", "B1"], rng.randint(1, 2)))
        facts["tree"] = own
        facts["tree" + ABOVE] = own | {code[0] for code in own}
    for field in ("stage", "amount.CNY"):
        if rng.random() < 0.6:
            facts[field] = interval(rng)
    if rng.random() < 0.7:
        facts["mixed"] = interval(rng) if rng.random() < 0.5 else frozenset({rng.choice(CODES)})
    return facts


intervals = st.tuples(st.sampled_from(ENDS), st.sampled_from(ENDS)).map(lambda ends: Interval(*sorted(ends)))
fields = st.sampled_from(FIELDS)
leaves = st.one_of(
    st.builds(In, fields, st.frozensets(st.sampled_from([*CODES, "A1", "unseen"]), max_size=3)),
    st.builds(Under, st.just("tree"), st.sampled_from(["A", "B", "A1", "A2", "B1", "Z"])),
    st.builds(Range, fields, intervals),
    st.builds(Overlap, fields, intervals),
    st.builds(Stated, fields),
)
constraints = st.recursive(
    leaves,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(Lenient, parts),
        st.builds(Strict, parts),
        st.builds(And, st.lists(parts, max_size=3).map(tuple)),
        st.builds(Or, st.lists(parts, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


def test_every_engine_keeps_what_the_evaluator_keeps(engine, listing, vectors):
    rng = random.Random(20261123)
    facts = {f"l{number:03d}": random_facts(rng) for number in range(240)}
    question = vectors(1, 1)
    changes = [
        listing(name, "all " * (1 + number % 7), facts=held, vectors=vectors(number, number % 3))
        for number, (name, held) in enumerate(facts.items())
    ]
    for start in range(0, 240, 80):
        engine.put(*changes[start : start + 80])
    encoded = {name for number, name in enumerate(facts) if number % 3}

    @settings(max_examples=150, deadline=None)
    @given(constraints)
    def check(where):
        expected = {name for name, held in facts.items() if passes(where, held)}
        found = engine.reader.retrieve(KeywordQuery({"all": 1.0}), question, where, depth=240)
        assert {hit.listing for hit in found if hit.keyword is not None} == expected
        assert {hit.listing for hit in found if hit.vector_rank} == expected & encoded
        assert engine.reader.count(where).listings == len(expected)
        page = engine.reader.scan(where, order="stage", descending=False, after=None, limit=240)
        assert {unit.partition("/")[0] for unit in page.units} == expected
        few = engine.reader.retrieve(KeywordQuery({"all": 1.0}), question, where, depth=5)
        best = sorted((hit.keyword for hit in found if hit.keyword is not None), reverse=True)[:5]
        assert [hit.keyword for hit in few if hit.keyword_rank] == pytest.approx(best, abs=1e-6)
        nearest = sorted((hit.vector for hit in found if hit.vector_rank), reverse=True)[:5]
        assert sorted((hit.vector for hit in few if hit.vector_rank), reverse=True) == pytest.approx(nearest, abs=1e-6)

    check()


def test_facts_come_back_as_they_went_in(engine, listing):
    rng = random.Random(7)
    facts = {f"l{number}": random_facts(rng) for number in range(50)}
    engine.put(*(listing(name, facts=held) for name, held in facts.items()))
    asked = [*facts, "gone"]
    assert engine.reader.facts([f"{name}/offers/teaser" for name in asked]) == [*facts.values(), {}]


def test_many_interval_fields(engine, listing):
    """More than an engine may have columns for."""
    engine.put(*(listing(f"l{n}", "all", facts={f"amount.{n:03d}": Interval(n, n + 1)}) for n in range(120)))
    for number in (0, 60, 119):
        field = f"amount.{number:03d}"
        assert engine.found("all", Overlap(field, Interval(number + 1, math.inf))) == {f"l{number}"}
        assert engine.found("all", Overlap(field, Interval(number + 2, math.inf))) == set()
        assert len(engine.search("all", Lenient(Overlap(field, Interval(number + 2, math.inf))), depth=200)) == 119


def test_nothing_and_everything(engine, listing, vectors):
    engine.put(*(listing(f"l{n}", "all", vectors=vectors(n, 1)) for n in range(5)))
    assert engine.reader.retrieve(KeywordQuery({"all": 1.0}), vectors(1, 1), NOTHING, depth=9) == []
    assert len(engine.reader.retrieve(KeywordQuery({"all": 1.0}), vectors(1, 1), EVERYTHING, depth=9)) == 5
