"""What is wrong with a value that does not fit its form, in our words and both languages, whichever validator found it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from models.messages import Message

Details = Mapping[str, Any]
"""One error as pydantic tells it: ``type``, ``loc``, ``msg``, ``ctx``."""


def message_of(error: Exception) -> Message:
    """What an error says: its own words where it has them in both languages; of several faults, all."""
    said = getattr(error, "said", None)
    if isinstance(said, Message):
        return said
    if isinstance(error, ValidationError):
        return Message.joined([message_of_fault(one) for one in error.errors()])
    return Message.of(str(error))


def message_of_fault(fault: Details) -> Message:
    """What is wrong with one value."""
    context = fault.get("ctx") or {}
    if isinstance(error := context.get("error"), Exception) and fault["type"] in {"value_error", "assertion_error"}:
        return message_of(error)
    make = _WORDS.get(fault["type"])
    return make(context) if make else _by_family(fault)


def _by_family(fault: Details) -> Message:
    """Of the many types of a validator those that end alike are said alike: ``int_type``, ``int_parsing``, ``int_from_float``."""
    family = str(fault["type"]).partition("_")[0]
    if family in _TYPES:
        return Message(en="It has to be {what}.", zh="须为{what}。", what=_TYPES[family])
    return Message(en="It cannot be read ({why}).", zh="无法识别（{why}）。", why=fault["type"])


_TYPES = {
    "string": Message(en="a text", zh="文本"),
    "list": Message(en='a list, such as ["a", "b"]', zh='列表，例如 ["a", "b"]'),
    "dict": Message(en='an object, such as {"name": …}', zh='对象，例如 {"name": …}'),
    "model": Message(en='an object, such as {"name": …}', zh='对象，例如 {"name": …}'),
    "int": Message(en="a whole number", zh="整数"),
    "float": Message(en="a number", zh="数字"),
    "decimal": Message(en="a number", zh="数字"),
    "bool": Message(en="true or false", zh="true 或 false"),
    "date": Message(en="a day, such as 2026-03-11", zh="日期，例如 2026-03-11"),
    "datetime": Message(en="a time, such as 2026-03-11T08:00:00Z", zh="时间，例如 2026-03-11T08:00:00Z"),
    "code": Message(en="a code as text", zh="文本形式的代码"),
    "path": Message(en="a path", zh="路径"),
    "url": Message(en="an address", zh="网址"),
    "finite": Message(en="a finite number", zh="有限的数字"),
}


def _bound(en: str, zh: str, name: str) -> Callable[[Details], Message]:
    return lambda context: Message(en=en, zh=zh, bound=context.get(name, ""))


def _always(en: str, zh: str) -> Callable[[Details], Message]:
    return lambda _context: Message(en=en, zh=zh)


def _expected(context: Details) -> Message:
    values = str(context.get("expected", "")).replace("'", "")
    english = values.replace(" or ", ", ").split(", ")
    return Message(en="It has to be one of: {values}.", zh="须为以下之一：{values}。", values=english)


def _discriminated(context: Details) -> Message:
    values = str(context.get("expected_tags", "")).replace("'", "").split(", ")
    return Message(en="Its type has to be one of: {values}.", zh="其 type 须为以下之一：{values}。", values=values)


_WORDS: dict[str, Callable[[Details], Message]] = {
    "missing": _always("It is missing.", "缺少此项。"),
    "extra_forbidden": _always("There is no such field.", "没有此字段。"),
    "json_invalid": _always("The body is not JSON.", "请求体不是有效的 JSON。"),
    "json_type": _always("It has to be JSON.", "须为 JSON。"),
    "string_too_short": _bound("It has to have {bound} or more characters.", "至少须有{bound}个字符。", "min_length"),
    "string_too_long": _bound("It may have no more than {bound} characters.", "最多{bound}个字符。", "max_length"),
    "too_short": _bound("It has to have {bound} or more entries.", "至少须有{bound}项。", "min_length"),
    "too_long": _bound("It may have at most {bound} entries.", "最多{bound}项。", "max_length"),
    "greater_than_equal": _bound("It has to be {bound} or more.", "不得小于{bound}。", "ge"),
    "greater_than": _bound("It has to be more than {bound}.", "须大于{bound}。", "gt"),
    "less_than_equal": _bound("It has to be {bound} or less.", "不得大于{bound}。", "le"),
    "less_than": _bound("It has to be less than {bound}.", "须小于{bound}。", "lt"),
    "literal_error": _expected,
    "enum": _expected,
    "union_tag_invalid": _discriminated,
    "union_tag_not_found": _always(
        "It does not say its type: codes, span, money, dates or flag.",
        "未说明其 type：codes、span、money、dates 或 flag。",
    ),
    "finite_number": _always("It has to be a finite number.", "须为有限的数字。"),
    "string_unicode": _always("It holds signs that are no characters.", "含有无效字符。"),
    "string_pattern_mismatch": _bound("It has to be of the form {bound}.", "须符合格式 {bound}。", "pattern"),
}
