"""Promoters."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Answers
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(a: Answers) -> dict[str, Expression]:
    return {"share": share(a.employee_promoters.sum(), of=a.employee_answers.sum())}


@metric(
    name=N_("Promoters"),
    means=N_(
        "Employees whose survey answer was positive: they agree, or scored at the top of the scale."
    ),
    why=N_("They are the part of the team that recommends the company."),
    beware=N_(
        "What counts as positive depends on the scale of the survey, which is stated "
        "with the answers."
    ),
    group=Group.HEALTH,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    withheld_below_minimum=True,
    beside=_beside,
    related=("enps", "passives", "detractors"),
    example=Example(
        """
            answer | employee_promoters
            1      |                  1
            2      |                  1
            3      |                  0
        """,
        gives="2",
    ),
)
def promoters(a: Answers) -> Expression:
    return a.employee_promoters.sum()
