"""Pipeline coverage."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Pipeline coverage"),
    means=N_(
        "Open pipeline divided by what is still missing to the bookings target of the period."
    ),
    why=N_("It tells while there is time whether enough is open to reach the target."),
    beware=N_(
        "How much is enough follows from the own win rate, not from a rule of thumb; once the "
        "target is reached it is not defined, and after the period nothing can be won in it."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.RATIO,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("pipeline", "bookings", "quota_attainment", "target_attainment"),
    example=(
        Example(
            """
                case | pipeline | bookings | target
                Q2   |   160000 |    80000 | 120000
            """,
            gives="4",
        ),
        Example(
            """
                case | pipeline | bookings | target
                Q2   |   160000 |   130000 | 120000
            """,
            gives="zero_denominator",
        ),
        Example(
            """
                case | pipeline | bookings |     target
                Q2   |   160000 |    80000 | not_loaded
            """,
            gives="not_loaded",
        ),
    ),
)
def pipeline_coverage(of: Metrics) -> Expression:
    return ratio(of.pipeline, of.bookings.missing)
