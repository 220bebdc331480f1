"""A file of named arrays that is mapped, not read: opening one costs the same for a hundred rows and for a million."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.files import replace_file
from indexer.engines.refusals import AGAIN
from models.errors import EngineUnavailable
from models.messages import Message

MAGIC = b"ZHIQIAO1"
ALIGNMENT = 64

AnyArray = NDArray[Any]


def save(path: Path, header: Mapping[str, object], arrays: Mapping[str, AnyArray]) -> None:
    """Write ``header`` (JSON values) and ``arrays`` to ``path``, at once; durable after ``sync_folder``."""
    packed = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    layout, offset = {}, 0
    for name, array in packed.items():
        layout[name] = (array.dtype.str, array.shape, offset)
        offset += _padded(array.nbytes)
    head = json.dumps({"header": header, "arrays": layout}).encode()
    head += b" " * (_padded(len(MAGIC) + 8 + len(head)) - len(MAGIC) - 8 - len(head))
    replace_file(path, _chunks(head, packed))


def load(path: Path) -> tuple[dict[str, Any], dict[str, AnyArray]]:
    """The header and the arrays of ``path``, mapped read-only.

    Raises ``FileNotFoundError`` where there is none, ``EngineUnavailable`` where it is not such a file.
    """
    content = np.asarray(np.memmap(path, np.uint8, "r"))
    if content[: len(MAGIC)].tobytes() != MAGIC:
        raise EngineUnavailable(
            Message(en="The index file {name} is damaged.", zh="索引文件{name}已损坏。", name=path.name), advice=AGAIN
        )
    start = len(MAGIC) + 8
    start += int.from_bytes(content[len(MAGIC) : start].tobytes(), "little")
    head = json.loads(content[len(MAGIC) + 8 : start].tobytes())
    return head["header"], {name: _view(content[start:], *entry) for name, entry in head["arrays"].items()}


def _view(content: AnyArray, dtype: str, shape: list[int], offset: int) -> AnyArray:
    size = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
    return content[offset : offset + size].view(dtype).reshape(shape)


def _chunks(head: bytes, arrays: Mapping[str, AnyArray]) -> Iterator[bytes | memoryview]:
    yield MAGIC + len(head).to_bytes(8, "little") + head
    for array in arrays.values():
        yield array.reshape(-1).view(np.uint8).data
        yield bytes(_padded(array.nbytes) - array.nbytes)


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
