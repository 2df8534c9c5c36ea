"""Sales cycle length."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per
from revcompass.domain.ledgers import Deals
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import CyclePopulation
from revcompass.domain.words import N_

_ROWS = """
    deal | won_cycle_days | closed_cycle_days
    1    |             30 |                30
    2    |             60 |                60
    3    |                |                90
    4    |                |               120
"""


def _beside(d: Deals, cycle_population: CyclePopulation) -> dict[str, Expression]:
    match cycle_population:
        case CyclePopulation.WON:
            return {"mean": per(d.won_cycle_days.sum(), d.won_cycles.sum())}
        case CyclePopulation.CLOSED:
            return {"mean": per(d.closed_cycle_days.sum(), d.closed_cycles.sum())}


@metric(
    name=N_("Sales cycle length"),
    means=N_(
        "Median number of days from the first contact to the closing of the deals won "
        "in the period."
    ),
    why=N_("Shorter cycles bring revenue sooner with the same team."),
    beware=N_(
        "Deals without a first contact are left out and counted; long deals still open "
        "are not in it yet."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.DAYS,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    beside=_beside,
    related=("time_in_stage", "average_deal_size", "pipeline_velocity", "touches_per_win"),
    example=(
        Example(_ROWS, gives="45"),
        Example(_ROWS, gives="75", policies={"cycle_population": "closed"}),
        Example(
            """
                deal | won_cycle_days | closed_cycle_days
                1    |                |
            """,
            gives="no_data",
        ),
    ),
)
def sales_cycle_length(d: Deals, cycle_population: CyclePopulation) -> Expression:
    match cycle_population:
        case CyclePopulation.WON:
            return d.won_cycle_days.median()
        case CyclePopulation.CLOSED:
            return d.closed_cycle_days.median()
