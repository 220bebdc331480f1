"""What an answer says beside its results, in words: what was left out, and what the figures mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from models.codes import ClassificationSymbol, CodeError, packaged_rates
from models.text import Text
from models.vocabulary import term_kinds
from ranking.filters import ALIASES
from ranking.question import FieldTerm
from ranking.search import MEANING_UNAVAILABLE, QUESTION_CUT

if TYPE_CHECKING:
    from search_api.standby import Gap

INDEX_AWAY = "index-away"
INDEX_STOOD_IN = "index-stood-in"
NOTHING_INDEXED = "nothing-indexed"
PARTLY_ENCODED = "partly-encoded"
NO_SCHEME = "no-scheme"
CONVERTED = "converted"
BY_DATE = "by-date"
CLOSEST = "closest"

MissingPart = Literal["index", "encoder"]
MISSING: Mapping[str, MissingPart] = {INDEX_AWAY: "index", INDEX_STOOD_IN: "index", MEANING_UNAVAILABLE: "encoder"}
"""The part that an answer was made without, by the notice that says so."""

WORDS = {
    INDEX_AWAY: Text.of(
        en="The index does not answer: until it does, only the {latest} latest of {stored} listings are looked at.",
        zh="索引暂无响应：恢复之前仅检索最新的{latest}条信息（共{stored}条）。",
    ),
    INDEX_STOOD_IN: Text.of(
        en="The index does not answer: until it does, all {stored} listings are searched in a stand-in, and scores may differ a little.",
        zh="索引暂无响应：恢复之前在备用索引中检索全部{stored}条信息，得分可能略有出入。",
    ),
    MEANING_UNAVAILABLE: Text.of(
        en="The encoder is not ready: results were found by their words alone.",
        zh="语义编码器尚未就绪：本次仅按关键词检索。",
    ),
    QUESTION_CUT: Text.of(
        en="The question was too long: only its beginning was read.", zh="问题过长：只读取了开头部分。"
    ),
    NOTHING_INDEXED: Text.of(en="Nothing is indexed yet.", zh="索引中尚无任何信息。"),
    PARTLY_ENCODED: Text.of(
        en="{percent}% of the pool can be found by meaning yet; the rest is found by its words.",
        zh="目前{percent}%的信息可按语义检索，其余仅可按关键词检索。",
    ),
    NO_SCHEME: Text.of(
        en="Without the imported CPC scheme subgroups hang from their main group.",
        zh="未导入CPC分类表时，各分组直接归入其主组。",
    ),
    CONVERTED: Text.of(
        en="Amounts in other currencies were compared by the rates of {source}.", zh="其他币种按“{source}”的汇率比较。"
    ),
    BY_DATE: Text.of(
        en="By date: the {total} results that score at least a quarter of the best.",
        zh="按日期排列：得分不低于最佳结果四分之一的{total}条。",
    ),
    CLOSEST: Text.of(
        en="{passing} listings pass the filters; these are the {total} closest to the question.",
        zh="共有{passing}条符合筛选条件，以下是与问题最接近的{total}条。",
    ),
}
"""The notices by their codes."""

PACKAGED_RATES = Text.of(en="the packaged table", zh="随附汇率表")


def of_gap(gap: Gap) -> str:
    """The notice of an answer that the standby gave."""
    return INDEX_AWAY if gap.latest < gap.stored else INDEX_STOOD_IN


def source_of(rates: str, language: str) -> str:
    """What a source of rates is called for a reader; an operator's own table keeps its name."""
    return PACKAGED_RATES.best(language)[1] if rates == packaged_rates().source else rates


def field_notices(fields: Sequence[FieldTerm], *, scheme: bool) -> Iterator[str]:
    """What the filters themselves call for. ``scheme``: whether an imported scheme orders the subgroups."""
    names = {ALIASES.get(term.name, term.name) for term in fields}
    if not scheme and any(_is_subgroup(term) for term in fields):
        yield NO_SCHEME
    if any(name in term_kinds() and term_kinds()[name].type == "money" for name in names):
        yield CONVERTED


def _is_subgroup(term: FieldTerm) -> bool:
    if ALIASES.get(term.name, term.name) != "field":
        return False
    try:
        return ClassificationSymbol.parse(term.value).subgroup is not None
    except CodeError:
        return False
