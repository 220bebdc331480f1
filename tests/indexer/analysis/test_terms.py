"""What texts are found by: pairs of a record's text and a question that must share a term, and what the terms are."""

import pytest

from indexer.analysis import StandardAnalyser
from indexer.analysis.compounds import PieceCache, pieces


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("batteries", {"batteri"}),
        ("state-of-the-art", {"state", "art", "stateoftheart"}),
        ("R245fa", {"r245fa"}),
        ("LiFePO4", {"lifepo4"}),
        ("H01M10/0525", {"h01m10", "0525", "h01m10/0525", "h01m"}),
        ("CN106955576A", {"cn106955576a", "cn106955576", "106955576"}),
        ("US 7,654,321 B2", {"us", "7654321", "b2", "us7654321b2", "us7654321"}),
        ("ZL201610012345.6", {"zl201610012345.6", "zl201610012345", "201610012345.6", "201610012345", "6"}),
        ("TRL-4", {"trl", "4", "trl4"}),
        ("5G", {"5g"}),
        ("C++ and C#", {"c++", "c#"}),
        ("γ-Al2O3", {"γ", "al2o3", "γal2o3"}),
        ("0.1μm", {"0.1μm"}),
        ("95%", {"95", "95%"}),
        ("the firm's isn't", {"firm"}),
        ("R&D", {"r&d"}),
        ("U.S. patent", {"us", "patent"}),
        ("lithium/sulphur", {"lithium", "sulphur"}),
        ("done.Next", {"done", "next"}),
        ("node.js", {"node", "js", "node.js"}),
        ("a.b@example.org", {"exampl", "org", "a.b@example.org"}),
        ("https://example.org/x1", {"exampl", "org", "x1", "https://example.org/x1"}),
        ("the IT of it", {"it"}),
        ("ＡＢＣ１２３", {"abc123"}),
        ("батарей", {"батар"}),
        ("한글", {"한글"}),
        ("泵", {"泵"}),
        ("专利", {"专利", "专", "利"}),
        ("本发明", set("本发明") | {"本发", "发明"}),
    ],
)
def test_terms_of(analyser: StandardAnalyser, text: str, terms: set[str]):
    assert set(analyser.term_texts(text)) == terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SnO₂", "SnO2"),
        ("CO2", "CO 2"),
        ("LiFePO₄", "LiFePO 4"),
        ("TRL 4", "TRL-4"),
        ("R-245fa", "R245fa"),
        ("Wi‑Fi", "wifi"),
        ("start-ups", "startup"),
        ("3.5mm", "3.5 mm"),
        ("0.1µm", "0.1 μm"),
        ("25℃", "25 °C"),
        ("1,000 kWh", "1000kWh"),
        ("H01M 10/0525", "H01M10/0525"),
        ("US7654321B2", "US 7,654,321 B2"),
        ("WO 2012/123456 A1", "WO2012123456A1"),
        ("CN 106955576 A", "CN106955576A"),
        ("soft\u00adware", "software"),
        ("isn&#039;t Müller&#039;s", "Muller"),
        ("cafés", "cafe"),
        ("Łódź", "lodz"),
        ("ё", "е"),
        ("專利質押", "专利质押"),
        ("憑藉", "凭借"),
        ("ｶﾞｽ", "ガス"),
        ("AT&amp;T", "AT&T"),
    ],
)
def test_two_spellings_share_their_longest_term(analyser: StandardAnalyser, one: str, other: str):
    shared = set(analyser.term_texts(one)) & set(analyser.term_texts(other))
    longest = min(max(map(len, analyser.term_texts(text))) for text in (one, other))
    assert max(map(len, shared), default=0) == longest


@pytest.mark.parametrize("text", ["含1,4-双(甲基磺酰基)哌嗪的组合物", "1,4-雙(甲基磺酰基)哌嗪"])
def test_a_chemical_name_ends_where_other_words_follow(analyser: StandardAnalyser, text: str):
    assert any(term.startswith("1,4双(甲基磺") and term.endswith("基)哌嗪") for term in analyser.term_texts(text))


def test_a_chemical_name_ends_at_a_bracket_that_it_did_not_open(analyser: StandardAnalyser):
    terms = analyser.term_texts("poly(3,4-ethylenedioxythiophene) and 2-(4-chlorophenyl)ethanol, N,N-二甲基甲酰胺溶液")
    assert {"3,4ethylenedioxythiophene", "2(4chlorophenyl)ethanol", "n,n二甲基甲酰胺"} <= set(terms)


def test_a_power_of_ten_is_not_another_number(analyser: StandardAnalyser):
    assert "106" not in analyser.term_texts("10⁶")


def test_a_code_is_not_found_by_its_letters_alone(analyser: StandardAnalyser):
    assert not set(analyser.term_texts("CO2")) & set(analyser.term_texts("CO"))


def test_places_are_those_of_the_original(analyser: StandardAnalyser):
    text = "ﬁne soft\u00adware 專利 caf&eacute; CO 2"
    places = {text[token.start : token.end]: token.text for token in analyser.terms(text)}
    expected = {"ﬁne": "fine", "soft\u00adware": "softwar", "專利": "专利", "caf&eacute;": "cafe", "CO 2": "co2"}
    assert expected.items() <= places.items()


def test_words_are_whole_and_single_characters(analyser: StandardAnalyser):
    assert analyser.word_texts("The batteries 質押融資 3.5mm isn’t") == [
        "the",
        "batteries",
        *"质押融资",
        "3.5mm",
        "isn",
        "t",
    ]


def test_the_cache_forgets_when_full():
    cache = PieceCache(pieces, limit=2)
    assert [cache[word][0][0] for word in ("one", "two", "three")] == ["one", "two", "three"]
    assert set(cache) == {"three"}
