"""Gross revenue retention."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.period import Grain
from revcompass.domain.words import N_


@metric(
    name=N_("Gross revenue retention"),
    abbreviation="GRR",
    means=N_(
        "Share of the opening recurring revenue still there at the close, upgrades and "
        "new customers not counted."
    ),
    why=N_("It shows how well the base holds without the help of upgrades."),
    beware=N_("It cannot exceed 100 %; a figure that does has counted expansion."),
    group=Group.HEALTH,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    default_grain=Grain.TRAILING_12_MONTHS,
    related=("revenue_churn_rate", "net_revenue_retention", "customer_retention_rate"),
    example=(
        Example(
            """
                account | opening | kept
                Ada     |     100 |  100
                Bo      |     200 |  150
            """,
            gives="5/6",
        ),
        Example(
            """
                account | opening | kept
                Ada     |       0 |    0
            """,
            gives="zero_denominator",
        ),
    ),
)
def gross_revenue_retention(m: Movements) -> Expression:
    return share(m.kept.sum(), of=m.opening.sum())
