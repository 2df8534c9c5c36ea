"""Employee Net Promoter Score."""

from __future__ import annotations

from revcompass.domain.formula import Expression, points
from revcompass.domain.ledgers import Answers
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(a: Answers) -> dict[str, Expression]:
    return {
        "promoters": a.employee_promoters.sum(),
        "passives": a.employee_passives.sum(),
        "detractors": a.employee_detractors.sum(),
    }


@metric(
    name=N_("Employee Net Promoter Score"),
    abbreviation="eNPS",
    means=N_(
        "Share of the answering employees who are promoters less the share who are "
        "detractors, in points from -100 to +100."
    ),
    why=N_("Employees who speak well of the company tend to stay and to serve customers better."),
    beware=N_(
        "The score alone is an addition to the three classes: the same score can come "
        "from very different shares, and too few answers are withheld."
    ),
    group=Group.HEALTH,
    unit=Unit.POINTS,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    withheld_below_minimum=True,
    beside=_beside,
    related=("nps", "promoters", "passives", "detractors"),
    example=(
        Example(
            """
                answer | employee_promoters | employee_detractors | employee_answers
                1      |                  1 |                   0 |                1
                2      |                  1 |                   0 |                1
                3      |                  0 |                   0 |                1
                4      |                  0 |                   1 |                1
            """,
            gives="25",
        ),
        Example(
            """
                answer | employee_promoters | employee_detractors | employee_answers
                1      |                  0 |                   0 |                0
            """,
            gives="zero_denominator",
        ),
    ),
)
def enps(a: Answers) -> Expression:
    balance = a.employee_promoters.sum() - a.employee_detractors.sum()
    return points(balance, of=a.employee_answers.sum())
