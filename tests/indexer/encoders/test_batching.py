from hypothesis import given
from hypothesis import strategies as st

from indexer.encoders.batching import padded_batches

LENGTHS = st.lists(st.integers(1, 600), max_size=60)
BUDGETS = st.integers(1, 2000)


@given(LENGTHS, BUDGETS)
def test_every_text_is_in_exactly_one_batch(lengths, budget):
    indices = [index for batch in padded_batches(lengths, budget) for index in batch]
    assert sorted(indices) == list(range(len(lengths)))


@given(LENGTHS, BUDGETS)
def test_no_batch_is_larger_than_the_budget_but_for_one_long_text(lengths, budget):
    for batch in padded_batches(lengths, budget):
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget


def test_texts_of_like_length_share_a_batch():
    assert list(padded_batches([2, 100, 3, 90], 200)) == [[1, 3], [2, 0]]
