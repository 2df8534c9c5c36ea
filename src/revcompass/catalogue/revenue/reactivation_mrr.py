"""Reactivation MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(m: Movements) -> dict[str, Expression]:
    return {"customers": m.reactivated_customers.sum(), "resumed": m.resumed.sum()}


@metric(
    name=N_("Reactivation MRR"),
    means=N_(
        "Recurring revenue at the close of former customers who were not customers at "
        "the opening and have returned."
    ),
    why=N_("It keeps customers won back apart from customers won for the first time."),
    beware=N_("A pause that ends also shows here."),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mrr", "churned_mrr", "net_new_mrr"),
    example=Example(
        """
            account | reactivation
            Ada     |           40
            Bo      |            0
        """,
        gives="40",
    ),
)
def reactivation_mrr(m: Movements) -> Expression:
    return m.reactivation.sum()
