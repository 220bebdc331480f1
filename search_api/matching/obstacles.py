"""Obstacles in words: which encumbrance lies on which right, who holds it, what the law says, and which deals it blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.answers import obstacles_of
from models.obstacles import Obstacle
from models.store import IndexableListing, StoredListing
from search_api.labels import day
from search_api.listings.views import Views
from search_api.matching.schemas import ConfirmView, ObstacleView
from search_api.matching.wording import listed, say


@dataclass(frozen=True)
class ObstacleWords:
    """Tells obstacles to readers of one language."""

    views: Views

    def of(self, stored: StoredListing, deals: frozenset[str]) -> list[ObstacleView]:
        """What stands in the way of ``deals`` on the rights of a listing, as far as it blocks any of them."""
        item = IndexableListing(stored.listing, stored.version, stored.party, stored.assets)
        numbers = {one.id: self._right(stored, one.id) for one in stored.assets}
        found = ((one, sorted(one.rule.blocks & deals)) for one in obstacles_of(item))
        return [self._view(stored, one, numbers[one.asset], blocked) for one, blocked in found if blocked]

    def questions(self, found: Iterable[ObstacleView], names: Mapping[str, str]) -> list[ConfirmView]:
        """What has to be asked where a deal depends on a consent; ``names``: whom, by the listing."""
        language = self.views.language
        return [
            ConfirmView(
                whom=one.of,
                term="deal_type",
                text=say(
                    "ask_owners", language, whom=names[one.of], holders=listed(one.holders, language), law=one.law
                ),
            )
            for one in found
            if one.doubtful and one.holders
        ]

    def _view(self, stored: StoredListing, found: Obstacle, right: str, blocked: list[str]) -> ObstacleView:
        language = self.views.language
        holders = [self.views.text(one.name) for one in found.holders]
        burden = found.encumbrance
        label = self.views.label("encumbrance", burden.kind.value) if burden else say("co_owned", language)
        held = "burden_holders" if burden else "co_owned_holders"
        deals = [self.views.label("deal_type", code) for code in blocked]
        law = self.views.text(found.rule.law)
        since = burden.since if burden else None
        told = [label]
        if holders:
            told.append(say(held, language, holders=listed(holders, language)))
        if since:
            told.append(say("burden_since", language, day=day(since, language)))
        burdened = ("" if language == "zh" else " ").join(told)
        text = say(
            "burden_doubtful" if found.rule.doubtful else "burden",
            language,
            right=right,
            burden=burdened,
            law=law,
            deals=listed(deals, language),
        )
        return ObstacleView(
            of=stored.listing.id,
            right=right,
            by=found.rule.by,
            holders=holders,
            law=law,
            deals=deals,
            doubtful=found.rule.doubtful,
            text=text,
        )

    def _right(self, stored: StoredListing, asset: str) -> str:
        """A right by its number as people write it, else by its title, else by its kind."""
        one = next(one for one in stored.assets if one.id == asset)
        if one.numbers:
            return self.views.number(one.numbers[-1])
        return (
            self.views.text(one.asset.title)
            if one.asset.title
            else self.views.label("asset_kind", one.asset.kind.value)
        )
