"""Customer retention rate."""

from __future__ import annotations

from revcompass.catalogue.health.customer_churn_rate import lost_share
from revcompass.domain.formula import Expression, complement
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import CustomerChurn
from revcompass.domain.words import N_

_ROWS = """
    column                  | Ada | Bo | Cy | Dee | Eva
    opening_customers       |   1 |  1 |  0 |   1 |   1
    closing_customers       |   1 |  0 |  0 |   1 |   1
    churned_customers       |   0 |  1 |  0 |   0 |   0
    gross_churned_customers |   0 |  1 |  1 |   0 |   0
    gross_new_customers     |   0 |  0 |  1 |   0 |   0
"""


@metric(
    name=N_("Customer retention rate"),
    means=N_(
        "One minus the customer churn rate: the share of the customers of the opening "
        "who are still customers at the close."
    ),
    why=N_("It says the same as churn in the words of those who stayed."),
    beware=N_("It rests on the same base as the customer churn rate and changes with it."),
    group=Group.HEALTH,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    related=("customer_churn_rate", "gross_revenue_retention", "clv", "nps"),
    example=(
        Example(_ROWS, gives="0.75"),
        Example(_ROWS, gives="0.5", policies={"customer_churn": "all_lost"}),
        Example(_ROWS, gives="0.6", policies={"customer_churn": "opening_plus_new"}),
        Example(_ROWS, gives="3/7", policies={"customer_churn": "average_customers"}),
        Example(
            """
                account | opening_customers | churned_customers
                Ada     |                 0 |                 0
            """,
            gives="zero_denominator",
        ),
    ),
)
def customer_retention_rate(m: Movements, customer_churn: CustomerChurn) -> Expression:
    return complement(lost_share(m, customer_churn))
