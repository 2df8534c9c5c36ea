"""Time in stage."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per
from revcompass.domain.ledgers import Stages
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(s: Stages) -> dict[str, Expression]:
    return {"mean": per(s.stage_days.sum(), s.visits.sum())}


@metric(
    name=N_("Time in stage"),
    means=N_(
        "Median number of days from entering a stage to leaving it, over the visits "
        "that have ended."
    ),
    why=N_("It shows where opportunities wait."),
    beware=N_(
        "Visits that have not ended are left out, so a stage that has stalled can look short."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.DAYS,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    by=("stage",),
    beside=_beside,
    related=("stage_conversion", "stage_drop_off", "sales_cycle_length"),
    example=(
        Example(
            """
                opportunity | stage_days
                1           |          3
                2           |         10
                3           |          6
                4           |
            """,
            gives="6",
        ),
        Example(
            """
                opportunity | stage_days
                1           |
            """,
            gives="no_data",
        ),
    ),
)
def time_in_stage(s: Stages) -> Expression:
    return s.stage_days.median()
