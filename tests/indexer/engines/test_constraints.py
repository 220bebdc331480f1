"""Constraints inside retrieval: both legs, counts and scans keep exactly what the in-memory evaluator keeps."""

import math
import random

import pytest

from models.constraints import EVERYTHING, NOTHING, Interval, Lenient, Overlap
from models.ports import KeywordQuery
from models.units import ListingUnits
from tests.constraint_cases import CASES, Pool, difference, random_constraint, random_facts

LISTINGS, ROUNDS, CONSTRAINTS = 400, 15, 20
"""Constraints are asked in rounds, with changes between them: enough for segments to be merged at a checkpoint."""

FEW = 5


@pytest.fixture
def as_units(listing, vectors):
    """Changes as an engine takes them. Every listing has the word ``all``, so that the keyword leg reaches it; a third have no vectors."""

    def made(changes):
        for change in changes:
            number = int(change.listing[1:])
            more = {"facts": change.facts, "vectors": vectors(number, number % 3)}
            kept = listing(change.listing, "all " * (1 + number % 7), version=change.version, **more)
            yield kept if change.facts is not None else ListingUnits(change.listing, change.version)

    return made


def answers(engine, question, where, depth):
    """What the legs find, ranked."""
    found = engine.reader.retrieve(KeywordQuery({"all": 1.0}), question, where, depth=depth)
    keyword = sorted((hit.keyword_rank, hit.listing, hit.keyword) for hit in found if hit.keyword_rank)
    vector = sorted((hit.vector_rank, hit.listing, hit.vector) for hit in found if hit.vector_rank)
    return keyword, vector


def check(engine, question, where, pool):
    """Both legs, whole and cut off, the count and the scan keep what the evaluator keeps."""
    keyword, vector = answers(engine, question, where, LISTINGS)
    kept = {listing for _, listing, _ in keyword}
    assert not difference(where, pool, kept)
    assert {listing for _, listing, _ in vector} == {listing for listing in kept if int(listing[1:]) % 3}
    assert engine.reader.count(where).listings == len(kept)
    page = engine.reader.scan(where, order="stage", descending=False, after=None, limit=LISTINGS)
    assert {unit.partition("/")[0] for unit in page.units} == kept
    for few, whole in zip(answers(engine, question, where, FEW), (keyword, vector), strict=True):
        assert [score for *_, score in few] == pytest.approx([score for *_, score in whole[:FEW]], abs=1e-6)
        assert {listing for _, listing, _ in few} <= kept


def test_every_engine_keeps_what_the_evaluator_keeps(engine, as_units, vectors):
    """Over new segments, merged ones, and while changes wait that are not to be seen yet."""
    rng, question = random.Random(20261123), vectors(1, 1)
    pool = Pool(rng, LISTINGS)
    engine.put(*as_units(pool.fill()))
    compared = 0
    for _ in range(ROUNDS):
        standing = dict(pool.facts)
        for _ in range(2):
            engine.writer.apply(list(as_units(pool.changes(30))))
        for _ in range(CONSTRAINTS):
            where = random_constraint(rng)
            check(engine, question, where, standing)
            compared += len(standing)
        engine.put(*as_units(pool.changes(10)))
    assert compared >= CASES


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
