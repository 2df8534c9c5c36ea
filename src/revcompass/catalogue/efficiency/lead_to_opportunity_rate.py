"""Lead-to-opportunity conversion rate."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Leads
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(ls: Leads) -> dict[str, Expression]:
    return {"count": ls.cohort_opportunities.sum()}


@metric(
    name=N_("Lead-to-opportunity conversion rate"),
    means=N_("Share of the leads created in the period that have an opportunity."),
    why=N_("It shows the first loss in the funnel, before any selling."),
    beware=N_(
        "Opportunities without a lead are not in it; leads of existing customers are, "
        "other than in the lead conversion rate."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    beside=_beside,
    related=("leads", "sales_qualified_leads", "lead_conversion_rate", "stage_conversion"),
    example=(
        Example(
            """
                lead | leads | cohort_opportunities
                1    |     1 |                    1
                2    |     1 |                    0
                3    |     1 |                    1
                4    |     1 |                    0
            """,
            gives="0.5",
        ),
        Example(
            """
                lead | leads | cohort_opportunities
                1    |     0 |                    0
            """,
            gives="zero_denominator",
        ),
    ),
)
def lead_to_opportunity_rate(ls: Leads) -> Expression:
    return share(ls.cohort_opportunities.sum(), of=ls.leads.sum())
