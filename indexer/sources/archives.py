"""Files as they are: plain, ``.gz`` and ``.zip``, nested or not, opened as streams and never unpacked to disk."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from indexer.sources.base import HEAD_BYTES, Head
from models.errors import BadInput
from models.messages import NOTHING, Message

MAX_RATIO = 400
"""The most bytes out for each byte on disk. Deflate gives 1032 at best, on zeros; text of real records gives 5 to 100."""

FREE_BYTES = 64 * 1024 * 1024
"""What may come out of a file before its ratio counts: small files of much repetition are harmless."""

MAX_DEPTH = 3
"""How deep archives may lie in archives. DOCDB's back file is a zip of zips."""

UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, BadInput)
"""What a damaged, encrypted or refused archive raises: ``zipfile`` says "encrypted" as RuntimeError."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_OFFICE_DOCUMENT = "[Content_Types].xml"


class CountedFile(io.FileIO):
    """A file on disk that counts the bytes taken from it, for progress and for the ratio of what comes out."""

    taken = 0
    given = 0

    def readinto(self, buffer: object, /) -> int:
        """Read into ``buffer`` and count."""
        read = super().readinto(buffer) or 0  # type: ignore[arg-type]  # the stub's Buffer type has no public name in 3.11
        self.taken += read
        return read

    def give(self, size: int) -> None:
        """Count ``size`` decompressed bytes; raises ``BadInput`` where far more comes out than any real data gives."""
        self.given += size
        if self.given > FREE_BYTES and self.given > MAX_RATIO * max(self.taken, 1):
            raise BadInput(
                Message(
                    en="It unpacks to more than {times} times its size: it looks like a decompression bomb, and is not read further.",
                    zh="解压后超过原大小的{times}倍，疑似解压炸弹，不再读取。",
                    times=MAX_RATIO,
                ),
                advice=Message(
                    en="If the file is sound, unpack it yourself and load what is in it.",
                    zh="如文件无误，请自行解压后载入其中的文件。",
                ),
            )


class Unpacked(io.RawIOBase):
    """A stream that comes out of an archive, counted against the file that the archive is."""

    def __init__(self, inner: BinaryIO, disk: CountedFile) -> None:
        self._inner, self._disk = inner, disk

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: going back decompresses again."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Read into ``buffer`` and count what comes out."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # as above
        data = self._inner.read(len(view))
        view[: len(data)] = data
        self._disk.give(len(data))
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to a place in the decompressed bytes."""
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        """The place in the decompressed bytes."""
        return self._inner.tell()


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to read: its name for people (``bulk.zip!grants.xml``), its head, and its bytes. Valid until the next one is asked for."""

    name: str
    head: Head
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or a member of an archive that cannot be opened, and why."""

    name: str
    reason: Message
    advice: Message = NOTHING


def entries(disk: CountedFile, name: str) -> Iterator[Entry | Unreadable]:
    """Every file that an open file on disk is or holds, in order."""
    with io.BufferedReader(disk) as stream:
        yield from _entries(cast("BinaryIO", stream), name, Path(name).name, disk, 0)


def _entries(stream: BinaryIO, name: str, base: str, disk: CountedFile, depth: int) -> Iterator[Entry | Unreadable]:
    try:
        data = _peek(stream)
        if depth > MAX_DEPTH and data.startswith((_GZIP, _ZIP)):
            yield Unreadable(
                name,
                Message(en="It lies more than {depth} archives deep.", zh="压缩包嵌套超过{depth}层。", depth=MAX_DEPTH),
                Message(en="Unpack the outer archives first.", zh="请先解压外层压缩包。"),
            )
        elif data.startswith(_GZIP):
            inner = _buffered(cast("BinaryIO", gzip.GzipFile(fileobj=stream)), disk)
            yield from _entries(inner, name, base.removesuffix(".gz"), disk, depth + 1)
        elif data.startswith(_ZIP):
            yield from _members(stream, name, Head(base, data), disk, depth)
        else:
            yield Entry(name, Head(base, data), stream)
    except UNREADABLE as error:
        yield Unreadable(name, damage(error), getattr(error, "advised", NOTHING))


def _members(stream: BinaryIO, name: str, head: Head, disk: CountedFile, depth: int) -> Iterator[Entry | Unreadable]:
    with zipfile.ZipFile(stream) as archive:
        if _OFFICE_DOCUMENT in archive.namelist():
            stream.seek(0)
            yield Entry(name, head, stream)
            return
        for member in archive.infolist():
            if not member.is_dir() and not hidden(member.filename):
                yield from _member(archive, member, f"{name}!{member.filename}", disk, depth)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, disk: CountedFile, depth: int
) -> Iterator[Entry | Unreadable]:
    try:
        opened = archive.open(member)
    except UNREADABLE as error:
        yield Unreadable(name, damage(error))
        return
    with opened:
        yield from _entries(
            _buffered(cast("BinaryIO", opened), disk), name, Path(member.filename).name, disk, depth + 1
        )


def hidden(path: str) -> bool:
    """Whether a path has a part that a file manager hides, or that an archiver adds for itself."""
    return any(part.startswith(".") or part == "__MACOSX" for part in Path(path).parts if part not in {".", ".."})


def damage(error: Exception) -> Message:
    """What reading a damaged file said, in words."""
    if isinstance(error, BadInput):
        return error.said
    if "encrypted" in str(error):
        return Message(en="It is encrypted.", zh="文件已加密。")
    return Message(en="It cannot be read: {why}.", zh="无法读取：{why}。", why=str(error) or type(error).__name__)


def _buffered(stream: BinaryIO, disk: CountedFile) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(Unpacked(stream, disk), HEAD_BYTES))


def _peek(stream: BinaryIO) -> bytes:
    data = stream.read(HEAD_BYTES)
    stream.seek(0)
    return data
