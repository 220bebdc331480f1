"""JSON as a stream of items: the objects of an array, one at a time, whatever the size of the file.

The array is the file's own, or the value of a named member. An object that is not JSON is given back as a fault and loses only
itself: reading goes on at the next object that begins with the same member.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from indexer.sources.base import Context, attempt, refusal
from models.errors import BadInput
from models.messages import Message
from models.records import Origin, Record, Refusal

_CHUNK = 1024 * 1024
_KEPT = 4096
_BETWEEN = re.compile(r"[\s,]*")
_FIRST_MEMBER = re.compile(r'\{\s*("[^"\\]*"\s*):')


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the array, counted from 1: its value, or its text and what is wrong with it."""

    number: int
    value: Any = None
    raw: str = ""
    fault: Message | None = None


class JsonItems:
    """Iterates over the items of every array that is a member called one of ``names``, or of the array that the file is."""

    def __init__(self, stream: BinaryIO, names: Iterable[str], max_record: int) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._stream, self._max = stream, max_record
        self._opening = re.compile(r'"(?:{})"\s*:\s*\[|\A\s*\['.format("|".join(map(re.escape, names))))
        self._text, self._at, self._ended = "", 0, False

    def __iter__(self) -> Iterator[Item]:
        number = 0
        while self._find_array():
            while self._at_item():
                number += 1
                yield self._item(number)

    def _find_array(self) -> bool:
        while not (found := self._opening.search(self._text, self._at)):
            self._at = max(self._at, len(self._text) - _KEPT)
            self._let_go()
            if not self._more():
                return False
        self._at = found.end()
        return True

    def _at_item(self) -> bool:
        self._let_go()
        while True:
            if found := _BETWEEN.match(self._text, self._at):
                self._at = found.end()
            if self._at < len(self._text):
                return self._text[self._at] != "]"
            if not self._more():
                return False

    def _item(self, number: int) -> Item:
        decoder = json.JSONDecoder()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(self._text) - 16 or error.msg.startswith("Unterminated")
                if cut and len(self._text) - self._at <= self._max and self._more():
                    continue
                return self._faulty(number, error.msg)
            self._at = end
            return Item(number, value)

    def _faulty(self, number: int, fault: str) -> Item:
        start, self._at = self._at, self._next_item()
        return Item(
            number,
            raw=self._text[start : self._at][:_KEPT],
            fault=Message(en="It is not well-formed JSON: {why}.", zh="不是合法的 JSON：{why}。", why=fault),
        )

    def _next_item(self) -> int:
        """Where the next object begins that starts with the same member as the one here; the end of the file where there is none."""
        own = _FIRST_MEMBER.match(self._text, self._at)
        next_item = re.compile(r"\{\s*" + re.escape(own[1]) + ":" if own else r"\{")
        since = self._at + 1
        while not (found := next_item.search(self._text, since)):
            since = max(since, len(self._text) - _KEPT)
            if len(self._text) - self._at > self._max:
                raise BadInput(
                    Message(
                        en="After a broken record no other begins within {most} bytes.",
                        zh="损坏的记录之后{most}字节内没有其他记录。",
                        most=self._max,
                    )
                )
            if not self._more():
                return len(self._text)
        return found.start()

    def _more(self) -> bool:
        if not self._ended:
            data = self._stream.read(_CHUNK)
            self._ended = not data
            self._text += self._decoder.decode(data, final=self._ended)
        return not self._ended

    def _let_go(self) -> None:
        if self._at >= _CHUNK:
            self._text, self._at = self._text[self._at :], 0


def item_records(
    stream: BinaryIO, file: str, context: Context, names: Iterable[str], build: Callable[[Any, Origin], Record]
) -> Iterator[Record | Refusal]:
    """What ``build`` makes of each item; a refusal for each that is no JSON or cannot be used."""
    for item in JsonItems(stream, names, context.max_record):
        origin = Origin(file=file, place=f"item {item.number}")
        if item.fault:
            yield refusal(origin, item.fault, raw=item.raw)
        else:
            yield attempt(partial(build, item.value, origin), origin, raw=str(item.value))
