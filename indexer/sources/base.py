"""What a source is: it recognises a file by its head, and reads it as a stream of records and refusals."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Protocol

from pydantic import ValidationError

from models.errors import BadInput
from models.messages import Message, Unfit
from models.records import Origin, Record, Refusal
from models.text import Text
from models.validation import message_of_fault

HEAD_BYTES = 64 * 1024
"""How much of a file, once decompressed, a source may look at to recognise it."""

RAW_CHARACTERS = 2000
"""How much of a record is kept with its refusal."""

UNUSABLE = (BadInput, ValueError, LookupError, ArithmeticError, TypeError, AttributeError)
"""What reading one record may raise without stopping the file.

Days and sums beyond what can be counted are arithmetic errors; the last two come from JSON whose shape is not the one documented.
"""

_ESCAPED = re.compile(r"[\udc80-\udcff]")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)")
_BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)


@dataclass(frozen=True)
class Head:
    """The start of a file: its name without ``.gz``, and its first ``HEAD_BYTES`` bytes, decompressed."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The last part of the name in lower case, such as ``.csv``; empty where there is none."""
        return PurePosixPath(self.name).suffix.lower()

    @cached_property
    def encoding(self) -> str:
        """The text encoding: by byte order mark, else UTF-8 where that reads without error, else GB18030."""
        return text_encoding(self.data)

    @cached_property
    def text(self) -> str:
        """The head as text; a character cut at its end is dropped."""
        return self.data.decode(self.encoding, errors="ignore").lstrip("\ufeff")

    @cached_property
    def first_line(self) -> str:
        """The first line that is not blank, without its end."""
        return next((line for line in self.text.splitlines() if line.strip()), "")

    @cached_property
    def root(self) -> str:
        """The local name of the root element of an XML file, or an empty string."""
        data = self.text.encode("utf-8").lstrip()
        while skipped := _BEFORE_ROOT.match(data):
            data = data[skipped.end() :]
        found = _ROOT.match(data)
        return found[1].decode("ascii") if found else ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader is told beside the bytes. ``max_record``: the most bytes that one record may have."""

    max_record: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading has come, in bytes on disk (compressed ones where files are compressed), and in which file it is."""

    done: int
    total: int
    file: str


class Source(Protocol):
    """One format. ``name`` stands in every record that it yields; ``describes`` says what it reads, for people."""

    @property
    def name(self) -> str:
        """The name of the source in lower case with hyphens, such as ``uspto-grant``."""

    @property
    def describes(self) -> Text:
        """What it reads, in English and Chinese."""

    def recognise(self, head: Head) -> bool:
        """Whether a file that starts so is in this format."""

    def read(self, stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
        """Every record of the file, in order, holding no more than one in memory. What cannot be used is yielded as a refusal."""


@dataclass(frozen=True)
class FormatSource:
    """A source made of two functions: how it recognises a head, and how it reads a stream."""

    name: str
    describes: Text
    recogniser: Callable[[Head], bool] = field(repr=False)
    reader: Callable[[BinaryIO, str, Context], Iterator[Record | Refusal]] = field(repr=False)

    def recognise(self, head: Head) -> bool:
        """Whether a file that starts so is in this format."""
        return self.recogniser(head)

    def read(self, stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
        """Every record of the file, in order."""
        return self.reader(stream, origin_file, context)


def attempt(
    build: Callable[[], Record | Refusal],
    origin: Origin,
    *,
    key: str | None = None,
    raw: str = "",
    advice: Message | None = None,
) -> Record | Refusal:
    """What ``build`` makes of one record, or the refusal that says why it could not."""
    try:
        return build()
    except UNUSABLE as error:
        return refusal(origin, why(error), key=key, raw=raw, advice=advice or advised(error))


def refusal(
    origin: Origin, reason: Message, *, key: str | None = None, raw: str = "", advice: Message | None = None
) -> Refusal:
    """A refusal with as much of the record as is worth keeping."""
    return Refusal(origin=origin, key=key, said=reason, advised=advice or "", raw=raw[:RAW_CHARACTERS])


def advised(error: BaseException) -> Message | None:
    """What an error says is to be done, if it says it."""
    found = getattr(error, "advised", None)
    return found if isinstance(found, Message) and found else None


def why(error: Exception) -> Message:
    """What an error says, in one line: a validation error as ``field: message`` for each field."""
    if isinstance(error, ValidationError):
        return Message.joined([_field_error(".".join(map(str, one["loc"])), one) for one in error.errors()])
    if isinstance(error, BadInput | Unfit):
        return error.said
    if isinstance(error, KeyError):
        return Message(en="It has no {name}.", zh="其中没有{name}。", name=repr(error.args[0]))
    if isinstance(error, ArithmeticError):
        return Message(
            en="A number or a day in it lies beyond what can be counted ({why}).",
            zh="其中的数字或日期超出可计算的范围（{why}）。",
            why=error,
        )
    if isinstance(error, TypeError | AttributeError):
        return Message(
            en="It does not have the documented shape ({why}).", zh="不是文档所述的结构（{why}）。", why=error
        )
    return Message.of(" ".join(str(error).split()) or type(error).__name__)


def text_encoding(data: bytes) -> str:
    """The encoding of a text by its first bytes: UTF-16 and UTF-8 by byte order mark, else UTF-8 or GB18030.

    A few broken bytes do not turn a UTF-8 file into another: it is GB18030 where that reads with fewer faults.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if _faults(data, "utf-8") <= _faults(data, "gb18030") else "gb18030"


def _faults(data: bytes, encoding: str) -> int:
    """How many bytes cannot be decoded. The data may end within a character, which is no fault."""
    return len(_ESCAPED.findall(codecs.getincrementaldecoder(encoding)("surrogateescape").decode(data)))


def _field_error(place: str, fault: Mapping[str, Any]) -> Message:
    said = message_of_fault(fault)
    return Message(en="{place}: {said}", zh="{place}：{said}", place=place, said=said) if place else said
