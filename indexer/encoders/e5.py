"""The default encoder: multilingual-e5-small in int8, built once from the weights that a package brings."""

from __future__ import annotations

from pathlib import Path

from indexer.encoders import build
from indexer.encoders.onnx_folder import OnnxFolderEncoder
from indexer.encoders.sentence_session import SentenceSession

DIMENSIONS = 384


class E5Small(OnnxFolderEncoder):
    """Multilingual-e5-small (Wang et al., arXiv 2402.05672), 384 dimensions, at most 512 tokens.

    Constructing costs nothing. The first text builds the model into a folder of ``cache`` where it is missing, and opens it.
    """

    def __init__(self, cache: Path, *, threads: int | None = None) -> None:
        super().__init__(cache / build.fingerprint().replace(":", "-"), threads=threads)

    @property
    def folder(self) -> Path:
        """Where the built model lies."""
        return self._folder

    @property
    def fingerprint(self) -> str:
        """The digest of the recipe; known before anything is built."""
        return build.fingerprint()

    @property
    def remote(self) -> bool:
        """See ``Encoder.remote``: it runs here."""
        return False

    @property
    def dimensions(self) -> int:
        """384; known before anything is built."""
        return DIMENSIONS

    def build(self) -> None:
        """Build the model now, where it is missing, without opening it."""
        build.ensure_built(self._folder)

    def is_intact(self) -> bool:
        """Whether the model's files have the SHA-256 that was recorded when they were built."""
        return build.is_intact(self._folder)

    def _open(self) -> SentenceSession:
        self.build()
        return super()._open()
