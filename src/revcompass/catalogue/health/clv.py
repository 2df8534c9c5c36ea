"""Customer lifetime value."""

from __future__ import annotations

from revcompass.catalogue.lifetime import lifetime_revenue
from revcompass.domain.formula import Expression, times
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import ClvBasis, ClvMethod
from revcompass.domain.words import N_

_ROWS = """
    column                        | Ada | Bo | Cy
    closing                       | 100 | 20 |  0
    closing_customers             |   1 |  1 |  0
    churned_customers (12 months) |   0 |  0 |  1
    opening_customers (12 months) |  12 | 12 |  1
"""


_NO_CHURN = """
    column                        | Ada | Bo
    closing                       | 100 | 20
    closing_customers             |   1 |  1
    churned_customers (12 months) |   0 |  0
    opening_customers (12 months) |  12 | 12
"""


@metric(
    name=N_("Customer lifetime value"),
    abbreviation="CLV",
    means=N_(
        "Revenue expected from a customer over the whole relationship: average revenue "
        "per account divided by the monthly churn rate of the last 12 months."
    ),
    why=N_("It sets the upper limit of what winning a customer may cost."),
    beware=N_(
        "It assumes that today's churn and revenue last; with few losses it is large "
        "and uncertain, and with none it is not defined."
    ),
    group=Group.HEALTH,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    related=("arpa", "customer_churn_rate", "customer_retention_rate", "clv_cac_ratio"),
    example=(
        Example(_ROWS, gives="1500"),
        Example(
            _ROWS, gives="1200", policies={"clv_basis": "margin"}, constants={"gross_margin": "0.8"}
        ),
        Example(_ROWS, gives="not_loaded", policies={"clv_basis": "margin"}),
        Example(_ROWS, gives="1200", policies={"clv_method": "discounted:12"}),
        Example(
            """
                column                            | Ada | Bo | Cy
                closing (120 months)              | 900 | 60 | 40
                first_paid_customers (120 months) |   1 |  1 |  0
            """,
            gives="500",
            policies={"clv_method": "observed_cohort"},
        ),
        Example(_NO_CHURN, gives="zero_denominator"),
    ),
)
def clv(m: Movements, clv_basis: ClvBasis, clv_method: ClvMethod, clv_method_n: int) -> Expression:
    value = lifetime_revenue(m, clv_method, clv_method_n)
    return times(value, "gross_margin") if clv_basis is ClvBasis.MARGIN else value
