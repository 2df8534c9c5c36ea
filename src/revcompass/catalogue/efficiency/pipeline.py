"""Pipeline."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Pipeline
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(p: Pipeline) -> dict[str, Expression]:
    return {"count": p.open.sum()}


@metric(
    name=N_("Pipeline"),
    means=N_(
        "Amount of the opportunities that are open on the last day of the period, at the amounts "
        "and exchange rates of that day."
    ),
    why=N_("It is what the coming sales can be made of."),
    beware=N_(
        "Opportunities nobody works on any more swell it, and those without an amount are not in "
        "it; it is no forecast."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=(
        "open_opportunities",
        "pipeline_velocity",
        "bookings",
        "weighted_pipeline",
        "pipeline_coverage",
    ),
    example=(
        Example(
            """
                opportunity | open_amount
                1           |        4000
                2           |        1500
                3           |           0
            """,
            gives="5500",
        ),
        Example(
            """
                opportunity | open_amount
                1           |           0
            """,
            gives="0",
        ),
    ),
)
def pipeline(p: Pipeline) -> Expression:
    return p.open_amount.sum()
