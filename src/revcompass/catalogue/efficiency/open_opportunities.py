"""Open opportunities."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Pipeline
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Open opportunities"),
    means=N_("Opportunities that are open on the last day of the period."),
    why=N_("It shows how much the sales team has in hand."),
    beware=N_("One large opportunity counts as much as one small one."),
    group=Group.EFFICIENCY,
    unit=Unit.COUNT,
    better=Better.NEITHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("pipeline", "pipeline_velocity"),
    example=(
        Example(
            """
                opportunity | open
                1           |    1
                2           |    1
                3           |    0
            """,
            gives="2",
        ),
        Example(
            """
                opportunity | open
                1           |    0
            """,
            gives="0",
        ),
    ),
)
def open_opportunities(p: Pipeline) -> Expression:
    return p.open.sum()
