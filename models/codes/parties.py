"""Identifiers of parties with their check digits, and organisation names made comparable.

Check digits: 统一社会信用代码 by GB 32100-2015 (mod 31), LEI by ISO 17442 (mod 97-10), ROR by its own rule (Crockford
base 32, mod 97-10). An office's applicant id has none and is taken as written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from stdnum import lei
from stdnum.cn import uscc

from models.codes.base import TextCode, tidy
from models.codes.errors import CheckDigitError, CodeError
from models.messages import Message
from models.text import Text

_NAME = Message(en="party identifier", zh="机构标识")

_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_ROR = re.compile(rf"(?:https?://)?(?:ror\.org/)?(0[{_BASE32}]{{6}})([0-9]{{2}})/?", re.ASCII)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORMS = "USCC:91110108MA01ABCD4P (or the 18 characters alone), LEI:…, https://ror.org/…, EPO:…, USPTO:…, CNIPA:…"


class PartyScheme(StrEnum):
    """Who gives the identifier."""

    USCC = "USCC"
    LEI = "LEI"
    ROR = "ROR"
    CNIPA = "CNIPA"
    USPTO = "USPTO"
    EPO = "EPO"
    WIPO = "WIPO"
    JPO = "JPO"
    KIPO = "KIPO"
    OTHER = "OTHER"

    @property
    def words(self) -> Text:
        """What the identifier is called, in English and Chinese."""
        return _WORDS.get(self, Text.of(en=f"{self.value} applicant id", zh=f"{self.value} 申请人编号"))


_WORDS = {
    PartyScheme.USCC: Text.of(en="unified social credit code", zh="统一社会信用代码"),
    PartyScheme.LEI: Text.of(en="legal entity identifier", zh="法人机构识别编码"),
    PartyScheme.ROR: Text.of(en="ROR id", zh="研究机构注册标识"),
    PartyScheme.OTHER: Text.of(en="other identifier", zh="其他标识"),
}


@dataclass(frozen=True, slots=True, order=True)
class PartyIdentifier(TextCode):
    """One identifier of a party. ``value`` is normalised and its check digit, where there is one, is right. ``str``: ``SCHEME:value``."""

    scheme: PartyScheme
    value: str

    def __post_init__(self) -> None:
        """Normalise and check the value. Raises ``CodeError``."""
        scheme = _scheme(str(self.scheme))
        object.__setattr__(self, "scheme", scheme)
        object.__setattr__(self, "value", _CHECKS.get(scheme, _office_id)(tidy(self.value)))

    def __str__(self) -> str:
        return f"{self.scheme.value}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``SCHEME:value``, a ROR address, or a bare 统一社会信用代码 or LEI, told apart by form and check digits."""
        cleaned = tidy(text)
        head, _, value = cleaned.partition(":")
        if value and (label := head.strip().upper()) in _LABELS:
            return cls(_LABELS[label], value)
        return cls(_recognised(cleaned), cleaned)


def normal_name(name: str) -> str:
    """An organisation's name made comparable: width, case, accents kept, punctuation and legal form gone.

    ``Acme Robotics Co., Ltd.`` and ``ACME ROBOTICS`` agree; so do ``北京知桥科技有限公司`` and ``北京知桥科技股份有限公司``.
    A name that is nothing but a legal form is kept, so that only a blank name gives an empty string.
    """
    plain = tidy(name).casefold().replace("&", " and ")
    words = re.sub(r"[\W_]+", " ", re.sub(r"(?<=\b\w)\.(?=\w\b)|'", "", plain)).strip()
    short = _without_legal_forms(words)
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", short or words)


_SPELT = (
    "inc incorporated corp corporation co company ltd limited llc llp lp plc pllc pc gmbh ag kg kgaa ohg ug mbh se "
    "sa sas sarl srl spa sro bv nv ab oy oyj as aps kk gk pte pty pvt private bhd sdn kft zrt doo ooo oao zao pao "
    "jsc cjsc"
)
_LEGAL_WORDS = frozenset(_SPELT.split())
_LEGAL_TAILS = (
    "and co",
    "and company",
    "s r l",
    "s p a",
    "s a s",
    "s a",
    "b v",
    "n v",
    "a s",
    "l l c",
    "l l p",
    "co kg",
    "and",
)
_LEGAL_CHINESE = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限公司|股份公司|集团公司|总公司|公司|"
    r"[\(（]?(?:特殊普通合伙|有限合伙|普通合伙)[\)）]?|株式会社|有限会社|合同会社|주식회사)+$"
)


def _without_legal_forms(words: str) -> str:
    while words != (shorter := _shorter(words)):
        words = shorter
    return words.removeprefix("株式会社").removeprefix("주식회사").removeprefix("the ").strip()


def _shorter(words: str) -> str:
    head, _, last = words.rpartition(" ")
    if last in _LEGAL_WORDS:
        return head
    for tail in _LEGAL_TAILS:
        if words.endswith(f" {tail}"):
            return words.removesuffix(tail).strip()
    return _LEGAL_CHINESE.sub("", words).strip()


def _scheme(name: str) -> PartyScheme:
    try:
        return PartyScheme(name)
    except ValueError:
        raise CodeError(_NAME, name, Message(en="there is no such scheme", zh="没有此类标识"), _FORMS) from None


def _recognised(text: str) -> PartyScheme:
    compact = re.sub(r"[\s-]", "", text)
    if "ror.org/" in text.lower():
        return PartyScheme.ROR
    if re.fullmatch(rf"[{_USCC_ALPHABET}]{{18}}", compact, re.IGNORECASE):
        return PartyScheme.USCC
    if re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", compact, re.IGNORECASE | re.ASCII):
        return PartyScheme.LEI
    raise CodeError(_NAME, text, Message(en="its form does not tell the scheme", zh="从写法看不出是哪类标识"), _FORMS)


def _uscc(text: str) -> str:
    code = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(rf"[0-9A-Z]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}", code, re.ASCII):
        reason = Message(
            en="it has to be 18 digits and capital letters (no I, O, Z, S or V), the third to eighth of them digits",
            zh="须为18位数字和大写字母（不含 I、O、Z、S、V），第三至八位为数字",
        )
        raise CodeError("统一社会信用代码", text, reason, "91110108MA01ABCD4P")
    if (expected := uscc.calc_check_digit(code[:17])) != code[17]:
        raise CheckDigitError("统一社会信用代码", text, code[17], expected)
    return code


def _lei(text: str) -> str:
    code = re.sub(r"[\s-]", "", text).upper()
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", code, re.ASCII):
        raise CodeError(
            "LEI",
            text,
            Message(
                en="it has to be 18 digits and capital letters and two check digits",
                zh="须为18位数字和大写字母，加两位校验位",
            ),
            "LEI:213800KUD8LAJWSQ9D15",
        )
    if not lei.is_valid(code):
        expected = f"{98 - int(''.join(str(int(sign, 36)) for sign in code[:18]) + '00') % 97:02d}"
        raise CheckDigitError("LEI", text, code[18:], expected)
    return code


def _ror(text: str) -> str:
    match = _ROR.fullmatch(text.lower().removeprefix("www."))
    if not match:
        raise CodeError(
            Message(en="ROR id", zh="ROR 标识"),
            text,
            Message(en="it has to be 0, six characters and two check digits", zh="须为0、六个字符加两位校验位"),
            "https://ror.org/013meh722",
        )
    body, check = match.groups()
    number = 0
    for sign in body:
        number = number * 32 + _BASE32.index(sign)
    if (expected := f"{98 - number * 100 % 97:02d}") != check:
        raise CheckDigitError(Message(en="ROR id", zh="ROR 标识"), text, check, expected)
    return body + check


def _office_id(text: str) -> str:
    value = text.strip()
    if not value or len(value) > 100 or not value.isprintable():
        raise CodeError(
            _NAME, text, Message(en="an identifier has 1 to 100 characters", zh="标识为1至100个字符"), _FORMS
        )
    return value


_CHECKS: dict[PartyScheme, Callable[[str], str]] = {
    PartyScheme.USCC: _uscc,
    PartyScheme.LEI: _lei,
    PartyScheme.ROR: _ror,
}
_LABELS = {scheme.value: scheme for scheme in PartyScheme} | {
    "统一社会信用代码": PartyScheme.USCC,
    "社会信用代码": PartyScheme.USCC,
}
