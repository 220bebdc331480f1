"""How a training spends its steps: which kinds, how many batches of each, and the numbers that decide what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.training.pairs import KINDS
from indexer.training.pairs.outcomes import KIND as OUTCOMES
from models.errors import BadInput
from models.messages import Message

RETAINED = "retained"
"""Batches of texts of every kind that are held near the vectors that they had before."""

DEFAULT_MIX: Mapping[str, float] = {
    "awards": 20,
    "titles-across": 28,
    "keywords": 12,
    "keyphrases-zh": 5,
    "keyphrases-en": 4,
    "titles-en": 5,
    "titles-zh": 3,
    "halves-en": 4,
    "halves-zh": 7,
    "terms": 2,
    RETAINED: 10,
}
"""Shares of the steps, in percent. What no batch reminds the encoder of is forgotten: so every way of asking is among them."""

OWN_MIX: Mapping[str, float] = {
    OUTCOMES: 60,
    "titles-en": 6,
    "titles-zh": 6,
    "halves-en": 4,
    "halves-zh": 4,
    RETAINED: 20,
}
"""The same for an operator's own outcomes."""

HARD = frozenset(
    {"awards", "titles-across", "titles-en", "titles-zh", "keywords", "keyphrases-zh", "keyphrases-en", OUTCOMES}
)
"""Kinds with hard negatives; the other half of a text, or a word's translation, has none that would be one."""


@dataclass(frozen=True)
class TrainingOptions:
    """What decides a training. ``tokens``: of a text that are read; ``batch``: pairs of a step; ``temperature``: of the softmax over a batch.

    ``retention``: how much a distance of 1 from the vectors before counts; ``shares``: of the trained change that are tried.
    """

    steps: int = 800
    batch: int = 32
    tokens: int = 128
    rank: int = 16
    learning_rate: float = 3e-4
    warm_up: float = 0.05
    temperature: float = 0.03
    retention: float = 10.0
    seed: int = 1
    save_every: int = 25
    shares: tuple[float, ...] = (0.5, 0.75, 1.0)
    mix: Mapping[str, float] = field(default_factory=lambda: DEFAULT_MIX)

    def pairs(self) -> dict[str, int]:
        """How many pairs of each kind are wanted: whole batches, at least one of a kind that is named."""
        total = sum(self.mix.values())
        return {
            kind: self.batch * max(1, round(self.steps * share / total))
            for kind, share in self.mix.items()
            if share > 0
        }

    def record(self) -> dict[str, float | int | str]:
        """As a recipe keeps it."""
        mix = ",".join(f"{kind}={share:g}" for kind, share in self.mix.items())
        named = ("steps", "batch", "tokens", "rank", "learning_rate", "warm_up", "temperature", "retention")
        return {name: getattr(self, name) for name in named} | {"mix": mix}


def read_mix(text: str) -> dict[str, float]:
    """A mix as it is typed: ``awards=40,keywords=20,retained=10``. Raises ``BadInput`` that names the part that is wrong."""
    known = (*KINDS, OUTCOMES, RETAINED)
    found: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        kind, _, share = part.partition("=")
        try:
            found[kind.strip()] = float(share)
        except ValueError:
            found[kind.strip()] = -1.0
        if kind.strip() not in known or not 0 <= found[kind.strip()] < float("inf"):
            raise BadInput(
                Message(en="The mix has '{part}' in it.", zh="配比中有“{part}”。", part=part[:80]),
                advice=Message(
                    en="Write KIND=SHARE with commas between. Kinds are: {known}.",
                    zh="写法为 KIND=SHARE，以逗号分隔。可用的类型：{known}。",
                    known=[*known],
                ),
            )
    if not any(found.get(kind) for kind in found if kind != RETAINED):
        raise BadInput(
            Message(en="The mix has no pairs in it.", zh="配比中没有任何配对类型。"),
            advice=Message(en="Give a kind a share above 0.", zh="请给某一类型大于0的份额。"),
        )
    return found
