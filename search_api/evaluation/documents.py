"""The documents of a task as records: listings like any other, so that they go through the same store, analysis and index."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from models.listings import Listing, Section, Side
from models.ports import Analyser
from models.records import Origin, Record
from models.terms import Span, Term
from models.text import Text
from ranking.evaluate import Task
from search_api.evaluation.task import CORPUS, QUERIES

SOURCE = "evaluation"
KINDS = {"company": "project", "investor": "mandate", "technology": "technology", "patent": "technology"}
"""What a task's documents are as listings, by what their metadata call them; the others are technologies that somebody looks for."""

ASKERS = {"company": "technology", "technology": "project", "investor": "project"}
"""Who asks for documents that a task calls so: a technology for its company, a company for technologies and investors; else a need."""

NOTHING = "–"
"""The title of a document that has neither title nor text: no word of it is indexed."""

_LONGEST_TITLE = 200
_SENTENCE = re.compile(rf".{{1,{_LONGEST_TITLE}}}?(?:[.!?](?=\s)|[。！？；\n]|$)", re.DOTALL)
_CLAUSE = re.compile(rf".{{1,{_LONGEST_TITLE}}}(?:(?<=[，、：,;:])|(?=\s))", re.DOTALL)


def listing_id(number: int) -> str:
    """The listing of document ``number``, from 0: a document's own id could be anything, and could tell what it is."""
    return f"doc-{number}"


def question_id(number: int) -> str:
    """The listing of question ``number``, from 0."""
    return f"question-{number}"


def records(task: Task, analyser: Analyser, *, market: bool = False) -> Iterator[Record]:
    """One record a document, in order; with ``market`` one a question after them."""
    for number, (name, title, text) in enumerate(task.documents):
        about = task.about.get(name, {})
        listing = _listing(listing_id(number), kind_of(about), title, text, analyser, about)
        yield Record(source=SOURCE, key=listing.id, origin=Origin(file=CORPUS, place=name), listing=listing)
    for number, (name, _) in enumerate(task.questions if market else ()):
        listing = question_listing(task, number, analyser)
        yield Record(source=SOURCE, key=listing.id, origin=Origin(file=QUERIES, place=name), listing=listing)


def kind_of(about: Mapping[str, object]) -> str:
    """The kind of listing that a document is."""
    return KINDS.get(str(about.get("kind")), "technology")


def asker_kind(task: Task) -> str:
    """The kind of listing that the questions of a task are."""
    called = Counter(str(about.get("kind")) for about in task.about.values()).most_common(1)
    return ASKERS.get(called[0][0], "need") if called else "need"


def question_listing(task: Task, number: int, analyser: Analyser) -> Listing:
    """A question as a listing that asks: a need says it on its seeking side, whoever else asks by what their own record is."""
    kind, text = asker_kind(task), task.questions[number][1]
    heading, body = first_sentence(text)
    language = analyser.language(text)
    said = Side(sections=(Section(text=Text({language: body})),) if body else ())
    sides = {"seeks": said} if kind == "need" else {"offers": said}
    return Listing(
        id=question_id(number), kind=kind, title=Text({language: heading or NOTHING}), source=SOURCE, **sides
    )


def _listing(name: str, kind: str, title: str, text: str, analyser: Analyser, about: Mapping[str, object]) -> Listing:
    heading, body = (title.strip(), text.strip()) if title.strip() else first_sentence(text)
    language = analyser.language(f"{heading} {body}")
    sections = (Section(text=Text({language: body})),) if body else ()
    return Listing(
        id=name,
        kind=kind,
        title=Text({language: heading or NOTHING}),
        offers=Side(sections=sections, terms=_terms(about)),
        source=SOURCE,
    )


def _terms(about: Mapping[str, object]) -> tuple[Term, ...]:
    """What a task says of a document that a listing would state: how many deals an investor has done."""
    deals = about.get("deals")
    done = isinstance(deals, int | float) and math.isfinite(deals) and deals >= 0
    return (Term(name="deals_done", value=Span(low=float(deals), high=float(deals))),) if done else ()  # type: ignore[arg-type]


def first_sentence(text: str) -> tuple[str, str]:
    """A text without a title as its first sentence, or as much of a long one as a title holds, and the rest: no word is said twice."""
    whole = text.strip()
    found = _SENTENCE.match(whole) or _CLAUSE.match(whole)
    end = found.end() if found else _LONGEST_TITLE
    return whole[:end].strip(), whole[end:].strip()
