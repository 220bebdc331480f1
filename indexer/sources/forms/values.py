"""The cell of a term: its value by the term's type, and its weight by the mark at its end, or the word at its beginning."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from indexer.sources.forms.cells import choose, period, split_codes
from indexer.sources.forms.columns import TermColumn, plain
from indexer.sources.forms.places import read_place
from indexer.sources.forms.spans import read_span
from models.codes import ClassificationSymbol, Language, MoneyRange, Round, parse_office
from models.listings import SideName
from models.messages import Message, Unfit
from models.terms import Amount, Codes, Flag, Period, Subject, Term, TermValue, Weight
from models.vocabulary import TermKind, term_kinds

_MARK = re.compile(r"\s*([!！]{1,2}|[?？])\s*$")
_NOT = re.compile(r"\s*(?:not|排除|不含)\s*[:：]\s*", re.IGNORECASE)
_OF_ASSETS = tuple(one for one in Subject if one not in {Subject.LISTING, Subject.PARTY})
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "有", "可"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否", "无", "不可"), False),
}


def read_term(column: TermColumn, cell: str) -> Term:
    """The term that a cell states. Raises ``ValueError`` with what is accepted."""
    _check_among(column)
    stated, weight, confirm = _weighed(column.side, cell)
    value = _value(column.term, stated)
    return Term(
        name=column.term, value=value, subject=column.subject, weight=weight, confirm=confirm, among=column.among
    )


def _check_among(column: TermColumn) -> None:
    """Only numbers are asked of the rights of one kind."""
    if column.among is None:
        return
    if column.subject not in _OF_ASSETS:
        raise Unfit(
            Message(
                en="a kind of right stands behind {fitting} only, not behind {given}.",
                zh="权利类型只能写在{fitting}之后，不能写在{given}之后。",
                fitting=[*_OF_ASSETS],
                given=column.subject.value,
            )
        )
    fitting = [key for key, kind in term_kinds().items() if kind.of_assets and kind.type == "span"]
    if column.term not in fitting:
        raise Unfit(
            Message(
                en="only {fitting} can be asked of one kind of right; leave '{among}' out of the heading.",
                zh="只有{fitting}可以针对一种权利提出；请从列名中去掉“{among}”。",
                fitting=fitting,
                among=column.among,
            )
        )


@lru_cache(maxsize=8192)
def _value(term: str, stated: str) -> TermValue:
    """The value of a term; kept, because the rows of one file say the same things over and over."""
    kind = term_kinds()[term]
    return _READERS[kind.type](kind, stated)


def _weighed(side: SideName, cell: str) -> tuple[str, Weight, bool]:
    if excluded := _NOT.match(cell):
        return _excluded(side, cell[excluded.end() :])
    match = _MARK.search(cell)
    if match is None:
        return cell, Weight.STATED if side is SideName.OFFERS else Weight.PREFERRED, True
    mark = match[1].replace("！", "!").replace("？", "?")
    return cell[: match.start()], Weight.PREFERRED if mark == "?" else Weight.REQUIRED, mark != "!!"


def _excluded(side: SideName, stated: str) -> tuple[str, Weight, bool]:
    if side is SideName.OFFERS:
        raise Unfit(
            Message(
                en="only what is sought can be excluded; put it in the column of the seeking side.",
                zh="只有所求的条件可以排除，请写在“求”一侧的列中。",
            )
        )
    if not stated.strip() or _MARK.search(stated):
        raise Unfit(
            Message(
                en="what is excluded is written as 'not: CN-XJ' or '排除：CN-XJ', without a mark at the end.",
                zh="排除项写作“not: CN-XJ”或“排除：CN-XJ”，末尾不加标记。",
            )
        )
    return stated, Weight.EXCLUDED, True


def _codes(kind: TermKind, cell: str) -> Codes:
    return Codes(codes=tuple(dict.fromkeys(_reader(kind.key)(part) for part in split_codes(cell))))


def _money(_: TermKind, cell: str) -> Amount:
    return Amount(money=MoneyRange.parse(cell))


def _dates(_: TermKind, cell: str) -> Period:
    start, separator, end = cell.partition("..")
    if not separator:
        first, last = period(cell)
        return Period(start=first, end=last)
    return Period(start=period(start)[0] if start.strip() else None, end=period(end)[1] if end.strip() else None)


def _flag(_: TermKind, cell: str) -> Flag:
    if (value := _FLAGS.get(plain(cell))) is None:
        raise Unfit(
            Message(
                en="'{cell}' is neither yes nor no; accepted are: yes, no, true, false, 是, 否.",
                zh="“{cell}”不是“是”或“否”；可填：是、否、yes、no、true、false。",
                cell=cell,
            )
        )
    return Flag(value=value)


_READERS: dict[str, Callable[[TermKind, str], TermValue]] = {
    "codes": _codes,
    "span": read_span,
    "money": _money,
    "dates": _dates,
    "flag": _flag,
}


@cache
def _reader(term: str) -> Callable[[str], str]:
    kind = term_kinds()[term]
    if term in _CODES:
        return _CODES[term]
    return closed(term) if kind.values else _TREES.get(kind.tree or "", slug)


@cache
def closed(term: str) -> Callable[[str], str]:
    """A reader of one code of a term whose codes are closed: the code, or its words in either language."""
    values = term_kinds()[term].values
    labels = {plain(word): code for code, label in values.items() for _, word in label.items()}
    codes = labels | {plain(code): code for code in values}
    return lambda cell: choose(cell, codes)


def slug(cell: str) -> str:
    """Free words as a code: lower case, joined by hyphens."""
    code = re.sub(r"[\s_/&,.]+", "-", cell.strip().casefold()).strip("-")
    if not code:
        raise Unfit(Message(en="'{cell}' has no words.", zh="“{cell}”中没有词语。", cell=cell))
    return code


_CODES: dict[str, Callable[[str], str]] = {
    "office": parse_office,
    "language": lambda cell: str(Language.parse(cell)),
    "round": lambda cell: Round.parse(cell).value,
}
_TREES: dict[str, Callable[[str], str]] = {
    "field": lambda cell: str(ClassificationSymbol.parse(cell)),
    "place": read_place,
}
