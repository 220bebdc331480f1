"""A made-up pool of technologies and mandates to be matched: topics of their own words, common words by Zipf's law, and terms of every kind.

A technology states its field, stage, deals, price, place and rights; a mandate asks for fields, stages, places, amounts and rounds, some of
them as a condition, and excludes what it never takes. Vectors are those of ``benchmarks.word_encoder``: no encoder is loaded.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.word_encoder import WordEncoder
from models.codes import MoneyRange
from models.listings import Listing, Section, Side
from models.parties import PartyMention
from models.records import Origin, Record
from models.settings import Settings
from models.terms import Amount, Codes, Span, Term, TermValue, Weight
from models.text import Text
from search_api.assembly import Application
from search_api.loading import load_batches

DIMENSIONS = 384
VOCABULARY = 20_000
TOPICS = 300
TOPIC_WORDS = 40
LETTERS = "bcdfghjklmnpqrstvwxz"
VOWELS = "aeiou"
FIELDS = tuple(
    f"{section}{number:02d}{letter}"
    for section in "ABCFGH"
    for number in (1, 4, 6, 10, 21, 22, 25, 29)
    for letter in "BCDFHK"
)
PLACES = ("CN-JS", "CN-BJ", "CN-SH", "CN-GD", "CN-ZJ", "US-CA", "US-MA", "US-NY", "DE", "GB", "SE", "JP", "CA")
INDUSTRIES = ("consumer", "saas", "energy", "healthcare", "manufacturing", "materials")
DEALS = (
    "exclusive_licence",
    "ordinary_licence",
    "patent_assignment",
    "joint_development",
    "equity",
    "capital_contribution",
)
ROUNDS = ("pre-seed", "seed", "angel", "pre-a", "a", "b", "c")
CURRENCIES = ("CNY", "USD", "EUR")


def word(number: int) -> str:
    """A word that can be read and that no stemmer shortens: the same for a number."""
    parts = []
    for _ in range(3):
        number, letter = divmod(number, len(LETTERS))
        number, vowel = divmod(number, len(VOWELS))
        parts.append(LETTERS[letter] + VOWELS[vowel])
    return "".join(parts) + "x"


@dataclass
class World:
    """``size`` listings of each of the two kinds, the same for a seed."""

    size: int
    seed: int = 1
    _words: list[str] = field(default_factory=lambda: [word(number) for number in range(VOCABULARY)], init=False)
    _weights: list[float] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        total = 0.0
        for rank in range(1, VOCABULARY + 1):
            total += 1 / rank
            self._weights.append(total)

    def records(self) -> Iterator[Record]:
        """Every listing as a record, the two kinds in turn."""
        for number in range(self.size):
            for kind in ("technology", "mandate"):
                yield self.record(kind, number)

    def record(self, kind: str, number: int, version: int = 0) -> Record:
        """One listing; another ``version`` says something else."""
        rng = random.Random(f"{self.seed} {kind} {number} {version}")
        name = f"{kind}-{number:06d}"
        listing = self._technology(rng, name) if kind == "technology" else self._mandate(rng, name)
        return Record(source="made-up", key=name, origin=Origin(file="made-up", place=name), listing=listing)

    def _technology(self, rng: random.Random, name: str) -> Listing:
        topic = rng.randrange(TOPICS)
        low = rng.randint(1, 8)
        terms = [
            _term("field", _codes(rng, FIELDS, topic, 1, 3)),
            _term("stage", Span(low=low, high=min(9, low + rng.randint(0, 2)))),
            _term("deal_type", Codes(codes=tuple(rng.sample(DEALS, rng.randint(1, 3))))),
            _term("price", _amount(rng, "price")),
            _term("language", Codes(codes=("en",))),
            _term("asset_kind", Codes(codes=("invention",))),
        ]
        asks = [_term("party_role", Codes(codes=("investor",)), Weight.PREFERRED)] if rng.random() < 0.3 else []
        if rng.random() < 0.3:
            asks.append(_term("place", Codes(codes=(rng.choice(PLACES),)), Weight.PREFERRED))
        return self._listing(
            rng,
            name,
            "technology",
            topic,
            Side(sections=(self._section(rng, topic, 150),), terms=tuple(terms)),
            Side(terms=tuple(asks)),
        )

    def _mandate(self, rng: random.Random, name: str) -> Listing:
        topic = rng.randrange(TOPICS)
        low = rng.randint(1, 8)
        offers = [
            _term("deal_type", Codes(codes=tuple(rng.sample(DEALS, rng.randint(2, 4))))),
            _term("ticket", _amount(rng, "ticket")),
            _term("deals_done", Span(low=(deals := rng.randint(0, 60)), high=deals)),
            _term("language", Codes(codes=("en",))),
        ]
        asks = [
            _term("field", _codes(rng, FIELDS, topic, 1, 4), _weight(rng, 0.2)),
            _term("stage", Span(low=low, high=min(9, low + rng.randint(1, 5))), _weight(rng, 0.2)),
            _term("place", Codes(codes=tuple(rng.sample(PLACES, rng.randint(1, 4)))), _weight(rng, 0.1)),
            _term("raising", _amount(rng, "ticket"), Weight.PREFERRED),
        ]
        if rng.random() < 0.4:
            asks.append(_term("round", Codes(codes=tuple(rng.sample(ROUNDS, 2))), Weight.PREFERRED))
        if rng.random() < 0.3:
            asks.append(_term("industry", Codes(codes=(rng.choice(INDUSTRIES),)), Weight.EXCLUDED))
        sections = (self._section(rng, topic, 60),)
        return self._listing(
            rng,
            name,
            "mandate",
            topic,
            Side(sections=(self._section(rng, topic, 80),), terms=tuple(offers)),
            Side(sections=sections, terms=tuple(asks)),
        )

    def _listing(self, rng: random.Random, name: str, kind: str, topic: int, offers: Side, seeks: Side) -> Listing:
        party = rng.randrange(max(1, self.size // 2))
        mention = PartyMention(
            name=Text.of(en=f"{self._words[party % VOCABULARY].title()} {kind} {party}"), place=rng.choice(PLACES)
        )
        return Listing(
            id=name,
            kind=kind,
            title=Text.of(en=" ".join(self._said(rng, topic, 8))),
            party=mention,
            offers=offers,
            seeks=seeks,
            published=dt.date(2026, 1, 1) - dt.timedelta(days=rng.randrange(1500)),
        )

    def _section(self, rng: random.Random, topic: int, words: int) -> Section:
        return Section(text=Text.of(en=" ".join(self._said(rng, topic, words))))

    def _said(self, rng: random.Random, topic: int, count: int) -> list[str]:
        """A third of the words from the topic, the others by Zipf's law."""
        common = rng.choices(self._words, cum_weights=self._weights, k=count)
        return [
            self._words[(VOCABULARY // 10 + topic * TOPIC_WORDS + rng.randrange(TOPIC_WORDS)) % VOCABULARY]
            if rng.random() < 1 / 3
            else one
            for one in common
        ]


@contextmanager
def loaded(world: World, folder: Path | None = None) -> Iterator[Application]:
    """The product's own parts over the pool, loaded, indexed and with vectors; in ``folder``, which is used again, or in one for the time."""
    with TemporaryDirectory(prefix="zhiqiao-match-") as own:
        application = Application(Settings(data=folder or Path(own)), encoder=WordEncoder(DIMENSIONS))
        try:
            if application.store.listings.counts().total < 2 * world.size:
                for one in load_batches(application.store, world.records()):
                    if one.refusals:
                        raise SystemExit(f"A made-up listing was refused: {one.refusals[0]}")
            index(application)
            yield application
        finally:
            application.close()


def index(application: Application) -> None:
    """Bring the index up to the store."""
    owner = application.own_index()
    if owner is None:
        raise SystemExit("The index has another owner.")
    owner.catch_up()
    owner.encode_all()
    owner.close()


def _term(name: str, value: TermValue, weight: Weight = Weight.STATED) -> Term:
    return Term(name=name, value=value, weight=weight)


def _weight(rng: random.Random, required: float) -> Weight:
    return Weight.REQUIRED if rng.random() < required else Weight.PREFERRED


def _codes(rng: random.Random, codes: tuple[str, ...], topic: int, least: int, most: int) -> Codes:
    """Codes of which the first is that of the topic."""
    others = rng.sample(codes, rng.randint(least, most) - 1)
    return Codes(codes=tuple(dict.fromkeys([codes[topic % len(codes)], *others])))


def _amount(rng: random.Random, measures: str) -> Amount:
    low = rng.randint(1, 200) * 50_000
    money = MoneyRange(low=low, high=low * rng.randint(1, 5), currency=rng.choice(CURRENCIES), measures=measures)
    return Amount(money=money)
