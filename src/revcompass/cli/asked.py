"""From options to a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from revcompass.cli.values import listed, pairs, where
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Compare, Question


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a question as they were typed."""

    grain: str | None = None
    start: str | None = None
    end: str | None = None
    period: str | None = None
    by: Sequence[str] = ()
    where: Sequence[str] = ()
    policies: Sequence[str] = ()
    preset: str | None = None
    compare: str | None = None
    currency: str | None = None
    as_of: str | None = None


def metric_names(texts: Sequence[str]) -> tuple[str, ...]:
    """Metrics as they were typed, in their ids' spelling.

    >>> metric_names(["Win-Rate,mrr"])
    ('win_rate', 'mrr')
    """
    return tuple(name.lower().replace("-", "_") for name in listed(texts))


def read_question(
    metrics: Sequence[str], options: Options, calendar: Calendar, language: str
) -> Question:
    """The question the options ask, dates and fiscal periods read by the book's calendar."""
    start, end = _day(options.start, calendar), _day(options.end, calendar)
    grain = calendar.own(Grain(options.grain)) if options.grain else None
    if options.period is not None and (start or end):
        raise usage_error("period_or_range", period=options.period)
    if start and end and start >= end:
        raise usage_error("empty_range", start=start.isoformat(), end=end.isoformat())
    return Question(
        metrics=metric_names(metrics),
        grain=grain,
        start=start,
        end=end,
        period=calendar.parse(options.period) if options.period else None,
        by=listed(options.by),
        where=where(options.where),
        policies=tuple(pairs("--policy", "NAME=CHOICE", options.policies)),
        preset=options.preset,
        compare=cast("Compare | None", options.compare),
        currency=options.currency.upper() if options.currency else None,
        as_of=options.as_of,
        language=language,
    )


def read_period(text: str, calendar: Calendar, grain: Grain | None = None) -> Period:
    """The period a code names; a month names the 12 months to it when that grain is asked for."""
    period = calendar.parse(text)
    if grain is Grain.TRAILING_12_MONTHS:
        return calendar.period_of(grain, period.last_day)
    return period


def _day(text: str | None, calendar: Calendar) -> date | None:
    return calendar.parse(text).start if text else None
