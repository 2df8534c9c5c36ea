"""Values as chart labels: short on axes and beside marks, whole in what is read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from revcompass.domain.metric import Metric, Unit
from revcompass.words.format import Formatter

_SHORT_FROM = 10_000


def whole(write: Formatter, value: Fraction, metric: Metric, currency: str | None) -> str:
    """A value as everywhere else."""
    return write.value(value, metric.unit, currency, two_parts=metric.two_parts)


def short(write: Formatter, value: Fraction, metric: Metric, currency: str | None) -> str:
    """A value in few characters."""
    if metric.unit is Unit.MONEY and currency and abs(value) >= _SHORT_FROM:
        return write.money(value, currency, compact=True)
    return whole(write, value, metric, currency)


def ticks(
    write: Formatter, values: Sequence[Fraction], metric: Metric, currency: str | None
) -> dict[str, str]:
    """Every tick's label by its value as a script writes it; percentages as whole as they can."""
    return {_script(value): _tick(write, value, values, metric, currency) for value in values}


def _tick(
    write: Formatter,
    value: Fraction,
    values: Sequence[Fraction],
    metric: Metric,
    currency: str | None,
) -> str:
    if metric.unit is Unit.SHARE:
        places = 0 if all((tick * 100).denominator == 1 for tick in values) else 1
        return write.share(value, places=places)
    if metric.unit is Unit.MONEY and currency:
        if max(map(abs, values)) >= _SHORT_FROM:
            return write.money(value, currency, compact=True)
        return write.money(value, currency, places=0)
    if metric.unit in (Unit.DAYS, Unit.MONTHS, Unit.COUNT) and value.denominator == 1:
        return write.number(value)
    return whole(write, value, metric, currency)


def _script(value: Fraction) -> str:
    """A number as JavaScript writes it."""
    return str(int(value)) if value.denominator == 1 else repr(float(value))


def number(value: Fraction) -> float | int:
    """A position in a drawing."""
    return int(value) if value.denominator == 1 else float(value)
