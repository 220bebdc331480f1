"""The tree of classification symbols, from an imported scheme where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from models.codes.classification import ClassificationSymbol, class_titles
from models.text import Text

WITHOUT_SCHEME = Text.of(
    en="Without the imported scheme subgroups hang from their main group.",
    zh="未导入分类表时，各分组直接归入其主组。",
)


class ClassificationTree:
    """Who is under whom. ``complete`` says whether a scheme gave it the order of the subgroups, ``source`` which one.

    A symbol that the scheme does not have hangs where its own text puts it.
    """

    def __init__(
        self,
        parents: Mapping[ClassificationSymbol, ClassificationSymbol] | None = None,
        titles: Mapping[ClassificationSymbol, Text] | None = None,
        source: str = "",
    ) -> None:
        self._parents = dict(parents or {})
        self._titles = dict(titles or {})
        self.source = source

    @classmethod
    def from_pairs(
        cls, pairs: Iterable[tuple[str, str]], titles: Mapping[str, Text] | None = None, *, source: str
    ) -> Self:
        """A tree from a scheme's pairs of child and parent as text. Raises ``CodeError`` for what is no symbol.

        A pair of one symbol with itself (a CPC main group stands at two levels of its scheme) is left out.
        """
        read = ClassificationSymbol.parse
        parents = {read(child): read(parent) for child, parent in pairs}
        parents = {child: parent for child, parent in parents.items() if child != parent}
        return cls(parents, {read(symbol): title for symbol, title in (titles or {}).items()}, source)

    @property
    def complete(self) -> bool:
        """Whether an imported scheme gives the order of the subgroups."""
        return bool(self._parents)

    def title(self, symbol: ClassificationSymbol) -> Text:
        """The scheme's title, else the packaged one of the section or class itself; empty where there is none."""
        return self._titles.get(symbol) or class_titles().get(str(symbol)) or Text()

    def ancestors(self, symbol: ClassificationSymbol) -> tuple[ClassificationSymbol, ...]:
        """Everything above a symbol, the section first, the symbol itself left out."""
        path: list[ClassificationSymbol] = []
        seen = {symbol}
        while (above := self._parent(symbol)) and above not in seen:
            seen.add(above)
            path.append(above)
            symbol = above
        return tuple(reversed(path))

    def under(self, symbol: ClassificationSymbol, node: ClassificationSymbol) -> bool:
        """Whether ``symbol`` is ``node`` or below it."""
        return symbol == node or node in self.ancestors(symbol)

    def distance(self, one: ClassificationSymbol, other: ClassificationSymbol) -> float:
        """From 0 (the same) to 1 (another section): 1 - 2·d(c) / (d(a) + d(b)), d a depth (section 1), c the deepest common node.

        Z. Wu and M. Palmer, "Verb semantics and lexical selection", ACL 1994.
        """
        path, others = (*self.ancestors(one), one), (*self.ancestors(other), other)
        shared = 0
        for mine, theirs in zip(path, others, strict=False):
            if mine != theirs:
                break
            shared += 1
        return 1 - 2 * shared / (len(path) + len(others))

    def _parent(self, symbol: ClassificationSymbol) -> ClassificationSymbol | None:
        if symbol in self._parents:
            return self._parents[symbol]
        above = symbol.ancestors()
        return above[-1] if above else None
