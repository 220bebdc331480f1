"""The cell ``events`` of an asset: ``2024-03-01 | pledge | 江海银行 | ends 2027-03-01``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from indexer.sources.forms.cells import choose, day, last_day
from indexer.sources.forms.columns import by_word, plain
from indexer.sources.values import distinct, mention, text_in
from models.assets import AssetEvent, EventKind
from models.messages import Message, Unfit
from models.parties import PartyMention

_NAMES = re.compile(r"[,，、]\s*(?!(?:inc|ltd|llc|corp|co)\b)", re.IGNORECASE)
_FORM = Message(
    en="DATE | KIND | PARTIES | FURTHER, as in: 2024-03-01 | pledge | 江海银行 | ends 2027-03-01",
    zh="日期 | 种类 | 各方 | 其他，例如：2024-03-01 | pledge | 江海银行 | ends 2027-03-01",
)


def read_event(text: str) -> AssetEvent:
    """One event. Raises ``ValueError`` with what is accepted."""
    parts = [part.strip() for part in text.replace("｜", "|").split("|")]
    if len(parts) < 2:
        raise Unfit(
            Message(
                en="'{text}' is not an event; write {form}.",
                zh="“{text}”不是事件；写法：{form}。",
                text=text,
                form=_FORM,
            )
        )
    kind = EventKind(choose(parts[1], by_word("event")))
    further: dict[str, Any] = {}
    for option in parts[3:]:
        further |= _further(option)
    named = {"parties": _parties(parts[2])} if len(parts) > 2 else {}
    return AssetEvent(kind=kind, date=day(parts[0]) if parts[0] else None, source="form", **named, **further)


def _parties(names: str) -> tuple[PartyMention, ...]:
    return distinct(mention(name) for name in _NAMES.split(names))


def _further(option: str) -> dict[str, Any]:
    if not option:
        return {}
    words = by_word("event_option")
    found = next((word for word in sorted(words, key=len, reverse=True) if plain(option).startswith(word)), None)
    if found is None:
        raise Unfit(
            Message(
                en="there is no '{option}' in an event; accepted are: {words}.",
                zh="事件中没有“{option}”；可填：{words}。",
                option=option,
                words=[*words],
            )
        )
    return _OPTIONS[words[found]](_after(option, found))


def _after(option: str, word: str) -> str:
    """What stands behind the word: headings are compared without spaces, so it is cut sign by sign."""
    at = 0
    for place, sign in enumerate(option):
        at += len(plain(sign))
        if at >= len(word):
            return option[place + 1 :].strip(" :：")
    return ""


_OPTIONS: dict[str, Callable[[str], dict[str, Any]]] = {
    "ends": lambda rest: {"ends": last_day(rest)},
    "from": lambda rest: {"from_parties": _parties(rest)},
    "exclusive": lambda _: {"exclusive": True},
    "nonexclusive": lambda _: {"exclusive": False},
    "territory": lambda rest: {"territory": rest},
    "recordal": lambda rest: {"recordal": rest},
    "text": lambda rest: {"text": text_in(None, rest)},
}
