"""Customers."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Customers"),
    means=N_("Customers with recurring revenue on the last day of the period."),
    why=N_("It is the base that revenue per account, churn and retention stand on."),
    beware=N_("Accounts on a trial or a free plan are not in it."),
    group=Group.REVENUE,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("mrr", "new_customers", "churned_customers", "arpa", "active_accounts"),
    example=Example(
        """
            account | closing_customers
            Ada     |                 1
            Bo      |                 1
            Cy      |                 0
        """,
        gives="2",
    ),
)
def customers(m: Movements) -> Expression:
    return m.closing_customers.sum()
