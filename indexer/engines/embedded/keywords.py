"""The keyword side: tantivy's schema, a unit as one of its documents, and a keyword query as one of its queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from models.constraints import Facts, Interval
from models.ports import KeywordQuery, Phrase
from models.units import TERMS, WORDS, Unit

KEY, LISTING, CODES = "key", "listing", "codes"

SLOTS = 48
"""Interval fields that tantivy holds too; a field beyond them is checked in the segments' columns only."""

SCALE = 1 / 2.2
"""tantivy's BM25 (k1 = 1.2) has the factor k1 + 1, ours has not."""

SEPARATOR = "\x1f"
BLANKS = " \t\n\r\x0b\x0c"


def schema() -> tantivy.Schema:
    """The fields: two streams of ready-made tokens, the key, and everything that filters."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(TERMS, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(LISTING, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(CODES, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(KEY, fast=True)
    for slot in range(SLOTS):
        builder.add_float_field(low_field(slot), fast=True)
        builder.add_float_field(high_field(slot), fast=True)
    return builder.build()


def create_keywords(folder: Path) -> None:
    """Start an empty tantivy index."""
    folder.mkdir()
    tantivy.Index(schema(), path=str(folder))


def open_keywords(folder: Path) -> tantivy.Index:
    """Open a tantivy index that is reloaded when we say so."""
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    return index


def low_field(slot: int) -> str:
    """The column of the low ends of a slot."""
    return f"low{slot}"


def high_field(slot: int) -> str:
    """The column of the high ends of a slot."""
    return f"high{slot}"


def unsigned_zero(number: float) -> float:
    """The number, with 0 for −0: tantivy's order of numbers has one before the other."""
    return number + 0.0


def code_term(field: str, value: str) -> str:
    """The term for "``field`` holds ``value``"."""
    return f"{field}{SEPARATOR}{value}"


def document(unit: Unit, key: int, slots: Mapping[str, int]) -> tantivy.Document:
    """A unit as a document."""
    made = tantivy.Document()
    made.add_unsigned(KEY, key)
    made.add_text(LISTING, unit.listing)
    for stream in (TERMS, WORDS):
        made.add_text(stream, _joined(unit.streams.get(stream, ())))
    _add_facts(made, unit.facts, slots)
    return made


def _add_facts(made: tantivy.Document, facts: Facts, slots: Mapping[str, int]) -> None:
    for field, fact in facts.items():
        made.add_text(CODES, field)
        if not isinstance(fact, Interval):
            for value in fact:
                made.add_text(CODES, code_term(field, value))
        elif (slot := slots.get(field)) is not None:
            made.add_float(low_field(slot), unsigned_zero(fact.low))
            made.add_float(high_field(slot), unsigned_zero(fact.high))


def scoring(query: KeywordQuery, over: tantivy.Schema) -> tantivy.Query | None:
    """What scores: the weighted terms, or, where there are none, what the words require; ``None`` where the query asks for nothing.

    Scores are to be multiplied by ``SCALE``.
    """
    weighted = [(Occur.Should, _weighted(over, term, weight)) for term, weight in query.weights.items()]
    if weighted:
        return Query.boolean_query(weighted)
    needed = required(query, over)
    return Query.boolean_query([(Occur.Must, each) for each in needed]) if needed else None


def required(query: KeywordQuery, over: tantivy.Schema) -> list[tantivy.Query]:
    """What must occur in the positional stream."""
    needed = [_phrase(over, phrase) for phrase in query.phrases if phrase.words]
    if query.prefix:
        needed.append(Query.fuzzy_term_query(over, WORDS, _plain(query.prefix), distance=0, prefix=True))
    return needed


def excluded(query: KeywordQuery, over: tantivy.Schema) -> list[tantivy.Query]:
    """What may not occur in the positional stream."""
    return [_phrase(over, phrase) for phrase in query.without if phrase.words]


def unscored(query: tantivy.Query) -> tantivy.Query:
    """The query, adding nothing to a score."""
    return Query.const_score_query(query, 0.0)


def _weighted(over: tantivy.Schema, term: str, weight: float) -> tantivy.Query:
    return Query.boost_query(Query.term_query(over, TERMS, _plain(term), "freq"), weight)


def _phrase(over: tantivy.Schema, phrase: Phrase) -> tantivy.Query:
    words = [_plain(word) for word in phrase.words]
    if len(words) == 1:
        return Query.term_query(over, WORDS, words[0], "freq")
    return Query.phrase_query(over, WORDS, list(words))


def _joined(tokens: Sequence[str]) -> str:
    return _plain(SEPARATOR.join(tokens)).replace(SEPARATOR, " ")


def _plain(token: str) -> str:
    """A token that is split at no blank; what joins and what asks do the same to it."""
    for blank in BLANKS:
        token = token.replace(blank, "_")
    return token
