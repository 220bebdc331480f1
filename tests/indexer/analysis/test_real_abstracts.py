"""Chinese patents' keyphrases against their abstracts: what a person marked in a text must be findable in it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.analysis import StandardAnalyser
from indexer.analysis.hanzi import STOP_WORDS

RECORDS = Path(__file__).parents[4] / "shared" / "data" / "records" / "kppatent_zh.json"


def marked() -> Iterator[tuple[str, list[str]]]:
    for record in json.loads(RECORDS.read_text(encoding="utf-8")):
        yield (
            record["abstract"],
            [phrase for phrase in record["keyphrases"].split(",") if phrase and phrase in record["abstract"]],
        )


@pytest.mark.skipif(not RECORDS.exists(), reason="the shared records are not beside this checkout")
def test_every_keyphrase_of_an_abstract_is_found_in_it(analyser: StandardAnalyser):
    for abstract, phrases in marked():
        terms, words = set(analyser.term_texts(abstract)), " ".join(["", *analyser.word_texts(abstract), ""])
        for phrase in phrases:
            assert phrase in STOP_WORDS or terms & set(analyser.term_texts(phrase)), phrase
            assert " ".join(["", *analyser.word_texts(phrase), ""]) in words, phrase
