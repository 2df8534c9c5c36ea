"""Marketing-qualified leads."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Leads
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Marketing-qualified leads"),
    abbreviation="MQL",
    means=N_("Leads that marketing marked as qualified in the period."),
    why=N_("It shows how much of what marketing brings is worth a closer look."),
    beware=N_("The mark is a decision of people; a change of the criteria changes the count."),
    group=Group.EFFICIENCY,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("leads", "sales_qualified_leads"),
    example=Example(
        """
            lead | mqls
            1    |    1
            2    |    0
        """,
        gives="1",
    ),
)
def mqls(ls: Leads) -> Expression:
    return ls.mqls.sum()
