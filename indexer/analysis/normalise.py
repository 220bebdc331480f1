"""Text to its compatible form (NFKC), with a way back to the characters of the original.

The rules, in the order in which they win:

1. HTML entities left in text, doubly escaped ones too (``&#039;``, ``&amp;lt;``), become their character.
2. Format characters (soft hyphen, zero-width space and joiner, byte-order mark, direction marks) vanish.
3. Hyphens and dashes up to the en dash, and the minus sign, become ``-``; typographic apostrophes become ``'``.
4. Everything else becomes its NFKC form: full-width letters, sub- and superscripts, ligatures, units such as ``㎡``. Super- and
   subscripts are set apart by a space from digits beside them, so that ``10⁶`` is not the number 106; circled signs, fractions and
   whatever becomes more than letters and digits (``½``, ``℃``, ``㈱``) are set apart from everything.
5. Full-width commas, semicolons, colons, exclamation and question marks stay as they are: between Chinese clauses they part, where
   their ASCII forms would join (``图1，2``).

Traditional characters are not touched here: terms and quotes convert them differently (see ``hanzi``).
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d\u207b\u208b"
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u2032\uff07\u00b4\u0060"
_SLASHES = {0x2044: "/", 0x2215: "/"}
_KEPT = "，；：！？"
_ENTITY = r"(?<=&)(?:amp;)*(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
_VOICED = "(?<=[\uff66-\uff9d])[\uff9e\uff9f]"
_DECOMPOSED = (
    r"[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|[^\s\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+"
)
# Where NFKC changes anything: going through all of Unicode would cost a third of a second at the start.
_CHANGING_BLOCKS = ((0x80, 0x3400), (0xA640, 0xAC00), (0xF900, 0x10000))
_CHANGING_PLANES = (
    "\U00010780-\U000107bf\U0001d400-\U0001d7ff\U0001df00-\U0001dfff\U0001e030-\U0001e06f\U0001ee00-\U0001eeff"
    "\U0001f100-\U0001f2ff\U0001fbf0-\U0001fbf9\U0002f800-\U0002fa1f\U000e0000-\U000e0fff"
)


class Normalised(NamedTuple):
    """A text in compatible form. ``starts[i]`` and ``ends[i]`` are the original's characters behind ``text[i]``; none where nothing moved."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's characters that ``text[start:end]`` (not empty) was made from."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """The compatible form of ``text``; any string will do, control characters and lone surrogates included."""
    if text.isascii() and "&" not in text:
        return Normalised(text)
    pattern = _patterns()[0 if unicodedata.is_normalized("NFC", text) else 1]
    if not pattern.search(text):
        return Normalised(text)
    pieces = list(_pieces(text, pattern))
    normal = "".join(piece for piece, _, _ in pieces)
    if all(len(piece) == end - start for piece, start, end in pieces):
        return Normalised(normal)
    return Normalised(normal, *_offsets(pieces))


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    """The text cut into stretches that stay and places that change, each with its span in the original."""
    done = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        if start > done:
            yield text[done:start], done, start
        yield _compatible(match.group(), text[max(0, start - 1) : start], text[end : end + 1]), start, end
        done = end
    if done < len(text):
        yield text[done:], done, len(text)


def _offsets(pieces: list[tuple[str, int, int]]) -> tuple[list[int], list[int]]:
    """Where each character of the joined pieces came from. A piece that changed its length stands for its whole span."""
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in pieces:
        if len(piece) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    return starts, ends


def _compatible(found: str, before: str, after: str) -> str:
    """What ``found`` becomes between the original's characters ``before`` and ``after``."""
    source = _entity(found) if found[0] == "&" else found
    if source[:1] == "&":
        return source
    compatible = unicodedata.normalize("NFKC", "".join(map(_replacement, source)))
    kind = unicodedata.decomposition(source).partition(" ")[0] if len(source) == 1 else ""
    if kind == "<circle>" or (len(compatible) > 1 and not compatible.isalnum()):
        return f" {compatible} "
    if kind in {"<super>", "<sub>"} and compatible.isdecimal():
        return " " * before.isdecimal() + compatible + " " * after.isdecimal()
    return compatible


def _replacement(character: str) -> str:
    replaced = _replacements().get(character)
    return _single(character) if replaced is None else replaced


def _entity(found: str) -> str:
    """The character that an HTML entity names, however often its ampersand was escaped; an unknown name stays as it is."""
    if found == "&":
        return found
    name = found[1:]
    while name.startswith("amp;") and name != "amp;":
        name = name.removeprefix("amp;")
    character = html.unescape(f"&{name}")
    return found if len(character) > 2 else character


@functools.cache
def _replacements() -> dict[str, str]:
    """Every single character of the basic plane that changes, with what it becomes."""
    characters = [chr(code) for first, last in _CHANGING_BLOCKS for code in range(first, last)]
    changed = {old: new for old in characters if (new := _single(old)) != old and old not in _KEPT}
    return changed | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_APOSTROPHES, "'")


def _single(character: str) -> str:
    """The compatible form of one character by itself."""
    if unicodedata.category(character) == "Cf":
        return ""
    return unicodedata.normalize("NFKC", character).translate(_SLASHES)


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What to look for in a text that is composed already (NFC), and in one that is not."""
    # One class in front, and beyond the basic plane ranges only: anything else makes the search forty times slower.
    composed = f"[&{re.escape(''.join(_replacements()))}{_CHANGING_PLANES}](?:{_ENTITY}|{_VOICED})?"
    return re.compile(composed), re.compile(f"{_DECOMPOSED}|{composed}")
