"""Lead conversion rate."""

from __future__ import annotations

from revcompass.domain.formula import Combination, Expression, ratio, share
from revcompass.domain.ledgers import Leads
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import LeadConversion
from revcompass.domain.words import N_

_ROWS = """
    lead | leads | leads_of_customers | cohort_customers | conversions
    1    |     1 |                  0 |                1 |           1
    2    |     1 |                  0 |                1 |           0
    3    |     1 |                  0 |                0 |           0
    4    |     1 |                  0 |                0 |           0
    5    |     1 |                  1 |                0 |           0
"""


def converted(ls: Leads, lead_conversion: LeadConversion) -> Combination:
    """The leads counted as converted."""
    match lead_conversion:
        case LeadConversion.COHORT:
            return ls.cohort_customers.sum()
        case LeadConversion.PERIOD:
            return ls.conversions.sum()


def _beside(ls: Leads, lead_conversion: LeadConversion) -> dict[str, Expression]:
    return {"count": converted(ls, lead_conversion)}


@metric(
    name=N_("Lead conversion rate"),
    means=N_("Share of the leads created in the period that have become paying customers."),
    why=N_("It shows how well leads become customers, whatever their number."),
    beware=N_(
        "Recent leads have not had the time to convert, so young periods look worse "
        "than they are; leads of existing customers are on neither side."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    beside=_beside,
    related=("new_customers", "leads", "lead_to_opportunity_rate", "win_rate"),
    example=(
        Example(_ROWS, gives="0.5"),
        Example(_ROWS, gives="0.25", policies={"lead_conversion": "period"}),
        Example(
            """
                lead | leads | leads_of_customers | cohort_customers | conversions
                1    |     1 |                  1 |                0 |           0
            """,
            gives="zero_denominator",
        ),
    ),
)
def lead_conversion_rate(ls: Leads, lead_conversion: LeadConversion) -> Expression:
    part, whole = converted(ls, lead_conversion), ls.leads.sum() - ls.leads_of_customers.sum()
    if lead_conversion is LeadConversion.COHORT:
        return share(part, of=whole)
    return ratio(part, whole)
