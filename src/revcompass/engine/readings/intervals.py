"""Confidence intervals: Wilson for shares of counts, order statistics for medians.

Decimals and whole numbers only, so that every machine gives the same digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from revcompass.domain.money import half_even
from revcompass.domain.question import Interval

_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
_DIGITS = 50
_PLACES = 6
_EXACT_UP_TO = 10_000


def _context() -> Context:
    return Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN)


def _level(level: str) -> Fraction:
    share = Fraction(level)
    if not 0 < share < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not {level}")
    return share


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _density(z: Decimal) -> Decimal:
    return (-z * z / 2).exp() / (2 * _PI).sqrt()


def _probability_inside(z: Decimal) -> Decimal:
    """P(−z < Z < z) of the normal distribution: 2 φ(z) (z + z³/3 + z⁵/(3·5) + …)."""
    term = total = z
    odd = 1
    while term > total.scaleb(-_DIGITS):
        odd += 2
        term = term * z * z / odd
        total += term
    return 2 * _density(z) * total


@lru_cache(maxsize=16)
def normal_quantile(level: str) -> Decimal:
    """The z with P(−z < Z < z) = level, to 40 digits.

    >>> f"{normal_quantile('0.95'):.6f}"
    '1.959964'
    """
    inside = _level(level)
    with localcontext(_context()):
        wanted = _decimal(inside)
        # Newton from 0: the probability is concave, so every step stays on the near side.
        z = Decimal(0)
        while True:
            step = (wanted - (_probability_inside(z) if z else 0)) / (2 * _density(z))
            z += step
            if abs(step) < Decimal(10) ** -(_DIGITS - 10):
                return z


@lru_cache(maxsize=4096)
def wilson(successes: int, n: int, level: str = "0.95") -> Interval:
    """Wilson's score interval for a share of `n`.

    Raises:
        ValueError: `n` is not positive, or `successes` lies outside 0…n.

    >>> wilson(3, 90)
    Interval(level='0.95', low='0.011400', high='0.093473')
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share of counts")
    z = normal_quantile(level)
    with localcontext(_context()):
        square = z * z
        middle = successes + square / 2
        spread = z * (Decimal(successes) * (n - successes) / n + square / 4).sqrt()
        low = (middle - spread) / (n + square) if successes else Decimal(0)
        high = (middle + spread) / (n + square) if successes < n else Decimal(1)
        return Interval(level, six_places(Fraction(low)), six_places(Fraction(high)))


@lru_cache(maxsize=4096)
def median_ranks(n: int, level: str = "0.95") -> tuple[int, int] | None:
    """Ranks (from 1) of the two of `n` ordered values that enclose the median at this level.

    The widest error allowed at each end is (1 − level) ÷ 2 of Binomial(n, ½), so the interval
    covers at least the level; `None` where so few values cannot. Beyond 10,000 values the normal
    approximation, one rank wider, takes the place of the sum.

    >>> median_ranks(5), median_ranks(6), median_ranks(20)
    (None, (1, 6), (6, 15))
    """
    outside = 1 - _level(level)
    rank = _exact_rank(n, outside) if n <= _EXACT_UP_TO else _approximate_rank(n, level)
    return (rank, n + 1 - rank) if rank else None


def _exact_rank(n: int, outside: Fraction) -> int:
    """The largest k with 2 P(X < k) ≤ outside, X ~ Binomial(n, ½); 0 if there is none."""
    allowed = (outside.numerator << n) // (2 * outside.denominator)
    below, ways, rank = 0, 1, 0
    while below + ways <= allowed:
        below += ways
        ways = ways * (n - rank) // (rank + 1)
        rank += 1
    return rank


def _approximate_rank(n: int, level: str) -> int:
    with localcontext(_context()):
        spread = normal_quantile(level) * Decimal(n).sqrt()
        return int((n - spread) / 2) - 1


def median_interval(ordered: Sequence[Fraction], level: str = "0.95") -> Interval | None:
    """The order-statistic interval of a median; `None` where there are too few values for one.

    Args:
        ordered: the values, ascending.
        level: how often the interval should hold the median, at least.

    >>> median_interval([Fraction(day) for day in (3, 5, 8, 13, 21, 34)])
    Interval(level='0.95', low='3.000000', high='34.000000')
    """
    ranks = median_ranks(len(ordered), level)
    if ranks is None:
        return None
    low, high = (six_places(Fraction(ordered[rank - 1])) for rank in ranks)
    return Interval(level, low, high)


def six_places(number: Fraction) -> str:
    """A number as a decimal with six places, halves to even."""
    scaled = half_even(number.numerator * 10**_PLACES, number.denominator)
    sign, digits = "-" if scaled < 0 else "", f"{abs(scaled):0{_PLACES + 1}d}"
    return f"{sign}{digits[:-_PLACES]}.{digits[-_PLACES:]}"
