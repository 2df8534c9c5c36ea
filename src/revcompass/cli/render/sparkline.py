"""A line of blocks, one per value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

_BLOCKS = "▁▂▃▄▅▆▇█"
_GAP = " "
_LEVEL = "▄"


def sparkline(values: Sequence[Fraction | None]) -> str:
    """The values from lowest to highest block; a gap where there is none.

    >>> sparkline([Fraction(1), None, Fraction(2), Fraction(3)])
    '▁ ▄█'
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    return "".join(_block(value, low, span) for value in values)


def _block(value: Fraction | None, low: Fraction, span: Fraction) -> str:
    if value is None:
        return _GAP
    return _BLOCKS[int((value - low) / span * (len(_BLOCKS) - 1))] if span else _LEVEL
