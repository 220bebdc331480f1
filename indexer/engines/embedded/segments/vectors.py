"""A segment's passage vectors: a flat file in half precision that is scanned exactly, and an approximate index over it once it is large.

Both are faiss files and mapped. Half precision costs a cosine less than 0.0003 and is read at half the cost of single precision.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.engines.embedded.files import sync_file
from indexer.engines.embedded.segments.columns import Mask
from models.units import FloatArray

CHUNK = 16_384
"""Rows decoded at once: 24 MB at 384 dimensions."""

TRAINING_ROWS = 65_536
"""The approximate index is trained on so many rows at most, 100 MB at 384 dimensions."""

ROWS_A_LIST = 39
"""faiss asks for so many training rows a list at least."""

CLOSENESS = 16
"""One list in so many is searched where nothing is filtered out."""


class Vectors:
    """The vectors of a segment's passages, in the order of its table."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _flat(self) -> Any:
        return faiss.read_index(str(self._path), faiss.IO_FLAG_MMAP_IFC)

    @cached_property
    def _rows(self) -> NDArray[np.float16]:
        """The same rows for numpy: they come last in the file."""
        shape = (len(self), self._flat.d)
        size = math.prod(shape) * np.dtype(np.float16).itemsize
        mapped = np.memmap(self._path, np.float16, "r", self._path.stat().st_size - size, shape)
        return np.asarray(mapped)

    @cached_property
    def _lists(self) -> Any | None:
        lists = lists_file(self._path)
        return faiss.read_index(str(lists), faiss.IO_FLAG_MMAP_IFC) if lists.exists() else None

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    def open(self) -> None:
        """Map the files now, while they are known to stand."""
        _ = self._flat, self._rows, self._lists

    @property
    def approximate(self) -> bool:
        """Whether there is an approximate index."""
        return self._lists is not None

    def rows(self, passages: NDArray[np.int64]) -> FloatArray:
        """The vectors of ``passages``, shape (m, dimensions)."""
        return self._rows[passages].astype(np.float32)

    def chunks(self, keep: Mask | None = None) -> Iterable[FloatArray]:
        """All vectors, or those where ``keep`` is true, a bounded number at once."""
        for start in range(0, len(self), CHUNK):
            chunk = self._rows[start : start + CHUNK].astype(np.float32)
            yield chunk if keep is None else chunk[keep[start : start + CHUNK]]

    def exact(self, queries: FloatArray, limit: int, keep: Mask | None) -> tuple[FloatArray, NDArray[np.int64]]:
        """The best ``limit`` passages for each query among those where ``keep`` is true: scores and passages, −1 where there are fewer."""
        return _searched(self._flat, queries, limit, keep, faiss.SearchParameters)

    def nearby(
        self, queries: FloatArray, limit: int, keep: Mask | None, share: float
    ) -> tuple[FloatArray, NDArray[np.int64]]:
        """As ``exact``, from the lists nearest to each query. ``share`` of the passages are kept: the fewer, the more lists are searched."""
        lists: Any = self._lists
        probes = math.ceil(lists.nlist / CLOSENESS / math.sqrt(share))
        return _searched(lists, queries, limit, keep, faiss.SearchParametersIVF, nprobe=min(probes, lists.nlist))


def lists_file(path: Path) -> Path:
    """Where the approximate index over the vectors in ``path`` stands."""
    return path.with_suffix(".lists")


def write_vectors(path: Path, dimensions: int, count: int, chunks: Iterable[FloatArray]) -> None:
    """Write ``count`` vectors to a file in half precision; durable after ``sync_folder``.

    faiss writes an index from memory, and this one may be larger than that: so the head of its file is taken from an empty index, the
    number of rows is put in, and the rows, which come last, are written as they come.
    """
    empty = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    head = faiss.serialize_index(empty).tobytes()
    size = count * empty.code_size
    with path.open("wb") as file:
        file.write(head[:8] + count.to_bytes(8, "little") + head[16:-8] + size.to_bytes(8, "little"))
        for chunk in chunks:
            file.write(np.ascontiguousarray(chunk, np.float16).data)
    sync_file(path)


def write_lists(path: Path, vectors: Vectors, dimensions: int, chunks: Iterable[FloatArray]) -> None:
    """Train and write the approximate index (inverted lists, eight bits a number) over ``vectors``, all of which ``chunks`` give.

    Durable after ``sync_folder``.
    """
    total = len(vectors)
    count = max(1, min(int(2 * math.sqrt(total)), min(total, TRAINING_ROWS) // ROWS_A_LIST))
    sample = np.sort(np.random.default_rng(total).choice(total, min(total, count * ROWS_A_LIST), replace=False))
    quantiser = faiss.IndexFlatIP(dimensions)
    index = faiss.IndexIVFScalarQuantizer(
        quantiser, dimensions, count, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.train(vectors.rows(sample))
    for chunk in chunks:
        index.add(chunk)
    faiss.write_index(index, str(path))
    sync_file(path)


def _searched(
    index: Any, queries: FloatArray, limit: int, keep: Mask | None, parameters: Any, **settings: Any
) -> tuple[FloatArray, NDArray[np.int64]]:
    faiss.omp_set_num_threads(1)
    if keep is not None:
        bits: Any = np.packbits(keep, bitorder="little")
        settings["sel"] = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg]  # faiss's own wrapper takes the array alone
    scores, passages = index.search(queries, limit, params=parameters(**settings) if settings else None)
    return scores, passages
