"""Where a scan goes on: the place of a unit in the order, written the same by every engine."""

from __future__ import annotations

import json
from typing import NamedTuple

from models.errors import BadQuery
from models.messages import Message


class Place(NamedTuple):
    """Where a unit stands in the order: whether it lacks the fact, the low end (negated where high ones come first), its id."""

    absent: bool
    value: float
    unit: str


def written(place: Place) -> str:
    """The place as callers keep it."""
    return json.dumps([place.absent, repr(place.value), place.unit], ensure_ascii=False)


def read(after: str) -> Place:
    """A place that ``written`` gave. Raises ``BadQuery`` for anything else."""
    try:
        absent, value, unit = json.loads(after)
        return Place(bool(absent), float(value), str(unit))
    except (ValueError, TypeError) as error:
        raise BadQuery(
            Message(
                en="The place to go on from cannot be read: {after}.",
                zh="续读位置无法识别：{after}。",
                after=repr(after),
            ),
            advice=Message(en="Start the scan again.", zh="请重新开始。"),
        ) from error
