"""Text in several languages: one value for the title, the abstract or the name of a thing, English and Chinese alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import ConfigDict, RootModel, field_validator

LANGUAGES = ("en", "zh")


class Text(RootModel[dict[str, str]]):
    """Texts by BCP 47 primary language tag, such as ``{"en": "Solid electrolyte", "zh": "固态电解质"}``. Empty ones are dropped."""

    model_config = ConfigDict(frozen=True)
    root: dict[str, str] = {}

    @field_validator("root", mode="before")
    @classmethod
    def _tidy(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        stripped = {tag: text.strip() for tag, text in value.items() if isinstance(text, str)}
        return {tag: stripped[tag] for tag in sorted(stripped) if stripped[tag]}

    @classmethod
    def of(cls, *, en: str | None = None, zh: str | None = None, **others: str | None) -> Self:
        """Text from one string a language; ``None`` and empty strings are left out."""
        given = {"en": en, "zh": zh, **others}
        return cls({tag: text for tag, text in given.items() if text})

    def __bool__(self) -> bool:
        return bool(self.root)

    def __hash__(self) -> int:
        return hash(tuple(self.root.items()))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a text, English and Chinese first."""
        first = tuple(tag for tag in LANGUAGES if tag in self.root)
        return first + tuple(tag for tag in self.root if tag not in LANGUAGES)

    def items(self) -> Iterator[tuple[str, str]]:
        """Pairs of language and text, in the order of ``languages``."""
        return ((tag, self.root[tag]) for tag in self.languages)

    def get(self, language: str) -> str:
        """The text in exactly this language, or an empty string."""
        return self.root.get(language, "")

    def best(self, language: str) -> tuple[str, str]:
        """The text for a reader of ``language``: that language, else the first there is; ``("", "")`` where there is none."""
        for tag in (language, *self.languages):
            if tag in self.root:
                return tag, self.root[tag]
        return "", ""

    def merged(self, newer: Text) -> Text:
        """This text with what ``newer`` says put over it, language by language."""
        return Text({**self.root, **newer.root})
