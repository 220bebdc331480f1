"""From what the store gives to a viewer to what the API says, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from models.asset_status import Encumbrance
from models.codes import CodeError, PatentNumber
from models.listings import Side, SideName
from models.parties import PartyMention
from models.store import SourceRecord, StoredAsset, StoredListing, StoredParty
from models.terms import Term
from models.text import Text
from models.vocabulary import term_kinds
from search_api.labels import SIDES, SUBJECTS, TIERS, WEIGHTS, Labels
from search_api.listings.schemas import (
    AssetView,
    EncumbranceView,
    ListingView,
    Named,
    PartyView,
    RecordView,
    SectionView,
    SideView,
    TermView,
    Worded,
)
from search_api.listings.values import value_text


@dataclass(frozen=True)
class Views:
    """Makes views for readers of one language."""

    labels: Labels
    language: str

    def listing(self, stored: StoredListing, records: list[SourceRecord]) -> ListingView:
        """The whole listing, with the records behind it."""
        listing = stored.listing
        return ListingView(
            id=listing.id,
            version=stored.version,
            language=self.language,
            kind=listing.kind,
            kind_label=self.kind(stored),
            profile=listing.profile,
            title=self.worded(listing.title),
            titles=dict(listing.title.items()),
            standing=listing.standing.value,
            standing_label=self.label("standing", listing.standing.value),
            party=self.party(stored.party, listing.party),
            owners=[self.mention(one) for one in listing.owners],
            authority=listing.authority,
            consents=[self.mention(one) for one in listing.consents],
            offers=self.side(listing.offers, SideName.OFFERS),
            seeks=self.side(listing.seeks, SideName.SEEKS),
            assets=[self.asset(one) for one in stored.assets],
            published=listing.published,
            shown_until=listing.shown_until,
            offer_until=listing.offer_until,
            source=listing.source,
            link=listing.link,
            records=[_record(one) for one in records],
        )

    def kind(self, stored: StoredListing) -> str:
        """What pages call the listing: its profile's words where it has one, a credit product and no "mandate"."""
        listing = stored.listing
        return self.label("profile", listing.profile) if listing.profile else self.label("kind", listing.kind)

    def party(self, party: StoredParty | None, mention: PartyMention | None) -> PartyView | None:
        """The party that a listing was resolved to, else as the record names it."""
        if party is None:
            return self.mention(mention) if mention else None
        return PartyView(
            id=party.id,
            name=party.name.best(self.language)[1],
            names=dict(party.name.items()),
            roles=[Named(code=role.role, label=self.label("role", role.role)) for role in party.roles],
            place=self.place(party.place),
        )

    def mention(self, mention: PartyMention) -> PartyView:
        """A party as a record names it."""
        names = dict(mention.name.items())
        return PartyView(id=None, name=self.text(mention.name), names=names, place=self.place(mention.place))

    def side(self, side: Side, name: SideName) -> SideView:
        """One side, each of its texts in the reader's language where it has it."""
        sections = []
        for section in side.sections:
            language, text = section.text.best(self.language)
            tier = section.tier.value
            sections.append(
                SectionView(text=text, language=language, tier=tier, tier_label=TIERS[tier].best(self.language)[1])
            )
        label = SIDES[name.value].best(self.language)[1]
        return SideView(label=label, sections=sections, terms=[self.term(term, name) for term in side.terms])

    def terms(self, stored: StoredListing) -> list[TermView]:
        """The terms of both sides, the offering one first."""
        return [self.term(term, name) for name in SideName for term in stored.listing.side(name).terms]

    def term(self, term: Term, side: SideName) -> TermView:
        """One term."""
        return TermView(
            side=side.value,
            name=term.name,
            label=self.text(term_kinds()[term.name].name),
            value=value_text(term, self.labels, self.language),
            weight=term.weight.value,
            weight_label=self.text(WEIGHTS[term.weight.value]),
            subject=term.subject.value,
            subject_label=self.text(SUBJECTS[term.subject.value]) or None,
            among=term.among,
            among_label=self.label("asset_kind", term.among) if term.among else None,
            confirm=term.confirm,
        )

    def asset(self, stored: StoredAsset) -> AssetView:
        """An asset with what derives from its events."""
        asset = stored.asset
        life = stored.remaining_life
        return AssetView(
            id=stored.id,
            kind=asset.kind.value,
            kind_label=self.label("asset_kind", asset.kind.value),
            numbers=[self.number(number) for number in stored.numbers],
            title=self.worded(asset.title) if asset.title else None,
            core=stored.core,
            status=stored.status.value,
            status_label=self.label("legal_status", stored.status.value),
            owners=[self.text(one.name) for one in stored.owners],
            encumbrances=[self.encumbrance(one) for one in stored.encumbrances],
            expires=stored.expires,
            remaining_years=None if life is None else round(life, 1),
            link=asset.link,
        )

    def encumbrance(self, burden: Encumbrance) -> EncumbranceView:
        """One encumbrance."""
        return EncumbranceView(
            kind=burden.kind.value,
            label=self.label("encumbrance", burden.kind.value),
            holders=[self.text(one.name) for one in burden.holders],
            since=burden.since,
            until=burden.until,
            territory=self.place(burden.territory),
            recordal=burden.recordal,
        )

    def number(self, number: str) -> str:
        """A patent's number as people of its office write it; any other as it stands."""
        try:
            return PatentNumber.parse(number).display(self.language)
        except CodeError:
            return number

    def places(self, codes: Sequence[str]) -> Named | None:
        """Some places by the first, with how many there are besides."""
        first = self.place(codes[0])
        if first is None or len(codes) == 1:
            return first
        label = (
            f"{first.label}等{len(codes)}地" if self.language == "zh" else f"{first.label} and {len(codes) - 1} more"
        )
        return Named(code=first.code, label=label)

    def place(self, code: str | None) -> Named | None:
        """A place by its code."""
        return Named(code=code, label=self.label("place", code)) if code else None

    def worded(self, text: Text) -> Worded:
        """A text for this reader, saying its language."""
        language, words = text.best(self.language)
        return Worded(text=words, language=language)

    def label(self, name: str, code: str) -> str:
        """The words for a code."""
        return self.labels.one(name, code, self.language)

    def text(self, text: Text) -> str:
        """A text for this reader."""
        return text.best(self.language)[1]


def _record(record: SourceRecord) -> RecordView:
    """Without the folder that the operator loaded it from."""
    return RecordView(
        source=record.source,
        key=record.key,
        file=PurePath(record.origin.file).name,
        place=record.origin.place,
        loaded=record.loaded,
    )
