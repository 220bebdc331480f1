"""The words for currencies and magnitudes, English and Chinese."""

from __future__ import annotations

from decimal import Decimal

import pycountry

SIGNS = {
    "US$": "USD", "$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "S$": "SGD", "SG$": "SGD",
    "NZ$": "NZD", "R$": "BRL", "€": "EUR", "£": "GBP", "¥": "CNY", "元": "CNY", "₩": "KRW", "₹": "INR", "₽": "RUB", "₪": "ILS",
    "RMB": "CNY", "CNH": "CNY", "RMB¥": "CNY", "CN¥": "CNY", "JP¥": "JPY", "NIS": "ILS",
}  # fmt: skip
"""Signs that stand for a currency. A bare ``$`` is read as USD, a bare ``¥`` as CNY: the platform's first operators write it so."""

ENGLISH = {
    "yuan": "CNY", "renminbi": "CNY", "dollar": "USD", "dollars": "USD", "us dollars": "USD", "us dollar": "USD", "euro": "EUR", "euros": "EUR",
    "pound": "GBP", "pounds": "GBP", "yen": "JPY", "won": "KRW", "hong kong dollars": "HKD", "swiss francs": "CHF",
}  # fmt: skip

CHINESE = {
    "人民币": "CNY", "人民币元": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "港元": "HKD",
    "港币": "HKD", "新台币": "TWD", "新台币元": "TWD", "韩元": "KRW", "澳元": "AUD", "加元": "CAD",
    "加拿大元": "CAD", "新加坡元": "SGD", "新元": "SGD", "瑞士法郎": "CHF",
    "卢布": "RUB", "卢比": "INR", "印度卢比": "INR", "新谢克尔": "ILS", "人民幣": "CNY", "港幣": "HKD", "歐元": "EUR", "日圓": "JPY",
}  # fmt: skip

WRITTEN_ZH = {
    "CNY": "人民币", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "TWD": "新台币", "KRW": "韩元",
    "AUD": "澳元", "CAD": "加元", "SGD": "新加坡元", "CHF": "瑞士法郎", "INR": "印度卢比", "RUB": "卢布", "ILS": "新谢克尔",
}  # fmt: skip
"""How a Chinese text names the usual currencies; any other is named by its ISO code."""

MAGNITUDES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6, "mil": 10**6,
    "million": 10**6, "millions": 10**6,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9, "t": 10**12, "tn": 10**12, "trillion": 10**12,
    "百": 10**2, "千": 10**3, "万": 10**4, "萬": 10**4, "十万": 10**5, "百万": 10**6, "百萬": 10**6, "千万": 10**7, "千萬": 10**7,
    "亿": 10**8, "億": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip

_CODES = frozenset(entry.alpha_3 for entry in pycountry.currencies)


def currency_code(word: str) -> str | None:
    """The ISO 4217 code that a sign, code or name stands for, or ``None``."""
    plain = word.strip()
    upper = plain.upper()
    if upper in _CODES:
        return upper
    return SIGNS.get(upper) or ENGLISH.get(plain.lower()) or CHINESE.get(plain)


def magnitude(word: str) -> Decimal | None:
    """What ``million``, ``k`` or ``万`` multiplies by; 1 for no word; ``None`` for a word that is none."""
    plain = word.strip().lower()
    return Decimal(MAGNITUDES[plain]) if plain in MAGNITUDES else Decimal(1) if not plain else None
