"""Values as they are written: in order, whole, and back again."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.elasticsearch.values import (
    BLANK,
    array_of,
    array_text,
    facts_of,
    facts_text,
    number_of,
    ordered,
    plain,
    stream,
    vectors_of,
    vectors_text,
)
from models.constraints import Interval
from models.units import PassageVector

numbers = st.floats(allow_nan=False)


@given(numbers, numbers)
def test_the_order_of_digits_is_that_of_numbers(one, other):
    assert (ordered(one) < ordered(other)) == (one < other)
    assert (ordered(one) == ordered(other)) == (one == other)
    assert number_of(ordered(one)) == one


@given(st.text(min_size=1))
def test_a_token_stays_one(token):
    made = plain(token)
    assert made
    assert not BLANK.search(made)
    assert len(made.encode("utf-16-le", "surrogatepass")) <= 2 * 255
    assert plain(made) == made or len(token) > 120


def test_long_tokens_that_differ_at_the_end_differ():
    assert plain("a" * 500 + "b") != plain("a" * 500 + "c")
    assert len(stream(["a b", "c" * 1000]).split(" ")) == 2


def test_facts_come_back():
    facts = {
        "kind": frozenset({"a", ""}),
        "none": frozenset(),
        "stage": Interval(-math.inf, 5e-324),
        "one": Interval(2, 2),
    }
    assert facts_of(facts_text(facts)) == facts


def test_vectors_come_back_nearly():
    rows = np.random.default_rng(1).standard_normal((4, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    numbers = [0, 4, 70_000, 1]
    passages = [PassageVector(number, "en", row) for number, row in zip(numbers, rows, strict=True)]
    held = vectors_of([vectors_text(passages[:3]), vectors_text(passages[3:])])
    assert held.numbers.tolist() == numbers
    assert held.firsts.tolist() == [0, 3]
    assert held.rows @ rows.T == pytest.approx(rows @ rows.T, abs=5e-4)


def test_arrays_come_back():
    assert array_of(array_text(np.array([1.5, -2.0, 0.0]))).tolist() == [1.5, -2.0, 0.0]
