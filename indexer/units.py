"""From a listing to the engine's units: tokens, facts, audience and whatever vectors there are yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.answers import PATENTS, Industries, answer_facts, asset_facts, implied_industries, pool_facts
from indexer.facts import Ancestry, days, term_facts, with_ancestors
from indexer.texts import PassageText, TierText, encodable_passages, tier_texts
from models.centring import PASSAGE, Centring
from models.constraints import Fact
from models.listings import State, Tier
from models.ports import Analyser
from models.store import IndexableListing
from models.units import TERMS, WORDS, FloatArray, ListingUnits, PassageVector, Unit
from models.viewer import ANYONE, MEMBERS

Vectors = Mapping[bytes, FloatArray]


@dataclass(frozen=True)
class UnitMaker:
    """Makes units. ``trees``: ancestries by tree name; ``centring``: the passage means of the generation that is written.

    ``remote``: the encoder is, so that texts which not everyone may read have no vectors. ``industries``: those of a technical field.
    """

    analyser: Analyser
    trees: Mapping[str, Ancestry]
    centring: Centring
    remote: bool = False
    industries: Industries = lambda _field: ()

    def make(self, item: IndexableListing, vectors: Vectors) -> ListingUnits:
        """Every unit of one listing, with those of its passages' raw ``vectors`` (by content hash) that are there."""
        texts = tier_texts(item.listing)
        shared = self._shared_facts(item)
        units = tuple(self._unit(item, text, texts, shared, vectors) for text in texts)
        return ListingUnits(item.listing.id, item.version, units)

    def _unit(
        self,
        item: IndexableListing,
        text: TierText,
        texts: Sequence[TierText],
        shared: Mapping[str, Fact],
        vectors: Vectors,
    ) -> Unit:
        passages = encodable_passages(item.listing, text, remote=self.remote)
        known = self._vectors(passages, vectors)
        facts = {
            **shared,
            "side": frozenset({text.side.value}),
            "says": frozenset({one.side.value for one in texts}),
            "tier": frozenset({text.tier.value}),
            "language": frozenset(text.languages),
            "encoded": frozenset({"yes" if len(known) == len(passages) else "no"}),
            **_audience(item, text, texts),
        }
        return Unit(
            id=f"{item.listing.id}/{text.side}/{text.tier}",
            listing=item.listing.id,
            version=item.version,
            streams=self._streams(item, text),
            facts=facts,
            vectors=known,
            expected=len(passages),
        )

    def _streams(self, item: IndexableListing, text: TierText) -> dict[str, list[str]]:
        """Title and text of every language, then the names of the party and the numbers of the assets."""
        read = [text.whole(language) for language in text.languages] + _names(item)
        terms = [term for part in read for term in self.analyser.term_texts(part) + self.analyser.pair_texts(part)]
        words = [word for part in read for word in self.analyser.word_texts(part)]
        return {TERMS: terms, WORDS: words}

    def _vectors(self, passages: Sequence[PassageText], vectors: Vectors) -> tuple[PassageVector, ...]:
        known = [(n, one, vectors[one.content_hash]) for n, one in enumerate(passages) if one.content_hash in vectors]
        if not known:
            return ()
        raw = np.stack([vector for _, _, vector in known])
        centred = self.centring.apply(raw, PASSAGE, [passage.language for _, passage, _ in known])
        return tuple(PassageVector(n, passage.language, centred[i]) for i, (n, passage, _) in enumerate(known))

    def _shared_facts(self, item: IndexableListing) -> dict[str, Fact]:
        listing = item.listing
        facts = term_facts(listing, self.trees)
        deals = facts.get("deal_type")
        facts.update(asset_facts(item, deals if isinstance(deals, frozenset) else frozenset()))
        facts.update(pool_facts(facts))
        facts.update(implied_industries(facts.get("offers.field", facts.get("assets.field")), self.industries))
        facts.update(_sets(_listing_codes(item)))
        facts["language"] = frozenset(_languages(item))
        facts.update(answer_facts(facts))
        for name, fact in _sets(_unstated_codes(item)).items():
            facts.setdefault(name, fact)
        facts["party_words"] = frozenset(word for name in _party_names(item) for word in self.analyser.word_texts(name))
        if listing.published:
            facts["published"] = days(listing.published, listing.published)
        if listing.shown_until:
            facts["shown_until"] = days(listing.shown_until, listing.shown_until)
        if listing.offer_until:
            facts["offer_until"] = days(listing.offer_until, listing.offer_until)
        return with_ancestors({name: fact for name, fact in facts.items() if fact}, self.trees)


def _listing_codes(item: IndexableListing) -> dict[str, Iterable[str | None]]:
    listing, party = item.listing, item.party
    return {
        "listing": [listing.id],
        "kind": [listing.kind],
        "profile": [listing.profile],
        "standing": [listing.standing.value],
        "source": [listing.source],
        "party": [party.id] if party else [],
        "role": [role.role for role in party.roles] if party else [],
        "party_place": [party.place] if party else [],
        "number": [number for asset in item.assets for number in asset.keys],
    }


def _unstated_codes(item: IndexableListing) -> dict[str, Iterable[str | None]]:
    """What the terms need not say because the party and the assets do."""
    assets = item.assets
    return {
        "place": [item.party.place] if item.party else [],
        "asset_kind": [one.asset.kind.value for one in assets],
        "office": [one.asset.office for one in assets],
        "legal_status": [one.status.value for one in assets],
        "encumbrance": [burden.kind.value for one in assets for burden in one.encumbrances],
        "field": [symbol for one in assets if one.asset.kind in PATENTS for symbol in one.asset.classifications],
    }


def _sets(codes: Mapping[str, Iterable[str | None]]) -> dict[str, Fact]:
    return {name: known for name, given in codes.items() if (known := frozenset(code for code in given if code))}


def _audience(item: IndexableListing, text: TierText, texts: Sequence[TierText]) -> dict[str, Fact]:
    """Who reads this tier, and who reads a deeper one of the same side in its place."""
    deeper = [other for other in texts if other.side is text.side and other.tier.depth > text.tier.depth]
    outranked = frozenset(tag for other in deeper for tag in _readers(item, other.tier))
    facts: dict[str, Fact] = {"deepest": frozenset({"no" if deeper else "yes"})}
    if readers := _readers(item, text.tier):
        facts["audience"] = readers
    return facts | ({"outranked_for": outranked} if outranked else {})


def _readers(item: IndexableListing, tier: Tier) -> frozenset[str]:
    """The audience tags that may read a tier. Owners read all that is theirs, and nobody else reads a draft."""
    owner = frozenset({f"party:{item.party.id}"} if item.party else ())
    if item.listing.state is State.DRAFT:
        return owner
    if tier is Tier.TEASER:
        return frozenset({ANYONE})
    if tier is Tier.MEMBERS:
        return frozenset({MEMBERS})
    return owner | {f"party:{party}" for party in item.listing.admitted}


def _languages(item: IndexableListing) -> Iterable[str]:
    """The languages that a listing speaks."""
    sections = (*item.listing.offers.sections, *item.listing.seeks.sections)
    return {tag for text in (item.listing.title, *(section.text for section in sections)) for tag in text.languages}


def _party_names(item: IndexableListing) -> list[str]:
    return [name for _, name in item.party.name.items()] if item.party else []


def _names(item: IndexableListing) -> list[str]:
    return _party_names(item) + [number for asset in item.assets for number in asset.numbers]
