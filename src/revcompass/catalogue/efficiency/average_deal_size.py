"""Average deal size."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per
from revcompass.domain.ledgers import Deals
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(d: Deals) -> dict[str, Expression]:
    return {"median": d.won_amount.median(), "count": d.won_with_amount.sum()}


@metric(
    name=N_("Average deal size"),
    means=N_("Amount of the deals won in the period for each won deal that has an amount."),
    why=N_("It shows whether sales wins larger deals or more of them."),
    beware=N_("It is a mean that one large deal can lift: look at the median beside it."),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=(
        "arpa",
        "win_rate",
        "sales_cycle_length",
        "bookings",
        "pipeline_velocity",
        "deals_per_rep",
    ),
    example=(
        Example(
            """
                deal | won_amount | won_with_amount
                1    |        900 |               1
                2    |        300 |               1
                3    |            |               0
            """,
            gives="600",
        ),
        Example(
            """
                deal | won_amount | won_with_amount
                1    |            |               0
            """,
            gives="zero_denominator",
        ),
    ),
)
def average_deal_size(d: Deals) -> Expression:
    return per(d.won_amount.sum(), d.won_with_amount.sum())
