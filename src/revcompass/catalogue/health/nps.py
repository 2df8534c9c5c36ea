"""Net Promoter Score."""

from __future__ import annotations

from revcompass.domain.formula import Expression, points
from revcompass.domain.ledgers import Answers
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(a: Answers) -> dict[str, Expression]:
    return {
        "promoters": a.customer_promoters.sum(),
        "passives": a.customer_passives.sum(),
        "detractors": a.customer_detractors.sum(),
    }


@metric(
    name=N_("Net Promoter Score"),
    abbreviation="NPS",
    means=N_(
        "Share of the answering customers who are promoters less the share who are "
        "detractors, in points from -100 to +100."
    ),
    why=N_("Customers who speak well of the company tend to stay and to bring others."),
    beware=N_(
        "The same score can come from very different shares, and those who answer are "
        "not a random choice of customers."
    ),
    group=Group.HEALTH,
    unit=Unit.POINTS,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("customer_retention_rate", "enps"),
    example=(
        Example(
            """
                answer | customer_promoters | customer_detractors | customer_answers
                1      |                  1 |                   0 |                1
                2      |                  1 |                   0 |                1
                3      |                  0 |                   0 |                1
                4      |                  0 |                   1 |                1
            """,
            gives="25",
        ),
        Example(
            """
                answer | customer_promoters | customer_detractors | customer_answers
                1      |                  0 |                   0 |                0
            """,
            gives="zero_denominator",
        ),
    ),
)
def nps(a: Answers) -> Expression:
    balance = a.customer_promoters.sum() - a.customer_detractors.sum()
    return points(balance, of=a.customer_answers.sum())
