"""Whether a newly trained encoder may be used.

Not if it is no better than where it began on pairs kept aside, or worse than the encoder in use on held-out outcomes or the tasks that are
given; nor may it take the place of the encoder in use.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.encoders import BASE
from indexer.encoders.recipe import Recipe
from indexer.training.figures import best_share, fallen
from models.errors import Conflict
from models.messages import Message
from search_api.encoders.comparing import OUTCOMES, Compared

NOISE = 0.005
"""How far a task may fall: as much as rounding to int8 and another seed move it. Held-out outcomes may not fall at all."""


def check_name_free(name: str, encoder_in_use: str) -> None:
    """Raises ``Conflict`` where an adapter called ``name`` would replace the encoder in use, to which there would be no way back."""
    if encoder_in_use == f"{BASE}+{name}":
        raise Conflict(
            Message(
                en="The adapter {name} is in use: a training may not replace it.",
                zh="适配器 {name} 正在使用，训练不能覆盖它。",
                name=name,
            ),
            advice=Message(en="Choose another --name.", zh="请用 --name 另选名称。"),
        )


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
            en="on {pairs} pairs kept aside no share of the change is better than where it began ({before}); {share} of it comes to {after}",
            zh="在{pairs}个预留配对上，任何份额的改动都不优于起点（{before}）；采用{share}时为{after}",
            pairs=sum(count.kept_aside for count in recipe.pairs),
            share=f"{recipe.share:.0%}",
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
                    en="{task}, {leg}: {after}, where the encoder in use has {before}",
                    zh="{task}（{leg}）为{after}，低于在用编码器的{before}",
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
            en="Nothing was switched. Train with more pairs, another mix, or fewer steps, or from another --start.",
            zh="未作任何切换。请增加配对、调整配比、减少步数，或用 --start 另选起点后重新训练。",
        ),
    )
