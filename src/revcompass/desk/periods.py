"""Which periods a question asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from revcompass.domain.metric import Metric
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Question

_FULL_PERIODS = 12
_MOST_PERIODS = 5_000
_ENDS_A_YEAR = (Grain.MONTH, Grain.QUARTER, Grain.FISCAL_QUARTER)


def grain_of(question: Question, metric: Metric, calendar: Calendar) -> Grain:
    """The asked grain; else that of the asked period; else the metric's own; else months.

    A month or quarter of a metric over 12 months means the 12 months that end with it.
    """
    if question.grain:
        return question.grain
    own = Grain(metric.default_grain) if metric.default_grain else None
    if question.period is None:
        return calendar.own(own or Grain.MONTH)
    asked = question.period.grain
    return own if own and asked in _ENDS_A_YEAR else asked


def periods_of(
    question: Question, grain: Grain, calendar: Calendar, last: date | None
) -> tuple[Period, ...]:
    """From `start` (inclusive) to `end` (exclusive); else the last 12 full and the running one.
    Without any dated record there is no last one, so none unless both bounds are given.

    Raises the usage errors `off_grain`, with the nearest bounds, where a bound cuts a period, and
    `too_many_periods` beyond 5,000.
    """
    if question.period is not None:
        return _inside(question.period, grain, calendar)
    start, end = question.start, question.end
    _check(grain, calendar, start)
    _check(grain, calendar, end)
    if start is not None and end is not None:
        return _listed(calendar.between(grain, start, end))
    if last is None:
        return ()
    running = calendar.period_of(grain, last)
    is_full = running.last_day <= last
    if end is None:
        end = calendar.label_day(calendar.shift(running, 1))
    if start is None:
        anchor = calendar.period_of(grain, date.fromordinal(end.toordinal() - 1))
        back = _FULL_PERIODS - 1 if is_full or question.end is not None else _FULL_PERIODS
        start = calendar.label_day(calendar.shift(anchor, -back))
    return _listed(calendar.between(grain, start, end))


def _listed(periods: Iterator[Period]) -> tuple[Period, ...]:
    """All of them, unless they are more than anybody reads."""
    found = tuple(islice(periods, _MOST_PERIODS + 1))
    if len(found) > _MOST_PERIODS:
        raise usage_error("too_many_periods", most=_MOST_PERIODS)
    return found


def _check(grain: Grain, calendar: Calendar, bound: date | None) -> None:
    if bound is None:
        return
    period = calendar.period_of(grain, bound)
    label = calendar.label_day(period)
    if label == bound:
        return
    following = calendar.label_day(calendar.shift(period, 1))
    raise usage_error(
        "off_grain",
        bound=bound.isoformat(),
        grain=grain.value,
        before=label.isoformat(),
        after=following.isoformat(),
    )


def _inside(period: Period, grain: Grain, calendar: Calendar) -> tuple[Period, ...]:
    """The period itself; cut finer, its parts; over 12 months, the window that ends with it."""
    if grain is period.grain:
        return (period,)
    if grain is Grain.TRAILING_12_MONTHS:
        return (calendar.period_of(grain, period.last_day),)
    parts = tuple(calendar.between(grain, period.start, period.end))
    return parts or (calendar.period_of(grain, period.start),)
