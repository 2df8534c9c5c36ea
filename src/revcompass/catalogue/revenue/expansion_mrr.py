"""Expansion MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Expansion MRR"),
    means=N_(
        "Recurring revenue added in the period by customers who were customers at the "
        "opening and at the close."
    ),
    why=N_("It shows how much growth comes from customers already won."),
    beware=N_("One large upgrade can make up all of it."),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("mrr", "contraction_mrr", "net_new_mrr", "net_revenue_retention"),
    example=Example(
        """
            account | expansion
            Ada     |        20
            Bo      |         5
        """,
        gives="25",
    ),
)
def expansion_mrr(m: Movements) -> Expression:
    return m.expansion.sum()
