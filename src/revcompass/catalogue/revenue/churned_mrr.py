"""Churned MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(m: Movements) -> dict[str, Expression]:
    return {"customers": m.churned_customers.sum(), "paused": m.paused.sum()}


@metric(
    name=N_("Churned MRR"),
    means=N_(
        "Recurring revenue at the opening of customers who are no longer customers at the close."
    ),
    why=N_("It states what was lost for good unless the customers return."),
    beware=N_(
        "It is a positive amount, to be taken off; downgrades of customers who stayed "
        "are not in it."
    ),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mrr", "reactivation_mrr", "net_new_mrr", "churned_customers", "revenue_churn_rate"),
    example=Example(
        """
            account | churn
            Ada     |     0
            Bo      |    50
        """,
        gives="50",
    ),
)
def churned_mrr(m: Movements) -> Expression:
    return m.churn.sum()
