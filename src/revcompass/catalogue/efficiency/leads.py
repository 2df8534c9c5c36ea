"""Leads."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Leads
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(ls: Leads) -> dict[str, Expression]:
    return {"of_existing_customers": ls.leads_of_customers.sum()}


@metric(
    name=N_("Leads"),
    means=N_("Leads created in the period."),
    why=N_("It is the supply of the whole funnel."),
    beware=N_("More leads of lower quality can mean fewer customers."),
    group=Group.EFFICIENCY,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mqls", "sales_qualified_leads", "lead_conversion_rate", "lead_to_opportunity_rate"),
    example=Example(
        """
            lead | leads
            1    |     1
            2    |     1
        """,
        gives="2",
    ),
)
def leads(ls: Leads) -> Expression:
    return ls.leads.sum()
