"""Passives."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Answers
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(a: Answers) -> dict[str, Expression]:
    return {"share": share(a.employee_passives.sum(), of=a.employee_answers.sum())}


@metric(
    name=N_("Passives"),
    means=N_("Employees whose survey answer was neutral."),
    why=N_("They are the part of the team that can still be won over."),
    beware=N_("A blank answer is missing, not neutral."),
    group=Group.HEALTH,
    unit=Unit.COUNT,
    better=Better.NEITHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    withheld_below_minimum=True,
    beside=_beside,
    related=("enps", "promoters", "detractors"),
    example=Example(
        """
            answer | employee_passives
            1      |                 1
            2      |                 1
            3      |                 0
        """,
        gives="2",
    ),
)
def passives(a: Answers) -> Expression:
    return a.employee_passives.sum()
