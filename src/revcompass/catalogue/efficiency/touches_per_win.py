"""Touches per won deal."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per
from revcompass.domain.ledgers import Deals
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Touches per won deal"),
    means=N_(
        "Activities up to the closing day, of the opportunity itself and of its lead, for each "
        "deal won in the period."
    ),
    why=N_("It shows how much work a sale takes."),
    beware=N_(
        "Only what was written down counts: a deal without any activity stays in with none, and "
        "the work on lost deals is left out."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.RATIO,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    related=("sales_cycle_length", "deals_per_rep"),
    example=(
        Example(
            """
                deal | won | won_touches
                1    |   1 |           9
                2    |   1 |           0
                3    |   0 |           0
            """,
            gives="4.5",
        ),
        Example(
            """
                deal | won | won_touches
                1    |   0 |           0
            """,
            gives="zero_denominator",
        ),
    ),
)
def touches_per_win(d: Deals) -> Expression:
    return per(d.won_touches.sum(), d.won.sum())
