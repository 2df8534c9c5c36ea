"""From texts to a question and back: what options, a URL and a query have in common."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import cast

from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Compare, Question

Where = tuple[tuple[str, tuple[str | None, ...]], ...]

COMPARES: tuple[Compare, ...] = ("previous", "year_before")

_MISSING = frozenset({"", "-"})
NAMES = (
    *("grain", "from", "to", "period", "preset", "compare", "currency", "as_of"),
    *("by", "where", "policy"),
)
"""What the parts of a question are called in a URL; on the command line with `--` in front."""


@dataclass(frozen=True, slots=True)
class Options:
    """The parts of a question as they were typed."""

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


def options_of(query: Mapping[str, Sequence[str]]) -> Options:
    """The options of a URL's query; an empty value is none, the last of a single one counts.

    Raises the usage error `bad_choice` for a grain or comparison there is not.

    >>> options_of({"grain": ["Quarter"], "where": ["segment=smb"], "to": [""]}).grain
    'quarter'
    """

    def one(name: str) -> str | None:
        return next((text.strip() for text in reversed(query.get(name, ())) if text.strip()), None)

    def many(name: str) -> tuple[str, ...]:
        return tuple(text for text in query.get(name, ()) if text.strip())

    return Options(
        grain=one_of("grain", one("grain"), [grain.value for grain in Grain]),
        start=one("from"),
        end=one("to"),
        period=one("period"),
        by=many("by"),
        where=many("where"),
        policies=many("policy"),
        preset=one("preset"),
        compare=one_of("compare", one("compare"), COMPARES),
        currency=one("currency"),
        as_of=one("as_of"),
    )


def one_of(name: str, text: str | None, known: Sequence[str]) -> str | None:
    """A text as one of the known names; `-` may stand for `_`, and a slip suggests the nearest."""
    if text is None:
        return None
    plain = text.strip().lower().replace("-", "_")
    if plain in known:
        return plain
    near = ", ".join(get_close_matches(plain, known, 1))
    raise usage_error("bad_choice", option=name, value=text, choices=list(known), did_you_mean=near)


def query_of(question: Question, calendar: Calendar) -> list[tuple[str, str]]:
    """A question as the pairs of a URL's query, without its metrics and language; the inverse of
    reading one.

    >>> query_of(Question(("mrr",), grain=Grain.MONTH, by=("plan",)), Calendar())
    [('grain', 'month'), ('by', 'plan')]
    """
    period = question.period
    single = {
        "grain": question.grain.value if question.grain else None,
        "from": question.start.isoformat() if question.start else None,
        "to": question.end.isoformat() if question.end else None,
        "period": calendar.code(period) if period else None,
        "preset": question.preset,
        "compare": question.compare,
        "currency": question.currency,
        "as_of": question.as_of,
    }
    pairs = [(name, value) for name, value in single.items() if value is not None]
    pairs += [("by", name) for name in question.by]
    pairs += [("where", f"{name}={_cells(values)}") for name, values in question.where]
    return [*pairs, *(("policy", f"{name}={choice}") for name, choice in question.policies)]


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


def traced(
    metric: str, default_grain: str | None, options: Options, calendar: Calendar, language: str
) -> tuple[Question, Period]:
    """The question and the period whose records are asked for; `options.period` must be given.

    Of a metric over 12 months a month or quarter means the 12 months to its end. Raises the usage
    error `grain_and_period` where the period is none of the grain.
    """
    text, grain = options.period or "", Grain(options.grain) if options.grain else None
    period = read_period(text, calendar, grain)
    short = period.grain in (Grain.MONTH, Grain.QUARTER, Grain.FISCAL_QUARTER)
    if grain is None and short and default_grain == Grain.TRAILING_12_MONTHS:
        period = read_period(text, calendar, Grain.TRAILING_12_MONTHS)
    elif grain not in (None, period.grain):
        raise usage_error("grain_and_period", grain=str(grain), period=text)
    asked = read_question((metric,), replace(options, grain=period.grain), calendar, language)
    return asked, period


def listed(texts: Sequence[str]) -> tuple[str, ...]:
    """Repeated and comma-separated texts as one list, each once.

    >>> listed(["segment,plan", "plan", "owner"])
    ('segment', 'plan', 'owner')
    """
    parts = (part.strip() for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def pairs(option: str, form: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """`NAME=VALUE` texts as pairs.

    >>> pairs("--policy", "NAME=CHOICE", ["week=52/12"])
    [('week', '52/12')]
    """
    found = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise usage_error("bad_pair", option=option, text=text, form=form)
        found.append((name.strip(), value.strip()))
    return found


def where(texts: Sequence[str]) -> Where:
    """`SLICE=VALUE[,VALUE]` texts; `-` or nothing is a missing value, quotes keep a comma.

    >>> where(["segment=smb,-", 'name="Ada, Inc."'])
    (('segment', ('smb', None)), ('name', ('Ada, Inc.',)))
    """
    values: dict[str, dict[str | None, None]] = {}
    for name, text in pairs("--where", "SLICE=VALUE[,VALUE]", texts):
        cells = next(csv.reader([text], skipinitialspace=True), []) or [""]
        asked = values.setdefault(name, {})
        for cell in cells:
            asked[None if cell.strip() in _MISSING else cell.strip()] = None
    return tuple((name, tuple(asked)) for name, asked in values.items())


def _cells(values: Sequence[str | None]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(
        ["-" if value is None else value for value in values]
    )
    return line.getvalue()


def _day(text: str | None, calendar: Calendar) -> date | None:
    return calendar.parse(text).start if text else None
