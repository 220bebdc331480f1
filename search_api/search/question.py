"""What is asked of the search service, and what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from models.text import Text
from ranking.question import FieldTerm, Question
from ranking.window import Window

if TYPE_CHECKING:
    from search_api.standby import Gap

MOST_PER_PAGE = 100
USUAL_PER_PAGE = 10


class Sort(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as a door hands it on.

    ``text``: what was typed, with fields, quotes and ``-word``. ``filters``: given beside it. ``facets``: those to count, ``None``: all.
    ``language``: the reader's.
    """

    text: str = ""
    filters: tuple[FieldTerm, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = USUAL_PER_PAGE
    language: str = "en"
    facets: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Asked:
    """An answered question as it is kept: what pages are made from.

    ``fields``: every filter, those typed in the box first. ``counts``: the facets, by name and code. ``wanted``: the terms that are
    highlighted, with their weights. ``scored``: whether the results were ranked at all. ``like``: the id and the title of the listing that
    they are to be like. ``gap``: what of the whole was looked at, where the index was away.
    """

    query: SearchQuery
    question: Question
    fields: tuple[FieldTerm, ...]
    window: Window
    wanted: Mapping[str, float]
    counts: Mapping[str, Mapping[str, int]]
    notices: tuple[str, ...] = ()
    scored: bool = True
    like: tuple[str, Text] | None = None
    gap: Gap | None = None
