"""Customer churn rate."""

from __future__ import annotations

from revcompass.domain.formula import Combination, Expression, Quotient, ratio, share
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


def lost(m: Movements, customer_churn: CustomerChurn) -> Combination:
    """The customers counted as lost."""
    if customer_churn is CustomerChurn.START_COHORT:
        return m.churned_customers.sum()
    return m.gross_churned_customers.sum()


def lost_share(m: Movements, customer_churn: CustomerChurn) -> Quotient:
    """The lost over the policy's base; without interval where losses can lie outside it."""
    opening, gone = m.opening_customers.sum(), lost(m, customer_churn)
    match customer_churn:
        case CustomerChurn.START_COHORT:
            return share(gone, of=opening)
        case CustomerChurn.ALL_LOST:
            return ratio(gone, opening)
        case CustomerChurn.OPENING_PLUS_NEW:
            return ratio(gone, opening + m.gross_new_customers.sum())
        case CustomerChurn.AVERAGE_CUSTOMERS:
            return ratio(gone * 2, opening + m.closing_customers.sum())


def _beside(m: Movements, customer_churn: CustomerChurn) -> dict[str, Expression]:
    return {"count": lost(m, customer_churn)}


@metric(
    name=N_("Customer churn rate"),
    means=N_("Share of the customers of the opening who are no longer customers at the close."),
    why=N_("It says how fast the customer base would empty if nobody new came."),
    beware=N_(
        "A yearly rate is not twelve times a monthly one, and every base gives another "
        "rate: read the base beside the number."
    ),
    group=Group.HEALTH,
    unit=Unit.SHARE,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=(
        "churned_customers",
        "revenue_churn_rate",
        "customer_retention_rate",
        "clv",
        "engagement_score",
    ),
    example=(
        Example(_ROWS, gives="0.25"),
        Example(_ROWS, gives="0.5", policies={"customer_churn": "all_lost"}),
        Example(_ROWS, gives="0.4", policies={"customer_churn": "opening_plus_new"}),
        Example(_ROWS, gives="4/7", policies={"customer_churn": "average_customers"}),
        Example(
            "account | opening_customers | churned_customers\nAda | 0 | 0", gives="zero_denominator"
        ),
    ),
)
def customer_churn_rate(m: Movements, customer_churn: CustomerChurn) -> Expression:
    return lost_share(m, customer_churn)
