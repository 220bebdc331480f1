"""Forms of settings that are texts, and what is said of a value that does not have its form."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from models.messages import Message, Unfit


def of_form(pattern: str, else_said: Message) -> AfterValidator:
    """A validator of texts that match ``pattern`` as a whole."""
    form = re.compile(pattern)

    def fitting(value: str) -> str:
        if form.fullmatch(value) is None:
            raise Unfit(else_said)
        return value

    return AfterValidator(fitting)


IndexName = Annotated[
    str,
    of_form(
        "[a-z][a-z0-9_-]{0,99}",
        Message(
            en="It has to be made of lower-case letters, digits, - and _, begin with a letter and have at most 100 characters.",
            zh="只能由小写字母、数字、- 和 _ 组成，以字母开头，最多 100 个字符。",
        ),
    ),
]
RefreshInterval = Annotated[
    str,
    of_form(
        "-1|[1-9][0-9]*(ms|s|m)",
        Message(
            en="It has to be -1, or an interval in ms, s or m, such as 5s.",
            zh="须为 -1，或以 ms、s、m 为单位的时间间隔，例如 5s。",
        ),
    ),
]
BrokerUrl = Annotated[
    str,
    of_form(
        r"rediss?://\S+",
        Message(
            en="It has to be an address of Redis, such as redis://HOST:6379/0, or rediss:// with TLS. No other broker is supported.",
            zh="须为 Redis 的地址，例如 redis://HOST:6379/0，使用 TLS 时为 rediss://。不支持其他消息代理。",
        ),
    ),
]
