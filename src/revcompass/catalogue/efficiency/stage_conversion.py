"""Stage conversion rate."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Stages
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(s: Stages) -> dict[str, Expression]:
    return {"entered": s.entered.sum(), "advanced": s.advanced.sum()}


@metric(
    name=N_("Stage conversion rate"),
    means=N_(
        "Share of the opportunities created in the period that reached a stage and went "
        "on to a later one."
    ),
    why=N_("It shows at which stage opportunities move on and at which they stay."),
    beware=N_(
        "Open opportunities have not gone on yet, so young periods look worse than they are."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    by=("stage",),
    beside=_beside,
    related=(
        "lead_to_opportunity_rate",
        "stage_drop_off",
        "time_in_stage",
        "win_rate",
        "weighted_pipeline",
    ),
    example=(
        Example(
            """
                opportunity | entered | advanced
                1           |       1 |        1
                2           |       1 |        0
                3           |       1 |        1
                4           |       1 |        0
            """,
            gives="0.5",
        ),
        Example(
            """
                opportunity | entered | advanced
                1           |       0 |        0
            """,
            gives="zero_denominator",
        ),
    ),
)
def stage_conversion(s: Stages) -> Expression:
    return share(s.advanced.sum(), of=s.entered.sum())
