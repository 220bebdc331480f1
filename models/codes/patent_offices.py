"""WIPO ST.3: the two-letter codes of the offices that publish patents, with their names."""

from __future__ import annotations

from functools import cache

import pycountry

from models.codes.base import chinese, tidy
from models.codes.errors import CodeError
from models.messages import Message
from models.text import Text

_ORGANISATIONS = {
    "EP": ("European Patent Office", "欧洲专利局"),
    "WO": ("World Intellectual Property Organization", "世界知识产权组织"),
    "IB": ("International Bureau of WIPO", "世界知识产权组织国际局"),
    "EA": ("Eurasian Patent Organization", "欧亚专利组织"),
    "OA": ("African Intellectual Property Organization", "非洲知识产权组织"),
    "AP": ("African Regional Intellectual Property Organization", "非洲地区知识产权组织"),
    "GC": ("Patent Office of the Gulf Cooperation Council", "海湾合作委员会专利局"),
    "EM": ("European Union Intellectual Property Office", "欧盟知识产权局"),
    "BX": ("Benelux Office for Intellectual Property", "比荷卢知识产权局"),
    "XN": ("Nordic Patent Institute", "北欧专利局"),
    "XV": ("Visegrad Patent Institute", "维谢格拉德专利局"),
    "DD": ("German Democratic Republic", "德意志民主共和国"),
    "DL": ("German Democratic Republic (before 1973)", "德意志民主共和国（1973年前）"),
    "SU": ("Soviet Union", "苏联"),
    "CS": ("Czechoslovakia", "捷克斯洛伐克"),
    "YU": ("Yugoslavia", "南斯拉夫"),
}


@cache
def offices() -> dict[str, Text]:
    """Every office's name in English and Chinese by its ST.3 code."""
    words = chinese("iso3166-1")
    named = {entry.alpha_2: _country(entry) for entry in pycountry.countries}
    countries = {code: Text.of(en=name, zh=words.gettext(name)) for code, name in named.items()}
    return countries | {code: Text.of(en=en, zh=zh) for code, (en, zh) in _ORGANISATIONS.items()}


def parse_office(text: str) -> str:
    """The ST.3 code of an office from its two letters, or from its name in English or Chinese. Raises ``CodeError``."""
    code = _by_name().get(_comparable(text))
    if code is None:
        raise CodeError(
            Message(en="office", zh="专利局"),
            text,
            Message(en="there is no office of this code or name", zh="没有此代码或名称的局"),
            "CN, US, EP, WO, China, 欧洲专利局",
        )
    return code


@cache
def _by_name() -> dict[str, str]:
    named = reversed(offices().items())
    return {_comparable(word): code for code, name in named for word in (*name.root.values(), code)}


def _comparable(text: str) -> str:
    return tidy(text).replace(" ", "").casefold()


def _country(entry: pycountry.db.Country) -> str:
    return getattr(entry, "common_name", entry.name)
