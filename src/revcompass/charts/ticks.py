"""Round numbers along a value axis, and whether the axis is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))
_MOST = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis: its ticks, from first to last, and whether it leaves out zero."""

    ticks: tuple[Fraction, ...]

    @property
    def low(self) -> Fraction:
        """Where the axis begins."""
        return self.ticks[0]

    @property
    def high(self) -> Fraction:
        """Where it ends."""
        return self.ticks[-1]

    @property
    def is_cut(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def scale_of(values: Sequence[Fraction], *, from_zero: bool) -> Scale:
    """A scale that holds the values.

    The axis is cut only where it is not asked to begin at zero and the values would otherwise lie
    within its last third.

    >>> [int(tick) for tick in scale_of([Fraction(0), Fraction(87)], from_zero=True).ticks]
    [0, 20, 40, 60, 80, 100]
    >>> scale_of([Fraction(286), Fraction(295)], from_zero=False).is_cut
    True
    """
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(1))
    far = max(abs(low), abs(high))
    if from_zero or not far or (high - low) * 3 > far or low <= 0 <= high:
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    if low == high:
        low, high = (low, low + 1) if low >= 0 else (low - 1, low)
    step = _step(high - low)
    first, last = low // step, -(-high // step)
    if low > 0 and first * step == low and not from_zero and low != 0:
        first -= 1
    return Scale(tuple(Fraction(n) * step for n in range(int(first), int(last) + 1)))


def _step(span: Fraction) -> Fraction:
    """The smallest round step that needs few enough ticks."""
    size = Fraction(1)
    while size * 10 * _MOST <= span:
        size *= 10
    while size * _MOST > span:
        size /= 10
    return next(size * step for step in (*_STEPS, Fraction(20)) if span / (size * step) <= _MOST)
