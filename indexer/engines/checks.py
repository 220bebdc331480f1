"""What no engine takes: parts of a change that do not belong together, or cannot be indexed."""

from __future__ import annotations

from itertools import chain

import numpy as np

from models.constraints import Interval
from models.errors import BadInput
from models.messages import Message
from models.units import ListingUnits, Unit


def check(change: ListingUnits, dimensions: int) -> None:
    """``BadInput`` where the parts of a change do not belong together or cannot be indexed."""
    for unit in change.units:
        if unit.listing != change.listing:
            raise BadInput(
                Message(
                    en="Unit {id} of listing {own} came with listing {given}.",
                    zh="信息{own}的单元{id}随信息{given}提交。",
                    id=unit.id,
                    own=unit.listing,
                    given=change.listing,
                )
            )
        _check_text(unit)
        for passage in unit.vectors:
            if passage.vector.shape != (dimensions,) or not np.isfinite(passage.vector).all():
                raise BadInput(
                    Message(
                        en="Passage {number} of unit {id} has a vector of shape {shape} or with numbers that are not finite; "
                        "this index takes {dimensions} finite numbers.",
                        zh="单元{id}第{number}段的向量形状为{shape}，或含非有限的数；本索引须为{dimensions}个有限的数。",
                        number=passage.number,
                        id=unit.id,
                        shape=str(passage.vector.shape),
                        dimensions=dimensions,
                    ),
                    advice=Message(
                        en="Encode it again with the encoder that the index was made with.",
                        zh="请用生成该索引的编码器重新编码。",
                    ),
                )


def _check_text(unit: Unit) -> None:
    codes = (value for fact in unit.facts.values() if not isinstance(fact, Interval) for value in fact)
    try:
        for text in (unit.id, unit.listing, *unit.facts, *codes, *chain.from_iterable(unit.streams.values())):
            text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(
            Message(
                en="Unit {id} holds text that is not Unicode: {text}.",
                zh="单元{id}含有不是 Unicode 的文本：{text}。",
                id=repr(unit.id),
                text=repr(error.object),
            )
        ) from error
