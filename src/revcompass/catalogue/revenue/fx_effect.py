"""Effect of exchange rates."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Effect of exchange rates"),
    means=N_("The part of the change in recurring revenue that comes from exchange rates alone."),
    why=N_("It keeps movements of currencies out of what customers did."),
    beware=N_("It is zero where all customers pay in the reporting currency."),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.NEITHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("mrr", "mrr_growth_rate"),
    example=Example(
        """
            account | fx_effect
            Ada     |        22
            Bo      |        -2
        """,
        gives="20",
    ),
)
def fx_effect(m: Movements) -> Expression:
    return m.fx_effect.sum()
