"""A metric: a formula and everything a reader needs to trust it, declared in one place."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, TypedDict, Unpack, get_type_hints

from revcompass.domain.formula import Expression, MetricValue, signature
from revcompass.domain.ledgers import Ledger
from revcompass.domain.policy import PolicySet
from revcompass.domain.policy_kind import Policy


class Group(StrEnum):
    """The three groups of the catalogue."""

    REVENUE = "revenue"
    HEALTH = "health"
    EFFICIENCY = "efficiency"


class Unit(StrEnum):
    """What a value is."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    DAYS = "days"
    MONTHS = "months"
    SCORE = "score"
    POINTS = "points"


class Better(StrEnum):
    """Which direction is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Review(StrEnum):
    """The review a metric belongs to by default."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Aim(StrEnum):
    """Whether a metric tells effectiveness (results) or efficiency (results for the means)."""

    EFFECTIVENESS = "effectiveness"
    EFFICIENCY = "efficiency"


@dataclass(frozen=True, slots=True)
class Example:
    """Ledger rows as a table, and what the metric gives for them.

    `gives` is a decimal, a fraction such as `1/3`, or a reason code such as `zero_denominator`.
    `constants` are the numbers a book states (`gross_margin`), as decimals.
    """

    table: str
    gives: str
    policies: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A yardstick from a named source; `text` is shown as it is in the catalogues.

    `year` is `None` where the source states none.
    """

    text: str
    source: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a version of a metric changed, and the release it came with."""

    version: int
    since: str
    what: str


class Metrics:
    """What a composite formula may read: other metrics by their id."""

    def __getattr__(self, name: str) -> MetricValue:
        if name.startswith("_"):
            raise AttributeError(name)
        return MetricValue(name)


Formula = Callable[..., Expression]
Beside = Callable[..., Mapping[str, Expression]]


class Details(TypedDict, total=False):
    """What a metric may state beyond what it must; the fields are those of `Metric`."""

    why: str
    beware: str
    abbreviation: str | None
    aim: Aim
    by: tuple[str, ...]
    default_grain: str | None
    beside: Beside | None
    related: tuple[str, ...]
    benchmarks: tuple[Benchmark, ...]
    version: int
    history: tuple[Change, ...]
    withheld_below_minimum: bool
    two_parts: bool


@dataclass(frozen=True, eq=False)
class Metric:
    """One metric of the catalogue, equal to itself only. Made by `@metric`."""

    id: str
    name: str
    means: str
    group: Group
    unit: Unit
    better: Better
    review: Review
    formula: Formula
    reads: type[Ledger] | type[Metrics]
    choices: Mapping[str, type[Policy]]
    examples: tuple[Example, ...]
    why: str = ""
    beware: str = ""
    abbreviation: str | None = None
    aim: Aim = Aim.EFFECTIVENESS
    by: tuple[str, ...] = ()
    default_grain: str | None = None
    beside: Beside | None = None
    related: tuple[str, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    version: int = 1
    history: tuple[Change, ...] = ()
    withheld_below_minimum: bool = False
    two_parts: bool = False

    @property
    def is_composite(self) -> bool:
        """Whether it reads other metrics."""
        return self.reads is Metrics

    def expression(self, policies: PolicySet) -> Expression:
        """The formula's tree under these policies."""
        return _expression(self, policies)

    def companions(self, policies: PolicySet) -> dict[str, Expression]:
        """The forms shown beside the number, by name."""
        if self.beside is None:
            return {}
        return dict(self.beside(self.reads(), **_arguments(self.beside, policies)))

    def text(self, policies: PolicySet) -> str:
        """The formula's tree as a stable text."""
        return signature(self.expression(policies))


@lru_cache(maxsize=4096)
def _expression(of: Metric, policies: PolicySet) -> Expression:
    return of.formula(of.reads(), **_arguments(of.formula, policies))


def _arguments(function: Formula | Beside, policies: PolicySet) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for name in _parameters(function)[1:]:
        if name.endswith("_n"):
            arguments[name] = policies[name.removesuffix("_n")].number or 0
        else:
            arguments[name] = policies[name].member
    return arguments


@cache
def _parameters(function: Formula) -> tuple[str, ...]:
    """A formula's parameters, looked up once."""
    return tuple(inspect.signature(function).parameters)


def metric(
    *,
    name: str,
    means: str,
    group: Group,
    unit: Unit,
    better: Better,
    review: Review,
    example: Example | tuple[Example, ...],
    **more: Unpack[Details],
) -> Callable[[Formula], Metric]:
    """Declare a metric from its formula.

    The formula's first parameter names what it reads: a ledger, or `Metrics` for a composite. Its
    further parameters are reading policies: each is named as the policy is (`customer_churn:
    CustomerChurn`); a parameter `<policy>_n: int` receives the number a choice carries.
    """

    def declare(formula: Formula) -> Metric:
        hints = get_type_hints(formula)
        parameters = list(inspect.signature(formula).parameters)
        choices = {p: hints[p] for p in parameters[1:] if not p.endswith("_n")}
        for parameter, policy in choices.items():
            if policy.policy_name() != parameter:
                raise TypeError(f"{formula.__name__}: {parameter} should be {policy.policy_name()}")
        return Metric(
            id=formula.__name__,
            name=name,
            means=means,
            group=group,
            unit=unit,
            better=better,
            review=review,
            formula=formula,
            reads=hints[parameters[0]],
            choices=choices,
            examples=example if isinstance(example, tuple) else (example,),
            **more,
        )

    return declare
