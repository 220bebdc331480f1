"""What is said to people, in English and Chinese at once: an error carries its message as this, and each door says it in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from models.text import Text

JOINERS = {"en": ", ", "zh": "、"}
"""What stands between the parts of a list."""

_SHOWN = 200


class Message:
    """A sentence in both languages with fields for what it speaks of: ``Message(en="There is no role {name}.", zh="没有角色{name}。", name=name)``.

    A value may be a message or a ``Text``, which is said in the same language, or a list of such. ``str`` is the English, for logs.
    """

    __slots__ = ("_templates", "_values")

    def __init__(self, *, en: str, zh: str, **values: object) -> None:
        self._templates = {"en": en, "zh": zh}
        self._values = values

    @classmethod
    def of(cls, said: Message | str) -> Message:
        """A message as it is; a text stands for itself in either language."""
        return said if isinstance(said, Message) else cls(en=said, zh=said)

    @classmethod
    def joined(cls, parts: list[Message]) -> Message:
        """Sentences after one another."""
        names = [f"{{part{place}}}" for place in range(len(parts))]
        return cls(en=" ".join(names), zh="".join(names), **{f"part{place}": part for place, part in enumerate(parts)})

    def in_language(self, language: str) -> str:
        """The message for a reader of ``language``: Chinese for ``zh``, English for any other. Without values, braces stand for themselves."""
        language = language if language in self._templates else "en"
        template = self._templates[language]
        if not self._values:
            return template
        return template.format(**{name: _said(value, language) for name, value in self._values.items()})

    def started(self) -> Self:
        """The same as the beginning of a sentence."""
        english = self.in_language("en")
        return type(self)(en=f"{english[:1].upper()}{english[1:]}", zh=self.in_language("zh"))

    def clause(self) -> Self:
        """The same without the stop at its end, to go on after or to stand in another sentence."""
        return type(self)(en=self.in_language("en").rstrip("."), zh=self.in_language("zh").rstrip("。."))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """As a field it takes a message or a text."""
        return core_schema.no_info_plain_validator_function(cls.of)

    def __str__(self) -> str:
        return self.in_language("en")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return all(self.in_language(tag) == other.in_language(tag) for tag in self._templates)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(self._templates["en"])


NOTHING = Message.of("")
"""Nothing is said: no advice."""

NONE = Message(en="none", zh="无")
"""An empty list."""


class Unfit(ValueError):
    """A value that cannot be used, said in both languages; a ``ValueError``, which is what validators and the readers of forms look for."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self._said = said

    @property
    def said(self) -> Message:
        """What is wrong."""
        return self._said


def coded(words: Mapping[str, Text]) -> list[Message]:
    """Codes as they are typed, for readers of Chinese with their words."""
    return [Message(en="{code}", zh="{code}（{word}）", code=code, word=text) for code, text in words.items()]


def shortened(text: str) -> str:
    """What somebody sent, as far as a message repeats it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _said(value: object, language: str) -> str:
    if isinstance(value, Message):
        return value.in_language(language)
    if isinstance(value, Text):
        return value.best(language)[1]
    if isinstance(value, list | tuple):
        return JOINERS[language].join(_said(one, language) for one in value)
    return str(value)
