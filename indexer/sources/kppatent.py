"""Chinese patent abstracts with keyphrases (the KPPatent set), an array of JSON objects: technologies in Chinese, without numbers or owners.

The set has no titles: a listing's title is the first clause of its abstract. Its keyphrases are pieces cut out of the same abstract
by a machine (``脱``, ``通滤波``), so they add nothing to search and stand in no record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.json_items import JsonItems, item_records
from indexer.sources.keys import digest
from indexer.sources.titles import clean, title_or_clause
from models.listings import Listing, Section, Side, Standing
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "kppatent"


def recognises(head: Head) -> bool:
    """Whether the file is an array of objects with an abstract and keyphrases."""
    return head.text.lstrip().startswith("[") and '"keyphrases"' in head.text and '"abstract"' in head.text


def read(stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
    """Every object as a technology."""
    return item_records(stream, origin_file, context, (), technology)


def technology(value: Mapping[str, Any], origin: Origin) -> Record:
    """The technology of one abstract. Raises ``BadInput`` where it has neither title nor abstract."""
    abstract = clean(value.get("abstract") or "")
    title = title_or_clause(clean(value.get("title") or ""), abstract)
    key = _key(value)
    listing = Listing(
        id=key,
        kind="technology",
        title=Text.of(zh=title),
        offers=Side(sections=(Section(text=Text.of(zh=abstract)),) if abstract else ()),
        standing=Standing.PUBLIC_RECORD,
        source=NAME,
    )
    return Record(source=NAME, key=key, origin=origin, listing=listing)


def keyphrases(stream: BinaryIO, context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keyphrases of each object, by the key of its record: what an encoder is trained with, see ``indexer.training``."""
    for item in JsonItems(stream, (), context.max_record):
        value = item.value if isinstance(item.value, dict) else {}
        stated = str(value.get("keyphrases") or "").replace("，", ",").split(",")
        if phrases := tuple(phrase for one in stated if (phrase := one.strip())):
            yield _key(value), phrases


def _key(value: Mapping[str, Any]) -> str:
    return f"{NAME}-{digest(clean(value.get('abstract') or '') or clean(value.get('title') or ''))}"


SOURCE = FormatSource(
    name=NAME,
    describes=Text.of(
        en="KPPatent: Chinese patent abstracts with keyphrases (JSON array)", zh="KPPatent 中文专利摘要与关键词（JSON）"
    ),
    recogniser=recognises,
    reader=read,
)
