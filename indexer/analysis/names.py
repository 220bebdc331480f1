"""Names that a space or a bracket tears apart: patents, class symbols, formulas, quantities and chemical names.

They are indexed whole, in the spelling that ``compounds`` gives to the same thing written in one, beside the parts that it finds:

===================================  ===================================
``US 7,654,321 B2``                  ``us7654321b2``, ``us7654321``
``H01M 10/0525``                     ``h01m10/0525``, ``h01m``
``CO 2``, ``LiFePO 4``, ``TRL 4``    ``co2``, ``lifepo4``, ``trl4``
``3.5 mm``, ``25 °C``, ``95 %``      ``3.5mm``, ``25°c``, ``95%``
``1,4-双(甲基磺酰基)哌嗪的制备``     ``1,4双(甲基磺酰基)哌嗪``
``2-(4-chlorophenyl)ethanol``        ``2(4chlorophenyl)ethanol``
===================================  ===================================

A chemical name starts with a locant and a hyphen (``1,4-``, ``N,N-``, ``γ-``) and goes on through letters, digits, brackets, and the
characters that Chinese nomenclature is written with: where other Chinese words follow, it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.analysis.compounds import Piece, canonical, patent_names
from indexer.analysis.english import fold

_UNITS = (
    "°C|°F|%|wt%|vol%|mol%|ppm|ppb|rpm|nm|[μu]m|mm|cm|dm|km|pm|m|ng|[μu]g|mg|g|kg|t|[μu]L|mL|ml|L|ns|[μu]s|ms|s|min|h|Hz|kHz|MHz|GHz|THz|"
    "mV|kV|V|[μu]A|mA|A|mAh|Ah|Wh|kWh|MWh|GWh|[μu]W|mW|W|kW|MW|GW|VA|kVA|Ω|kΩ|MΩ|[μnp]F|mH|Pa|kPa|MPa|GPa|bar|mbar|N|kN|Nm|J|kJ|MJ|eV|keV|MeV|K|"
    "mol|mmol|M|mM|[μu]M|nM|dB|lm|lx|T|mT|bit|kB|MB|GB|TB|Mbps|Gbps"
)
# Each pattern starts with one class of rare characters and looks back from there: that is what makes the search fast.
_NOT_INSIDE = "(?<![A-Za-z0-9°].)"
_SPACED_PATENT = re.compile(
    rf"[A-Z]{_NOT_INSIDE}[A-Z] ?(?P<number>\d{{1,3}}(?:,\d{{3}}){{2,}}|\d{{4}}/\d{{5,7}}|\d{{6,13}}(?:\.[\dX])?)"
    r"(?: ?(?P<kind>[A-Z]\d?))?(?![A-Za-z0-9])"
)
_SPACED_SYMBOL = re.compile(rf"[A-HY]{_NOT_INSIDE}\d\d[A-Z] \d{{1,4}}/\d{{2,6}}")
_SPACED_FORMULA = re.compile(
    rf"[A-Z]{_NOT_INSIDE}(?:[A-Z]{{1,4}}|[a-z]?(?:[A-Z][a-z]?|\d)*[A-Z][a-z]?|(?<=[CHNOR])) \d{{1,3}}[a-z]{{0,2}}(?![A-Za-z0-9]|[.,]\d)"
)
_QUANTITY = re.compile(
    rf"\d(?<![A-Za-z0-9.,].)\d{{0,5}}(?:,\d{{3}})*(?:\.\d+)?(?P<gap> ?)(?P<unit>{_UNITS})(?![A-Za-z0-9])"
)
_NOMENCLATURE = (
    "甲乙丙丁戊己庚辛壬癸一二三四五六七八九十单双多聚正异新仲叔伯偏反顺环苯萘蒽菲芴茚联螺桥氧硫氮磷氯溴碘氟氢碳硅硼砷硒碲锂钠钾铯镁钙钡铝"
    "锌铁铜银钛锡铅镍钴锰铬钒钼钨锆铂钯烷烯炔醇酚醛酮酸酯醚胺腈肟脒脲胍肼酐酰羰羟羧氨亚次过偶重磺基嗪啶吡哌嘧喹啉吲哚呋喃噻唑咪吗吖咔咯嘌呤"
    "呫吨嗯噁二化合代取并缩氰巯胂膦烃苄茴香草糠莰蒎萜甾核糖苷"
)
_CHEMICAL = re.compile(
    rf"[\dNOSPCα-ω]{_NOT_INSIDE}(?:(?<=\d)\d?'?(?:,\d{{1,2}}'?)*|(?<=[NOSPC])(?:,[NOSPC]'?)*|(?<=[α-ω]))"
    rf"-(?=[(\[A-Za-z{_NOMENCLATURE}])[A-Za-z0-9α-ω,'\-(\[\]){_NOMENCLATURE}]{{2,100}}"
)
_CHEMICAL_SIGN = re.compile(rf"[(\[,{_NOMENCLATURE}]")
_BRACKETS = {")": "(", "]": "["}


def spaced(text: str) -> Iterator[Piece]:
    """Patents, class symbols, formulas and quantities whose parts stand apart, with their places in ``text``."""
    for pattern, terms in (
        (_SPACED_PATENT, _patent),
        (_SPACED_SYMBOL, _joined),
        (_SPACED_FORMULA, _joined),
        (_QUANTITY, _quantity),
    ):
        for match in pattern.finditer(text):
            yield from ((term, match.start(), match.end()) for term in terms(match))


def _patent(match: re.Match[str]) -> Iterator[str]:
    """The names of a patent, but for those that its parts give already."""
    if " " in match.group():
        plain = match["number"].replace(",", "")
        names = patent_names(match.group()[:2], plain.replace("/", ""), match["kind"] or "")
        yield from (name for name in names if name != plain)


def _joined(match: re.Match[str]) -> Iterator[str]:
    yield fold(match.group().replace(" ", ""))


def _quantity(match: re.Match[str]) -> Iterator[str]:
    """A value with its unit; ``3.5mm`` without a space is one compound already, ``95%`` is not."""
    if match["gap"] or not match["unit"].isalpha():
        yield fold(match.group().replace(",", "").replace(" ", ""))


def chemicals(text: str) -> Iterator[Piece]:
    """Chemical names with locants and brackets or simplified Chinese syllables, with their places in ``text``."""
    for match in _CHEMICAL.finditer(text):
        name = _balanced(match.group())
        if _CHEMICAL_SIGN.search(name):
            yield canonical(name), match.start(), match.start() + len(name)


def _balanced(name: str) -> str:
    """``name`` up to a bracket that was never opened, without an open end."""
    opened: list[str] = []
    closed = 0
    for at, character in enumerate(name):
        if character in _BRACKETS.values():
            opened.append(character)
        elif character in _BRACKETS and (not opened or opened.pop() != _BRACKETS[character]):
            break
        if not opened:
            closed = at + 1
    return name[:closed].rstrip(",'-")
