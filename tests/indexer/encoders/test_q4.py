import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.encoders.build import packed_file
from indexer.encoders.q4 import BLOCK, Q4, read_packed
from models.errors import EncoderUnavailable


@pytest.fixture(scope="module")
def packed():
    return read_packed(packed_file())


def test_reads_the_sizes_of_e5_small(packed):
    sizes = packed.sizes
    assert (sizes.hidden, sizes.layers, sizes.heads, sizes.feed_forward, sizes.positions) == (384, 12, 12, 1536, 512)
    assert packed.matrix("emb.word", 384).codes.shape == (sizes.vocabulary, 384)


def test_reads_the_pieces_of_xlm_roberta(packed):
    assert len(packed.pieces) == len(packed.scores) == 250_002
    assert [packed.pieces[i] for i in (packed.begin, packed.padding, packed.end, packed.unknown)] == [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
    ]


def test_linear_layers_come_with_outputs_first(packed):
    weights, bias = packed.linear("l3.fi")
    assert weights.shape == (1536, 384)
    assert bias.shape == (1536,)
    assert np.isfinite(weights).all()


def test_a_matrix_is_not_read_in_a_shape_that_it_lacks(packed):
    with pytest.raises(EncoderUnavailable, match=r"emb\.pos"):
        packed.matrix("emb.pos", 384)


@given(st.lists(st.integers(-8, 7), min_size=BLOCK, max_size=BLOCK), st.floats(-4, 4, width=16))
def test_a_weight_is_its_code_times_its_blocks_scale(codes, scale):
    block = Q4(np.array([codes], np.int8), np.array([[scale]], np.float16))
    assert block.dense().tolist() == [[code * scale for code in codes]]


@pytest.mark.parametrize("content", [b"", b"GGUF" + bytes(100), b"E5S1", b"E5S1" + bytes(200)])
def test_a_file_of_another_kind_is_refused_with_its_name(tmp_path, content):
    path = tmp_path / "other.bin"
    path.write_bytes(content)
    with pytest.raises(EncoderUnavailable, match=r"other\.bin"):
        read_packed(path)


def test_a_missing_file_is_refused_with_its_name(tmp_path):
    with pytest.raises(EncoderUnavailable, match=r"none\.bin"):
        read_packed(tmp_path / "none.bin")
