"""From an answered question to one page of it, in the reader's language and within the viewer's rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.viewer import Viewer
from ranking.filters import ALIASES
from ranking.window import Ranked
from search_api.assembly import Application
from search_api.labels import Labels, name_of
from search_api.listings.views import Views
from search_api.search import notices
from search_api.search.question import Asked
from search_api.search.results import ResultMaker
from search_api.search.schemas import Facet, FacetValue, FilterView, Liked, Notice, QuestionView, Result, SearchAnswer
from search_api.search.windows import Cursor


@dataclass(frozen=True)
class Answers:
    """Makes the pages of answers."""

    application: Application
    labels: Labels = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "labels", Labels(self.application.trees, self.application.store, self.application.concordance)
        )

    def page(self, asked: Asked, cursor: Cursor, viewer: Viewer) -> SearchAnswer:
        """The page that begins at ``cursor``; what the viewer may no longer read is left out, and counted."""
        query, window = asked.query, asked.window
        ranked = window.results[cursor.start : cursor.start + query.limit]
        results = self._results(asked, ranked, viewer)
        end = cursor.start + query.limit
        return SearchAnswer(
            question=self._question(asked),
            language=query.language,
            sort=query.sort.value,
            total=len(window.results),
            passing=window.passing,
            start=cursor.start,
            coverage=0.0 if notices.NOTHING_INDEXED in asked.notices else round(window.coverage, 4),
            notices=[self._notice(code, asked) for code in asked.notices],
            facets=[self._facet(name, counts, query.language) for name, counts in asked.counts.items()],
            results=results,
            withheld=len(ranked) - len(results),
            next=cursor._replace(start=end).written() if end < len(window.results) else None,
            previous=cursor._replace(start=max(0, cursor.start - query.limit)).written() if cursor.start else None,
        )

    def _results(self, asked: Asked, ranked: Sequence[Ranked], viewer: Viewer) -> list[Result]:
        stored = self.application.store.listings.many([one.listing for one in ranked], viewer)
        views = Views(self.labels, asked.query.language)
        maker = ResultMaker(self.application.analyser, views, asked.wanted, asked.scored)
        return [maker.make(one, stored[one.listing]) for one in ranked if one.listing in stored]

    def _question(self, asked: Asked) -> QuestionView:
        language = asked.query.language
        filters = [
            FilterView(
                name=term.name,
                label=name_of(term.name, language),
                value=term.value,
                words=self.labels.one(ALIASES.get(term.name, term.name), term.value, language),
                negated=term.negated,
            )
            for term in asked.fields
        ]
        return QuestionView(
            text=asked.question.text,
            phrases=list(asked.question.phrases),
            without=list(asked.question.without),
            filters=filters,
            like=Liked(id=asked.like[0], title=asked.like[1].best(language)[1]) if asked.like else None,
        )

    def _facet(self, name: str, counts: Mapping[str, int], language: str) -> Facet:
        labels = self.labels.of(name, counts, language)
        values = [FacetValue(value=code, label=labels[code], count=count) for code, count in counts.items()]
        return Facet(name=name, label=name_of(name, language), values=values)

    def _notice(self, code: str, asked: Asked) -> Notice:
        window = asked.window
        text = notices.WORDS[code].best(asked.query.language)[1]
        text = text.format(
            percent=f"{100 * window.coverage:.0f}",
            source=notices.source_of(self.application.rates.source, asked.query.language),
            total=len(window.results),
            passing=window.passing,
            **(asked.gap._asdict() if asked.gap else {}),
        )
        return Notice(code=code, text=text)
