"""How long a right lasts by the law of its office, where no record states the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LawTerm:
    """Years of protection, counted from filing, or from grant."""

    years: int
    from_grant: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    """What holds in ``offices`` (empty: in all that no other rule names) for what was filed on or after ``since``."""

    offices: frozenset[str]
    since: dt.date
    term: LawTerm


_ALL: frozenset[str] = frozenset()
_EVER = dt.date.min
# Sources: TRIPS art. 33; Patent Law of China art. 42 (2020 revision, in force 2021-06-01); 35 U.S.C. 173 (Hague Act, 2015-05-13);
# Design Act of Japan art. 21 (2020-04-01); Design Protection Act of Korea art. 91 (2014-07-01); Regulation (EC) 6/2002 art. 12;
# Regulations on Layout-Designs of China art. 12. Trademarks, domain names and copyrights are renewed or run from other events: stated only.
_RULES: dict[str, tuple[_Rule, ...]] = {
    "invention": (_Rule(_ALL, _EVER, LawTerm(20)),),
    "utility_model": (_Rule(_ALL, _EVER, LawTerm(10)),),
    "design": (
        _Rule(frozenset({"CN"}), dt.date(2021, 6, 1), LawTerm(15)),
        _Rule(frozenset({"CN"}), _EVER, LawTerm(10)),
        _Rule(frozenset({"US"}), dt.date(2015, 5, 13), LawTerm(15, from_grant=True)),
        _Rule(frozenset({"US"}), _EVER, LawTerm(14, from_grant=True)),
        _Rule(frozenset({"JP"}), dt.date(2020, 4, 1), LawTerm(25)),
        _Rule(frozenset({"KR"}), dt.date(2014, 7, 1), LawTerm(20)),
        _Rule(frozenset({"EM"}), _EVER, LawTerm(25)),
    ),
    "ic_layout": (_Rule(frozenset({"CN"}), _EVER, LawTerm(10)),),
}


def term_years(kind: str, office: str | None, filed: dt.date | None) -> LawTerm | None:
    """The term for a kind of right at an office (ST.3) by its filing date; ``None`` where the law here recorded gives none."""
    for rule in _RULES.get(kind, ()):
        here = not rule.offices or office in rule.offices
        if here and (rule.since == _EVER or (filed is not None and filed >= rule.since)):
            return rule.term
    return None
