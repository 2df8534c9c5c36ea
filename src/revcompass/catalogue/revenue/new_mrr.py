"""New MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(m: Movements) -> dict[str, Expression]:
    return {"customers": m.new_customers.sum()}


@metric(
    name=N_("New MRR"),
    means=N_(
        "Recurring revenue at the close of customers who were not customers at the "
        "opening and had never paid before the period."
    ),
    why=N_("It shows how much growth comes from customers won."),
    beware=N_(
        "A customer who starts and leaves inside the period is not in it unless every "
        "change is counted."
    ),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mrr", "net_new_mrr", "new_customers", "cac_payback_period", "cac_ratio"),
    example=Example(
        """
            account | new
            Ada     |  80
            Bo      |   0
        """,
        gives="80",
    ),
)
def new_mrr(m: Movements) -> Expression:
    return m.new.sum()
