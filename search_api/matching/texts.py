"""The texts of two listings as their reader has them, and the passages of both that met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indexer.texts import TierText, passage_texts, tier_texts
from models.listings import Listing, SideName
from models.ports import Analyser, Reader
from ranking.legs import idfs
from ranking.matching.dossier import Asker
from ranking.matching.passages import Passages, Readable, Stretch, passages_met
from ranking.matching.texts import SideText

MOST_READ = 20_000
"""Characters of a text in which passages are looked for: what is read of its meaning ends about there too."""


@dataclass
class TextReader:
    """Finds passages that met. The words' weights are looked up once for all matches of an answer."""

    analyser: Analyser
    reader: Reader
    language: str
    _known: dict[str, float] = field(default_factory=dict, init=False)

    def met(self, asking: Listing, wants: SideName, answering: Listing, askers: Mapping[str, Asker]) -> Passages | None:
        """What the side ``wants`` of one listing and the offer of another have to do with each other.

        ``askers``: listings with their vectors, for those that share no language.
        """
        texts = _text(asking, wants), _text(answering, SideName.OFFERS)
        if texts[0] is None or texts[1] is None:
            return None
        mine, theirs = texts[0], texts[1]
        found = self._met(_bodies(mine), _bodies(theirs))
        if found is None or not found.shared:
            found = self._met(_wholes(mine), _wholes(theirs)) or found
        if found is not None and found.shared:
            return found
        return passages_met(
            Readable(_bodies(mine), stretches(mine, askers.get(asking.id))),
            Readable(_bodies(theirs), stretches(theirs, askers.get(answering.id))),
            self.analyser,
            self._idf,
            self.language,
        )

    def _met(self, mine: Mapping[str, str], theirs: Mapping[str, str]) -> Passages | None:
        return passages_met(Readable(mine), Readable(theirs), self.analyser, self._idf, self.language)

    def _idf(self, terms: Iterable[str]) -> Mapping[str, float]:
        wanted = list(terms)
        if missing := [term for term in wanted if term not in self._known]:
            self._known |= idfs(self.reader.statistics(missing))
        return {term: self._known[term] for term in wanted}


def share_language(one: Listing, side: SideName, other: Listing) -> bool:
    """Whether a side of one listing and the offer of the other say something in one language."""
    texts = _text(one, side), _text(other, SideName.OFFERS)
    said = [set(_bodies(text)) if text else set() for text in texts]
    return bool(said[0] & said[1])


def stretches(text: TierText, asker: Asker | None) -> tuple[Stretch, ...]:
    """The passages of a text with their vectors; none where not all of them are encoded yet."""
    side: SideText | None = asker.texts.get(text.side) if asker else None
    passages = passage_texts(text)
    if side is None or len(side.vectors) != len(passages):
        return ()
    read = _bodies(text)
    pairs = zip(passages, side.vectors, strict=True)
    return tuple(
        Stretch(one.language, one.start, vector) for one, vector in pairs if one.start < len(read.get(one.language, ""))
    )


def _text(listing: Listing, side: SideName) -> TierText | None:
    """A side at the deepest tier that is left of it; the title alone where no side has a text of its own."""
    deepest = {text.side: text for text in tier_texts(listing)}
    return deepest.get(side)


def _bodies(text: TierText) -> Mapping[str, str]:
    return {language: body[:MOST_READ] for language, body in (text.bodies or text.titles).items()}


def _wholes(text: TierText) -> Mapping[str, str]:
    return {language: text.whole(language)[:MOST_READ] for language in text.languages}
