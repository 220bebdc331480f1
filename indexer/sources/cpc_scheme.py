"""The CPC scheme (``class-scheme``): what hangs under what, by the nesting of its items, with titles.

One record holds a main group with all its subgroups; sections, classes and subclasses are records of one entry. Its items nest, so it is
read by an incremental parser instead of being cut by tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from indexer.sources.base import HEAD_BYTES, Context, FormatSource, Head
from indexer.sources.xml import Element, refuse_entities, text_of
from models.codes import ClassificationSymbol, CodeError
from models.records import Origin, Record, Refusal, SchemeEntry
from models.text import Text

NAME = "cpc-scheme"
_ROOT, _ITEM, _SYMBOL, _TITLE = "class-scheme", "classification-item", "classification-symbol", "class-title"
_MAIN_GROUP = 4


@dataclass(slots=True)
class _Item:
    """An item that is still open: its symbol once it has been read, its title, and the entries under it."""

    line: int
    symbol: ClassificationSymbol | None = None
    title: str = ""
    under: list[SchemeEntry] = field(default_factory=list)


def _read(stream: BinaryIO, file: str, _context: Context) -> Iterator[Record | Refusal]:
    refuse_entities(stream.read(HEAD_BYTES))
    stream.seek(0)
    open_items: list[_Item] = []
    for event, element in _events(stream):
        if event == "start":
            open_items.append(_Item(_line(element)))
        elif element.tag == _SYMBOL:
            open_items[-1].symbol = _symbol(text_of(element))
        elif element.tag == _TITLE:
            open_items[-1].title = _title(element)
            element.clear()
        else:
            yield from _close(open_items, file)
            _forget(element)


def _events(stream: BinaryIO) -> Iterator[tuple[str, Element]]:
    parser = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=(_ITEM, _SYMBOL, _TITLE),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return ((event, element) for event, element in parser if event == "end" or element.tag == _ITEM)


def _close(open_items: list[_Item], file: str) -> Iterator[Record]:
    item = open_items.pop()
    outer = open_items[-1] if open_items else None
    if item.symbol is None or (outer is not None and outer.symbol == item.symbol):
        # A heading over a range of groups, or the second of two items of one symbol: not a node of its own.
        if outer is not None:
            outer.title = outer.title or (item.title if item.symbol else "")
            outer.under += item.under
        return
    entry = SchemeEntry(symbol=str(item.symbol), parent=_parent(item.symbol, open_items), titles=_titles(item))
    if item.symbol.level > _MAIN_GROUP and outer is not None:
        outer.under += [entry, *item.under]
    else:
        origin = Origin(file=file, place=f"line {item.line}")
        yield Record(source=NAME, key=entry.symbol, origin=origin, scheme=(entry, *item.under))


def _parent(symbol: ClassificationSymbol, outer: list[_Item]) -> str | None:
    """Down to the main group by the symbol itself, since headings over ranges of groups are items too; below it by nesting."""
    nested = next((one.symbol for one in reversed(outer) if one.symbol is not None), None)
    ancestors = symbol.ancestors()
    above = nested if nested and symbol.level > _MAIN_GROUP else ancestors[-1] if ancestors else None
    return str(above) if above else None


def _line(element: Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _titles(item: _Item) -> dict[str, str]:
    return dict(Text.of(en=item.title).items())


def _title(element: Element) -> str:
    """The parts of a title, without the references in brackets that follow them."""
    texts = (one for one in element.iter("text") if not any(up.tag == "reference" for up in one.iterancestors()))
    return "; ".join(filter(None, map(text_of, texts)))


def _symbol(text: str) -> ClassificationSymbol | None:
    try:
        return ClassificationSymbol.parse(text)
    except CodeError:
        return None


def _forget(element: Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]  # type: ignore[union-attr]  # an element with a sibling has a parent


def _recognise(head: Head) -> bool:
    return head.root == _ROOT


SOURCE = FormatSource(
    NAME,
    Text.of(en="CPC scheme: symbols, hierarchy, titles (XML)", zh="CPC 分类表：分类号、层级、标题 (XML)"),
    _recognise,
    _read,
)
