"""Magic number."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio, times
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Magic number"),
    means=N_(
        "Annual recurring revenue gained on balance in the period for each unit of sales and "
        "marketing spend of the period before."
    ),
    why=N_("It tells whether spending more on sales and marketing is likely to pay."),
    beware=N_(
        "It gives all growth to the spend of one earlier period; where sales take longer than "
        "a period, that spend won other customers."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFICIENCY,
    related=("net_new_mrr", "acquisition_spend", "cac_ratio"),
    example=(
        Example(
            """
                case | net_new_mrr | acquisition_spend (1 before)
                Q2   |         150 |                         2400
            """,
            gives="0.75",
        ),
        Example(
            """
                case | net_new_mrr | acquisition_spend (1 before)
                Q2   |         -50 |                         2400
            """,
            gives="-0.25",
        ),
        Example(
            """
                case | net_new_mrr | acquisition_spend (1 before)
                Q2   |         150 |                            0
            """,
            gives="zero_denominator",
        ),
    ),
)
def magic_number(of: Metrics) -> Expression:
    return ratio(times(of.net_new_mrr, 12), of.acquisition_spend.previous)
