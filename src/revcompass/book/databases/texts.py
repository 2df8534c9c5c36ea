"""A database's values as text, one way to write each."""

from __future__ import annotations

from decimal import Decimal


def value_text(value: object) -> str:
    """NULL is '', a number has no exponent, bytes are hexadecimal.

    >>> [value_text(each) for each in (None, True, 1e20, b"\\x0f", Decimal("1E+2"), "x")]
    ['', 'true', '100000000000000000000', '0f', '100', 'x']
    """
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, float | Decimal):
        text = plain_number(str(value)).removesuffix(".0")
    elif isinstance(value, bytes):
        text = value.hex()
    else:
        text = "" if value is None else str(value)
    return text


def plain_number(text: str) -> str:
    """A number's text without an exponent; what is no number (nan, inf) stays as it is.

    >>> plain_number("1e-07"), plain_number("10.10"), plain_number("NaN")
    ('0.0000001', '10.10', 'NaN')
    """
    if "e" not in text.lower() or not text.strip("+-")[:1].isdigit():
        return text
    return format(Decimal(text), "f")
