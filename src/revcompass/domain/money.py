"""Exact amounts: integers in ten-thousandths of a minor unit, and the fractions made of them.

No float appears anywhere. A *unit* is 10⁻⁴ of a currency's minor unit: 1 EUR = 1,000,000 units,
1 JPY = 10,000 units. A *valued* amount is units × rate, both integers, brought to one scale that
is the same for every currency, so that amounts of different currencies add up exactly.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

# ISO 4217 minor-unit digits that are not 2 (amendment 177).
_DIGITS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0
    ),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN
    BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP
    ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR
    ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND
    VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
"""ISO 4217 codes of money in use; ANG, BGN and HRK ended lately and still stand in records."""

_MOST_DIGITS = 4
_EXTRA_DIGITS = 4

RATE_SCALE = 10**8
"""Rates of exchange are integers of 10⁻⁸."""

VALUED_SCALE = 10 ** (_MOST_DIGITS + _EXTRA_DIGITS + 8)
"""One major unit of the reporting currency, once units have been multiplied by `rate_factor`."""

MONTHS_PER_YEAR = 12


def minor_digits(currency: str) -> int:
    """Digits after the point of a currency's minor unit (ISO 4217).

    >>> minor_digits("EUR"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    return _DIGITS.get(currency, 2)


def unit_digits(currency: str) -> int:
    """Decimal places of one unit: the minor unit's digits and four more.

    >>> unit_digits("EUR")
    6
    """
    return minor_digits(currency) + _EXTRA_DIGITS


def rate_factor(currency: str) -> int:
    """What a rate (× 10⁸) is multiplied by so that units × rate has `VALUED_SCALE`.

    >>> 1_000_000 * RATE_SCALE * rate_factor("EUR") == VALUED_SCALE
    True
    """
    return int(10 ** (_MOST_DIGITS - minor_digits(currency)))


def half_even(numerator: int, denominator: int) -> int:
    """`numerator ÷ denominator` as an integer, halves to the even neighbour.

    >>> half_even(5, 2), half_even(7, 2), half_even(-5, 2)
    (2, 4, -2)
    """
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return quotient + (twice > denominator or (twice == denominator and quotient % 2 == 1))


def decimal_text(value: Fraction | int, significant: int = 18) -> str:
    """A plain decimal string: exact where the fraction ends, else cut to `significant` digits.

    Never in exponent form, never with trailing zeros.

    >>> decimal_text(Fraction(1, 2)), decimal_text(Fraction(1, 3), 6), decimal_text(Fraction(120))
    ('0.5', '0.333333', '120')
    """
    if value.denominator == 1:
        return str(value.numerator)
    value = Fraction(value)
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest == 1:
        places = max(twos, fives)
    else:
        whole = abs(value.numerator) // value.denominator
        leading = len(str(whole)) if whole else -_leading_zeros(abs(value))
        places = max(significant - leading, 0)
    scaled = half_even(value.numerator * 10**places, value.denominator)
    text = f"{Decimal(scaled).scaleb(-places):f}" if places < 28 else _place_point(scaled, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _leading_zeros(value: Fraction) -> int:
    """Zeros right after the point of a value below one."""
    zeros = 0
    while value and value * 10 < 1:
        value *= 10
        zeros += 1
    return zeros


def _place_point(scaled: int, places: int) -> str:
    digits = f"{abs(scaled):0{places + 1}d}"
    return f"{'-' if scaled < 0 else ''}{digits[:-places]}.{digits[-places:]}"
