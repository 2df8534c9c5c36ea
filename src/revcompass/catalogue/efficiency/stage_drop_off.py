"""Stage drop-off."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Stages
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(s: Stages) -> dict[str, Expression]:
    return {"count": s.dropped.sum(), "amount": s.dropped_amount.sum()}


@metric(
    name=N_("Stage drop-off"),
    means=N_(
        "Share of the opportunities created in the period that reached a stage and were lost in it."
    ),
    why=N_("It shows where in the funnel most is lost."),
    beware=N_("It is not one minus stage conversion: open opportunities are in neither."),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    by=("stage",),
    beside=_beside,
    related=("stage_conversion", "time_in_stage"),
    example=(
        Example(
            """
                opportunity | entered | dropped
                1           |       1 |       0
                2           |       1 |       1
                3           |       1 |       0
                4           |       1 |       0
            """,
            gives="0.25",
        ),
        Example(
            """
                opportunity | entered | dropped
                1           |       0 |       0
            """,
            gives="zero_denominator",
        ),
    ),
)
def stage_drop_off(s: Stages) -> Expression:
    return share(s.dropped.sum(), of=s.entered.sum())
