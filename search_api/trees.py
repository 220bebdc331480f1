"""The trees that filters and facts are under: technical fields (an imported scheme where there is one) and places (with the operator's parks)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from indexer.facts import Ancestry
from models.codes import ClassificationSymbol, ClassificationTree, CodeError, Place, PlaceTree, packaged_places
from models.codes.places import parks_from_csv, with_parks
from models.errors import SettingsError
from models.messages import Message
from models.store import Store
from models.text import Text
from models.validation import message_of

IMPORTED = "the imported scheme"
REMEMBERED = 100_000
"""Codes whose ancestors are remembered: the same few thousand stand in every listing."""


@dataclass(frozen=True)
class Trees:
    """Both trees of one store and one operator. Read once: an imported scheme counts from the next start on."""

    store: Store
    parks: Path | None = None

    @cached_property
    def fields(self) -> ClassificationTree:
        """CPC and IPC symbols, in the order of the imported scheme, or by their own text."""
        pairs = self.store.schemes.pairs()
        return ClassificationTree.from_pairs(pairs, source=IMPORTED) if pairs else ClassificationTree()

    @cached_property
    def places(self) -> PlaceTree:
        """The packaged places and the operator's parks. Raises ``SettingsError`` for parks that cannot be read."""
        if self.parks is None:
            return packaged_places()
        try:
            return with_parks(parks_from_csv(self.parks.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, CodeError) as error:
            raise SettingsError(
                Message(
                    en="The parks in {path} cannot be read: {error}",
                    zh="园区表 {path} 无法读取：{error}",
                    path=self.parks,
                    error=message_of(error),
                ),
                advice=Message(en="Check ZHIQIAO_PARKS.", zh="请检查 ZHIQIAO_PARKS。"),
            ) from error

    @cached_property
    def ancestries(self) -> dict[str, Ancestry]:
        """From a code to itself and everything above it, by the name of its tree."""
        remembered = lru_cache(maxsize=REMEMBERED)
        return {"field": remembered(self._above_field), "place": remembered(self._above_place)}

    def field_titles(self, symbols: Iterable[str]) -> dict[str, Text]:
        """The titles of symbols: the scheme's, else that of the section or class that the symbol is in; without either it is left out."""
        wanted = list(symbols)
        unknown = [symbol for symbol in wanted if symbol not in self._titles]
        if unknown:
            found = self.store.schemes.titles(unknown)
            self._titles.update({symbol: found.get(symbol) or _class_title(symbol) for symbol in unknown})
        return {symbol: title for symbol in wanted if (title := self._titles[symbol])}

    @cached_property
    def _titles(self) -> dict[str, Text]:
        return {}

    def _above_field(self, code: str) -> tuple[str, ...]:
        try:
            symbol = ClassificationSymbol.parse(code)
        except CodeError:
            return (code,)
        return (code, *(str(one) for one in self.fields.ancestors(symbol)))

    def _above_place(self, code: str) -> tuple[str, ...]:
        return (code, *(one.code for one in self.places.ancestors(Place(code))))


def _class_title(symbol: str) -> Text:
    try:
        return ClassificationSymbol.parse(symbol).title
    except CodeError:
        return Text()
