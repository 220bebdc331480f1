"""The pairs of a training with their hard negatives, kept in its work folder with how it began, for the run that goes on with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.training.collecting import Pairs
from indexer.training.texts import Pair
from models.errors import BadInput
from models.messages import Message

FILE = "pairs.json"

_ANEW = Message(en="Train without --resume.", zh="请去掉 --resume 重新训练。")


def begun_at(work: Path) -> str | None:
    """Where the training began that was stopped in the folder ``work``; ``None`` where nothing that can be gone on with is there."""
    kept = _read(work)
    return str(kept["start"]) if kept else None


@dataclass(frozen=True)
class KeptPairs:
    """The file in the folder ``work``. ``start``, ``fingerprint``: the encoder that the training begins at; ``options``: what else decides it."""

    work: Path
    start: str
    fingerprint: str
    options: Mapping[str, float | int | str]

    def write(self, pairs: Pairs) -> None:
        """Keep them."""
        began = {"start": self.start, "start_fingerprint": self.fingerprint, "options": dict(self.options)}
        unfinished = self.work / f"{FILE}.part"
        unfinished.write_text(json.dumps(began | asdict(pairs), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(self.work / FILE)

    def read(self) -> Pairs:
        """What was kept. Raises ``BadInput`` where there is nothing, or where it began at another encoder or with other options."""
        kept = _read(self.work)
        if kept is None:
            raise BadInput(
                Message(
                    en="There is no training to go on with in {folder}.",
                    zh="{folder} 中没有可继续的训练。",
                    folder=self.work,
                ),
                advice=_ANEW,
            )
        if kept["start_fingerprint"] != self.fingerprint:
            raise BadInput(
                Message(
                    en="The training in {folder} began at {began}, which is not what {start} is now.",
                    zh="{folder} 中的训练以 {began} 为起点，与现在的 {start} 不同。",
                    folder=self.work,
                    began=kept["start"],
                    start=self.start,
                ),
                advice=Message(
                    en="Name where it began with --start, or train anew without --resume.",
                    zh="请用 --start 指明原来的起点，或去掉 --resume 重新训练。",
                ),
            )
        self._check_options(kept["options"])
        return Pairs(*(_pairs(kept[part]) for part in ("training", "aside")))

    def _check_options(self, began: Mapping[str, object]) -> None:
        others = [name for name, value in self.options.items() if began.get(name) != value]
        if others:
            raise BadInput(
                Message(
                    en="The training in {folder} began with other options: {began}.",
                    zh="{folder} 中的训练开始时的选项不同：{began}。",
                    folder=self.work,
                    began=", ".join(f"{name} {began.get(name)}" for name in others),
                ),
                advice=Message(
                    en="Give the options that it began with, or train anew without --resume.",
                    zh="请给出开始时的选项，或去掉 --resume 重新训练。",
                ),
            )


def _pairs(kept: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[Pair]]:
    return {
        kind: [Pair(**pair | {"negatives": tuple(pair["negatives"])}) for pair in some] for kind, some in kept.items()
    }


def _read(work: Path) -> dict[str, Any] | None:
    """What the file holds; ``None`` where it is missing, cannot be read, or does not say how the training began."""
    try:
        kept = json.loads((work / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and {"start", "start_fingerprint", "options"} <= set(kept) else None
