"""The base encoder, multilingual-e5-small in int8, with or without an adapter; built once from the weights that a package brings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from indexer.encoders import build
from indexer.encoders.adapter import Adapter
from indexer.encoders.means import BASE_FILE, read_means
from indexer.encoders.onnx_folder import OnnxFolderEncoder
from indexer.encoders.sentence_session import SentenceSession
from models.centring import MeanKey
from models.units import FloatArray

DIMENSIONS = 384


class E5Small(OnnxFolderEncoder):
    """Multilingual-e5-small (Wang et al., arXiv 2402.05672), 384 dimensions, at most 512 tokens.

    Constructing costs nothing but reading the adapter, where one is given. The first text builds the model into a folder of ``cache``
    where it is missing, and opens it.
    """

    def __init__(self, cache: Path, adapter: Adapter | None = None, *, threads: int | None = None) -> None:
        self._adapter = adapter
        self._fingerprint = build.fingerprint(adapter)
        super().__init__(cache / self._fingerprint.replace(":", "-"), threads=threads)

    @property
    def folder(self) -> Path:
        """Where the built model lies."""
        return self._folder

    @property
    def fingerprint(self) -> str:
        """The digest of the recipe; known before anything is built."""
        return self._fingerprint

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``: it runs here."""
        return False

    @cached_property
    def means(self) -> Mapping[MeanKey, FloatArray]:
        """The adapter's means, or those that ship with the base."""
        return self._adapter.means if self._adapter else read_means(BASE_FILE)

    @property
    def dimensions(self) -> int:
        """384; known before anything is built."""
        return DIMENSIONS

    def build(self) -> None:
        """Build the model now, where it is missing, without opening it."""
        build.ensure_built(self._folder, self._adapter)

    def is_intact(self) -> bool:
        """Whether the model's files have the SHA-256 that was recorded when they were built."""
        return build.is_intact(self._folder, self._adapter)

    def _open(self) -> SentenceSession:
        self.build()
        return super()._open()
