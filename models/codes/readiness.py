"""Technology readiness levels and funding rounds.

TRL 1 to 9 as in ISO 16290:2013 and the EU's definitions; China's GB/T 22900-2022 has the same nine levels (技术就绪水平).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from models.codes.base import TextCode, tidy
from models.codes.errors import CodeError
from models.messages import Message
from models.text import Text

_FORMS = "TRL 4, TRL 4–6, 技术成熟度4级, 技术就绪水平4-6级"
_TRL = re.compile(
    r"(?:(?:TRL|TECHNOLOGY READINESS LEVELS?|技术成熟度|技术就绪[水度]平?|技术就绪度)(?:等级)?|GB/T ?22900(?:-[0-9]{4})?)[ :-]*(?:第)?"
    r"(?P<low>[1-9一二三四五六七八九])(?:级)?(?: ?(?:-|~|TO|至|到) ?(?:TRL ?)?(?P<high>[1-9一二三四五六七八九])(?:级)?|(?P<open> ?\+|级?以上))?"
)
_HAN_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", start=1)}
_LEVELS = (
    ("basic principles observed", "基本原理被发现"),
    ("technology concept formulated", "技术概念或应用方案形成"),
    ("experimental proof of concept", "关键功能得到实验验证"),
    ("technology validated in the laboratory", "实验室环境验证"),
    ("technology validated in a relevant environment", "相关环境验证"),
    ("technology demonstrated in a relevant environment", "相关环境演示"),
    ("prototype demonstrated in an operational environment", "实际环境原型演示"),
    ("system complete and qualified", "系统完成并定型"),
    ("system proven in an operational environment", "系统实际应用"),
)

_NAME = Message(en="TRL", zh="技术成熟度")


@dataclass(frozen=True, slots=True, order=True)
class Readiness(TextCode):
    """A technology readiness level, or a range of them, both ends included: ``TRL 4``, ``TRL 4–6``."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse what is no level. Raises ``CodeError``."""
        if not 1 <= self.low <= self.high <= 9:
            raise CodeError(
                _NAME,
                f"{self.low}–{self.high}",
                Message(en="levels go from 1 to 9, the lower first", zh="级别为1至9，低的在前"),
                _FORMS,
            )

    def __str__(self) -> str:
        return f"TRL {self.low}" if self.low == self.high else f"TRL {self.low}–{self.high}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``TRL 4``, ``TRL4-6``, ``TRL 6+``, ``技术成熟度4级``. Raises ``CodeError``."""
        match = _TRL.fullmatch(tidy(text).upper())
        if not match:
            raise CodeError(_NAME, text, Message(en="it names no level from 1 to 9", zh="未写明1至9的级别"), _FORMS)
        low = _digit(match["low"])
        high = 9 if match["open"] else _digit(match["high"]) if match["high"] else low
        return cls(low, high)

    def display(self, language: str) -> str:
        """``TRL 4–6`` in English, ``技术成熟度4–6级`` in Chinese."""
        if language != "zh":
            return str(self)
        levels = f"{self.low}" if self.low == self.high else f"{self.low}–{self.high}"
        return f"技术成熟度{levels}级"

    @property
    def words(self) -> tuple[Text, ...]:
        """What each of its levels means, in English and Chinese."""
        return tuple(Text.of(en=en, zh=zh) for en, zh in _LEVELS[self.low - 1 : self.high])


class Round(StrEnum):
    """A funding round; rounds are ordered by ``place``."""

    ANGEL = "angel"
    PRE_SEED = "pre-seed"
    SEED = "seed"
    PRE_A = "pre-a"
    A = "a"
    B = "b"
    C = "c"
    D = "d"
    GROWTH = "growth"

    @classmethod
    def parse(cls, text: str) -> Round:
        """Read ``Series A``, ``pre-seed``, ``天使轮``, ``Pre-A轮``, ``Series D+``. A ``+`` or an extension counts with its round.

        Raises ``CodeError``.
        """
        plain = re.sub(r"[\s._-]+", "", tidy(text).casefold())
        plain = re.sub(r"^(?:series|round)|(?:round|轮融资|轮|期|stage|capital|extension)$", "", plain)
        named = _ROUNDS.get(plain) or _ROUNDS.get(plain.rstrip("+1234567890")) or _lettered(plain)
        if named is None:
            raise CodeError(
                Message(en="funding round", zh="融资轮次"),
                text,
                Message(en="no round has this name", zh="没有此名称的轮次"),
                "pre-seed, seed, Series A, growth, 天使轮, Pre-A轮, A轮",
            )
        return named

    @property
    def place(self) -> int:
        """Its place in the order of rounds, from 0; angel and pre-seed money share the first."""
        return max(list(Round).index(self) - 1, 0)

    @property
    def words(self) -> Text:
        """Its name in English and Chinese."""
        en, zh = _ROUND_WORDS[self]
        return Text.of(en=en, zh=zh)


_ROUND_WORDS = {
    Round.ANGEL: ("angel", "天使轮"),
    Round.PRE_SEED: ("pre-seed", "种子前"),
    Round.SEED: ("seed", "种子轮"),
    Round.PRE_A: ("pre-A", "Pre-A轮"),
    Round.A: ("Series A", "A轮"),
    Round.B: ("Series B", "B轮"),
    Round.C: ("Series C", "C轮"),
    Round.D: ("Series D and later", "D轮及以后"),
    Round.GROWTH: ("growth", "成长期"),
}
_ROUNDS = {
    "angel": Round.ANGEL, "天使": Round.ANGEL, "天使+": Round.ANGEL, "businessangel": Round.ANGEL,
    "preseed": Round.PRE_SEED, "种子前": Round.PRE_SEED, "前种子": Round.PRE_SEED, "pre种子": Round.PRE_SEED,
    "seed": Round.SEED, "种子": Round.SEED, "preseriesa": Round.PRE_A, "prea": Round.PRE_A, "earlya": Round.PRE_A,
    "growth": Round.GROWTH, "成长": Round.GROWTH, "late": Round.GROWTH, "laterstage": Round.GROWTH, "later": Round.GROWTH,
    "preipo": Round.GROWTH, "expansion": Round.GROWTH, "成熟": Round.GROWTH, "后": Round.GROWTH, "扩张": Round.GROWTH,
    "d轮及以后": Round.D, "dandlater": Round.D, "d及以后": Round.D,
}  # fmt: skip


def _lettered(plain: str) -> Round | None:
    match = re.fullmatch(r"(?:pre)?(?P<letter>[a-h])[0-9]?\+*", plain)
    if not match:
        return None
    return Round(match["letter"]) if match["letter"] in "abc" else Round.D


def _digit(text: str) -> int:
    return _HAN_DIGITS.get(text) or int(text)
