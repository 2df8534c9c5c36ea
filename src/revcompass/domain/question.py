"""A question and its answer: one frozen state for every face."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import Problem

SliceValues = tuple[tuple[str, str | None], ...]
Compare = Literal["previous", "year_before"]
Undefined = Literal[
    "no_data",
    "zero_denominator",
    "missing_rate",
    "withheld",
    "not_loaded",
    "not_sliceable",
    "not_limitable",
    "not_permitted",
]


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that decides an answer. Two equal questions on one snapshot have one answer.

    Either `start` (inclusive) and `end` (exclusive) bound the periods, or `period` names one.
    """

    metrics: tuple[str, ...]
    grain: Grain | None = None
    start: date | None = None
    end: date | None = None
    period: Period | None = None
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str | None, ...]], ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    preset: str | None = None
    compare: Compare | None = None
    currency: str | None = None
    as_of: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Value:
    """A number as an exact fraction, or the reason why there is none."""

    number: Fraction | None
    undefined: Undefined | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval; bounds as decimals rounded outward-neutral to six places."""

    level: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Target:
    """The target in force: the version stored last before the period began."""

    value: Fraction
    attainment: Fraction | None
    met: bool | None
    stored_at: date
    changed_later: bool
    objective: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The value of another period beside this one; change = this − other."""

    period: Period
    value: Value
    change: Fraction | None
    change_share: Fraction | None


@dataclass(frozen=True, slots=True)
class Row:
    """One number: metric × period × slice."""

    period: Period
    to_date: bool
    slice: SliceValues
    value: Value
    currency: str | None = None
    n: int | None = None
    interval: Interval | None = None
    flags: tuple[str, ...] = ()
    companions: tuple[tuple[str, Value], ...] = ()
    target: Target | None = None
    compare: Comparison | None = None


@dataclass(frozen=True, slots=True)
class MetricResult:
    """All rows of one metric, with the definition they were made by."""

    metric: str
    rows: tuple[Row, ...]
    currency: str | None
    policies: PolicySet
    applied: tuple[str, ...]
    definition: str
    grain: Grain
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question; `calendar` and `timezone` are those its periods are cut by."""

    question: Question
    results: tuple[MetricResult, ...]
    snapshot: str
    data_as_of: date | None
    coverage: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    timezone: str = "UTC"
