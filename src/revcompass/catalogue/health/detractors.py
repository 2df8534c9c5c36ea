"""Detractors."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Answers
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(a: Answers) -> dict[str, Expression]:
    return {"share": share(a.employee_detractors.sum(), of=a.employee_answers.sum())}


@metric(
    name=N_("Detractors"),
    means=N_(
        "Employees whose survey answer was negative: they disagree, or scored in the "
        "lower part of the scale."
    ),
    why=N_("They are the part of the team most likely to leave or to speak against the company."),
    beware=N_("On a scale from 0 to 10 everything up to 6 counts as negative."),
    group=Group.HEALTH,
    unit=Unit.COUNT,
    better=Better.LOWER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    withheld_below_minimum=True,
    beside=_beside,
    related=("enps", "promoters", "passives"),
    example=Example(
        """
            answer | employee_detractors
            1      |                   1
            2      |                   1
            3      |                   0
        """,
        gives="2",
    ),
)
def detractors(a: Answers) -> Expression:
    return a.employee_detractors.sum()
