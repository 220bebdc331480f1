"""The documents of a task as records: listings like any other, so that they go through the same store, analysis and index."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.listings import Listing, Section, Side
from models.ports import Analyser
from models.records import Origin, Record
from models.text import Text
from ranking.evaluate import Task
from search_api.evaluation.task import CORPUS

SOURCE = "evaluation"
KIND = "technology"
NOTHING = "–"
"""The title of a document that has neither title nor text: no word of it is indexed."""

_LONGEST_TITLE = 200
_SENTENCE = re.compile(rf".{{1,{_LONGEST_TITLE}}}?(?:[.!?](?=\s)|[。！？；\n]|$)", re.DOTALL)
_CLAUSE = re.compile(rf".{{1,{_LONGEST_TITLE}}}(?:(?<=[，、：,;:])|(?=\s))", re.DOTALL)


def listing_id(number: int) -> str:
    """The listing of document ``number``, from 0: a document's own id could be anything, and could tell what it is."""
    return f"doc-{number}"


def records(task: Task, analyser: Analyser) -> Iterator[Record]:
    """One record a document, in order."""
    for number, (name, title, text) in enumerate(task.documents):
        yield Record(
            source=SOURCE,
            key=listing_id(number),
            origin=Origin(file=CORPUS, place=name),
            listing=_listing(number, title, text, analyser),
        )


def _listing(number: int, title: str, text: str, analyser: Analyser) -> Listing:
    heading, body = (title.strip(), text.strip()) if title.strip() else first_sentence(text)
    language = analyser.language(f"{heading} {body}")
    sections = (Section(text=Text({language: body})),) if body else ()
    return Listing(
        id=listing_id(number),
        kind=KIND,
        title=Text({language: heading or NOTHING}),
        offers=Side(sections=sections),
        source=SOURCE,
    )


def first_sentence(text: str) -> tuple[str, str]:
    """A text without a title as its first sentence, or as much of a long one as a title holds, and the rest: no word is said twice."""
    whole = text.strip()
    found = _SENTENCE.match(whole) or _CLAUSE.match(whole)
    end = found.end() if found else _LONGEST_TITLE
    return whole[:end].strip(), whole[end:].strip()
