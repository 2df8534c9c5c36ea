"""Stickiness."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio
from revcompass.domain.ledgers import Usage
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Stickiness"),
    means=N_(
        "Share of the days of the period on which an active user used the product, on average."
    ),
    why=N_("It tells daily habits from rare visits."),
    beware=N_("Weekends count as days, so a product used every working day stays near 70 %."),
    group=Group.HEALTH,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("engagement_score", "active_users", "active_accounts"),
    example=(
        Example(
            """
                account | user_days | user_day_slots
                Ada     |        45 |            150
                Bo      |        15 |             50
            """,
            gives="0.3",
        ),
        Example(
            """
                account | user_days | user_day_slots
                Ada     |         0 |              0
            """,
            gives="zero_denominator",
        ),
    ),
)
def stickiness(u: Usage) -> Expression:
    return ratio(u.user_days.sum(), u.user_day_slots.sum())
