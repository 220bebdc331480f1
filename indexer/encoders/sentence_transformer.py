"""Any model that the ``sentence-transformers`` library runs (an extra)."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indexer.encoders.once import Once
from models.centring import MeanKey, unit_length
from models.errors import EncoderUnavailable, MissingExtra
from models.messages import Message
from models.units import FloatArray


class SentenceTransformerEncoder:
    """A model by its name or folder. ``query_prefix`` and ``passage_prefix`` replace the prompts that the model brings.

    Constructing costs nothing; the library is imported and the model loaded at the first text.
    """

    def __init__(
        self,
        model: str,
        *,
        threads: int | None = None,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
    ) -> None:
        self._name = model
        self._threads = threads
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._model = Once(self._load)

    @cached_property
    def fingerprint(self) -> str:
        """``sentence-transformers:`` with the model's name and a digest of its files (or weights) and prefixes."""
        folder = Path(self._name)
        digest = hashlib.sha256(repr((self._query_prefix, self._passage_prefix)).encode())
        for part in _files(folder) if folder.is_dir() else _weights(self._model()):
            digest.update(part)
        return f"sentence-transformers:{folder.name}:{digest.hexdigest()[:16]}"

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
        """The length of a vector; loads the model."""
        return int(self.encode_queries(["-"]).shape[1])

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Questions to rows of unit length, shape (texts, dimensions)."""
        return self._encode(self._model().encode_query, texts, self._query_prefix)

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """Passages to rows of unit length, shape (texts, dimensions)."""
        return self._encode(self._model().encode_document, texts, self._passage_prefix)

    def _encode(self, encode: Any, texts: Sequence[str], prefix: str | None) -> FloatArray:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        # A prompt given as None means the model's own.
        rows = encode(list(texts), prompt=prefix, show_progress_bar=False, convert_to_numpy=True)
        return unit_length(np.asarray(rows, np.float32))

    def _load(self) -> Any:
        try:
            library = importlib.import_module("sentence_transformers")
        except ImportError as error:
            raise MissingExtra(
                Message(en="The library sentence-transformers", zh=" sentence-transformers 库"), "sentence-transformers"
            ) from error
        if self._threads:
            importlib.import_module("torch").set_num_threads(self._threads)
        try:
            return library.SentenceTransformer(self._name)
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(
                Message(
                    en="The model {name} cannot be loaded: {why}.",
                    zh="模型 {name} 无法加载：{why}。",
                    name=self._name,
                    why=error,
                ),
                advice=Message(
                    en="Name a model's folder or its name on the hub.", zh="请指定模型目录或其在 hub 上的名称。"
                ),
            ) from error


def _files(folder: Path) -> Iterable[bytes]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.relative_to(folder).as_posix().encode()
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").digest()


def _weights(model: Any) -> Iterable[bytes]:
    for name, values in sorted(model.state_dict().items()):
        yield name.encode()
        yield (
            values.detach().cpu().contiguous().flatten().view(importlib.import_module("torch").uint8).numpy().tobytes()
        )
