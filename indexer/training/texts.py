"""What pairs are built from: a record's title and text in one language, whose it is, and where it was read."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.sources import Context, kppatent, read_paths
from indexer.sources.archives import CountedFile, Entry, entries
from indexer.sources.reading import check_there
from models.codes import normal_name
from models.listings import Listing
from models.records import Record, Refusal
from models.text import Text

LONGEST = {"zh": 500}
LONGEST_OTHER = 1_500
"""Characters of a text that are used: about what a listing's first passage holds."""

NONE_STATED = "none stated"

LICENCES = {
    "google-patents": NONE_STATED,
    "kppatent": "MIT",
    "nasa-patents": f"{NONE_STATED} (US government)",
    "sbir-award": f"{NONE_STATED} (US federal source)",
    "sbir-topic": f"{NONE_STATED} (US federal source)",
    "title-pairs": NONE_STATED,
    "vocabulary": "Apache-2.0",
}
"""What a source says of its licence, by its name. Of every other, nothing is known."""


@dataclass(frozen=True, slots=True)
class RecordText:
    """Title and text of a record in one language; either may be empty.

    ``named``: whose it is, as written; ``party``: the same made comparable. ``keywords``: those that the record states.
    """

    source: str
    key: str
    language: str
    title: str
    text: str
    party: str = ""
    named: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Title and text as one passage."""
        return f"{self.title}. {self.text}" if self.title and self.text else self.title or self.text

    @property
    def shown(self) -> str:
        """The text as far as it is used."""
        return self.text[: longest(self.language)]


@dataclass(frozen=True, slots=True)
class Pair:
    """That ``passage`` answers ``question``. ``group``: pairs of one group are never each other's negatives. ``key``: the question's record.

    ``negatives``: passages that are near the question and do not answer it.
    """

    source: str
    key: str
    group: str
    question: str
    passage: str
    negatives: tuple[str, ...] = ()


@dataclass
class Texts:
    """The texts of files that sources read, one a record and language, and of files of title pairs. ``refused``: what could not be used."""

    paths: Sequence[Path]
    refused: int = 0

    def __iter__(self) -> Iterator[RecordText]:
        self.refused = 0
        files = list(_files(self.paths))
        title_pairs = [path for path in files if _holds_title_pairs(path)]
        stated = dict(_keyphrases(files))
        for path in title_pairs:
            yield from _of_title_pairs(path)
        for _, item in read_paths([path for path in files if path not in title_pairs]):
            if isinstance(item, Refusal):
                self.refused += 1
            else:
                yield from (replace(text, keywords=stated.get(text.key, ())) for text in texts_of(item))


def texts_of(record: Record) -> Iterator[RecordText]:
    """The texts of one record, one a language: those of its asset where it has one, else of its listing."""
    for asset in record.assets:
        owner = asset.applicants[0].name if asset.applicants else Text()
        yield from _texts(record, asset.title, asset.abstract, owner)
    if record.listing and not any(asset.abstract for asset in record.assets):
        yield from _of_listing(record, record.listing)


def _of_listing(record: Record, listing: Listing) -> Iterator[RecordText]:
    bodies: dict[str, str] = {}
    for section in (*listing.seeks.sections[:1], *listing.offers.sections[:1])[:1]:
        bodies |= dict(section.text.items())
    owner = listing.party.name if listing.party else Text()
    yield from _texts(record, listing.title, Text(bodies), owner)


def _texts(record: Record, title: Text, body: Text, owner: Text) -> Iterable[RecordText]:
    named = owner.best("en")[1]
    for language in dict.fromkeys((*title.languages, *body.languages)):
        yield RecordText(
            source=record.source,
            key=record.key,
            language=language,
            title=title.get(language),
            text=body.get(language),
            party=normal_name(named) or named.casefold(),
            named=named,
        )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        check_there(path)
        yield from sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else (path,)


def _holds_title_pairs(path: Path) -> bool:
    """Whether a file has a title in one language and a text in the other on each line: ``id``, ``title_en``, ``abstract_zh``."""
    if path.suffix != ".jsonl":
        return False
    with path.open("rb") as file:
        try:
            first = json.loads(file.readline())
        except ValueError:
            return False
    return isinstance(first, dict) and {"title_en", "abstract_zh"} <= set(first)


def _of_title_pairs(path: Path) -> Iterator[RecordText]:
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            key = str(row.get("id") or row["title_en"])
            yield RecordText("title-pairs", key, "en", str(row["title_en"]), "")
            yield RecordText("title-pairs", key, "zh", "", str(row["abstract_zh"]))


def _keyphrases(files: Iterable[Path]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the files state as keyphrases, by record."""
    for path in files:
        with closing(CountedFile(path)) as disk:
            for entry in entries(disk, path.name):
                if isinstance(entry, Entry) and kppatent.recognises(entry.head):
                    yield from kppatent.keyphrases(entry.stream, Context())


def seeded(*what: object) -> random.Random:
    """A generator that draws the same for the same seed and purpose, in every process."""
    return random.Random(" ".join(map(str, what)))  # noqa: S311 — nothing that is drawn is a secret


def longest(language: str) -> int:
    """Characters of a text in a language that are used."""
    return LONGEST.get(language, LONGEST_OTHER)


def licence_of(source: str) -> str:
    """What a source says of its licence."""
    return LICENCES.get(source, NONE_STATED)
