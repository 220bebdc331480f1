"""Estimates the base encoder's mean vectors by role and language, and rewrites the files that ship with it.

    python benchmarks/estimate_means.py DATA_DIR

``DATA_DIR`` holds ``records/``, ``training/`` and ``benchmarks/``. English comes from research topics, awards and licensable
patents, Chinese from patent abstracts. A record that shares a run of text with any document or question of a benchmark is
left out, so that a benchmark of centred vectors stays honest. The texts themselves are not kept.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from indexer.encoders import means
from indexer.encoders.e5 import E5Small
from models.units import FloatArray

COUNT = 2_000
LONGEST = {"en": 1_500, "zh": 500}
"""Characters of a text: about what a listing's first passages hold."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_WINDOW = {True: 16, False: 48}
"""Letters of a run that two texts must not share; by whether the text is Chinese."""


class Record(NamedTuple):
    """One title (may be empty) and its text."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text as one passage."""
        return f"{self.title}. {self.text}" if self.title else self.text


def main() -> None:
    """Read, encode, average, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    chance = random.Random(1)
    known = benchmark_windows(data / "benchmarks")
    with tempfile.TemporaryDirectory() as cache:
        encoder = E5Small(Path(cache))
        vectors: dict[tuple[str, str], FloatArray] = {}
        for language, records in (("en", english(data)), ("zh", chinese(data))):
            passages, queries = texts_of(list(records), known, chance, language)
            print(f"{language}: {len(passages)} passages, {len(queries)} questions", flush=True)
            vectors["passage", language] = encoder.encode_passages(passages)
            vectors["query", language] = encoder.encode_queries(queries)
    means.write_means(means.BASE_FILE, means.means_of(vectors))


def texts_of(
    records: list[Record], known: set[int], chance: random.Random, language: str
) -> tuple[list[str], list[str]]:
    """Passages and questions from different records, at most ``COUNT`` of each."""
    chance.shuffle(records)
    unknown = (record for record in records if not shares_text(record.whole, known))
    passages = [record.whole[: LONGEST[language]] for record in islice(unknown, COUNT)]
    kinds = QUESTIONS[language]
    questions = [kinds[at % len(kinds)](record, chance) for at, record in enumerate(islice(unknown, COUNT))]
    return passages, [question for question in questions if question]


def english(data: Path) -> Iterator[Record]:
    """A third each of topics, awards and patents, as far as they go."""
    sources = [
        _table(data / "records" / "sbir_topics.csv.gz", "Topic Name", "Description"),
        _table(data / "records" / "sbir_awards.csv.gz", "title", "abstract"),
        _table(data / "records" / "nasa_patents_2014.csv", "Title", "Abstract"),
    ]
    for source in sources:
        found = [record for record in source if record.title and len(record.text) > 100]
        random.Random(2).shuffle(found)
        yield from found[: 2 * COUNT]


def chinese(data: Path) -> Iterator[Record]:
    """Chinese patent abstracts."""
    with gzip.open(data / "records" / "google_patents.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            text = record["abstract"] or ""
            if len(_HAN.findall(text)) > 60 and not _KANA.search(text):
                yield Record(record["title"] if _HAN.search(record["title"] or "") else "", text)
    with (data / "training" / "patent_titles_en_zh.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield Record("", record["abstract_zh"])


def _table(path: Path, title: str, text: str) -> Iterator[Record]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Record((row[title] or "").strip(), (row[text] or "").strip())


def benchmark_windows(folder: Path) -> set[int]:
    """Hashes of runs of letters of every document and question, one run starting at every half window."""
    found: set[int] = set()
    for path in sorted(folder.glob("*/*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                for part in (item.get("title", ""), item["text"]):
                    found.update(_windows(part, half=True))
    return found


def shares_text(text: str, known: set[int]) -> bool:
    """Whether a run of one and a half windows of ``text``, or the whole of a short one, is in a benchmark."""
    return any(window in known for window in _windows(text, half=False))


def _windows(text: str, *, half: bool) -> Iterator[int]:
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    width = _WINDOW[bool(_HAN.search(letters))]
    step = width // 2 if half else 1
    for at in range(0, max(1, len(letters) - width + 1), step):
        yield hash(letters[at : at + width])


def _title(record: Record, _: random.Random) -> str:
    return record.title


def _key_words(record: Record, chance: random.Random) -> str:
    words = [word for word in re.findall(r"[A-Za-z][\w-]{3,}", record.title) if word.lower() not in _SMALL]
    return " ".join(words[: chance.randint(2, 4)]).lower()


def _first_sentence(record: Record, _: random.Random) -> str:
    return re.split(r"(?<=[.!?。；])\s*", record.text)[0][:300]


def _pasted(record: Record, _: random.Random) -> str:
    return record.whole[:1_500]


def _phrase(record: Record, chance: random.Random) -> str:
    phrases = [phrase for phrase in re.split(r"[，。；、：,;:]", record.text) if 4 <= len(phrase) <= 30]
    return chance.choice(phrases) if phrases else ""


def _subject(record: Record, chance: random.Random) -> str:
    """What a Chinese abstract says that it is about: its opening without the set phrase."""
    opening = re.split(r"[，。；]", record.text)[0]
    subject = re.sub(r"^.*?(公开了|提供了|提供|涉及到|涉及|为|公开|是)", "", opening)
    return subject if len(subject) >= 4 else _phrase(record, chance)


Question = Callable[[Record, random.Random], str]
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "en": (_title, _key_words, _first_sentence, _pasted),
    "zh": (_subject, _phrase, _first_sentence, _pasted),
}
"""How people ask: a title, a few words, a sentence, a pasted abstract; a quarter of the questions each."""
_SMALL: Iterable[str] = frozenset({"with", "using", "from", "into", "based", "than", "their", "over"})


if __name__ == "__main__":
    main()
