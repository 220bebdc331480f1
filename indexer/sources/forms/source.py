"""The source of the forms: a row, or a JSON object, to a record or a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, BinaryIO

from indexer.sources.base import Context, FormatSource, Head, attempt
from indexer.sources.forms.assets import ANY_PATENT, read_asset
from indexer.sources.forms.cells import Row, RowFault, choose, in_column, reason
from indexer.sources.forms.columns import (
    ASSET,
    LISTING,
    PARTY,
    TermColumn,
    by_word,
    close_headings,
    columns,
    form_kinds,
    plain,
    read_headings,
)
from indexer.sources.forms.listings import TermCells, read_listing
from indexer.sources.forms.parties import read_party
from indexer.sources.forms.rows import WORKBOOK_MAGIC, FormRow, form_rows, is_comment, is_form, is_whole_record
from indexer.sources.tables import cells_of
from models.assets import Asset
from models.errors import BadInput
from models.listings import Listing
from models.messages import Message
from models.parties import Party
from models.records import Origin, Record, Refusal
from models.terms import Subject
from models.text import Text
from models.vocabulary import kinds, term_kinds

NAME = "form"
_TEMPLATE = Message(
    en="The command `zhiqiao template KIND` writes a form of a kind with every column explained.",
    zh="`zhiqiao template KIND` 生成该类型的表单，并说明每一列。",
)


def recognises(head: Head) -> bool:
    """Whether a file is a form: a workbook, or text whose first row, or first object, has a form's headings."""
    if head.data.startswith(WORKBOOK_MAGIC):
        return head.suffix in {".xlsx", ".xlsm"}
    lines = (line for line in head.text.splitlines() if line.strip())
    if head.text.lstrip().startswith("{"):
        return any(_is_form_object(line) for line in lines)
    return any(is_form(read_headings(tuple(cells_of(line)))) for line in _up_to_headings(lines))


def read_form(stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
    """Every row of a form as a record or a refusal."""
    for row in form_rows(stream, context):
        origin = Origin(file=origin_file, place=row.place)
        raw = row.raw or json.dumps(row.record, ensure_ascii=False, default=str)
        yield attempt(partial(_record, row, origin), origin, key=_key(row), raw=raw)


def _record(row: FormRow, origin: Origin) -> Record:
    if row.fault:
        raise BadInput(
            row.fault,
            advice=Message(
                en="Correct the row, and load the file again: the rest is in.",
                zh="请更正该行后重新载入：其余部分已入库。",
            ),
        )
    return _whole(row.record, origin) if row.record else _flat(row, origin)


def _flat(form_row: FormRow, origin: Origin) -> Record:
    kind, profile = _kind(form_row)
    shape = LISTING if kind in kinds() else PARTY if kind in {PARTY, "person"} else ASSET
    row, terms = _by_column(form_row, shape)
    row.cells = {**row.cells, "kind": kind} | ({"profile": profile} if profile and "profile" not in row.cells else {})
    if shape == LISTING:
        listing = read_listing(row, terms)
        return Record(source=NAME, key=listing.id, origin=origin, listing=listing)
    if shape == PARTY:
        party = read_party(row)
        return Record(source=NAME, key=party.id, origin=origin, party=party)
    asset = read_asset(row)
    return Record(source=NAME, key=row.text("id") or asset.identifiers[0].key, origin=origin, assets=(asset,))


def _kind(row: FormRow) -> tuple[str, str | None]:
    """The kind of a row, and the profile where the cell names one (``信贷产品``) in the kind's place."""
    at = row.headings.position("kind")
    cell = row.cells[at] if at is not None and at < len(row.cells) else ""
    if not cell.strip():
        raise RowFault(
            in_column("kind", Message(en="it is empty.", zh="为空。")),
            advice=Message(
                en="Kinds are: {kinds}. {template}",
                zh="可用的类型：{kinds}。{template}",
                kinds=[*form_kinds()],
                template=_TEMPLATE,
            ),
        )
    if found := _profiles().get(plain(cell)):
        return found
    try:
        return choose(cell, _kinds()), None
    except ValueError as error:
        raise RowFault(in_column("kind", reason(error)), advice=_TEMPLATE) from None


@cache
def _kinds() -> dict[str, str]:
    named = {plain(word): key for key, kind in kinds().items() for word in (*kind.name.root.values(), key)}
    rights = {
        plain(word): key
        for key, label in term_kinds()["asset_kind"].values.items()
        for word in (*label.root.values(), key)
    }
    return by_word("row") | rights | {ANY_PATENT: ANY_PATENT} | named


@cache
def _profiles() -> dict[str, tuple[str, str]]:
    """Profiles by words that name no kind and no profile of another kind."""
    found: dict[str, set[tuple[str, str]]] = {}
    for key, kind in kinds().items():
        for profile, label in kind.profiles.items():
            for word in label.root.values():
                found.setdefault(plain(word), set()).add((key, profile))
    return {word: next(iter(of)) for word, of in found.items() if len(of) == 1 and word not in _kinds()}


def _by_column(form_row: FormRow, shape: str) -> tuple[Row, TermCells]:
    """The filled cells of a row by column, and those of its terms; a filled cell that the kind has no column for is a problem."""
    row = Row(shape, cells := {}, headings := {})
    terms: list[tuple[TermColumn, str, str]] = []
    of_shape = columns(shape).keys()
    for meaning, heading, cell in zip(
        form_row.headings.meanings, form_row.headings.names, form_row.cells, strict=False
    ):
        if meaning is None or not (text := cell.strip()):
            continue
        if isinstance(meaning, frozenset) and (key := next(iter(meaning & of_shape), None)):
            cells[key], headings[key] = text, heading
        elif isinstance(meaning, TermColumn) and shape == LISTING:
            terms.append((meaning, heading, text))
        else:
            row.problem(heading, _foreign(meaning, heading, shape))
    return row, terms


def _foreign(meaning: object, heading: str, shape: str) -> Message:
    if not isinstance(meaning, str):
        return Message(
            en="the form of this kind ({shape}) has no such column.",
            zh="此类型（{shape}）的表单没有该列。",
            shape=shape,
        )
    said = [Message(en="there is no such column.", zh="没有该列。")]
    if near := close_headings(heading):
        said.append(Message(en="Did you mean {near}?", zh="您是指{near}吗？", near=near))
    if "@" in plain(heading):
        said.append(
            Message(
                en="After @ stands one of {subjects}, and after that perhaps : and a kind of right.",
                zh="@ 之后为以下之一：{subjects}，其后可加 : 和权利类型。",
                subjects=[*Subject],
            )
        )
    said.append(Message(en="Begin its heading with # to keep it as a note.", zh="列名以 # 开头即作为备注保留。"))
    return Message.joined(said)


def _whole(value: Mapping[str, Any], origin: Origin) -> Record:
    """A record in the models' own JSON."""
    if unknown := value.keys() - {"key", "listing", "asset", "assets", "party"}:
        raise BadInput(
            Message(
                en="A whole record has no '{unknown}'; it has key, listing, asset, assets, party.",
                zh="整条记录没有“{unknown}”；可有 key、listing、asset、assets、party。",
                unknown=sorted(unknown),
            )
        )
    listing = Listing.model_validate(value["listing"]) if value.get("listing") is not None else None
    given = [*(value.get("assets") or ()), *([value["asset"]] if value.get("asset") is not None else [])]
    assets = tuple(Asset.model_validate(one) for one in given)
    party = Party.model_validate(value["party"]) if value.get("party") is not None else None
    key = (
        value.get("key")
        or (listing and listing.id)
        or (assets and assets[0].identifiers[0].key)
        or (party and party.id)
    )
    if not key:
        raise BadInput(
            Message(
                en="It holds neither a listing, nor an asset, nor a party.", zh="其中既无信息，也无知识产权，也无机构。"
            )
        )
    return Record(source=NAME, key=str(key), origin=origin, listing=listing, assets=assets, party=party)


def _key(row: FormRow) -> str | None:
    at = row.headings.position("id")
    return (row.cells[at].strip() or None) if at is not None and at < len(row.cells) else None


def _up_to_headings(lines: Iterator[str]) -> Iterator[str]:
    """The comments above the headings, and the line of the headings."""
    for line in lines:
        yield line
        if not is_comment(cells_of(line)):
            return


def _is_form_object(line: str) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and (is_whole_record(value) or is_form(read_headings(tuple(value))))


SOURCE = FormatSource(
    name=NAME,
    describes=Text.of(
        en="the forms for listings, assets and parties (CSV, XLSX, JSONL)",
        zh="供需信息、知识产权、机构表格（CSV、XLSX、JSONL）",
    ),
    recogniser=recognises,
    reader=read_form,
)
