"""Terms: the typed part of a side. A term has a subject, a value, and a weight: stated as a fact, preferred, or required."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.codes import MoneyRange
from models.messages import Message, Unfit, coded, shortened
from models.vocabulary import term_kinds


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Codes(_Value):
    """A set of codes, any of which applies."""

    type: Literal["codes"] = "codes"
    codes: tuple[str, ...] = Field(min_length=1)


class Span(_Value):
    """Numbers from ``low`` to ``high`` in the term's unit; an open end is ``None``."""

    type: Literal["span"] = "span"
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_order(self.low, self.high)
        return self


class Amount(_Value):
    """A range of money in one currency."""

    type: Literal["money"] = "money"
    money: MoneyRange


class Period(_Value):
    """Days from ``start`` to ``end``, both included; an open end is ``None``."""

    type: Literal["dates"] = "dates"
    start: dt.date | None = None
    end: dt.date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_order(self.start, self.end)
        return self


class Flag(_Value):
    """Yes or no."""

    type: Literal["flag"] = "flag"
    value: bool


TermValue = Annotated[Codes | Span | Amount | Period | Flag, Field(discriminator="type")]


class Subject(StrEnum):
    """What a term is asked of: the listing, its party, or its assets (any of them, all, their sum, a share of them: at least half)."""

    LISTING = "listing"
    PARTY = "party"
    ANY_ASSET = "any_asset"
    ALL_ASSETS = "all_assets"
    SUM_OF_ASSETS = "sum_of_assets"
    SHARE_OF_ASSETS = "share_of_assets"


class Weight(StrEnum):
    """What a term is on its side: something stated of itself, a wish, a hard condition, or something that may not be."""

    STATED = "stated"
    PREFERRED = "preferred"
    REQUIRED = "required"
    EXCLUDED = "excluded"


ALL, SHARE = "@all", "@share"
"""What ends the key of a term that is asked of all assets, or of at least half of them."""

AMONG = ":"
"""What stands between the name of a term and the kind of assets that it is asked of."""

_KEY_ENDS = {Subject.ALL_ASSETS: ALL, Subject.SHARE_OF_ASSETS: SHARE}


def group_of(key: str) -> str:
    """The terms that one is an alternative to: those of its name, whatever assets they are asked of; a term asked of all or half stands alone."""
    return key if key.endswith((ALL, SHARE)) else key.partition(AMONG)[0]


class Term(BaseModel):
    """One term of a side. ``confirm``: whether "not stated" passes a required term as "to confirm".

    ``among``: the kind of assets that it is asked of; not given, of all of them. An invention with eight years left or a utility model with
    four is one name with two values: what is asked of any asset, terms of one name are alternatives; what is asked of all assets, all hold.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    value: TermValue
    subject: Subject = Subject.LISTING
    weight: Weight = Weight.STATED
    confirm: bool = True
    among: str | None = None

    @property
    def key(self) -> str:
        """Its name with the assets that it is asked of: ``remaining_life``, ``remaining_life:invention``, ``remaining_life:invention@all``.

        A term that is not asked of single rights has its name alone.
        """
        kind = term_kinds()[self.name]
        if not kind.of_assets:
            return self.name
        among = f"{AMONG}{self.among}" if self.among and kind.type == "span" else ""
        return f"{self.name}{among}{_KEY_ENDS.get(self.subject, '')}"

    @model_validator(mode="after")
    def _known(self) -> Self:
        kind = term_kinds().get(self.name)
        if kind is None:
            raise Unfit(
                Message(
                    en="There is no term '{name}'. Terms are: {names}.",
                    zh="没有条件“{name}”。可用的条件：{names}。",
                    name=shortened(self.name),
                    names=[*term_kinds()],
                )
            )
        if kind.type != self.value.type:
            raise Unfit(
                Message(
                    en="The term '{name}' takes {type}, not {given}.",
                    zh="条件“{name}”的类型为{type}，不是{given}。",
                    name=self.name,
                    type=kind.type,
                    given=self.value.type,
                )
            )
        if isinstance(self.value, Codes) and kind.values and (unknown := set(self.value.codes) - set(kind.values)):
            raise Unfit(
                Message(
                    en="The term '{name}' has no value {unknown}. Values are: {values}.",
                    zh="条件“{name}”没有取值{unknown}。可用的取值：{values}。",
                    name=self.name,
                    unknown=sorted(unknown),
                    values=coded(kind.values),
                )
            )
        asset_kinds = term_kinds()["asset_kind"].values
        if self.among is not None and self.among not in asset_kinds:
            raise Unfit(
                Message(
                    en="There is no kind of asset '{name}'. Kinds are: {kinds}.",
                    zh="没有知识产权类型“{name}”。可用的类型：{kinds}。",
                    name=self.among,
                    kinds=coded(asset_kinds),
                )
            )
        return self


def _check_order(low: float | dt.date | None, high: float | dt.date | None) -> None:
    if low is not None and high is not None and low > high:  # type: ignore[operator]  # both ends are of one type
        raise Unfit(
            Message(
                en="The lower end {low} is above the upper end {high}.",
                zh="下限{low}高于上限{high}。",
                low=low,
                high=high,
            )
        )
