"""The bridge of recurring revenue: from opening to closing, one step for each kind of movement."""

from __future__ import annotations

from dataclasses import dataclass

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Better, Group, Metric, Review, Unit
from revcompass.domain.period import Period
from revcompass.domain.question import MetricResult, Row


@dataclass(frozen=True, slots=True)
class Movement:
    """One kind: its column, the sign it enters the bridge with (0: a level), and the metric
    whose records are its own."""

    column: str
    sign: int
    metric: str | None


MOVEMENTS: tuple[Movement, ...] = (
    Movement("opening", 0, None),
    Movement("new", 1, "new_mrr"),
    Movement("expansion", 1, "expansion_mrr"),
    Movement("reactivation", 1, "reactivation_mrr"),
    Movement("contraction", -1, "contraction_mrr"),
    Movement("churn", -1, "churned_mrr"),
    Movement("transfer", 1, None),
    Movement("fx_effect", 1, "fx_effect"),
    Movement("closing", 0, "mrr"),
)
"""In the order they are shown: opening + Σ sign × movement = closing."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Every movement's result, over the same periods and in the same currency."""

    results: tuple[tuple[Movement, MetricResult], ...]
    periods: tuple[Period, ...]

    def of(self, period: Period) -> tuple[tuple[Movement, Row], ...]:
        """One period's rows."""
        return tuple(
            (movement, row)
            for movement, result in self.results
            for row in result.rows
            if row.period == period
        )


def step(movement: Movement) -> Metric:
    """The movement's column as something that can be read like a metric."""
    column = Movements.columns()[movement.column]

    def formula(m: Movements) -> Expression:
        found: Expression = getattr(m, movement.column).sum()
        return found

    return Metric(
        id=f"movements.{movement.column}",
        name=column.words,
        means=column.words,
        group=Group.REVENUE,
        unit=Unit.MONEY,
        better=Better.NEITHER,
        review=Review.MONTHLY,
        formula=formula,
        reads=Movements,
        choices={},
        examples=(),
    )
