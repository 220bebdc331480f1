"""The links of a page: the question as it stands, with one thing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

PAGING = frozenset({"cursor"})


@dataclass(frozen=True)
class Links:
    """Links from the parameters of a request. Whatever changes the question drops the cursor, which belongs to the old one."""

    path: str
    parameters: Sequence[tuple[str, str]]

    def having(self, name: str, value: str) -> bool:
        """Whether a filter is chosen."""
        return (name, value) in self.parameters

    def adding(self, name: str, value: str) -> str:
        """The question with a filter more."""
        return self._url([*self._question(), (name, value)])

    def removing(self, name: str, value: str) -> str:
        """The question without a filter."""
        return self._url([pair for pair in self._question() if pair != (name, value)])

    def setting(self, name: str, value: str) -> str:
        """The question, or the same page of it, with one parameter changed."""
        kept = [pair for pair in self.parameters if pair[0] != name]
        kept = kept if name == "lang" else [pair for pair in kept if pair[0] not in PAGING]
        return self._url([*kept, (name, value)])

    def without_filters(self) -> str:
        """The text alone."""
        return self._url([pair for pair in self._question() if pair[0] in {"q", "lang", "sort"}])

    def asking(self, question: str) -> str:
        """Another question."""
        return f"/?{urlencode([('q', question), *self._language()])}"

    def to(self, path: str) -> str:
        """Another page in the same language."""
        language = self._language()
        return f"{path}?{urlencode(language)}" if language else path

    def again(self) -> str:
        """The question asked anew."""
        return self._url(self._question())

    def hidden(self) -> list[tuple[str, str]]:
        """What a form carries along with the text of the question."""
        return [pair for pair in self._question() if pair[0] != "q"]

    def _question(self) -> list[tuple[str, str]]:
        return [pair for pair in self.parameters if pair[0] not in PAGING]

    def _language(self) -> list[tuple[str, str]]:
        return [pair for pair in self.parameters if pair[0] == "lang"]

    def _url(self, parameters: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(parameters)}" if parameters else self.path
