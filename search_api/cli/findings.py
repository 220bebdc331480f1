"""What ``zhiqiao doctor`` says of a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How a part is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found of a part, and what to do about it. ``figures``: what the message says, for scripts."""

    part: str
    level: Level
    message: str
    advice: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
