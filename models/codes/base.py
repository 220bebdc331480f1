"""What every code shares: read from text, written back as text, and usable as a pydantic field."""

from __future__ import annotations

import csv
import gettext
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, Self

import pycountry
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_SPACES = re.compile(r"\s+")


class TextCode:
    """A value that one canonical text stands for: ``parse`` reads what people write, ``str`` writes the canonical form.

    As a pydantic field it takes an instance or a text, and is a text in JSON.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what people write. Raises ``CodeError``."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Instances and texts in, text out."""
        return text_schema(cls, cls.parse)


def text_schema(kind: type[Any], parse: Callable[[str], Any]) -> CoreSchema:
    """A pydantic schema for a type that ``parse`` reads from a text and ``str`` writes."""

    def read(value: object) -> object:
        if isinstance(value, kind):
            return value
        if isinstance(value, str):
            return parse(value)
        raise PydanticCustomError("code_type", "Give the code as text.")

    return core_schema.json_or_python_schema(
        json_schema=core_schema.no_info_after_validator_function(parse, core_schema.str_schema()),
        python_schema=core_schema.no_info_plain_validator_function(read),
        serialization=core_schema.plain_serializer_function_ser_schema(
            str, return_schema=core_schema.str_schema(), when_used="json"
        ),
    )


def tidy(text: str) -> str:
    """Compatibility forms made plain (full width to half width), every dash a hyphen, single spaces, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).translate(_DASHES)).strip()


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a packaged CSV table, by its header's names; lines that start with ``#`` are remarks."""
    text = resources.files("models.codes").joinpath("data", name).read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(csv.DictReader(lines))


@cache
def chinese(domain: str) -> gettext.NullTranslations:
    """The Chinese words of one of pycountry's lists, such as ``iso3166-1``."""
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages=["zh_CN"])
