"""Engagement score."""

from __future__ import annotations

from revcompass.domain.formula import Expression, MeanScore
from revcompass.domain.ledgers import Engagement
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(e: Engagement) -> dict[str, Expression]:
    return {"accounts": e.scored_accounts.sum()}


@metric(
    name=N_("Engagement score"),
    means=N_(
        "Mean score from 0 to 100 of how recently, how often and how broadly accounts "
        "used the product in the last 28 days, against accounts of their segment."
    ),
    why=N_("Accounts that use the product less are often the ones that leave."),
    beware=N_(
        "It ranks accounts against each other: the mean of a whole segment stays near "
        "50 whatever its usage."
    ),
    group=Group.HEALTH,
    unit=Unit.SCORE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("customer_churn_rate", "active_users", "active_accounts", "stickiness"),
    example=(
        Example(
            """
                account | score
                Ada     |    80
                Bo      |  45.5
                Cy      |
            """,
            gives="62.75",
        ),
        Example(
            """
                account | score
                Ada     |
            """,
            gives="no_data",
        ),
    ),
)
def engagement_score(e: Engagement) -> Expression:
    return MeanScore(e.ledger_name())
