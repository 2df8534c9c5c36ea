"""Pipeline velocity."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per, product
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Pipeline velocity"),
    means=N_(
        "Amount the pipeline can be expected to bring in a day: open opportunities times win rate "
        "times average deal size, divided by the days of a sales cycle."
    ),
    why=N_("It moves when any of its four parts does, and so shows where selling gets faster."),
    beware=N_(
        "Its parts come from different opportunities: those open now, those created and those won "
        "in the period; the win rate of a recent period may still rise."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    related=(
        "pipeline",
        "open_opportunities",
        "win_rate",
        "average_deal_size",
        "sales_cycle_length",
    ),
    example=(
        Example(
            """
                case | open_opportunities | win_rate | average_deal_size | sales_cycle_length
                May  |                 40 |     0.25 |              6000 |                 30
            """,
            gives="2000",
        ),
        Example(
            """
                case | open_opportunities | win_rate | average_deal_size | sales_cycle_length
                May  |                 40 |     0.25 |           no_data |                 30
            """,
            gives="no_data",
        ),
        Example(
            """
                case | open_opportunities | win_rate | average_deal_size | sales_cycle_length
                May  |                 40 |     0.25 |              6000 |                  0
            """,
            gives="zero_denominator",
        ),
    ),
)
def pipeline_velocity(of: Metrics) -> Expression:
    expected = product(of.open_opportunities, of.win_rate, of.average_deal_size)
    return per(expected, of.sales_cycle_length)
