"""Search as every door asks for it: a question to a page of results, further pages, and more like this. No HTTP."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.constraints import Constraint, Facts, In, Interval, Not, both
from models.errors import BadQuery
from models.listings import Listing
from models.messages import Message, shortened
from models.text import Text
from models.viewer import Viewer
from ranking.keyword import keyword_query
from ranking.legs import idfs
from ranking.question import FieldTerm, Question, parse_question, pasted
from ranking.search import Searcher, SearchRequest
from ranking.window import Results, Window
from search_api.assembly import Application
from search_api.index_check import IndexCheck, shown
from search_api.pasted import check_says_something
from search_api.search import notices
from search_api.search.answers import Answers
from search_api.search.facets import FACETS, count_facets
from search_api.search.question import MOST_PER_PAGE, Asked, SearchQuery, Sort
from search_api.search.schemas import SearchAnswer, Suggestions
from search_api.search.suggestions import Suggester
from search_api.search.windows import Cursor, Windows
from search_api.standby import Gap

BY_DATE_SHARE = 0.25
"""Sorted by date, results that score less than this share of the best are left out: every listing is a little similar to any question."""


MOST_WANTED = 40
"""Terms of a question that are highlighted."""


@dataclass
class SearchService:
    """Searches one application. ``searched`` is told of every search whether anything was found; ``today`` and ``clock`` give the time."""

    application: Application
    searched: Callable[[bool], None] = lambda _found: None
    today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date()
    clock: Callable[[], float] = time.monotonic
    answers: Answers = field(init=False)
    windows: Windows = field(init=False)
    _checked: IndexCheck = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.application)
        self._checked = IndexCheck(self.application)
        self.windows = Windows(self.application.settings.cursor_seconds, self.clock)

    def search(self, query: SearchQuery, viewer: Viewer) -> SearchAnswer:
        """The first page of a question. Raises ``BadQuery`` for a filter that cannot be read, ``Unavailable`` where a part is."""
        question = parse_question(query.text, self.application.filters.names)
        return self._ask(query, question, question.fields, viewer)

    def page(self, cursor: str, viewer: Viewer, *, language: str | None = None) -> SearchAnswer:
        """The page that a cursor names. Raises ``Expired`` where its window is gone, ``BadQuery`` where it is no cursor."""
        place = Cursor.read(cursor)
        asked = self.windows.find(place, viewer)
        if language is not None:
            asked = replace(asked, query=replace(asked.query, language=language))
        return self.answers.page(asked, place, viewer)

    def more_like(self, listing_id: str, query: SearchQuery, viewer: Viewer) -> SearchAnswer:
        """Listings like one that the viewer may read; of its kind, unless a filter says otherwise. Raises ``NotFound``."""
        listing = self.application.store.listings.get(listing_id, viewer).listing
        fields = () if any(term.name == "kind" for term in query.filters) else (FieldTerm("kind", listing.kind),)
        question = pasted(_whole(listing, query.language))
        return self._ask(query, question, fields, viewer, typed_in=False, like=(listing.id, listing.title))

    def similar(self, query: SearchQuery, viewer: Viewer) -> SearchAnswer:
        """Listings like a pasted text. Raises ``BadInput`` for one that says nothing."""
        check_says_something(query.text, self.application.analyser)
        return self._ask(query, pasted(query.text), (), viewer, typed_in=False)

    def suggest(self, typed: str, viewer: Viewer, *, language: str = "en", limit: int = 8) -> Suggestions:
        """Ways to go on typing, from what the viewer may read."""
        self._checked()
        application = self.application
        suggester = Suggester(application.searcher.reader, application.analyser, application.store)
        return suggester.suggest(typed, viewer, self._shown(), language=language, limit=limit)

    def _ask(
        self,
        query: SearchQuery,
        question: Question,
        typed: Sequence[FieldTerm],
        viewer: Viewer,
        *,
        typed_in: bool = True,
        like: tuple[str, Text] | None = None,
    ) -> SearchAnswer:
        _check(query)
        self._checked()
        fields = (*typed, *query.filters)
        others = [Not(In("listing", frozenset({like[0]})))] if like else []
        where = both(self.application.filters.compile(fields), self._shown(), *others)
        request = SearchRequest(
            question=question,
            viewer=viewer,
            where=where,
            size=self.application.settings.window,
            descending=query.sort is not Sort.OLDEST,
        )
        searcher, served = self._searcher(typed_in=typed_in), self.application.served

        def found() -> tuple[Window, list[Facts]]:
            window = searcher.search(request)
            return window, searcher.reader.facts(window.results.units)

        window, facts = served.steadily(found)
        gap = served.gap(window.generation)
        if query.sort is not Sort.RELEVANCE and not question.empty:
            window, facts = _by_date(window, facts, newest=query.sort is Sort.NEWEST)
        asked = Asked(
            query=query,
            question=question,
            fields=fields,
            window=window,
            wanted=self._wanted(question),
            counts=count_facets(facts, query.facets if query.facets is not None else FACETS),
            notices=self._notices(query, question, fields, window, gap),
            scored=not question.empty,
            like=like,
            gap=gap,
        )
        self.searched(bool(window.results))
        return self.answers.page(asked, self.windows.keep(asked, viewer), viewer)

    def _searcher(self, *, typed_in: bool) -> Searcher:
        """The searcher; for a document, one that does not move the questions' means to it."""
        searcher = self.application.searcher
        return searcher if typed_in else replace(searcher, asked=lambda _vectors, _languages: None)

    def _shown(self) -> Constraint:
        """What is still shown today; a listing that does not say is shown."""
        return shown(self.today())

    def _wanted(self, question: Question) -> Mapping[str, float]:
        """The terms to highlight, by how much each tells: of a long text only the most telling ones."""
        query = None if question.empty else keyword_query(question, self.application.analyser)
        if query is None:
            return {}
        idf = idfs(self.application.searcher.reader.statistics(list(query.weights)))
        telling = {term: weight * idf[term] for term, weight in query.weights.items()}
        return dict(sorted(telling.items(), key=lambda pair: -pair[1])[:MOST_WANTED])

    def _notices(
        self, query: SearchQuery, question: Question, fields: Sequence[FieldTerm], window: Window, gap: Gap | None
    ) -> tuple[str, ...]:
        found = [notices.of_gap(gap)] if gap is not None else []
        found += [*window.notices, *notices.field_notices(fields, scheme=self.application.trees.fields.complete)]
        if not self.application.searcher.reader.state().listings:
            found.append(notices.NOTHING_INDEXED)
        elif window.coverage < 1.0 and not question.empty:
            found.append(notices.PARTLY_ENCODED)
        if query.sort is not Sort.RELEVANCE and not question.empty:
            found.append(notices.BY_DATE)
        elif self.application.settings.window <= len(window.results) < window.passing and not question.empty:
            found.append(notices.CLOSEST)
        return tuple(found)


def _check(query: SearchQuery) -> None:
    if not 1 <= query.limit <= MOST_PER_PAGE:
        raise BadQuery(
            Message(en="A page of {limit} results cannot be had.", zh="每页不能有{limit}条结果。", limit=query.limit),
            advice=Message(en="Ask for 1 to {most}.", zh="请取1至{most}条。", most=MOST_PER_PAGE),
        )
    unknown = sorted(set(query.facets or ()) - set(FACETS))
    if unknown:
        raise BadQuery(
            Message(en="There is no facet '{name}'.", zh="没有分面“{name}”。", name=shortened(unknown[0])),
            advice=Message(en="Facets are: {names}.", zh="可用的分面：{names}。", names=[*FACETS]),
        )


def _by_date(window: Window, facts: list[Facts], *, newest: bool) -> tuple[Window, list[Facts]]:
    """The better results of a window by the day of their publication; those without one come last."""
    ranked = list(window.results)
    least = BY_DATE_SHARE * max((one.score for one in ranked), default=0.0)
    kept = [place for place, one in enumerate(ranked) if one.score >= least]
    kept.sort(key=lambda place: _day(facts[place], newest=newest))
    results = Results([ranked[place].unit for place in kept], lambda place: ranked[kept[place]])
    return replace(window, results=results), [facts[place] for place in kept]


def _day(facts: Facts, *, newest: bool) -> tuple[bool, float]:
    published = facts.get("published")
    if not isinstance(published, Interval):
        return True, 0.0
    return False, -published.low if newest else published.low


def _whole(listing: Listing, language: str) -> str:
    """Title and texts of a listing in one language, the reader's where it has it."""
    tag, title = listing.title.best(language)
    sections = (*listing.offers.sections, *listing.seeks.sections)
    return "\n".join([title, *(section.text.best(tag)[1] for section in sections)])
