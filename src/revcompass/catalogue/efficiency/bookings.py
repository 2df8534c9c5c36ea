"""Bookings."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Deals
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(d: Deals) -> dict[str, Expression]:
    return {"count": d.won.sum()}


@metric(
    name=N_("Bookings"),
    means=N_("Amount of the deals won in the period, by closing date."),
    why=N_("It is what sales has closed, before any of it is invoiced."),
    beware=N_(
        "It is neither revenue nor recurring: a deal over several years counts with its "
        "whole amount at once."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("arr", "average_deal_size", "pipeline", "pipeline_coverage", "quota_attainment"),
    example=Example(
        """
            deal | won_amount
            1    |        900
            2    |        300
            3    |
        """,
        gives="1200",
    ),
)
def bookings(d: Deals) -> Expression:
    return d.won_amount.sum()
