"""A line without axes, drawn by hand: what a card shows of the last periods."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

WIDTH, HEIGHT = 96, 28
_MARGIN = 3


def sparkline(values: Sequence[Fraction | None], *, reverse: bool = False) -> str:
    """The path's `d` in a box of `WIDTH` × `HEIGHT`; a gap where there is no value.

    >>> sparkline([Fraction(1), Fraction(3), None, Fraction(2)])
    'M3.0 25.0L33.0 3.0M93.0 14.0'
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    across = Fraction(WIDTH - 2 * _MARGIN, max(len(values) - 1, 1))
    path, is_drawing = [], False
    for index, value in enumerate(values):
        if value is None:
            is_drawing = False
            continue
        part = (value - low) / span if span else Fraction(1, 2)
        x = _MARGIN + across * (len(values) - 1 - index if reverse else index)
        y = HEIGHT - _MARGIN - part * (HEIGHT - 2 * _MARGIN)
        path.append(f"{'L' if is_drawing else 'M'}{float(x):.1f} {float(y):.1f}")
        is_drawing = True
    return "".join(path)


def last_point(
    values: Sequence[Fraction | None], *, reverse: bool = False
) -> tuple[str, str] | None:
    """Where the last value stands, if there is one."""
    path = sparkline(values, reverse=reverse)
    if not path or values[-1] is None:
        return None
    x, _, y = path.replace("L", "M").rpartition("M")[2].partition(" ")
    return x, y
