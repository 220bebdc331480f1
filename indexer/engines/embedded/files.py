"""Files that survive a power cut: written, synced, and put in place by one rename; and the lock that one writer holds."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from models.errors import Conflict
from models.messages import Message

Stamp = tuple[int, int, int]


def sync_folder(folder: Path) -> None:
    """Make the folder's list of names durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make the content of a file that something else wrote durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, chunks: Iterable[bytes | memoryview]) -> None:
    """Put a file in place at once: a reader, or a crash, sees the old content or the new one.

    Which of the two stands after a power cut is certain only after ``sync_folder``.
    """
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def stamp(path: Path) -> Stamp | None:
    """What tells one version of a replaced file from the next, for the price of one ``stat``; ``None`` where there is no file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


class Lock:
    """An exclusive lock that the operating system releases when its process ends, however it ends."""

    def __init__(self, path: Path, holds: Message | str) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise Conflict(
                Message(en="{what} is being written by another process.", zh="{what}正由另一进程写入。", what=holds),
                advice=Message(en="Stop that one, or wait for it.", zh="请停止该进程，或等待其完成。"),
            ) from None

    def release(self) -> None:
        """Let the next writer in."""
        os.close(self._handle)
