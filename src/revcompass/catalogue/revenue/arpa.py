"""Average revenue per account."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Average revenue per account"),
    abbreviation="ARPA",
    means=N_(
        "Monthly recurring revenue of the last day of the period for each customer of that day."
    ),
    why=N_("It shows whether growth comes from larger or from more customers."),
    beware=N_("It is a mean: a few large customers can lift it far above the usual one."),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("mrr", "customers", "clv", "average_deal_size", "concentration"),
    example=(
        Example(
            """
                account | closing | closing_customers
                Ada     |     100 |                 1
                Bo      |      20 |                 1
            """,
            gives="60",
        ),
        Example(
            """
                account | closing | closing_customers
                Ada     |       0 |                 0
            """,
            gives="zero_denominator",
        ),
    ),
)
def arpa(m: Movements) -> Expression:
    return per(m.closing.sum(), m.closing_customers.sum())
