"""Reading paths: files, folders and archives in one walk, each file by the source that recognises it.

A file that was named, or that looks like data (``DATA_SUFFIXES``), and that no source recognises is a refusal. Other files of a
folder or an archive (a README, a DTD, drawings) are left out and listed in ``Reading.skipped``; hidden ones are not looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path, PurePosixPath

from indexer.sources.archives import UNREADABLE, CountedFile, Entry, Unreadable, damage, entries, hidden
from indexer.sources.base import Context, Progress, Source, advised, refusal
from models.errors import BadInput, UnknownFormat
from models.messages import Message
from models.records import Origin, Record, Refusal

DATA_SUFFIXES = frozenset({".xml", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx", ".zip", ".gz"})
"""Files that are expected to be read: one that no source knows is refused, so that nobody believes it was loaded."""

WHOLE = "file"
"""The place of a refusal that is about a whole file."""

_DAMAGED = (*UNREADABLE, ValueError, SyntaxError)


class Reading:
    """One reading of some paths. Iterate once over it for pairs of progress and record or refusal; ``skipped`` fills on the way."""

    def __init__(self, paths: Sequence[Path], sources: Sequence[Source], context: Context) -> None:
        self._sources, self._context = sources, context
        self._files = list(_walk(paths))
        self._before = 0
        self.total = sum(path.stat().st_size for path, _ in self._files)
        self.skipped: list[str] = []

    def __iter__(self) -> Iterator[tuple[Progress, Record | Refusal]]:
        for path, named in self._files:
            yield from self._file(path, named=named)
            self._before += path.stat().st_size

    def _file(self, path: Path, *, named: bool) -> Iterator[tuple[Progress, Record | Refusal]]:
        name = path.as_posix()
        try:
            disk = CountedFile(path)
        except OSError as error:
            yield Progress(self._before, self.total, name), _refused(Unreadable(name, damage(error)))
            return
        with closing(disk):
            size = path.stat().st_size
            for entry in entries(disk, name):
                for item in self._entry(entry, named=named and entry.name == name):
                    yield Progress(self._before + min(disk.taken, size), self.total, entry.name), item

    def _entry(self, entry: Entry | Unreadable, *, named: bool) -> Iterator[Record | Refusal]:
        if isinstance(entry, Unreadable):
            yield _refused(entry)
        elif not entry.head.data:
            yield _refused(
                Unreadable(
                    entry.name,
                    Message(en="It is empty.", zh="文件为空。"),
                    Message(en="Get the file again, or leave it out.", zh="请重新获取文件，或不载入它。"),
                )
            )
        elif (source := _recogniser(entry, self._sources)) is not None:
            yield from _read(source, entry, self._context)
        elif named or PurePosixPath(entry.head.name).suffix.lower() in DATA_SUFFIXES:
            unknown = unknown_format(entry.name, self._sources)
            yield _refused(Unreadable(entry.name, unknown.said, unknown.advised))
        else:
            self.skipped.append(entry.name)


def recognise(path: Path, sources: Sequence[Source]) -> Source:
    """The source that reads ``path`` (the first file in it that one does, for an archive); raises ``UnknownFormat``."""
    with closing(CountedFile(path)) as disk:
        for entry in entries(disk, path.name):
            if isinstance(entry, Entry) and (source := _recogniser(entry, sources)) is not None:
                return source
    raise unknown_format(path.name, sources)


def unknown_format(name: str, sources: Sequence[Source]) -> UnknownFormat:
    """The error for a file that no source recognises: it names the formats there are, and the way to a template."""
    known = [
        Message(en="{name} ({what})", zh="{name}（{what}）", name=source.name, what=source.describes)
        for source in sources
    ]
    return UnknownFormat(
        Message(
            en="No source recognises the format of '{name}'.",
            zh="无法识别“{name}”的格式。",
            name=PurePosixPath(name).name,
        ),
        advice=Message(
            en="Formats are: {known}. For data of your own, `zhiqiao template KIND` writes a form to fill in.",
            zh="可用的格式：{known}。自有数据可用 `zhiqiao template KIND` 生成表单填写。",
            known=known,
        ),
    )


def check_there(path: Path) -> None:
    """Raises ``BadInput`` where there is no file and no folder at ``path``."""
    if not path.exists():
        raise BadInput(
            Message(en="There is no file or folder '{path}'.", zh="没有文件或目录“{path}”。", path=path),
            advice=Message(en="Check the path.", zh="请检查路径。"),
        )


def _walk(paths: Sequence[Path]) -> Iterator[tuple[Path, bool]]:
    seen: set[Path] = set()
    for given in paths:
        check_there(given)
        for path in _files(given):
            if (real := path.resolve()) not in seen:
                seen.add(real)
                yield path, path == given


def _files(given: Path) -> Iterator[Path]:
    if not given.is_dir():
        yield given
        return
    for folder, folders, names in os.walk(given):
        folders[:] = sorted(name for name in folders if not hidden(name))
        yield from (path for name in sorted(names) if not hidden(name) and (path := Path(folder, name)).is_file())


def _recogniser(entry: Entry, sources: Sequence[Source]) -> Source | None:
    return next((source for source in sources if source.recognise(entry.head)), None)


def _read(source: Source, entry: Entry, context: Context) -> Iterator[Record | Refusal]:
    place = WHOLE
    try:
        for item in source.read(entry.stream, entry.name, context):
            place = item.origin.place
            yield item
    except _DAMAGED as error:
        where = place if place == WHOLE else f"after {place}"
        yield refusal(
            Origin(file=entry.name, place=where),
            Message(en="The rest of the file is lost. {why}", zh="文件其余部分无法读取。{why}", why=damage(error)),
            advice=advised(error)
            or Message(
                en="Get the file again, and compare its size with the original.",
                zh="请重新获取文件，并与原文件比对大小。",
            ),
        )


def _refused(entry: Unreadable) -> Refusal:
    return refusal(Origin(file=entry.name, place=WHOLE), entry.reason, advice=entry.advice)
