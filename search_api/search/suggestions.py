"""Suggestions as one types: words, titles and parties of what the viewer may read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from indexer.texts import tier_texts
from models.constraints import Constraint, both
from models.ports import Analyser, KeywordQuery, Phrase, Reader
from models.store import Store, StoredListing
from models.viewer import Viewer
from search_api.search.schemas import Suggestion, Suggestions

LOOKED_AT = 50
"""Listings that suggestions are taken from, the newest first."""

READ = 1500
"""Characters of a text that are read: a suggestion must come while one types."""

LONGEST = 100
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Typed:
    """What was typed as words of the positional stream; the last one may still be going on (``open``)."""

    words: tuple[str, ...]
    open: bool

    @classmethod
    def of(cls, text: str, analyser: Analyser) -> Typed:
        """Read what was typed. A Chinese character is a whole word, and so is what a space follows."""
        words = tuple(analyser.word_texts(text[-LONGEST:]))
        return cls(words, open=bool(words) and not text[-1].isspace() and not _HAN.match(words[-1]))

    @property
    def query(self) -> KeywordQuery:
        """What a listing must hold to be looked at."""
        whole = self.words[:-1] if self.open else self.words
        prefix = self.words[-1] if self.open else ""
        return KeywordQuery(phrases=tuple(Phrase((word,)) for word in dict.fromkeys(whole)), prefix=prefix)

    def met(self, words: Sequence[str]) -> bool:
        """Whether these words are the typed ones, the last one perhaps longer."""
        if len(words) != len(self.words) or tuple(words[:-1]) != self.words[:-1]:
            return False
        return words[-1].startswith(self.words[-1]) if self.open else words[-1] == self.words[-1]


@dataclass(frozen=True)
class Suggester:
    """Suggests from an index and the store's text."""

    reader: Reader
    analyser: Analyser
    store: Store

    def suggest(self, typed: str, viewer: Viewer, shown: Constraint, *, language: str, limit: int) -> Suggestions:
        """At most ``limit`` suggestions: words first, then titles, then parties."""
        read = Typed.of(typed, self.analyser)
        if not read.words:
            return Suggestions(typed=typed, suggestions=[])
        listings = self._met(read, viewer, shown)
        found = [*self._words(read, listings, limit), *self._titles(read, listings, language)]
        found += self._parties(read, listings, language)
        unique = {one.text.casefold(): one for one in reversed(found)}
        ordered = [one for one in found if unique[one.text.casefold()] is one]
        return Suggestions(typed=typed, suggestions=ordered[:limit])

    def _met(self, read: Typed, viewer: Viewer, shown: Constraint) -> list[StoredListing]:
        where = both(viewer.constraint(), shown)
        page = self.reader.scan(
            where, order="published", descending=True, after=None, limit=LOOKED_AT, keyword=read.query
        )
        ids = dict.fromkeys(unit.split("/", 1)[0] for unit in page.units)
        return list(self.store.listings.many(ids, viewer).values())

    def _words(self, read: Typed, listings: Sequence[StoredListing], limit: int) -> Iterator[Suggestion]:
        """How the typed words go on in texts and titles, the most frequent first; what was typed itself is none."""
        counted: Counter[str] = Counter()
        for stored in listings:
            counted.update(
                {text.casefold() for body in _texts(stored) for text in islice(self._going_on(read, body), 5)}
            )
        typed = "".join(read.words)
        common = [text for text, _ in counted.most_common(limit) if "".join(self.analyser.word_texts(text)) != typed]
        yield from (Suggestion(text=text, kind="words", question=text) for text in common[: max(1, limit // 2)])

    def _going_on(self, read: Typed, body: str) -> Iterator[str]:
        tokens = self.analyser.words(body)
        length = len(read.words)
        for at in range(len(tokens) - length + 1):
            if read.met([token.text for token in tokens[at : at + length]]):
                yield body[tokens[at].start : tokens[at + length - 1].end]

    def _titles(self, read: Typed, listings: Sequence[StoredListing], language: str) -> Iterator[Suggestion]:
        for stored in listings:
            titles = dict(stored.listing.title.items())
            for tag in sorted(titles, key=lambda tag: tag != language):
                if any(True for _ in self._going_on(read, titles[tag])):
                    yield Suggestion(text=titles[tag], kind="title", question=titles[tag], listing=stored.listing.id)
                    break

    def _parties(self, read: Typed, listings: Sequence[StoredListing], language: str) -> Iterator[Suggestion]:
        for stored in listings:
            party = stored.party
            if party and any(self._begins(read, name) for _, name in party.name.items()):
                name = party.name.best(language)[1]
                yield Suggestion(text=name, kind="party", question=f'party:"{name}"')

    def _begins(self, read: Typed, name: str) -> bool:
        return any(True for _ in self._going_on(read, name))


def _texts(stored: StoredListing) -> Iterator[str]:
    for text in tier_texts(stored.listing):
        yield from (text.whole(language)[:READ] for language in text.languages)
