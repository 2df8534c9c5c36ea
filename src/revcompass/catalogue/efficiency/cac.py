"""Customer acquisition cost."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.policy import CacLag
from revcompass.domain.words import N_


def _beside(of: Metrics, cac_lag: CacLag, cac_lag_n: int) -> dict[str, Expression]:
    lag = cac_lag_n if cac_lag is CacLag.LAG_N else 0
    return {"spend": of.acquisition_spend.before(lag), "new_customers": of.new_customers}


@metric(
    name=N_("Customer acquisition cost"),
    abbreviation="CAC",
    means=N_("Sales and marketing spend for each new customer of the period."),
    why=N_("It is the price of growth, to be held against what a customer is worth."),
    beware=N_(
        "Spend comes before the customers it wins, so a growing company looks dearer "
        "than it is; a lag can be stated."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.LOWER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    beside=_beside,
    related=(
        "new_customers",
        "acquisition_spend",
        "spend_by_channel",
        "clv_cac_ratio",
        "cac_payback_period",
        "cac_ratio",
    ),
    example=(
        Example(
            """
                case | acquisition_spend | new_customers
                May  |              1800 |             4
            """,
            gives="450",
        ),
        Example(
            """
                case | acquisition_spend (2 before) | new_customers
                May  |                         1200 |             4
            """,
            gives="300",
            policies={"cac_lag": "lag_n:2"},
        ),
        Example(
            """
                case | acquisition_spend | new_customers
                May  |              1800 |             0
            """,
            gives="zero_denominator",
        ),
    ),
)
def cac(of: Metrics, cac_lag: CacLag, cac_lag_n: int) -> Expression:
    lag = cac_lag_n if cac_lag is CacLag.LAG_N else 0
    return per(of.acquisition_spend.before(lag), of.new_customers)
