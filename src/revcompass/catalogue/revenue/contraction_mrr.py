"""Contraction MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(m: Movements) -> dict[str, Expression]:
    return {"paused": m.paused.sum()}


@metric(
    name=N_("Contraction MRR"),
    means=N_("Recurring revenue given up in the period by customers who stayed customers."),
    why=N_("A downgrade is often the first sign of a loss to come."),
    beware=N_("It is a positive amount, to be taken off; customers who left are not in it."),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mrr", "expansion_mrr", "net_new_mrr", "revenue_churn_rate"),
    example=Example(
        """
            account | contraction
            Ada     |          30
            Bo      |           0
        """,
        gives="30",
    ),
)
def contraction_mrr(m: Movements) -> Expression:
    return m.contraction.sum()
