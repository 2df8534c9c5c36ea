"""SaaS quick ratio."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("SaaS quick ratio"),
    means=N_("Recurring revenue gained in the period for each unit of it lost."),
    why=N_("It shows how much of what is won only replaces what is lost."),
    beware=N_("A period with hardly any loss gives a very large figure that says little."),
    group=Group.REVENUE,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFICIENCY,
    related=("net_new_mrr", "revenue_churn_rate", "net_revenue_retention"),
    example=(
        Example(
            """
                account | new | expansion | reactivation | contraction | churn
                Ada     |  80 |         0 |            0 |           0 |     0
                Bo      |   0 |        20 |            0 |           0 |     0
                Cy      |   0 |         0 |            0 |          10 |     0
                Dee     |   0 |         0 |            0 |           0 |    15
            """,
            gives="4",
        ),
        Example(
            """
                account | new | expansion | reactivation | contraction | churn
                Ada     |  80 |         0 |            0 |           0 |     0
            """,
            gives="zero_denominator",
        ),
    ),
)
def quick_ratio(m: Movements) -> Expression:
    gained = m.new.sum() + m.expansion.sum() + m.reactivation.sum()
    return ratio(gained, m.contraction.sum() + m.churn.sum())
