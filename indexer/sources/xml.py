"""XML as offices deliver it: many documents in one file, or one document of many records, read record by record.

A stream is cut at the start and end tags of the record's element before anything is parsed, so that memory holds one record and a
malformed record loses only itself. A parser never sees a document type: there is nothing for an entity to expand, and a document
that declares entities is refused. Records of one name may not nest (``cpc_scheme`` reads the one format where they do).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from lxml import etree

from indexer.sources.base import UNUSABLE, Context, advised, refusal, why
from models.errors import BadInput
from models.messages import Message
from models.records import Origin, Record, Refusal

Element = etree._Element  # noqa: SLF001  # lxml's only name for the type that it documents

_CHUNK = 1024 * 1024
_KEPT = 64 * 1024
_NO_END = Message(en="It has no end tag.", zh="缺少结束标签。")
_COMPARE = Message(en="Compare the record with the office's own file.", zh="请与官方文件中的该记录比对。")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([\w.\-]+)""")
_NAMESPACE = re.compile(rb"""\sxmlns(?::([\w.\-]+))?\s*=\s*("[^"<]*"|'[^'<]*')""")
_PARSED_ENTITY = re.compile(rb"<!ENTITY\s(?:(?!NDATA)[^>])*>")
_FIRST_ELEMENT = re.compile(rb"<(?:[A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)")


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Fragment:
    """The bytes of one record's element in UTF-8, the line on which it starts, and what is wrong with it, if anything."""

    data: bytes
    line: int
    fault: Message | None = None


@dataclass(slots=True)
class _Document:
    """What a fragment inherits from the document around it."""

    encoding: str = "utf-8"
    namespaces: dict[bytes, bytes] = field(default_factory=dict)
    fault: Message | None = None
    root: str = ""
    line: int = 1
    records: int = 0

    def see(self, outside: bytes) -> None:
        """Take note of text that lies outside the records: namespaces, entity declarations, the root's name."""
        self.namespaces.update((name, value) for name, value in _NAMESPACE.findall(outside))
        if _PARSED_ENTITY.search(outside):
            self.fault = Message(
                en="Its document declares entities, which are never expanded here.",
                zh="其文档声明了实体，此处一律不展开。",
            )
        if not self.root and (found := _FIRST_ELEMENT.search(outside)):
            self.root = found[1].decode("ascii", "replace")

    def wrap(self, data: bytes) -> bytes:
        """A fragment in UTF-8 inside an element that binds the document's prefixes."""
        bound = b"".join(
            b" xmlns" + (b":" + name if name else b"") + b"=" + value for name, value in self.namespaces.items()
        )
        return b"<w" + bound + b">" + data + b"</w>"


class Fragments:
    """Iterates over the fragments of a stream. ``names``: local names of the record's element; ``around``: of the roots it may lie in.

    A document that holds no record and whose root is not one of ``around`` is itself a faulty fragment.
    """

    def __init__(self, stream: BinaryIO, names: Iterable[str], around: Iterable[str], max_record: int) -> None:
        self._stream, self._recoded = _utf8(stream)
        alternatives = b"|".join(re.escape(name.encode()) for name in names)
        self._start = re.compile(rb"<(\?xml\s[^>]*\?>|/?(?:[\w.\-]+:)?(?:" + alternatives + rb")(?=[\s/>]))")
        self._around, self._max = frozenset(around), max_record
        self._buffer, self._line, self._ended = bytearray(), 1, False
        self.document = _Document()

    def __iter__(self) -> Iterator[Fragment]:
        while (found := self._next_start()) is not None:
            if found.startswith(b"?xml"):
                yield from self._finish_document()
                self._begin_document()
            else:
                self.document.records += 1
                yield self._stray() if found.startswith(b"/") else self._record(found)
        yield from self._finish_document()

    def _next_start(self) -> bytes | None:
        while True:
            if found := self._start.search(self._buffer):
                name, outside = found[1], found.start()  # read before the buffer moves under the match
                self.document.see(self._take(outside))
                return name
            if not self._more():
                self.document.see(self._take(len(self._buffer)))
                return None
            if len(self._buffer) > _KEPT + 2 * _CHUNK:
                self.document.see(self._take(len(self._buffer) - _KEPT))

    def _begin_document(self) -> None:
        self.document = _Document(line=self._line)
        declaration = self._take(self._buffer.index(b"?>") + 2)
        if (found := _ENCODING.search(declaration)) and not self._recoded:
            self.document.encoding = found[1].decode("ascii")

    def _finish_document(self) -> Iterator[Fragment]:
        document = self.document
        if document.root and not document.records and document.root not in self._around:
            said = Message(
                en="The document holds a {element}, which is not a record of this format.",
                zh="文档为 {element}，不是此格式的记录。",
                element=document.root,
            )
            yield Fragment(b"", document.line, said)

    def _record(self, name: bytes) -> Fragment:
        line, size, fault = self._line, *self._extent(name)
        data = self._take(size)
        fault = fault or self.document.fault
        if not fault and self.document.encoding.lower() not in {"utf-8", "utf8"}:
            data, fault = _to_utf8(data, self.document.encoding)
        return Fragment(data, line, fault)

    def _stray(self) -> Fragment:
        return Fragment(
            self._take(self._buffer.index(b">") + 1),
            self._line,
            Message(en="Here a record ends whose start tag is missing.", zh="此处的记录缺少起始标签。"),
        )

    def _extent(self, name: bytes) -> tuple[int, Message | None]:
        """How many bytes the record at the start of the buffer has, and what is wrong with it."""
        closing, looked = b"</" + name, 0
        begins = re.compile(rb"<(?:\?xml\s|" + re.escape(name) + rb"[\s/>])")
        while True:
            if (size := self._empty_element()) or (size := self._closed(closing, looked)):
                other = begins.search(self._buffer, 1, size)
                return (other.start(), _NO_END) if other else (size, None)
            if len(self._buffer) > self._max:
                self._skip_to(closing, begins)
                return 0, Message(en="It is longer than {most} bytes.", zh="长度超过{most}字节。", most=self._max)
            looked = max(0, len(self._buffer) - len(closing) - 1)
            if not self._more():
                other = begins.search(self._buffer, 1)
                return other.start() if other else len(self._buffer), _NO_END

    def _skip_to(self, closing: bytes, begins: re.Pattern[bytes]) -> None:
        """Let go of a record that is too long, up to the end of its end tag or the start of the next."""
        self._take(1)
        while True:
            if end := self._closed(closing, 0):
                other = begins.search(self._buffer, 0, end)
                self._take(other.start() if other else end)
                return
            self._take(max(0, len(self._buffer) - _KEPT))
            if not self._more():
                return

    def _empty_element(self) -> int:
        end = self._buffer.find(b">")
        return end + 1 if end > 0 and self._buffer[end - 1] == ord("/") else 0

    def _closed(self, closing: bytes, since: int) -> int:
        at = self._buffer.find(closing, since)
        end = self._buffer.find(b">", at) if at >= 0 else -1
        return end + 1

    def _take(self, size: int) -> bytes:
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._line += data.count(b"\n")
        return data

    def _more(self) -> bool:
        if not self._ended:
            data = self._stream.read(_CHUNK)
            self._buffer += data
            self._ended = not data
        return not self._ended


def read_records(
    stream: BinaryIO,
    file: str,
    context: Context,
    names: Iterable[str],
    build: Callable[[Element, Origin], Iterable[Record | Refusal]],
    *,
    around: Iterable[str] = (),
) -> Iterator[Record | Refusal]:
    """Everything that ``build`` makes of each record's element, its tags without prefixes; a refusal for each that cannot be used."""
    fragments = Fragments(stream, names, around, context.max_record)
    for fragment in fragments:
        origin = Origin(file=file, place=f"line {fragment.line}")
        try:
            if fragment.fault:
                yield _refused(origin, fragment.fault, fragment.data)
            else:
                yield from build(parse(fragments.document.wrap(fragment.data))[0], origin)
        except etree.XMLSyntaxError as error:
            yield _refused(
                origin,
                Message(en="It is not well-formed XML: {why}.", zh="不是合法的 XML：{why}。", why=error.msg),
                fragment.data,
            )
        except UNUSABLE as error:
            yield _refused(origin, why(error), fragment.data, advised(error))


def parse(data: bytes) -> Element:
    """The root of an XML text without document type, its tags and attributes without namespaces."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    root = etree.fromstring(data, parser)
    for element in root.iter(etree.Element):
        if "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]
    return root


def refuse_entities(head: bytes) -> None:
    """Raise ``BadInput`` for a document that declares entities in what lies before its root."""
    if _PARSED_ENTITY.search(head):
        raise BadInput(
            Message(
                en="The document declares entities, which are never expanded here.",
                zh="文档声明了实体，此处一律不展开。",
            ),
            advice=Message(en="Remove the entity declarations from its DOCTYPE.", zh="请从其 DOCTYPE 中删除实体声明。"),
        )


def text_of(element: Element | None) -> str:
    """All text under an element in one line; paragraphs and line breaks become spaces."""
    if element is None:
        return ""
    if not len(element):
        return " ".join((element.text or "").split())
    parts = (f" {part} " if block else part for part, block in _pieces(element))
    return " ".join("".join(parts).split())


def text_at(element: Element, path: str) -> str:
    """The text of the first element at ``path``, or an empty string."""
    return text_of(element.find(path))


_BLOCKS = frozenset({"p", "br", "li", "heading", "title-part", "text", "row", "entry"})


def _pieces(element: Element) -> Iterator[tuple[str, bool]]:
    block = element.tag in _BLOCKS
    yield element.text or "", False
    for child in element:
        yield "", child.tag in _BLOCKS
        yield from _pieces(child)
        yield child.tail or "", False
    yield "", block


def _refused(origin: Origin, reason: Message, data: bytes, advice: Message | None = None) -> Refusal:
    raw = data[:8192].decode("utf-8", "replace")
    return refusal(origin, reason, raw=raw, advice=advice or _COMPARE)


def _to_utf8(data: bytes, encoding: str) -> tuple[bytes, Message | None]:
    try:
        return data.decode("gb18030" if encoding.lower() in {"gb2312", "gbk"} else encoding).encode("utf-8"), None
    except (UnicodeDecodeError, LookupError):
        return data, Message(
            en="It is not text in the encoding that its document names, {encoding}.",
            zh="不是其文档所声明的编码（{encoding}）的文本。",
            encoding=encoding,
        )


def _utf8(stream: BinaryIO) -> tuple[_Readable, bool]:
    """The stream, or for UTF-16 one that gives it as UTF-8; and whether it was recoded."""
    mark = stream.read(2)
    stream.seek(0)
    if mark not in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return stream, False
    return codecs.EncodedFile(stream, "utf-8", "utf-16"), True
