"""Active accounts."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Usage
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Active accounts"),
    means=N_("Accounts with at least one usage event in the period."),
    why=N_("A paying account that is not active is at risk."),
    beware=N_("One event is enough to be active; accounts that do not pay count too."),
    group=Group.HEALTH,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("customers", "engagement_score", "active_users", "stickiness"),
    example=Example(
        """
            account | active_accounts
            Ada     |               1
            Bo      |               1
            Cy      |               0
        """,
        gives="2",
    ),
)
def active_accounts(u: Usage) -> Expression:
    return u.active_accounts.sum()
