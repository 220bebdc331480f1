"""Words, numbers and codes between spaces: what a compound such as ``Wi-Fi``, ``R-245fa`` or ``H01M10/0525`` is indexed as.

The rule: a compound gives its parts, and itself whole, folded and without its hyphens.

==========================  ====================================================================================
``state-of-the-art``        its parts without stop words, ``stateoftheart``
``Wi-Fi``, ``start-ups``    the parts, and ``wifi``, ``startup``: the same term as written in one word
``R-245fa``, ``TRL-4``      the parts, and ``r245fa``, ``trl4``
``R245fa``, ``CO2``, ``5G`` whole only; letters and digits are never torn apart
``3.5mm``, ``1.2.3``        whole only
``7,654,321``               ``7654321``: commas between groups of three digits are no characters of a number
``H01M10/0525``             the parts, ``h01m10/0525``, and the subclass ``h01m``
``CN106955576A``            ``cn106955576a``, without its kind ``cn106955576``, and the bare number
``U.S.``, ``R&D``           ``us``, ``r&d``: single letters are no terms of their own here
``and/or``, ``end.The``     the parts only: a slash or full stop between plain words joins nothing
``isn't``, ``firm's``       nothing (a stop word); ``firm``
``a.b@example.org``, URLs   the parts, and the whole as it is
``C++``, ``C#``, ``F#``       with their signs
==========================  ====================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indexer.analysis.english import ACRONYMS, STOP_WORDS, fold, stem
from indexer.analysis.scripts import LETTER, LETTER_OR_DIGIT, MARKS

Piece = tuple[str, int, int]
"""A term and its place, counted from the start of the compound."""

_MANY = f"{LETTER_OR_DIGIT}*(?:[{MARKS}]+{LETTER_OR_DIGIT}*)*"
ATOM = rf"(?:{LETTER}{_MANY}(?:\+\+|(?<=[CF])\#)?|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?{_MANY}|\d+(?:\.\d+)*{_MANY})"
"""A word, a number (groups of three digits with commas, decimals, versions) or a code, without inner signs."""

COMPOUND = re.compile(rf"{ATOM}(?:(?:[-'./_&@]|://){ATOM})*")
_ATOM = re.compile(ATOM)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_PATENT = re.compile(r"(?P<office>ZL|[A-Z]{2})(?P<number>\d(?:\d|/\d){4,}\d(?:\.[\dX])?)(?P<kind>[A-Z]\d?)?")
_SYMBOL = re.compile(r"(?P<subclass>[A-HY]\d\d[A-Z])\d{1,4}(?:/\d{2,6})?")
_LONGEST_WHOLE = 80


def word(atom: str) -> str:
    """An atom as a word of the positional stream: folded, not stemmed."""
    return fold(_GROUPED.sub(lambda match: match.group().replace(",", ""), atom))


def pieces(compound: str) -> list[Piece]:
    """All terms of one compound, with their places in it."""
    atoms = [(match.group(), match.start(), match.end()) for match in _ATOM.finditer(compound)]
    if len(atoms) == 1:
        return [*_single(compound), *_codes(compound)]
    if fold(compound) in STOP_WORDS:
        return []
    owner = _without_genitive(compound)
    if owner != compound:
        return pieces(owner)
    found = [(term, start, end) for atom, start, end in atoms for term in _part(atom)]
    found += [(whole, 0, len(compound)) for whole in _whole(compound, [atom for atom, _, _ in atoms])]
    return [*found, *_codes(compound)]


def _without_genitive(compound: str) -> str:
    end = len(compound)
    while compound.endswith(("'s", "'S"), 0, end):
        end -= 2
    return compound[:end]


def _single(atom: str) -> Iterator[Piece]:
    folded = word(atom)
    if folded not in STOP_WORDS or atom in ACRONYMS:
        yield stem(folded), 0, len(atom)


def _part(atom: str) -> Iterator[str]:
    """A part of a compound; a single ASCII letter in one says nothing by itself."""
    folded = word(atom)
    if folded not in STOP_WORDS and not (len(folded) == 1 and folded.isascii() and folded.isalpha()):
        yield stem(folded)


def _whole(compound: str, atoms: list[str]) -> Iterator[str]:
    if len(compound) <= _LONGEST_WHOLE and _joins(compound, atoms):
        yield canonical(compound)


def _joins(compound: str, atoms: list[str]) -> bool:
    """Whether the signs between the atoms make one thing of them."""
    if any(sign in compound for sign in "-_@&") or "://" in compound:
        return True
    if "'" in compound:
        return False
    if any(character.isdigit() for character in compound) or all(len(atom) == 1 for atom in atoms):
        return True
    return "/" not in compound and all(atom[0].islower() for atom in atoms[1:])


def canonical(compound: str) -> str:
    """One spelling for a compound: folded, no hyphens (addresses keep theirs), ``U.S.A`` without full stops, stemmed if all letters."""
    folded = word(compound)
    if "@" in folded or "://" in folded:
        return folded
    squeezed = folded.replace("-", "")
    if re.fullmatch(r"\w(?:\.\w)+", squeezed) and not any(map(str.isdigit, squeezed)):
        squeezed = squeezed.replace(".", "")
    return stem(squeezed)


def _codes(compound: str) -> Iterator[Piece]:
    """What else an identifier is known by: a patent's number without kind and office, a class symbol's subclass."""
    end = len(compound)
    if symbol := _SYMBOL.fullmatch(compound):
        yield fold(symbol["subclass"]), 0, end
    elif patent := _PATENT.fullmatch(compound):
        shorter = patent_names(patent["office"], patent["number"].replace("/", ""), patent["kind"] or "")[1:]
        yield from ((name, 0, end) for name in shorter)


def patent_names(office: str, number: str, kind: str) -> list[str]:
    """What a patent is called: in full, then without its kind, its check digit (``.6``), its office."""
    base = number.split(".", maxsplit=1)[0]
    names = (f"{office}{number}{kind}", f"{office}{number}", f"{office}{base}", number, base)
    return list(dict.fromkeys(map(str.lower, names)))


class PieceCache(dict[str, list[Piece]]):
    """The pieces of compounds seen lately. It forgets all at once when full: words come back quickly, and bookkeeping costs more."""

    def __init__(self, make: Callable[[str], list[Piece]], *, limit: int = 1 << 16) -> None:
        super().__init__()
        self._make = make
        self._limit = limit

    def __missing__(self, compound: str) -> list[Piece]:
        """Make, keep and return what is not there yet."""
        made = self._make(compound)
        if len(compound) <= _LONGEST_WHOLE:
            if len(self) >= self._limit:
                self.clear()
            self[compound] = made
        return made
