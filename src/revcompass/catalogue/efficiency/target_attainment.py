"""Target attainment."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Target attainment"),
    means=N_(
        "For each metric that has a target: its value divided by the target that was stored before "
        "the period began, or the other way round where lower is better."
    ),
    why=N_("It shows side by side which of the goals that were set are reached, and how nearly."),
    beware=N_(
        "Each metric is counted under its own policies, and a target changed later does not count "
        "for the period; attainments of different metrics have no sum and no mean."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    by=("metric",),
    related=("quota_attainment", "pipeline_coverage"),
    example=(
        Example(
            """
                metric |   each | target
                mrr    | 114000 | 120000
            """,
            gives="0.95",
        ),
        Example(
            """
                metric   | each |  target
                win_rate | 0.25 | no_data
            """,
            gives="no_data",
        ),
        Example(
            """
                metric | each | target
                churn  |    3 |      0
            """,
            gives="zero_denominator",
        ),
    ),
)
def target_attainment(of: Metrics) -> Expression:
    return ratio(of.each, of.each.target)
