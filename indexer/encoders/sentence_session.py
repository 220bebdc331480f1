"""Runs an ONNX sentence encoder on the processor: tokenise, batch by length, one batch a core, pool, scale to length 1."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.encoders.batching import padded_batches
from models.centring import unit_length
from models.errors import EncoderUnavailable
from models.messages import Message
from models.units import FloatArray

Pooling = Literal["mean", "cls"]

BATCH_TOKENS = 512
"""Padded tokens a batch. Small batches stay in a core's cache: 512 to 1,024 measured fastest, 4,096 a third slower."""
_SLAB = 4096
"""Texts tokenised at a time, so that memory does not grow with the length of the caller's list."""


@dataclass(frozen=True)
class SentenceFiles:
    """Where an encoder's files lie and how its token states become one vector."""

    model: Path
    tokenizer: Path
    max_tokens: int
    pooling: Pooling


class SentenceSession:
    """An opened encoder. ``encode`` may be called from several threads at once."""

    def __init__(self, files: SentenceFiles, threads: int | None = None) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._pooling = files.pooling
        self._tokenizer, self._padding = _open_tokenizer(files)
        self._session = _open_model(files.model)
        self._inputs = {value.name for value in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of unit length in the order of ``texts``, shape (texts, dimensions)."""
        if not texts:
            return self.encode(["-"])[:0]
        slabs = [self._encode_slab(texts[at : at + _SLAB]) for at in range(0, len(texts), _SLAB)]
        return np.concatenate(slabs)

    def _encode_slab(self, texts: Sequence[str]) -> FloatArray:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        batches = list(padded_batches([len(ids) for ids in tokens], BATCH_TOKENS))
        pooled = self._run_all([[tokens[index] for index in batch] for batch in batches])
        vectors = np.empty((len(texts), pooled[0].shape[1]), np.float32)
        for batch, rows in zip(batches, pooled, strict=True):
            vectors[batch] = rows
        return unit_length(vectors)

    def _run_all(self, batches: list[list[list[int]]]) -> list[FloatArray]:
        if len(batches) == 1 or self._threads == 1:
            return [self._run(batch) for batch in batches]
        with ThreadPoolExecutor(min(self._threads, len(batches))) as pool:
            return list(pool.map(self._run, batches))

    def _run(self, batch: list[list[int]]) -> FloatArray:
        ids, mask = _padded(batch, self._padding)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        return _pool(states, mask, self._pooling)


def _open_tokenizer(files: SentenceFiles) -> tuple[Tokenizer, int]:
    """The tokenizer, and the id that fills a batch's short rows."""
    try:
        tokenizer = Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # tokenizers raises bare Exception for a missing or damaged file
        raise EncoderUnavailable(
            Message(
                en="The tokenizer {path} cannot be read: {why}.",
                zh="分词器 {path} 无法读取：{why}。",
                path=files.tokenizer,
                why=error,
            ),
            advice=Message(en="Check the encoder's folder.", zh="请检查编码器目录。"),
        ) from error
    padding = _padding(tokenizer)
    tokenizer.enable_truncation(files.max_tokens)
    tokenizer.no_padding()
    return tokenizer, padding


def _padding(tokenizer: Tokenizer) -> int:
    if tokenizer.padding:
        return int(tokenizer.padding["pad_id"])
    known = (tokenizer.token_to_id(piece) for piece in ("<pad>", "[PAD]"))
    return next((number for number in known if number is not None), 0)


def _open_model(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One thread a run: batches run side by side, which scales better than splitting each small product.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base but Exception
        raise EncoderUnavailable(
            Message(
                en="The model {path} cannot be opened: {why}.", zh="模型 {path} 无法打开：{why}。", path=path, why=error
            ),
            advice=Message(en="Check the encoder's folder.", zh="请检查编码器目录。"),
        ) from error


def _padded(batch: list[list[int]], padding: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    width = max(map(len, batch))
    ids = np.full((len(batch), width), padding, np.int64)
    mask = np.zeros((len(batch), width), np.int64)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


def _pool(states: FloatArray, mask: NDArray[np.int64], pooling: Pooling) -> FloatArray:
    if states.ndim == 2:  # the model pools by itself
        return states
    if pooling == "cls":
        return states[:, 0]
    weights = mask.astype(np.float32)
    pooled: FloatArray = np.einsum("bth,bt->bh", states, weights) / weights.sum(axis=1, keepdims=True)
    return pooled
