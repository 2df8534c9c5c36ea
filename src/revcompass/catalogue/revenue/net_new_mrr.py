"""Net new MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Net new MRR"),
    means=N_(
        "Recurring revenue gained less recurring revenue lost in the period, without "
        "exchange rates."
    ),
    why=N_("It sums up in one amount whether the recurring business grew."),
    beware=N_("A small sum can hide large gains and large losses."),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=(
        "mrr",
        "new_mrr",
        "expansion_mrr",
        "contraction_mrr",
        "churned_mrr",
        "reactivation_mrr",
        "mrr_growth_rate",
        "quick_ratio",
        "magic_number",
        "committed_mrr",
    ),
    example=Example(
        """
            account | new | expansion | reactivation | contraction | churn
            Ada     |  80 |         0 |            0 |           0 |     0
            Bo      |   0 |         0 |            0 |           0 |    50
            Cy      |   0 |        20 |            0 |           0 |     0
            Dee     |   0 |         0 |           40 |           0 |     0
            Eva     |   0 |         0 |            0 |          30 |     0
        """,
        gives="60",
    ),
)
def net_new_mrr(m: Movements) -> Expression:
    gained = m.new.sum() + m.expansion.sum() + m.reactivation.sum()
    return gained - m.contraction.sum() - m.churn.sum()
