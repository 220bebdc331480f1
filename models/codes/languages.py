"""Languages by their BCP 47 primary tag, with names in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Self

import pycountry

from models.codes.base import TextCode, chinese, tidy
from models.codes.errors import CodeError
from models.messages import Message
from models.text import Text

_ALSO = {"中文": "zh", "汉语": "zh", "普通话": "zh", "mandarin": "zh", "简体中文": "zh", "繁體中文": "zh",
         "英文": "en", "日文": "ja", "韩文": "ko", "德文": "de", "法文": "fr",
         "俄文": "ru", "西班牙文": "es", "cn": "zh", "jp": "ja"}  # fmt: skip
_UNDETERMINED = Text.of(en="not determined", zh="未知语言")


@dataclass(frozen=True, slots=True, order=True)
class Language(TextCode):
    """A language: two letters where ISO 639-1 has them, else three (``und`` for one that is not determined)."""

    tag: str

    def __post_init__(self) -> None:
        """Refuse a tag that ISO 639 does not have. Raises ``CodeError``."""
        if self.tag not in _tags():
            raise CodeError(
                Message(en="language", zh="语言"),
                self.tag,
                Message(en="ISO 639 has no such tag", zh="ISO 639 中没有此代码"),
                "en, zh, zh-Hans-CN, English, 中文",
            )

    def __str__(self) -> str:
        return self.tag

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a tag (what follows the primary one is dropped), an ISO 639-2 or -3 code, or a name. Raises ``CodeError``."""
        plain = tidy(text).casefold()
        primary = plain.replace("_", "-").partition("-")[0]
        return cls(_tags().get(primary) or _named().get(plain) or plain)

    @property
    def name(self) -> Text:
        """Its name in English and Chinese."""
        if self.tag == "und":
            return _UNDETERMINED
        english = _english(self.tag)
        translated = chinese("iso639-3").gettext(english).partition(";")[0]
        return Text.of(en=english.partition(" (")[0], zh=translated)


def _english(tag: str) -> str:
    entry = pycountry.languages.get(alpha_2=tag) or pycountry.languages.get(alpha_3=tag)
    return str(entry.name) if entry else tag


@cache
def _tags() -> dict[str, str]:
    """Every code of ISO 639 to its BCP 47 primary tag."""
    found: dict[str, str] = {}
    for entry in pycountry.languages:
        tag = getattr(entry, "alpha_2", entry.alpha_3)
        found |= dict.fromkeys((tag, entry.alpha_3, getattr(entry, "bibliographic", tag)), tag)
    return found


@cache
def _named() -> dict[str, str]:
    words = chinese("iso639-3")
    found: dict[str, str] = {}
    for entry in sorted(pycountry.languages, key=lambda entry: not hasattr(entry, "alpha_2")):
        tag = getattr(entry, "alpha_2", entry.alpha_3)
        names = (
            entry.name,
            entry.name.partition(" (")[0],
            *(name.strip() for name in words.gettext(entry.name).split(";")),
        )
        for name in names:
            found.setdefault(name.casefold(), tag)
    return found | _ALSO
