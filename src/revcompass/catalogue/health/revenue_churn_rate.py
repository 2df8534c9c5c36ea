"""Revenue churn rate."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import RevenueChurn
from revcompass.domain.words import N_

_ROWS = """
    account | opening | churn | contraction | expansion
    Ada     |     100 |     0 |           0 |        20
    Bo      |     100 |    50 |           0 |         0
    Cy      |     200 |     0 |          30 |         0
"""


@metric(
    name=N_("Revenue churn rate"),
    means=N_(
        "Share of the opening recurring revenue lost in the period, by customers who "
        "left and by customers who pay less."
    ),
    why=N_(
        "Losing one large customer weighs more than losing several small ones, which "
        "the customer churn rate does not show."
    ),
    beware=N_("The net form, which takes expansion off, can be negative and hides losses."),
    group=Group.HEALTH,
    unit=Unit.SHARE,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=(
        "contraction_mrr",
        "churned_mrr",
        "quick_ratio",
        "customer_churn_rate",
        "gross_revenue_retention",
        "net_revenue_retention",
    ),
    example=(
        Example(_ROWS, gives="0.2"),
        Example(_ROWS, gives="0.125", policies={"revenue_churn": "churn_only"}),
        Example(_ROWS, gives="0.15", policies={"revenue_churn": "net"}),
        Example(
            """
                account | opening | churn | contraction | expansion
                Ada     |       0 |     0 |           0 |         0
            """,
            gives="zero_denominator",
        ),
    ),
)
def revenue_churn_rate(m: Movements, revenue_churn: RevenueChurn) -> Expression:
    match revenue_churn:
        case RevenueChurn.GROSS:
            lost = m.churn.sum() + m.contraction.sum()
        case RevenueChurn.CHURN_ONLY:
            lost = m.churn.sum()
        case RevenueChurn.NET:
            lost = m.churn.sum() + m.contraction.sum() - m.expansion.sum()
    return share(lost, of=m.opening.sum())
