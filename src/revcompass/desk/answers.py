"""What the desk answers besides a `Result`: records behind a number, meanings, state, boards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from revcompass.book.recorded import Coverage
from revcompass.domain.formula import Expression
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.period import Period
from revcompass.domain.problem import Problem
from revcompass.domain.question import MetricResult, Row
from revcompass.domain.words import N_

Side = Literal["numerator", "denominator"]

BOARDS: Mapping[str, str] = {
    "most_important": N_("Most important"),
    "kpis": N_("KPIs to track"),
}
"""The default boards: the name a question may ask for, and the section's title."""


@dataclass(frozen=True, slots=True)
class TraceRecord:
    """One record behind a number and what it adds to it (money: major units of the currency)."""

    contribution: Fraction
    table: str
    file: str | None
    line: int | None
    key: str
    account: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trace:
    """The records behind one side of a number.

    `total` and `count` are those of all records; `records` may be cut to a limit.
    """

    metric: str
    period: Period
    side: Side
    total: Fraction
    count: int
    unit: Unit
    currency: str | None
    records: tuple[TraceRecord, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that counts otherwise under other choices, and the choices it is due to.

    The record's contribution is `other` − `own`.
    """

    side: Side
    record: TraceRecord
    own: Fraction
    other: Fraction
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A number under other choices: those of a preset, or one `choice` of a policy.

    One row, or one for each currency where nothing is converted. `difference` is this number less
    the book's own; `due_to` are those of the differing choices that change it; `count` says how
    many records differ, `differences` lists the largest.
    """

    name: str
    choice: str
    in_force: bool
    rows: tuple[Row, ...]
    definition: str
    differs_by: tuple[tuple[str, str], ...]
    due_to: tuple[str, ...]
    difference: Fraction | None
    count: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class PolicyComparison:
    """One number as the book counts it, and under every other choice and preset."""

    period: Period
    own: MetricResult
    choices: tuple[Counted, ...]
    presets: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A policy that touches a metric, the choice in force and its number where it carries one."""

    name: str
    choice: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a metric means and how it is counted under the policies in force."""

    metric: Metric
    expression: Expression
    formula: str
    policies: tuple[PolicyInForce, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source of the book as it was last loaded."""

    name: str
    table: str
    files: int
    rows: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a metric can be computed; `missing` names tables or `table.column`."""

    metric: str
    ready: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SnapshotStatus:
    """A snapshot that is kept: its day, size and records. All but its size is `None` if damaged."""

    snapshot: str
    bytes: int
    loaded_on: date | None = None
    data_as_of: date | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a book; `snapshot` is `None` before the first load."""

    snapshot: str | None
    loaded_on: date | None
    data_as_of: date | None
    snapshots: tuple[str, ...] = ()
    sources: tuple[SourceStatus, ...] = ()
    coverage: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    readiness: tuple[Readiness, ...] = ()
    kept: tuple[SnapshotStatus, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; `unchanged` when the same had been loaded before.

    `removed` are the earlier snapshots that the book's rule no longer keeps.
    """

    snapshot: str
    unchanged: bool
    tables: Mapping[str, Coverage]
    problems: tuple[Problem, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """The review of one period: sections of (title, results).

    Each result holds 13 rows ending with the period; the last carries target and comparison.
    """

    period: Period
    to_date: bool
    sections: tuple[tuple[str, tuple[MetricResult, ...]], ...]
