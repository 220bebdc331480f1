"""Any sentence encoder that lies as ONNX in a local folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from indexer.encoders.folder_options import FolderOptions, read_options
from indexer.encoders.once import Once
from indexer.encoders.sentence_session import SentenceFiles, SentenceSession
from models.centring import MeanKey
from models.errors import SettingsError
from models.messages import Message
from models.units import FloatArray

_MODEL_PLACES = ("model.onnx", "onnx/model.onnx")


class OnnxFolderEncoder:
    """A folder with ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``; ``folder_options`` says how it is run.

    Constructing costs nothing; the model opens at the first text. Safe to use from several threads.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads
        self._session = Once(self._open)

    @cached_property
    def options(self) -> FolderOptions:
        """The folder's prefixes, length and pooling."""
        return read_options(self._folder)

    @cached_property
    def fingerprint(self) -> str:
        """``onnx:`` with the folder's name and a digest of model, tokenizer and options."""
        digest = hashlib.sha256(repr(self.options).encode())
        for path in (self._model, self._tokenizer):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"onnx:{self._folder.name}:{digest.hexdigest()[:16]}"

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``: it runs here."""
        return False

    @cached_property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """See ``Encoder.means``: none ship with it."""
        return {}

    @cached_property
    def dimensions(self) -> int:
        """The length of a vector; opens the model."""
        return int(self._session().encode(["-"]).shape[1])

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Questions to rows of unit length, shape (texts, dimensions)."""
        return self._session().encode([self.options.query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Passages to rows of unit length, shape (texts, dimensions)."""
        return self._session().encode([self.options.passage_prefix + text for text in texts])

    @property
    def _model(self) -> Path:
        for place in _MODEL_PLACES:
            if (self._folder / place).exists():
                return self._folder / place
        raise SettingsError(
            Message(en="{folder} holds no model.onnx.", zh="{folder} 中没有 model.onnx。", folder=self._folder),
            advice=Message(
                en="Name a folder with model.onnx and tokenizer.json.",
                zh="请指定含 model.onnx 和 tokenizer.json 的目录。",
            ),
        )

    @property
    def _tokenizer(self) -> Path:
        path = self._folder / "tokenizer.json"
        if not path.exists():
            raise SettingsError(
                Message(
                    en="{folder} holds no tokenizer.json.", zh="{folder} 中没有 tokenizer.json。", folder=self._folder
                ),
                advice=Message(en="Put the model's fast tokenizer beside it.", zh="请放入该模型的 fast tokenizer。"),
            )
        return path

    def _open(self) -> SentenceSession:
        options = self.options
        files = SentenceFiles(self._model, self._tokenizer, options.max_tokens, options.pooling)
        return SentenceSession(files, self._threads)
