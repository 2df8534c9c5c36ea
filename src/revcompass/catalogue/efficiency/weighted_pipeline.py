"""Weighted pipeline."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Pipeline
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(p: Pipeline) -> dict[str, Expression]:
    return {"amount": p.open_amount.sum()}


@metric(
    name=N_("Weighted pipeline"),
    means=N_(
        "Amount of the open opportunities, each times the share of past deals that were won once "
        "they had reached its stage."
    ),
    why=N_("It says what the pipeline is worth if sales go on as they went."),
    beware=N_(
        "Opportunities in a stage no decided deal has reached yet weigh nothing, and a few large "
        "ones make the sum a poor guide to what will be won."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("pipeline", "stage_conversion"),
    example=(
        Example(
            """
                opportunity | open_amount | weight
                1           |        4000 |    0.1
                2           |        1500 |    0.5
                3           |           0 |    0.5
            """,
            gives="1150",
        ),
        Example(
            """
                opportunity | open_amount | weight
                1           |        4000 |      0
            """,
            gives="0",
        ),
    ),
)
def weighted_pipeline(p: Pipeline) -> Expression:
    return p.open_amount.weighted()
