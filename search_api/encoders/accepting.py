"""Whether a newly trained encoder may be used: not if it is worse on pairs kept aside, on held-out outcomes, or on the tasks that are given."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.encoders.recipe import Recipe
from indexer.training.figures import best_share, fallen
from models.errors import Conflict
from models.messages import Message
from search_api.encoders.comparing import OUTCOMES, Compared

NOISE = 0.005
"""How far a task may fall: as much as rounding to int8 and another seed move it. Held-out outcomes may not fall at all."""


def check_aside(recipe: Recipe) -> None:
    """Raises ``Conflict``, which says by how much, where no share is better than what was trained from on the pairs kept aside."""
    base, used = recipe.at(0.0), recipe.at(recipe.share)
    if base is None or used is None or best_share(recipe.tried).share:
        return
    falls = [
        Message(
            en="{kind} falls by {fall}, which is more than chance",
            zh="类型{kind}下降{fall}，超出偶然波动",
            kind=kind,
            fall=f"{fall:.4f}",
        )
        for kind, fall in fallen(used, base).items()
    ]
    raise _refused(
        Message(
            en="on the pairs kept aside it comes to {after} (before: {before})",
            zh="在预留配对上为{after}（此前{before}）",
            after=f"{used.mean:.4f}",
            before=f"{base.mean:.4f}",
        ),
        *falls,
    )


def check_compared(compared: Sequence[Compared]) -> None:
    """Raises ``Conflict``, which says by how much, where a leg of a task or of the held-out outcomes is worse."""
    worse = [one for one in compared if one.comparison.difference < (0 if one.task == OUTCOMES else -NOISE)]
    if worse:
        raise _refused(
            *(
                Message(
                    en="{task}, {leg}: {before} falls to {after}",
                    zh="{task}（{leg}）由{before}降至{after}",
                    task=one.task,
                    leg=one.leg,
                    before=f"{one.first:.4f}",
                    after=f"{one.second:.4f}",
                )
                for one in worse
            )
        )


def _refused(*reasons: Message) -> Conflict:
    return Conflict(
        Message(
            en="The trained encoder is refused: {reasons}.",
            zh="训练所得的编码器未被采纳：{reasons}。",
            reasons=[*reasons],
        ),
        advice=Message(
            en="Nothing was switched. Train with more pairs, another mix, or fewer steps.",
            zh="未作任何切换。请增加配对、调整配比或减少步数后重新训练。",
        ),
    )
