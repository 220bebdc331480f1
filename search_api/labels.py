"""Codes in the reader's words: every code that a listing, a filter or a facet can hold, in English and Chinese."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from models.codes import CodeError, Concordance, Language, Place, offices, packaged_concordance
from models.listings import SideName, Tier
from models.store import Store
from models.terms import Subject, Weight
from models.text import Text
from models.vocabulary import kinds, term_kinds
from ranking.filters import ALIASES, STANDINGS
from search_api.trees import Trees

NAMES = {
    "kind": Text.of(en="kind", zh="类型"),
    "profile": Text.of(en="variety", zh="细类"),
    "standing": Text.of(en="standing", zh="发布方式"),
    "party": Text.of(en="party", zh="机构"),
    "role": Text.of(en="kind of party", zh="机构类别"),
    "source": Text.of(en="source", zh="来源"),
    "year": Text.of(en="year published", zh="发布年份"),
    "published": Text.of(en="published", zh="发布日期"),
    "number": Text.of(en="number", zh="号码"),
    "listing": Text.of(en="listing", zh="供需信息"),
    "side": Text.of(en="side", zh="供求"),
}
"""What filters and facets that are no terms are called."""

SIDES = {SideName.OFFERS.value: Text.of(en="offers", zh="供"), SideName.SEEKS.value: Text.of(en="seeks", zh="求")}
WEIGHTS = {
    Weight.STATED.value: Text.of(en="stated", zh="说明"),
    Weight.PREFERRED.value: Text.of(en="preferred", zh="优先"),
    Weight.REQUIRED.value: Text.of(en="required", zh="必须"),
    Weight.EXCLUDED.value: Text.of(en="excluded", zh="排除"),
}
SUBJECTS = {
    Subject.LISTING.value: Text(),
    Subject.PARTY.value: Text.of(en="of the party", zh="机构"),
    Subject.ANY_ASSET.value: Text.of(en="of any asset", zh="任一知识产权"),
    Subject.ALL_ASSETS.value: Text.of(en="of all assets", zh="全部知识产权"),
    Subject.SUM_OF_ASSETS.value: Text.of(en="of all assets together", zh="知识产权合计"),
    Subject.SHARE_OF_ASSETS.value: Text.of(en="of a share of the assets", zh="部分知识产权"),
}
TIERS = {
    Tier.TEASER.value: Text.of(en="open to everyone", zh="公开"),
    Tier.MEMBERS.value: Text.of(en="for members", zh="会员可见"),
    Tier.ACCEPTED.value: Text.of(en="for accepted parties", zh="对接方可见"),
    Tier.NDA.value: Text.of(en="under NDA", zh="保密协议下可见"),
}
PARTS = {
    "keyword": Text.of(en="words", zh="关键词"),
    "meaning": Text.of(en="meaning", zh="语义"),
    "question": Text.of(en="question as a whole", zh="问题整体"),
}
"""What the contributions to a score are called."""


def name_of(name: str, language: str) -> str:
    """What a filter, a facet or a term is called, by its name or a shorter one; its own name where nothing says."""
    name = name if name in NAMES else ALIASES.get(name, name)
    text = NAMES.get(name) or (term_kinds()[name].name if name in term_kinds() else None)
    return text.best(language)[1] if text else name


def language_name(tag: str, language: str) -> str:
    """A language's name for a reader of ``language``."""
    try:
        return Language.parse(tag).name.best(language)[1]
    except CodeError:
        return tag


@dataclass(frozen=True)
class Labels:
    """Labels for codes, many at a time, so that what is in the store is asked for once. ``concordance``: the words for industries."""

    trees: Trees
    store: Store
    concordance: Concordance = field(default_factory=packaged_concordance)

    def of(self, name: str, codes: Iterable[str], language: str) -> dict[str, str]:
        """The words for some codes of one field; a code that has none stands for itself."""
        wanted = list(codes)
        texts = self._texts(name, wanted)
        return {code: texts[code].best(language)[1] if texts.get(code) else code for code in wanted}

    def one(self, name: str, code: str, language: str) -> str:
        """The words for one code."""
        return self.of(name, [code], language)[code]

    def _texts(self, name: str, codes: list[str]) -> Mapping[str, Text]:
        if name == "party":
            return {key: party.name for key, party in self.store.parties.many(codes).items()}
        if name == "field":
            return {code: _with_symbol(code, title) for code, title in self.trees.field_titles(codes).items()}
        if name == "industry":
            return {code: self.concordance.names(code) for code in codes}
        if name in _TABLES:
            table = _TABLES[name]()
            return {code: table[code] for code in codes if code in table}
        if name in _MADE:
            return {code: _MADE[name](code) for code in codes}
        if name == "place":
            return {code: self.trees.places.name(Place(code)) for code in codes}
        return term_kinds()[name].values if name in term_kinds() else {}


def _with_symbol(code: str, title: Text) -> Text:
    return Text({tag: f"{code}（{text}）" if tag == "zh" else f"{code} ({text})" for tag, text in title.items()})


def _language(code: str) -> Text:
    try:
        return Language.parse(code).name
    except CodeError:
        return Text()


def _stage(code: str) -> Text:
    return Text.of(en=f"TRL {code}", zh=f"TRL {code}")


def _year(code: str) -> Text:
    return Text.of(en=code, zh=f"{code}年")


def day(value: dt.date, language: str) -> str:
    """A day as the reader writes it."""
    return f"{value.year}年{value.month}月{value.day}日" if language == "zh" else value.isoformat()


_TABLES: dict[str, Callable[[], Mapping[str, Text]]] = {
    "kind": lambda: {key: kind.name for key, kind in kinds().items()},
    "profile": lambda: {key: words for kind in kinds().values() for key, words in kind.profiles.items()},
    "standing": lambda: STANDINGS,
    "side": lambda: SIDES,
    "role": lambda: term_kinds()["party_role"].values,
    "office": offices,
}
_MADE: dict[str, Callable[[str], Text]] = {"language": _language, "stage": _stage, "year": _year}
