"""Which currencies a sign in front of or behind an amount can mean, from CLDR and common use."""

from __future__ import annotations

from functools import cache

from babel.numbers import get_currency_symbol

from revcompass.domain.money import CURRENCIES

_LOCALES = ("en", "fr", "it", "de", "ms", "ar")
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")
COMMON = {
    "$": "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU BND BSD BBD BZD FJD JMD LRD NAD TTD XCD",
    "£": "GBP EGP FKP GIP LBP SHP SSP SYP",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "kr": "SEK NOK DKK ISK",
    "Fr": "CHF",
    "Fr.": "CHF",
    "SFr.": "CHF",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "lei": "RON",
    "лв": "BGN",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₸": "KZT",
    "₼": "AZN",
    "฿": "THB",
    "₦": "NGN",
    "₵": "GHS",
    "Rp": "IDR",
    "RM": "MYR",
    "R": "ZAR",
    "Rs": "INR PKR LKR NPR MUR",
}


@cache
def money_signs() -> dict[str, tuple[str, ...]]:
    """Signs and codes, longest first, and the currencies each can mean.

    >>> money_signs()["€"], money_signs()["CHF"], "CAD" in money_signs()["$"]
    (('EUR',), ('CHF',), True)
    """
    found: dict[str, set[str]] = {code: {code} for code in CURRENCIES}
    for code in CURRENCIES:
        for locale in _LOCALES:
            symbol = get_currency_symbol(code, locale)
            for sign in (symbol, symbol.translate(_MARKS)):
                found.setdefault(sign.replace("\u00a0", " "), set()).add(code)
    for sign, codes in COMMON.items():
        found.setdefault(sign, set()).update(set(codes.split()) & CURRENCIES)
    order = sorted((sign for sign in found if found[sign]), key=lambda sign: (-len(sign), sign))
    return {sign: tuple(sorted(found[sign])) for sign in order}
