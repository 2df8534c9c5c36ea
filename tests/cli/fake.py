"""A desk with invented answers, so that faces can be tested without a book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from revcompass import catalogue
from revcompass.desk.answers import (
    BOARDS,
    Board,
    Explanation,
    PolicyInForce,
    Readiness,
    SourceStatus,
    Status,
    Trace,
    TraceRecord,
)
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import Problem, Severity, Where
from revcompass.domain.question import (
    Comparison,
    Interval,
    MetricResult,
    Question,
    Result,
    Row,
    SliceValues,
    Target,
    Value,
)

CALENDAR = Calendar()
LAST = CALENDAR.parse("2026-09")


def months(count: int, last: Period = LAST) -> list[Period]:
    """The months that end with `last`."""
    return [CALENDAR.shift(last, -back) for back in reversed(range(count))]


def row(
    period: Period,
    number: Fraction | int | None,
    *,
    slice_: SliceValues = (),
    before: Fraction | int | None = None,
    **more: Any,
) -> Row:
    """A row; `before` is the value compared with."""
    value = Value(None, "zero_denominator") if number is None else Value(Fraction(number))
    made = Row(period, to_date=False, slice=slice_, value=value, **more)
    if before is None or number is None:
        return made
    change = Fraction(number) - before
    other = CALENDAR.shift(period, -1)
    share = change / Fraction(before) if before else None
    return replace(made, compare=Comparison(other, Value(Fraction(before)), change, share))


def result(metric: str, rows: Sequence[Row], **more: Any) -> MetricResult:
    """A metric's rows with the defaults of the catalogue."""
    found = catalogue.get(metric)
    settings: dict[str, Any] = {
        "currency": "EUR" if found.unit == "money" else None,
        "policies": PolicySet(),
        "applied": catalogue.policies_of(found),
        "definition": f"{metric}@1:abcd",
        "grain": Grain.MONTH,
    }
    return MetricResult(metric, tuple(rows), **settings | more)


def win_rate() -> MetricResult:
    """Thirteen months of a share, one undefined, the last to date."""
    rows = []
    before: Fraction | None = None
    for index, period in enumerate(months(13)):
        number = None if index == 4 else Fraction(20 + index % 5, 100)
        interval = Interval("0.95", "0.150000", "0.300000") if number else None
        flags = ("immature",) if index > 10 else ()
        rows.append(
            row(period, number, before=before, n=110 + index, interval=interval, flags=flags)
        )
        before = number
    rows[-1] = replace(rows[-1], to_date=True, flags=("to_date", "immature"))
    beside = (
        ("decided_by_count", Value(Fraction(2, 5))),
        ("decided_by_amount", Value(None, "no_data")),
    )
    rows[-2] = replace(rows[-2], companions=beside)
    policies = PolicySet.of({"win_rate_by": "amount"})
    return result("win_rate", rows, policies=policies, left_out=(("missing_first_contact", 3),))


def mrr_by_segment() -> MetricResult:
    """Money by a slice with a missing value and a name that would steer a terminal."""
    values: list[tuple[str | None, int]] = [("enter\x1bprise", 98_000), ("smb", 1_250), (None, 12)]
    rows = []
    for period in months(13):
        for name, amount in values:
            flags = ("below_minimum_n",) if name is None else ()
            rows.append(row(period, amount, slice_=(("segment", name),), n=3, flags=flags))
    return result("mrr", rows)


def board() -> Board:
    """Two sections: money with a target, a share with an interval, an undefined ratio."""
    target = Target(
        Fraction(130_000),
        Fraction(126, 130),
        met=False,
        stored_at=date(2026, 1, 5),
        changed_later=False,
        objective=None,
    )
    money = [
        row(p, 100_000 + 2_000 * i, before=100_000 + 2_000 * (i - 1))
        for i, p in enumerate(months(13))
    ]
    money[-1] = replace(money[-1], target=target)
    churn = [
        row(
            p,
            Fraction(i % 4, 100),
            before=Fraction(3, 100),
            n=400,
            interval=Interval("0.95", "0.010000", "0.041000"),
        )
        for i, p in enumerate(months(13))
    ]
    ratio = [row(p, None) for p in months(13)]
    first = (result("mrr", money), result("customer_churn_rate", churn))
    second = (result("clv_cac_ratio", ratio),)
    return Board(
        LAST, to_date=False, sections=((BOARDS["most_important"], first), (BOARDS["kpis"], second))
    )


PROBLEMS = (
    Problem(
        "unknown_choice",
        {"policy": "week", "choice": "5", "choices": ["4"]},
        Where("a.csv", 7, "week", "5"),
    ),
    Problem("bad_period", {"text": "x"}, Where("b.csv", 9), Severity.WARNING),
)


@dataclass
class FakeDesk:
    """Answers whatever was put in; keeps the questions it was asked."""

    results: tuple[MetricResult, ...] = ()
    problems_found: tuple[Problem, ...] = PROBLEMS
    asked: list[Question] = field(default_factory=list)
    traced: list[tuple[Question, Period, str, int | None]] = field(default_factory=list)
    boards: list[Period | None] = field(default_factory=list)
    book: Any = field(
        default_factory=lambda: SimpleNamespace(
            name="Acme", currency="EUR", language="en", stages=()
        )
    )

    calendar: Calendar = CALENDAR

    def show(self, question: Question) -> Result:
        """The results put in, under the question asked."""
        self.asked.append(question)
        coverage = {"subscriptions": {"loaded": 120, "set_aside": 2, "skipped": 0}}
        return Result(question, self.results, "000123", date(2026, 9, 21), coverage)

    def trace(
        self, question: Question, period: Period, side: str = "numerator", limit: int | None = None
    ) -> Trace:
        """Two records."""
        self.traced.append((question, period, side, limit))
        metric = catalogue.get(question.metrics[0])
        records = (
            TraceRecord(
                Fraction(1000), "subscriptions", "billing/a.csv", 7, "S1", "A1", {"plan": "=Team"}
            ),
            TraceRecord(
                Fraction(-12), "subscriptions", "billing/a.csv", 9, "S2", None, {"plan": None}
            ),
        )
        return Trace(metric.id, period, "numerator", Fraction(988), 31, metric.unit, "EUR", records)

    def explain(self, metric_id: str) -> Explanation:
        """The defaults, one policy changed."""
        metric = catalogue.get(metric_id)
        policies = (PolicyInForce("reactivation", "after_n_days", 30),)
        return Explanation(
            metric, metric.expression(PolicySet()), "", policies, f"{metric_id}@1:abcd"
        )

    def status(self) -> Status:
        """One source, one metric that cannot be computed."""
        return Status(
            "000123",
            date(2026, 9, 22),
            date(2026, 9, 21),
            ("000122", "000123"),
            (SourceStatus("billing", "subscriptions", 2, 120),),
            {"subscriptions": {"loaded": 120, "set_aside": 2, "skipped": 0}},
            (Readiness("mrr", ready=True), Readiness("cac", ready=False, missing=("spend",))),
        )

    def problems(self) -> list[Problem]:
        """The problems put in."""
        return list(self.problems_found)

    def board(self, period: Period | None = None) -> Board:
        """Always the same month."""
        self.boards.append(period)
        return board()


def book_in(folder: Path) -> Path:
    """A folder that looks like a book."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "revcompass.toml").write_text('[book]\ncurrency = "EUR"\n', encoding="utf-8")
    return folder


@dataclass
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
