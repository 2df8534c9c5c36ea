"""MRR growth rate."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("MRR growth rate"),
    means=N_("Change of the monthly recurring revenue over the period, as a share of the opening."),
    why=N_("It makes growth comparable between periods and between companies of different size."),
    beware=N_("From a small base a small amount is a large share; exchange rates are in it."),
    group=Group.REVENUE,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("mrr", "fx_effect", "net_new_mrr"),
    example=(
        Example(
            """
                account | opening | closing
                Ada     |     100 |     120
                Bo      |     100 |      90
            """,
            gives="0.05",
        ),
        Example(
            """
                account | opening | closing
                Ada     |       0 |     120
            """,
            gives="zero_denominator",
        ),
    ),
)
def mrr_growth_rate(m: Movements) -> Expression:
    return share(m.closing.sum() - m.opening.sum(), of=m.opening.sum())
