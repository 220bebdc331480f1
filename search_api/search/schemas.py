"""What the API says of a search."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from search_api.listings.schemas import AssetView, Named, PartyView, TermView
from search_api.search.notices import MISSING, MissingPart

Span = tuple[int, int]


class Highlighted(BaseModel):
    """A text with the stretches of it that meet the question: ``text[start:end]``, counted in Unicode characters."""

    text: str
    language: str = Field(description="The language of the text; not the reader's where the listing has none in it.")
    spans: list[Span] = []


class Passage(Highlighted):
    """The stretch of a listing's text that answers best. ``before`` and ``after``: the text goes on there."""

    side: str
    side_label: str
    before: bool = False
    after: bool = False


class LegScore(BaseModel):
    """One leg's word on a result. ``rank`` is missing where the leg scored it but did not retrieve it."""

    rank: int | None
    score: float


class LegScores(BaseModel):
    """``keyword``: BM25. ``vector``: the cosine of the best passage. A leg that says nothing is missing."""

    keyword: LegScore | None = None
    vector: LegScore | None = None


class Part(BaseModel):
    """A contribution to a score, in log-odds."""

    name: str
    label: str
    value: float


class Card(BaseModel):
    """A listing in short, as lists of listings show it."""

    id: str
    kind: str
    kind_label: str = Field(description="What pages call it: its profile's words where it has a profile.")
    profile: str | None = None
    title: Highlighted
    party: PartyView | None = None
    place: Named | None = None
    standing: str
    standing_label: str
    terms: list[TermView] = []
    assets: list[AssetView] = []
    published: dt.date | None = None
    link: str | None = None


class Result(Card):
    """A listing that was found."""

    passage: Passage | None = None
    score: float | None = Field(
        default=None,
        description="From 0 to 1, and the same across questions: the chance that this is the answer sought. Missing without a question.",
    )
    legs: LegScores = LegScores()
    parts: list[Part] = Field(default=[], description="They add up to the log-odds of the score.")


class FilterView(BaseModel):
    """A filter as it was understood."""

    name: str
    label: str
    value: str = Field(description="As it was written.")
    words: str = Field(description="In the reader's language where the value is a code.")
    negated: bool = False


class Liked(BaseModel):
    """The listing that similar ones were asked for."""

    id: str
    title: str


class QuestionView(BaseModel):
    """What was understood of the question."""

    text: str = Field(description="What is searched by words and by meaning.")
    phrases: list[str] = []
    without: list[str] = []
    filters: list[FilterView] = []
    like: Liked | None = None


class FacetValue(BaseModel):
    """A code, its words, and how many results hold it. As a filter: ``NAME=value``."""

    value: str
    label: str
    count: int


class Facet(BaseModel):
    """What the results hold of one field, the most frequent first."""

    name: str
    label: str
    values: list[FacetValue]


class Notice(BaseModel):
    """Something to know of the answer."""

    code: str
    text: str


class Degradable(BaseModel):
    """An answer that says what it was made without, and what else is to be known of it."""

    notices: list[Notice] = []

    @computed_field(
        description="The parts that did not answer. Without the `index` only the latest listings are looked at, without the `encoder` only "
        "their words; a notice says so. Ask again later for the whole answer."
    )
    def degraded(self) -> list[MissingPart]:
        """The parts that this answer was made without."""
        return [MISSING[one.code] for one in self.notices if one.code in MISSING]


EXAMPLE: dict[str, Any] = {
    "question": {
        "text": "ceramic separator",
        "filters": [{"name": "kind", "label": "kind", "value": "technology", "words": "technology"}],
    },
    "language": "en",
    "sort": "relevance",
    "total": 79,
    "passing": 79,
    "start": 0,
    "coverage": 1.0,
    "facets": [
        {"name": "kind", "label": "kind", "values": [{"value": "technology", "label": "technology", "count": 79}]}
    ],
    "results": [
        {
            "id": "tech-garnet-ceramic-separator",
            "kind": "technology",
            "kind_label": "technology",
            "title": {"text": "Tape-cast garnet ceramic separator", "language": "en", "spans": [[17, 34]]},
            "party": {
                "id": "yanling-university",
                "name": "Yanling University",
                "names": {"en": "Yanling University", "zh": "燕岭大学"},
            },
            "place": {"code": "CN-BJ", "label": "Beijing"},
            "standing": "offered",
            "standing_label": "offered by its owner",
            "published": "2026-03-11",
            "score": 0.26,
            "legs": {"keyword": {"rank": 1, "score": 5.64}, "vector": {"rank": 2, "score": 0.51}},
            "parts": [
                {"name": "keyword", "label": "words", "value": 2.94},
                {"name": "meaning", "label": "meaning", "value": 2.75},
                {"name": "question", "label": "question as a whole", "value": -6.73},
            ],
        }
    ],
    "next": "WyJ3aW5kb3ciLCAiMDAwMS1hYmMiLCAxMF0",
}
"""An answer, shortened."""


class SearchAnswer(Degradable):
    """A page of results, and what they were taken from."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    question: QuestionView
    language: str = Field(description="The reader's language.")
    sort: str
    total: int = Field(description="Results in the kept window, which facets count and cursors page through.")
    passing: int = Field(description="Listings that pass the filters.")
    start: int = Field(description="How many results of the window come before this page.")
    coverage: float = Field(description="The share of the pool that can be found by meaning yet.")
    facets: list[Facet] = []
    results: list[Result]
    withheld: int = Field(default=0, description="Results of this page that may no longer be read, and were left out.")
    next: str | None = Field(default=None, description="The cursor of the next page.")
    previous: str | None = Field(default=None, description="The cursor of the page before.")


class Suggestion(BaseModel):
    """A way to go on typing. ``question``: what to search for. ``listing``: the listing whose title it is."""

    text: str
    kind: str = Field(description="`words`, `title` or `party`.")
    question: str
    listing: str | None = None


class Suggestions(BaseModel):
    """Ways to go on from what was typed, the best first."""

    typed: str
    suggestions: list[Suggestion]


class Pasted(BaseModel):
    """A text to find similar listings to: an abstract, a call, a description of a need."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(max_length=200_000)
    filters: dict[str, list[str]] = Field(
        default={}, description="Values by filter, as in the query string of a search."
    )
    limit: int = Field(default=10, ge=1, le=100)
    facets: list[str] | None = None
    lang: Literal["en", "zh"] | None = Field(
        default=None, description="The reader's language, as in the query string, which goes before it."
    )
