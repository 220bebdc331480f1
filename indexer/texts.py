"""What is read of a listing, tier by tier: the texts that are searched, and the passages that are encoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.analysis.passages import passages
from models.listings import Listing, Side, SideName, State, Tier
from models.vocabulary import kinds

PASSAGE_TOKENS = 330
"""Tokens a passage is aimed at: one vector for an abstract, several for a call of some pages."""

MOST_TOKENS = 420
MOST_PASSAGES = 24
"""Passages of one unit that are encoded; what a longer text says further on is found by its words."""


@dataclass(frozen=True, slots=True)
class TierText:
    """The texts of one side of a listing that the audience of ``tier`` reads, by language; the title stands before each."""

    side: SideName
    tier: Tier
    bodies: dict[str, str]
    titles: dict[str, str]

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that has a title or a text here."""
        return tuple(dict.fromkeys([*self.titles, *self.bodies]))

    def whole(self, language: str) -> str:
        """Title and text of one language, as they are analysed."""
        return "\n".join(part for part in (self.titles.get(language), self.bodies.get(language)) if part)


@dataclass(frozen=True, slots=True)
class PassageText:
    """One passage to encode, and the hash that its raw vector is kept under. ``start``: where it begins in ``TierText.bodies``."""

    language: str
    text: str
    start: int

    @property
    def content_hash(self) -> bytes:
        """The passage's content hash (SHA-256)."""
        return hashlib.sha256(self.text.encode()).digest()


def tier_texts(listing: Listing) -> list[TierText]:
    """One entry for each side and tier that a listing has: deeper tiers hold what the wider ones say, and more.

    A listing whose sides say nothing is read by its title: on its offering side, or of a kind that asks on its seeking side.
    """
    titles = dict(listing.title.items())
    found = [
        TierText(name, tier, bodies, titles)
        for name in SideName
        for tier, bodies in _tiers(listing.side(name))
        if listing.side(name)
    ]
    said = SideName.SEEKS if kinds()[listing.kind].asks else SideName.OFFERS
    return found or [TierText(said, Tier.TEASER, {}, titles)]


def passage_texts(text: TierText) -> list[PassageText]:
    """The passages of one tier's text. The title stands before the first of its language, so that it is never lost."""
    found = [passage for language in text.languages for passage in _of_language(text, language)]
    return found[:MOST_PASSAGES]


def encodable_passages(listing: Listing, text: TierText, *, remote: bool) -> list[PassageText]:
    """The passages of one tier's text that may be encoded: all of them here, by a remote encoder only what everyone may read.

    What may not leave is found by its words.
    """
    secret = listing.state is State.DRAFT or text.tier is not Tier.TEASER
    return [] if remote and secret else passage_texts(text)


def _tiers(side: Side) -> Iterator[tuple[Tier, dict[str, str]]]:
    """The widest tier, at which title and terms are read, then each at which the side says something new."""
    tiers = sorted({Tier.TEASER, *(section.tier for section in side.sections)}, key=lambda tier: tier.depth)
    for tier in tiers:
        bodies: dict[str, str] = {}
        for section in side.sections:
            if section.tier.depth <= tier.depth:
                for language, body in section.text.items():
                    bodies[language] = f"{bodies[language]}\n{body}" if language in bodies else body
        yield tier, bodies


def _of_language(text: TierText, language: str) -> Iterator[PassageText]:
    body = text.bodies.get(language, "")
    title = text.titles.get(language, "")
    stretches = passages(body, target_tokens=PASSAGE_TOKENS, most_tokens=MOST_TOKENS)
    if not stretches:
        yield PassageText(language, title, 0)
        return
    for number, (start, end) in enumerate(stretches):
        lead = f"{title}. " if title and number == 0 else ""
        yield PassageText(language, lead + body[start:end], start)
