"""A ranked listing as a result: the store's text for this viewer, highlighted, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.texts import TierText, passage_texts, tier_texts
from models.listings import Listing, SideName
from models.ports import Analyser
from models.store import StoredListing
from models.text import Text
from ranking.snippets import highlight, snippet
from ranking.window import LegResult, Ranked
from search_api.labels import PARTS, SIDES
from search_api.listings.schemas import Named
from search_api.listings.views import Views
from search_api.search.schemas import Card, Highlighted, LegScore, LegScores, Part, Passage, Result


@dataclass(frozen=True)
class ResultMaker:
    """Makes the results of one page. ``wanted``: the terms to mark, with their weights; ``scored``: whether scores mean anything."""

    analyser: Analyser
    views: Views
    wanted: Mapping[str, float]
    scored: bool

    def make(self, ranked: Ranked, stored: StoredListing) -> Result:
        """One result."""
        return Result(
            **dict(card(stored, self.views, self._title(stored.listing))),
            passage=self._passage(ranked, stored.listing),
            score=round(ranked.score, 4) if self.scored else None,
            legs=LegScores(keyword=_leg(ranked.keyword), vector=_leg(ranked.vector)),
            parts=[self._part(name, value) for name, value in ranked.parts],
        )

    def _title(self, listing: Listing) -> Highlighted:
        language, title = listing.title.best(self.views.language)
        found = highlight(title, self.wanted, self.analyser, language=language)
        return Highlighted(text=title, language=language, spans=list(found.spans))

    def _passage(self, ranked: Ranked, listing: Listing) -> Passage | None:
        """The passage that answers: from the side that was met, else from the one that holds the question's words."""
        found = [self._snippet(text, ranked) for text in _readable(ranked, listing)]
        passages = [one for one in found if one is not None]
        return next((one for one in passages if one.spans), passages[0] if passages else None)

    def _snippet(self, text: TierText, ranked: Ranked) -> Passage | None:
        language, body = Text(text.bodies).best(self.views.language)
        if not body:
            return None
        met = text.side == _side(ranked)
        start = _begins(text, language, ranked.passage if met else None)
        found = snippet(body, self.wanted, self.analyser, fallback=start)
        return Passage(
            text=found.passage,
            language=language,
            spans=list(found.spans),
            side=text.side.value,
            side_label=SIDES[text.side.value].best(self.views.language)[1],
            before=found.before,
            after=found.after,
        )

    def _part(self, name: str, value: float) -> Part:
        words = PARTS.get(name)
        label = words.best(self.views.language)[1] if words else name
        return Part(name=name, label=label, value=round(value, 4))


def card(stored: StoredListing, views: Views, title: Highlighted | None = None) -> Card:
    """A listing in short. ``title``: as it is marked; not given, as it stands."""
    listing = stored.listing
    party = views.party(stored.party, listing.party)
    language, words = listing.title.best(views.language)
    return Card(
        id=listing.id,
        kind=listing.kind,
        kind_label=views.kind(stored),
        profile=listing.profile,
        title=title or Highlighted(text=words, language=language),
        party=party,
        place=_place(listing, views) or (party.place if party else None),
        standing=listing.standing.value,
        standing_label=views.label("standing", listing.standing.value),
        terms=views.terms(stored),
        assets=[views.asset(one) for one in stored.assets],
        published=listing.published,
        link=listing.link,
    )


def _place(listing: Listing, views: Views) -> Named | None:
    """Where the listing says that it is, on its offering side."""
    for term in listing.offers.terms:
        if term.name == "place" and term.value.type == "codes":
            return views.places(term.value.codes)
    return None


def _side(ranked: Ranked) -> SideName:
    return SideName(ranked.unit.split("/")[1])


def _readable(ranked: Ranked, listing: Listing) -> list[TierText]:
    """Each side at the deepest tier that this viewer may read now, the side that was met first."""
    deepest = {text.side: text for text in tier_texts(listing)}
    return sorted(deepest.values(), key=lambda text: text.side is not _side(ranked))


def _begins(text: TierText, language: str, passage: int | None) -> int:
    """Where the passage that the vector leg met begins in the text of ``language``; in another language, its counterpart by order."""
    passages = passage_texts(text)
    if passage is None or passage >= len(passages):
        return 0
    place = sum(one.language == passages[passage].language for one in passages[:passage])
    mine = [one for one in passages if one.language == language]
    return mine[min(place, len(mine) - 1)].start if mine else 0


def _leg(found: LegResult | None) -> LegScore | None:
    return None if found is None else LegScore(rank=found.rank, score=round(found.score, 4))
