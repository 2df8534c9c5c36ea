"""CLV:CAC ratio."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio
from revcompass.domain.metric import (
    Aim,
    Benchmark,
    Better,
    Example,
    Group,
    Metrics,
    Review,
    Unit,
    metric,
)
from revcompass.domain.words import N_


@metric(
    name=N_("CLV:CAC ratio"),
    abbreviation="CLV:CAC",
    means=N_("Customer lifetime value divided by customer acquisition cost."),
    why=N_("It says whether customers bring more than they cost."),
    beware=N_(
        "It inherits the uncertainty of both: with few losses the lifetime value, and "
        "with it the ratio, is often too large."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFICIENCY,
    two_parts=True,
    related=("clv", "cac", "cac_payback_period"),
    benchmarks=(
        Benchmark(
            N_("Below 1 a loss, from 3:1 healthy, from 5 strong."), source="ChartMogul; D. Skok"
        ),
    ),
    example=(
        Example(
            """
                case |  clv | cac
                May  | 1500 | 450
            """,
            gives="10/3",
        ),
        Example(
            """
                case |  clv | cac
                May  | 1500 |   0
            """,
            gives="zero_denominator",
        ),
        Example(
            """
                case |  clv |        cac
                May  | 1500 | not_loaded
            """,
            gives="not_loaded",
        ),
    ),
)
def clv_cac_ratio(of: Metrics) -> Expression:
    return ratio(of.clv, of.cac)
