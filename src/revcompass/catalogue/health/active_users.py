"""Active users."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Usage
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Active users"),
    means=N_("Different users with at least one usage event in the period."),
    why=N_("It shows how many people the product reaches."),
    beware=N_("A user of two accounts counts in each, and longer periods always show more users."),
    group=Group.HEALTH,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("engagement_score", "active_accounts", "stickiness"),
    example=Example(
        """
            account | active_users
            Ada     |            5
            Bo      |            2
        """,
        gives="7",
    ),
)
def active_users(u: Usage) -> Expression:
    return u.active_users.sum()
