"""Spend by channel."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Spend
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Spend by channel"),
    means=N_("All spend of the period by channel, spread evenly over the days it is for."),
    why=N_("It shows where the money goes before anyone asks what it brought."),
    beware=N_(
        "Spend without a channel is shown as a line of its own; every category counts, "
        "not only sales and marketing."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.NEITHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    by=("channel",),
    related=("acquisition_spend", "cac"),
    example=Example(
        """
            record | total
            1      |  1000
            2      |   500
            3      |   300
        """,
        gives="1800",
    ),
)
def spend_by_channel(s: Spend) -> Expression:
    return s.total.sum()
