"""Sales-qualified leads."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Leads
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Sales-qualified leads"),
    abbreviation="SQL",
    means=N_("Leads vetted and handed over to sales, in the period of the handover."),
    why=N_("It is the point where marketing's work becomes the work of sales."),
    beware=N_("A lead counts only when both dates are there, vetting and handover."),
    group=Group.EFFICIENCY,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("leads", "mqls", "lead_to_opportunity_rate"),
    example=Example(
        """
            lead | sqls
            1    |    1
            2    |    0
            3    |    1
        """,
        gives="2",
    ),
)
def sales_qualified_leads(ls: Leads) -> Expression:
    return ls.sqls.sum()
