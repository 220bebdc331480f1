"""Templates: a form with its headings, an explanation of each column, and one example row; both are comments, so that it loads as it is."""

from __future__ import annotations

import csv
import io
import json
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from indexer.sources.forms.columns import LISTING, Column, TermColumn, columns, form_kinds, term_columns, words
from models.errors import BadInput
from models.listings import SideName
from models.messages import Message
from models.vocabulary import TermKind, kinds, term_kinds

Format = Literal["csv", "xlsx", "jsonl"]
Language = Literal["en", "zh"]

_EXPLAINS = {
    "en": "# what each column takes (rows that begin with # are not read)",
    "zh": "# 各列说明（以 # 开头的行不读取）",
}
_NUMBERS = {
    "patent": "CN 106955576 A", "invention": "CN 106955576 A", "utility_model": "CN 206401234 U", "design": "CN 304512345 S",
    "trademark": "CN 12345678", "software_copyright": "2023SR0123456", "domain_name": "example.com", "ic_layout": "BS.215001234.5",
}  # fmt: skip
_TYPES = {
    "codes": {"en": "a list with ; between", "zh": "用 ; 分隔"},
    "span": {"en": "a number or range: 4, 4-6, ≥ 4, up to 6", "zh": "数值或范围：4、4-6、不低于4、不超过6"},
    "money": {"en": "an amount or range: CNY 5–20 million", "zh": "金额或范围：500万–2000万元"},
    "dates": {"en": "2026-01-01..2026-12-31", "zh": "2026-01-01..2026-12-31"},
    "flag": {"en": "yes or no", "zh": "是或否"},
}
_WEIGHTS = {
    "en": "; end with ! required, !! required and stated, ? preferred",
    "zh": "；末尾 ! 必需，!! 必需且须注明，? 优先",
}
_EXCLUDES = {"en": "; begin with not: what is excluded", "zh": "；以“排除：”开头表示排除"}
_EXAMPLES = {"span": "4-6", "money": "CNY 5–20 million", "dates": "2026-01-01..2026-12-31", "flag": "yes"}


def template(kind: str, *, format: Format = "csv", language: Language = "en") -> bytes:  # noqa: A002 — the command's own option
    """The form of ``kind`` with its headings, the explanation of every column, and one example row.

    ``kind``: a kind of listing, a kind of asset, ``patent`` or ``party``. Raises ``BadInput`` for another.
    """
    if kind not in form_kinds():
        raise BadInput(
            Message(en="There is no form for '{kind}'.", zh="没有“{kind}”的表单。", kind=kind),
            advice=Message(en="Forms are: {forms}.", zh="可用的表单：{forms}。", forms=[*form_kinds()]),
        )
    shape = form_kinds()[kind]
    form: list[Column | TermColumn] = [*columns(shape).values(), *(term_columns(kind) if shape == LISTING else ())]
    headings = [column.heading(language) for column in form]
    explained = [_explanation(column, language) for column in form]
    example = [_example(column, kind, language) for column in form]
    return _WRITERS[format](headings, explained, example, language)


def _explanation(column: Column | TermColumn, language: Language) -> str:
    if isinstance(column, Column):
        return column.says.best(language)[1]
    term = term_kinds()[column.term]
    unit = f" ({term.unit})" if term.unit else ""
    marks = _WEIGHTS[language] + (_EXCLUDES[language] if column.side is SideName.SEEKS else "")
    return f"{term.name.best(language)[1]}{unit}: {_takes(term, language)}{marks}"


def _takes(term: TermKind, language: Language) -> str:
    if not term.values:
        return _TYPES[term.type][language]
    return "; ".join(
        f"{code} {label.get('zh')}" if language == "en" else label.best("zh")[1] for code, label in term.values.items()
    )


def _example(column: Column | TermColumn, kind: str, language: Language) -> str:
    if isinstance(column, TermColumn):
        return _term_example(term_kinds()[column.term])
    if column.key == "id":
        return "example-1"
    if column.key == "kind":
        return _kind_word(kind, language)
    if column.key == "profile" and kind in kinds():
        return next(iter(kinds()[kind].profiles), "")
    if column.key == "number":
        return _NUMBERS.get(kind, "")
    return column.example


def _kind_word(kind: str, language: Language) -> str:
    if language == "en":
        return kind
    label = kinds()[kind].name if kind in kinds() else term_kinds()["asset_kind"].values.get(kind)
    return label.best("zh")[1] if label else words("row")[kind][0]


def _term_example(term: TermKind) -> str:
    stated = words("example").get(term.key)
    if isinstance(stated, str):
        return stated
    if term.type == "codes":
        return next(iter(term.values), "")
    if term.type == "span" and term.low is not None and term.high is not None:
        return f"{term.low:g}-{term.high:g}"
    return _EXAMPLES[term.type]


def _csv(headings: list[str], explained: list[str], example: list[str], language: Language) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(_rows(headings, explained, example, language))
    return out.getvalue().encode("utf-8-sig")  # with the mark, without which Excel takes Chinese for another encoding


def _rows(headings: list[str], explained: list[str], example: list[str], language: Language) -> list[list[str]]:
    """The heading and two comments. The first cell of the explanation says that it is one; the example's id begins with ``#``."""
    return [headings, [_EXPLAINS[language], *explained[1:]], [f"# {example[0]}", *example[1:]]]


def _xlsx(headings: list[str], explained: list[str], example: list[str], language: Language) -> bytes:
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "form"
    for row in _rows(headings, explained, example, language):
        sheet.append(row)
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 24
        sheet.cell(1, number).font = Font(bold=True)
        sheet.cell(2, number).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _jsonl(headings: list[str], explained: list[str], example: list[str], language: Language) -> bytes:
    notes = {"#": _EXPLAINS[language].removeprefix("# "), **dict(zip(headings, explained, strict=True))}
    filled = {name: cell for name, cell in zip(headings, example, strict=True) if cell}
    lines = [json.dumps(value, ensure_ascii=False) for value in (notes, {"#": "example", **filled})]
    return ("\n".join(lines) + "\n").encode("utf-8")


_WRITERS = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}
