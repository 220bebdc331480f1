"""Which encoder the operator chose: noted in the store, so that every process and every machine that shares it agrees."""

from __future__ import annotations

from dataclasses import dataclass

from models.store import Store

NAME = "encoder-in-use"


@dataclass(frozen=True)
class EncoderChoice:
    """The note in a store."""

    store: Store

    def get(self) -> str | None:
        """The specification that was chosen last; ``None`` where none ever was."""
        noted = self.store.snapshots.latest(NAME)
        return str(noted.meta["encoder"]) if noted else None

    def put(self, spec: str) -> None:
        """Note a choice."""
        self.store.snapshots.put(NAME, b"", {"encoder": spec})
