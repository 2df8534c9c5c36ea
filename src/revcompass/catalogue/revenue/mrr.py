"""Monthly recurring revenue."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(m: Movements) -> dict[str, Expression]:
    return {"customers": m.closing_customers.sum()}


@metric(
    name=N_("Monthly recurring revenue"),
    abbreviation="MRR",
    means=N_(
        "What customers pay for their subscriptions on the last day of the period, "
        "brought to one month."
    ),
    why=N_("It is the part of revenue that returns without a new sale."),
    beware=N_(
        "It is neither invoiced nor collected money; a yearly plan counts with a "
        "twelfth of its price each month."
    ),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=(
        "arr",
        "new_mrr",
        "expansion_mrr",
        "contraction_mrr",
        "churned_mrr",
        "reactivation_mrr",
        "fx_effect",
        "net_new_mrr",
        "mrr_growth_rate",
        "customers",
        "arpa",
        "committed_mrr",
        "concentration",
    ),
    example=Example(
        """
            account | closing
            Ada     |     100
            Bo      |   20.50
        """,
        gives="120.5",
    ),
)
def mrr(m: Movements) -> Expression:
    return m.closing.sum()
