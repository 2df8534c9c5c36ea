"""Deals per sales rep."""

from __future__ import annotations

from revcompass.domain.formula import Expression, distinct, per
from revcompass.domain.ledgers import Deals
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Deals per sales rep"),
    means=N_("Deals won in the period for each sales rep who closed any deal in it, won or lost."),
    why=N_("It shows how much one seller brings home."),
    beware=N_(
        "Sellers who closed nothing in the period do not count, and deals without an owner are in "
        "neither side."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    related=("average_deal_size", "touches_per_win", "quota_attainment"),
    example=(
        Example(
            """
                deal | owner | won | won_with_owner | lost | no_decision
                1    | Ann   |   1 |              1 |    0 |           0
                2    | Ann   |   1 |              1 |    0 |           0
                3    | Bo    |   1 |              1 |    0 |           0
                4    | Cleo  |   0 |              0 |    1 |           0
            """,
            gives="1",
        ),
        Example(
            """
                deal | owner | won | won_with_owner | lost | no_decision
                1    | Ann   |   1 |              1 |    0 |           0
                2    |       |   1 |              0 |    0 |           0
            """,
            gives="1",
        ),
        Example(
            """
                deal | owner | won | won_with_owner | lost | no_decision
                1    |       |   1 |              0 |    0 |           0
            """,
            gives="zero_denominator",
        ),
    ),
)
def deals_per_rep(d: Deals) -> Expression:
    closed = d.won.sum() + d.lost.sum() + d.no_decision.sum()
    return per(d.won_with_owner.sum(), distinct("owner", among=closed))
