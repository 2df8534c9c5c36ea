"""Churned customers."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Churned customers"),
    means=N_("Customers of the opening who are no longer customers at the close."),
    why=N_("It states in customers what the churn rate states as a share."),
    beware=N_("A customer who leaves one of several subscriptions is still a customer."),
    group=Group.REVENUE,
    unit=Unit.COUNT,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("churned_mrr", "customers", "customer_churn_rate"),
    example=Example(
        """
            account | churned_customers
            Ada     |                 0
            Bo      |                 1
            Cy      |                 1
        """,
        gives="2",
    ),
)
def churned_customers(m: Movements) -> Expression:
    return m.churned_customers.sum()
