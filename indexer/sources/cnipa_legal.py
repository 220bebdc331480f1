"""CNIPA legal status (法律状态) as CSV, one announcement a row: 申请号, 法律状态公告日, 法律状态, 法律状态信息.

UTF-8 (with or without byte order mark) and GB18030. The details stand in the information column as ``label:value`` one after another:
登记号, 出质人, 质权人 of a pledge, 变更前权利人 and 变更后权利人 of a transfer, 让与人, 受让人 and 许可种类 of a licence.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from indexer.sources.base import Context, FormatSource, Head, attempt, refusal
from indexer.sources.cnipa_patents import OFFICE
from indexer.sources.rights import kind_of
from indexer.sources.tables import NamedRow, headings, named_rows
from indexer.sources.values import day, distinct, identified, mention, plain, readable, text_in
from models.assets import Asset, AssetEvent, EventKind, IdentifierRole
from models.codes import parse_patent_number
from models.errors import BadInput
from models.messages import Message
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.text import Text

NAME = "cnipa-legal-status"

_NUMBER = ("申请号", "专利申请号", "专利号")
_ANNOUNCED = ("法律状态公告日", "公告日", "法律状态公告日期", "法律状态日期")
_STATUS = ("法律状态", "法律状态类型", "事件")
_DETAILS = ("法律状态信息", "法律状态详细信息", "详细信息", "信息")
_TITLE = ("发明名称", "名称", "专利名称", "标题")
_PUBLISHED = ("公开(公告)号", "公开（公告）号", "公开号", "授权公告号")

_MEANINGS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (EventKind.PLEDGE_RELEASE, r"质押.*(?:注销|解除)"),
        (EventKind.PLEDGE, r"质押.*(?:生效|登记|变更)"),
        (EventKind.PRESERVATION_END, r"(?:保全.*(?:解除|期满))|解除保全"),
        (EventKind.PRESERVATION, r"保全"),
        (EventKind.OTHER, r"开放许可声明"),
        (EventKind.LICENCE_END, r"许可.*(?:注销|终止|解除)"),
        (EventKind.LICENCE, r"许可"),
        (EventKind.OTHER, r"部分无效|著录事项|更正|地址"),
        (EventKind.INVALIDATION, r"无效"),
        (EventKind.RESTORATION, r"恢复"),
        (EventKind.ASSIGNMENT, r"(?:专利权|申请权|权利).*(?:转移|转让)|转移$"),
        (EventKind.EXPIRY, r"届满"),
        (EventKind.REFUSAL, r"驳回"),
        (EventKind.WITHDRAWAL, r"撤回|视为放弃"),
        (EventKind.LAPSE, r"终止|放弃|未缴"),
        (EventKind.EXAMINATION, r"实质审查|审查的生效|审定"),
        (EventKind.GRANT, r"授权"),
        (EventKind.PUBLICATION, r"公开|公布"),
        (EventKind.LITIGATION, r"诉讼|行政裁决"),
    )
)
_LABELS = (
    *(
        "IPC(主分类)",
        "IPC主分类",
        "专利号",
        "申请号",
        "登记号",
        "合同备案号",
        "备案号",
        "发明名称",
        "名称",
        "文件名称",
        "收件人",
    ),
    *(
        "登记生效日",
        "质押登记生效日",
        "生效日",
        "登记解除日",
        "解除日",
        "注销日",
        "终止日期",
        "终止日",
        "备案日期",
        "备案日",
        "变更日",
    ),
    *(
        "申请日",
        "授权公告日",
        "申请公布日",
        "公开日",
        "保全类型",
        "保全期限",
        "申请保全人",
        "无效宣告决定号",
        "无效宣告决定日",
    ),
    *("出质人", "质权人", "让与人", "受让人", "许可人", "被许可人", "许可种类", "许可方式", "许可期限"),
    *("变更事项", "变更前权利人", "变更后权利人", "变更前", "变更后"),
)
_LABEL = re.compile(r"({})\s*[:：]".format("|".join(map(re.escape, sorted(_LABELS, key=len, reverse=True)))))
_EFFECT = (
    "登记生效日",
    "质押登记生效日",
    "登记解除日",
    "解除日",
    "注销日",
    "终止日期",
    "终止日",
    "备案日期",
    "备案日",
    "生效日",
    "变更日",
)
_HOLDERS = re.compile(r"权利人|专利权人|申请人")
_PARTIES = {
    EventKind.PLEDGE: (("质权人",), ("出质人",)),
    EventKind.PLEDGE_RELEASE: (("质权人",), ("出质人",)),
    EventKind.LICENCE: (("受让人", "被许可人"), ("让与人", "许可人")),
    EventKind.LICENCE_END: (("受让人", "被许可人"), ("让与人", "许可人")),
    EventKind.PRESERVATION: (("申请保全人",), ()),
}
_EXCLUSIVE = {"独占": True, "普通": False}


def status_event(status: str, details: str, announced: dt.date | None) -> AssetEvent:
    """The event that one announcement is."""
    kind, labelled = _meaning(status), _labelled(details)
    found: dict[str, str] = {}
    for label, value in labelled:
        found.setdefault(label, value)
    latter, former = _transferred(labelled) if kind is EventKind.ASSIGNMENT else _named(found, kind)
    effective = next((date for label in _EFFECT if (date := day(found.get(label)))), None)
    return AssetEvent(
        kind=kind,
        date=effective or announced,
        source=OFFICE,
        code=status,
        text=Text.of(zh=details or status),
        parties=latter,
        from_parties=former,
        exclusive=_exclusive(found) if kind is EventKind.LICENCE else None,
        recordal=found.get("登记号") or found.get("合同备案号") or found.get("备案号") or None,
    )


def _meaning(status: str) -> EventKind:
    return next((kind for kind, pattern in _MEANINGS if pattern.search(status)), EventKind.OTHER)


def _labelled(details: str) -> list[tuple[str, str]]:
    """The ``label:value`` pairs of the information column, in order."""
    pieces = _LABEL.split(details)
    return [(label, value.strip(" \t;；,，。")) for label, value in zip(pieces[1::2], pieces[2::2], strict=True)]


def _named(found: Mapping[str, str], kind: EventKind) -> tuple[tuple[PartyMention, ...], tuple[PartyMention, ...]]:
    latter, former = _PARTIES.get(kind, ((), ()))
    return _parties(*(found.get(label, "") for label in latter)), _parties(*(found.get(label, "") for label in former))


def _transferred(labelled: list[tuple[str, str]]) -> tuple[tuple[PartyMention, ...], tuple[PartyMention, ...]]:
    """The new and the former owners: of several changes in one announcement those whose subject is the holder, not an address."""
    subject, latter, former = "权利人", "", ""
    for label, value in labelled:
        if label == "变更事项":
            subject = value
        elif _HOLDERS.search(subject) and label.startswith("变更后"):
            latter = f"{latter};{value}"
        elif _HOLDERS.search(subject) and label.startswith("变更前"):
            former = f"{former};{value}"
    return _parties(latter), _parties(former)


def _parties(*written: str) -> tuple[PartyMention, ...]:
    return distinct(
        mention(name, language="zh")
        for names in written
        for name in re.split(r"[;；、]|,(?!\s*(?:LTD|INC|LLC))", names)
    )


def _exclusive(found: Mapping[str, str]) -> bool | None:
    """Exclusive (独占) or ordinary (普通); of a sole licence (排他) neither is true."""
    written = found.get("许可种类") or found.get("许可方式") or ""
    return next((value for word, value in _EXCLUSIVE.items() if word in written), None)


def _record(row: NamedRow, origin: Origin) -> Record:
    written, status = _cell(row, _NUMBER), _cell(row, _STATUS)
    if not written or not status:
        said = (
            Message(en="It has no legal status (法律状态).", zh="没有法律状态。")
            if written
            else Message(en="It has no application number (申请号).", zh="没有申请号。")
        )
        raise BadInput(
            said, advice=Message(en="Fill in the cell, or leave the row out.", zh="请填写该单元格，或删去该行。")
        )
    number = parse_patent_number(written, office="CN", role="application")
    details, announced = _cell(row, _DETAILS), day(_cell(row, _ANNOUNCED))
    published = readable(_cell(row, _PUBLISHED), IdentifierRole.PUBLICATION, office="CN")
    asset = Asset(
        kind=kind_of(number.right),
        identifiers=(identified(number, IdentifierRole.APPLICATION), *([published] if published else [])),
        title=text_in("zh", _cell(row, _TITLE)),
        events=(status_event(status, details, announced),),
        office="CN",
    )
    mark = hashlib.blake2s(f"{status}\n{details}".encode(), digest_size=6).hexdigest()
    return Record(source=NAME, key=f"{number}/{announced or 'undated'}/{mark}", origin=origin, assets=(asset,))


def _cell(row: NamedRow, names: tuple[str, ...]) -> str:
    return next((plain(row.cells[name]) for name in names if plain(row.cells.get(name))), "")


def _read(stream: BinaryIO, file: str, context: Context) -> Iterator[Record | Refusal]:
    for row in named_rows(stream, context):
        origin = Origin(file=file, place=row.place)
        if row.fault:
            yield refusal(origin, row.fault, raw=row.raw)
        else:
            yield attempt(lambda row=row, origin=origin: _record(row, origin), origin, raw=row.raw)  # type: ignore[misc]


def _recognise(head: Head) -> bool:
    if head.suffix not in {".csv", ".txt", ".tsv", ""}:
        return False
    found = headings(head.first_line)
    return any(name in found for name in _NUMBER) and any(name in found for name in _STATUS)


SOURCE = FormatSource(
    NAME,
    Text.of(en="CNIPA legal status announcements (CSV)", zh="国家知识产权局专利法律状态公告 (CSV)"),
    _recognise,
    _read,
)
