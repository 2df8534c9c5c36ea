"""CAC ratio."""

from __future__ import annotations

from revcompass.domain.formula import Expression, ratio, times
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.policy import CacLag
from revcompass.domain.words import N_


@metric(
    name=N_("CAC ratio"),
    means=N_(
        "Sales and marketing spend for each unit of annual recurring revenue from new customers "
        "of the period."
    ),
    why=N_("It is the price of new revenue, whatever the size of the customers it comes from."),
    beware=N_(
        "Some count revenue from upgrades too, which makes the figure smaller; here it is new "
        "customers only."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.RATIO,
    better=Better.LOWER,
    review=Review.QUARTERLY,
    aim=Aim.EFFICIENCY,
    related=("new_mrr", "acquisition_spend", "cac", "magic_number"),
    example=(
        Example(
            """
                case | acquisition_spend | new_mrr
                Q2   |              1800 |     100
            """,
            gives="1.5",
        ),
        Example(
            """
                case | acquisition_spend (1 before) | new_mrr
                Q2   |                         1200 |     100
            """,
            gives="1",
            policies={"cac_lag": "lag_n:1"},
        ),
        Example(
            """
                case | acquisition_spend | new_mrr
                Q2   |              1800 |       0
            """,
            gives="zero_denominator",
        ),
    ),
)
def cac_ratio(of: Metrics, cac_lag: CacLag, cac_lag_n: int) -> Expression:
    lag = cac_lag_n if cac_lag is CacLag.LAG_N else 0
    return ratio(of.acquisition_spend.before(lag), times(of.new_mrr, 12))
