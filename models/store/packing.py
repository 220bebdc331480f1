"""Words to bytes and back: compressed JSON, and the hashes that say whether something changed."""

from __future__ import annotations

import hashlib
import zlib

from pydantic import BaseModel

_LEVEL = 1  # on records of a few KB, higher levels cost three times the time for a tenth of the space


def pack(word: BaseModel, *, leave_out: frozenset[str] = frozenset()) -> bytes:
    """A word as compressed JSON. What is ``None`` is left out, and read back as such."""
    return zlib.compress(as_json(word, leave_out=leave_out), _LEVEL)


def as_json(word: BaseModel, *, leave_out: frozenset[str] = frozenset()) -> bytes:
    """A word as JSON, the same bytes for the same word. Raises ``ValueError`` for text that is not Unicode (half of a surrogate pair)."""
    return word.model_dump_json(exclude=set(leave_out) or None, exclude_none=True).encode()


def unpack(data: bytes) -> bytes:
    """The JSON that ``pack`` compressed."""
    return zlib.decompress(data)


def digest(*parts: bytes) -> bytes:
    """16 bytes that stand for ``parts``, told apart where they begin."""
    hasher = hashlib.blake2b(digest_size=16)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()


def short_hash(text: str, *, digits: int = 16) -> str:
    """Hexadecimal digits that stand for ``text``."""
    return hashlib.blake2b(text.encode(), digest_size=digits // 2).hexdigest()


def storable(name: str) -> str:
    """A file's name as a database can keep it: bytes that are no text are written out."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
