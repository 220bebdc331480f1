"""WIPO ST.3: the two-letter codes of the offices that publish patents, with their names."""

from __future__ import annotations

from functools import cache

import pycountry

from models.codes.base import chinese
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


def _country(entry: pycountry.db.Country) -> str:
    return getattr(entry, "common_name", entry.name)
