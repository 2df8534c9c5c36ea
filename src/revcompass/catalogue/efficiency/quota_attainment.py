"""Quota attainment."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Quota attainment"),
    means=N_(
        "Bookings of the period divided by the target for them that was stored before it began."
    ),
    why=N_("It shows who reaches what was agreed on, and whether the plan holds."),
    beware=N_(
        "A team without a target of its own is held against the sum of those of its members, "
        "where theirs name the team; a quota changed later does not count for the period."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("target_attainment", "bookings", "pipeline_coverage", "deals_per_rep"),
    example=(
        Example(
            """
                case | bookings | target
                Q2   |    90000 | 120000
            """,
            gives="0.75",
        ),
        Example(
            """
                case | bookings |  target
                Q2   |    90000 | no_data
            """,
            gives="no_data",
        ),
        Example(
            """
                case | bookings | target
                Q2   |    90000 |      0
            """,
            gives="zero_denominator",
        ),
    ),
)
def quota_attainment(of: Metrics) -> Expression:
    return ratio(of.bookings, of.bookings.target)
