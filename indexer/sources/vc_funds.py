"""Venture funds as an array of JSON objects: stage, sectors, geography, fund size, cheque size. Mandates of the profile *fund*.

Their thesis text, where there is one, is one template with the same facts put in, so it is not read: the text to search is made from
the facts, in English and Chinese. A figure that cannot be read stays in the text as it is written and states no term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar

from indexer.sources.base import Context, FormatSource, Head
from indexer.sources.forms.places import read_place
from indexer.sources.forms.values import closed, slug
from indexer.sources.json_items import item_records
from indexer.sources.keys import digest, listing_id
from models.codes import MoneyRange
from models.codes.places import Place
from models.listings import Listing, Section, Side, Standing
from models.parties import PartyMention
from models.records import Origin, Record, Refusal
from models.terms import Amount, Codes, Term, Weight
from models.text import Text
from models.vocabulary import term_kinds

NAME = "vc-fund"

T = TypeVar("T")

_GENERALIST = "generalist"
_SECTORS_ZH = {
    "climate": "气候科技", "consumer": "消费", "crypto": "加密技术", "cyber": "网络安全", "developer-tools": "开发者工具", "enterprise": "企业服务",
    "fintech": "金融科技", "generalist": "综合", "health": "医疗健康", "marketplace": "交易平台", "media": "传媒", "saas": "软件即服务",
}  # fmt: skip


def recognises(head: Head) -> bool:
    """Whether the file is an array of objects with the members of such a fund."""
    return head.text.lstrip().startswith("[") and '"checkSize"' in head.text and '"sectors"' in head.text


def read(stream: BinaryIO, origin_file: str, context: Context) -> Iterator[Record | Refusal]:
    """Every object as a mandate."""
    return item_records(stream, origin_file, context, (), fund)


def fund(value: Mapping[str, Any], origin: Origin) -> Record:
    """The mandate of one fund. Raises ``LookupError`` where it has no name."""
    name, firm = str(value["name"]).strip(), str(value.get("firm") or value["name"]).strip()
    # the real list gives two funds one id, so the name is part of the key
    key = listing_id(NAME, f"{value.get('id') or ''}-{digest(firm, name)[:6]}")
    place = _read(read_place, value.get("geography"))
    listing = Listing(
        id=key,
        kind="mandate",
        profile="fund",
        title=Text.of(en=name),
        party=PartyMention(name=Text.of(en=firm), role="investor"),
        offers=Side(sections=_section(_money_words(value)), terms=_offered(value)),
        seeks=Side(sections=_section(_aim_words(value, place)), terms=_sought(value, place)),
        standing=Standing.PUBLIC_RECORD,
        source=NAME,
        link=value.get("website") or None,
    )
    return Record(source=NAME, key=key, origin=origin, listing=listing)


def _offered(value: Mapping[str, Any]) -> tuple[Term, ...]:
    sizes = (("ticket", value.get("checkSize")), ("fund_size", value.get("fundSize")))
    terms = [
        Term(name=name, value=Amount(money=money)) for name, text in sizes if (money := _read(MoneyRange.parse, text))
    ]
    return (Term(name="deal_type", value=Codes(codes=("equity",))), *terms)


def _sought(value: Mapping[str, Any], place: str | None) -> tuple[Term, ...]:
    rounds = _all(closed("round"), _words(value, "stage"))
    sectors = [code for code in _all(slug, _words(value, "sectors")) if code != _GENERALIST]
    wishes = (("round", rounds), ("industry", sectors), ("place", [place] if place else []))
    return tuple(
        Term(name=name, value=Codes(codes=tuple(codes)), weight=Weight.PREFERRED) for name, codes in wishes if codes
    )


def _aim_words(value: Mapping[str, Any], place: str | None) -> Text:
    sectors, stages, where = _words(value, "sectors"), _words(value, "stage"), str(value.get("geography") or "")
    english = [
        f"Invests in {', '.join(sectors)}" if sectors else "",
        f"rounds: {', '.join(stages)}" if stages else "",
        f"place: {where}" if where else "",
    ]
    chinese = [
        f"投资领域：{'、'.join(_SECTORS_ZH.get(slug(sector), sector) for sector in sectors)}" if sectors else "",
        f"轮次：{'、'.join(_round_zh(stage) for stage in stages)}" if stages else "",
        f"地区：{Place(place).name.best('zh')[1] if place else where}" if where else "",
    ]
    return Text.of(en=_joined(english, "; ", "."), zh=_joined(chinese, "；", "。"))


def _money_words(value: Mapping[str, Any]) -> Text:
    english, chinese = [], []
    for member, en, zh in (("checkSize", "Ticket", "单笔投资额"), ("fundSize", "fund size", "基金规模")):
        if text := str(value.get(member) or ""):
            money = _read(MoneyRange.parse, text)
            english.append(f"{en} {money.display('en') if money else text}")
            chinese.append(f"{zh}{money.display('zh') if money else text}")
    return Text.of(en=_joined(english, "; ", "."), zh=_joined(chinese, "；", "。"))


def _round_zh(stage: str) -> str:
    code = _read(closed("round"), stage)
    return term_kinds()["round"].label(code, "zh") if code else stage


def _joined(parts: Iterable[str], between: str, end: str) -> str | None:
    text = between.join(part for part in parts if part)
    return f"{text}{end}" if text else None


def _section(text: Text) -> tuple[Section, ...]:
    return (Section(text=text),) if text else ()


def _words(value: Mapping[str, Any], member: str) -> Sequence[str]:
    found = value.get(member) or ()
    return [found] if isinstance(found, str) else [str(one) for one in found]


def _all(parse: Callable[[str], str], texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code for text in texts if (code := _read(parse, text))))


def _read(parse: Callable[[str], T], text: str | None) -> T | None:
    """What ``parse`` makes of a text; ``None`` for a text that it cannot read."""
    try:
        return parse(text) if text else None
    except ValueError:
        return None


SOURCE = FormatSource(
    name=NAME,
    describes=Text.of(en="venture funds (JSON array)", zh="创投基金（JSON）"),
    recogniser=recognises,
    reader=read,
)
