"""What stands around a patent number: labels in English, Chinese and Japanese, the office's code, the kind code.

``written_number`` takes a text apart; what the office makes of the middle is in ``patent_forms``.
"""

from __future__ import annotations

import re
from enum import StrEnum

from models.codes.base import tidy
from models.codes.errors import CodeError
from models.codes.patent_forms import FORMS, NAME, NumberSpace, Written
from models.codes.patent_offices import offices
from models.messages import Message


class PatentRole(StrEnum):
    """What a number is to the right that it names."""

    APPLICATION = "application"
    PUBLICATION = "publication"
    GRANT = "grant"
    PRIORITY = "priority"


SPACES = {
    PatentRole.APPLICATION: NumberSpace.APPLICATION,
    PatentRole.PRIORITY: NumberSpace.APPLICATION,
    PatentRole.PUBLICATION: NumberSpace.PUBLICATION,
    PatentRole.GRANT: NumberSpace.PUBLICATION,
}

_LONGEST = 100
_ENGLISH_LABEL = re.compile(
    r"(?P<country>U\.? ?S\.?(?: ?A\.?)?|EUROPEAN|CHINESE|JAPANESE|KOREAN|GERMAN|BRITISH|FRENCH|INTERNATIONAL|PCT)? ?"
    r"(?P<words>(?:(?:DESIGN|PATENT|PAT|APPLICATION|APPLN?|PUBLICATION|PUBL?|SERIAL|SER|GRANT|REISSUE)\b\.? ?)+)"
    r"(?:NUMBER|NO\.?|NUM\.?|#)? ?:? ?"
)
_COUNTRIES = {
    "EUROPEAN": "EP", "CHINESE": "CN", "JAPANESE": "JP", "KOREAN": "KR", "GERMAN": "DE", "BRITISH": "GB", "FRENCH": "FR", "INTERNATIONAL": "WO",
    "PCT": "WO",     "中国": "CN", "美国": "US", "欧洲": "EP", "日本": "JP", "韩国": "KR", "德国": "DE", "国际": "WO",
}  # fmt: skip
_CHINESE_LABEL = re.compile(
    r"(?P<country>中国|美国|欧洲|日本|韩国|德国|国际)?(?:发明|实用新型|外观设计)?(?:专利)?"
    r"(?P<words>申请公布号|申请公开号|授权公告号|公开号|公告号|公布号|专利号|申请号|专利申请|专利|申请)[:为]? ?第?"
)
_JAPANESE_LABEL = re.compile(
    r"(?:JP ?)?(?P<words>特[開开]|特表|再公?表|特公|特[許许]|特[願愿]"
    r"|[実实實]用?新案登[録录]|[実实實][開开]|[実实實]公|[実实實]登|[実实實][願愿]|意匠登[録录]|意登|意[願愿])(?:出[願愿])? ?第? ?"
)
_JAPANESE_KINDS = {
    "特開": "A", "特表": "A", "再表": "A1", "再公表": "A1", "特公": "B2", "特許": None, "特願": None, "実用新案登録": "U", "実新案登録": "U",
    "実登": "U", "実開": "U", "実公": "Y2", "実願": "U", "意匠登録": "S", "意登": "S", "意願": "S",
}  # fmt: skip
_TO_JAPANESE = str.maketrans("开许愿实實录", "開許願実実録")
_APPLICATION_MARK = re.compile(r" ?\((?:APPLICATION|申请)\)$")
_KIND = re.compile(r"(.*[0-9.]X?|.*[0-9]) ?\(?([A-IKLMPRSTUWYZ][0-9]?)\)?", re.DOTALL)
_BARE_US = re.compile(
    r"(?:RE|PP|D) ?[0-9][0-9, ]*|[0-9]{2}/ ?(?:[0-9]{3},? ?[0-9]{3}|[0-9]{1,2},[0-9]{3})|[0-9]{1,2}(?:,[0-9]{3}){2}|20[0-9]{2}/[0-9]{7}"
)
_BARE_CN = re.compile(r"20[0-9]{2} ?[12389] ?[0-9]{7}\.?[0-9X]")


def written_number(text: str, office: str | None, role: PatentRole | None) -> tuple[Written, PatentRole | None]:
    """The text taken apart, and the role that the caller, else its label, gives it. Raises ``CodeError``."""
    plain = tidy(text).upper()
    if not plain or len(plain) > _LONGEST or not plain.isprintable():
        raise CodeError(
            NAME,
            text,
            Message(en="a number has 1 to {longest} characters", zh="号码为1至{longest}个字符", longest=_LONGEST),
            FORMS,
        )
    rest, label_office, label_role = _without_label(re.sub(r"\bU\. ?S\.(?: ?A\.)?", "US", plain))
    role = role or label_role
    rest, kind = _without_kind(rest.removesuffix("号").removesuffix("號").strip())
    japanese = _JAPANESE_LABEL.match(rest)
    if japanese:
        kind = kind or _JAPANESE_KINDS[japanese["words"].translate(_TO_JAPANESE)]
        role = role or _japanese_role(japanese["words"])
        found, body = "JP", rest[japanese.end() :].removesuffix("号").removesuffix("號")
    else:
        found, body, role = _office_and_body(rest, office or label_office, role, text)
    if office and found != office.upper() and not (office.upper() == "WO"):
        raise CodeError(
            NAME,
            text,
            Message(
                en="it names {found}, and a number of {office} is asked for",
                zh="写的是{found}，此处须为{office}的号码",
                found=found,
                office=office,
            ),
            FORMS,
        )
    return _written(text, found, body, kind, role, office), role


def _written(
    text: str, found: str, body: str, kind: str | None, role: PatentRole | None, office: str | None
) -> Written:
    if office and office.upper() == "WO" and found != "WO":
        body, found = f"{found}{body}", "WO"
    body = re.sub(r"\.(?=[0-9]{3}(?![0-9]))", "", re.sub(r"[\s,'’_]", "", body)).lstrip("-/.")
    return Written(text, found, body, kind, SPACES[role] if role else None)


def _without_label(text: str) -> tuple[str, str | None, PatentRole | None]:
    shorter = _APPLICATION_MARK.sub("", text)
    if shorter != text:
        return shorter, None, PatentRole.APPLICATION
    match = _ENGLISH_LABEL.match(text) or _CHINESE_LABEL.match(text)
    if not match:
        return text, None, None
    country = (match["country"] or "").strip()
    return text[match.end() :], _COUNTRIES.get(country) or ("US" if country else None), _label_role(match["words"])


def _label_role(words: str) -> PatentRole | None:
    if any(word in words for word in ("PUB", "公开", "公布")):
        return PatentRole.PUBLICATION
    if any(word in words for word in ("APP", "SER", "申请")):
        return PatentRole.APPLICATION
    return PatentRole.GRANT if any(word in words for word in ("专利号", "公告", "GRANT")) else None


def _japanese_role(words: str) -> PatentRole:
    if words[-1] in "願愿":
        return PatentRole.APPLICATION
    return PatentRole.GRANT if words[-1] in "許许録录登公" else PatentRole.PUBLICATION


def _without_kind(text: str) -> tuple[str, str | None]:
    match = _KIND.fullmatch(text)
    return (match[1].rstrip(), match[2]) if match else (text, None)


def _office_and_body(
    text: str, office: str | None, role: PatentRole | None, original: str
) -> tuple[str, str, PatentRole | None]:
    if match := re.match(r"PCT ?/? ?", text):
        return "WO", f"PCT/{text[match.end() :]}", role
    if match := re.match(r"(?:CN ?)?ZL ?", text):
        return "CN", text[match.end() :], role or PatentRole.GRANT
    if _BARE_US.fullmatch(text) and (office or "US").upper() == "US":
        return "US", text, role
    match = re.match(r"([A-Z]{2})[ ./-]?(?=.)", text)
    if match and match[1] in offices():
        return match[1], text[match.end() :], role
    if office and office.upper() in offices():
        return office.upper(), text, role
    if _BARE_CN.fullmatch(text) and not office:
        return "CN", text, role
    reason = (
        Message(en="there is no office {office}", zh="没有代码为{office}的局", office=office)
        if office
        else Message(en="it names no office", zh="未写明专利局")
    )
    raise CodeError(NAME, original, reason, FORMS)
