"""A book's own number beside a metric's entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from revcompass.catalogue import METRICS
from revcompass.domain.period import Period
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import MetricResult, Question, Result


@dataclass(frozen=True, slots=True)
class NumberNow:
    """A book's own number for a metric: that of its last full period with one."""

    period: Period
    value: Fraction
    currency: str | None


def number_now(entry: str, ask: Callable[[Question], Result]) -> NumberNow | None:
    """What a desk answers for an entry's metric, as far as whoever asks may see it.

    `None` for entries of other kinds, and where there is no number: nothing is loaded, or none of
    it may be seen. The word is explained all the same.
    """
    if entry not in METRICS:
        return None
    try:
        (found,) = ask(Question((entry,))).results
    except RevcompassError:
        return None
    return _last(found)


def _last(found: MetricResult) -> NumberNow | None:
    last: NumberNow | None = None
    for row in found.rows:
        if row.value.number is not None and not (row.to_date and last):
            last = NumberNow(row.period, row.value.number, row.currency or found.currency)
    return last
