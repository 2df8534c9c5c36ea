"""CAC payback period."""

from __future__ import annotations

from revcompass.domain.formula import Expression, per, times
from revcompass.domain.metric import Aim, Better, Example, Group, Metrics, Review, Unit, metric
from revcompass.domain.words import N_

_ROWS = """
    case | cac | new_mrr | new_customers
    May  | 450 |     225 |             4
"""


@metric(
    name=N_("CAC payback period"),
    means=N_(
        "Months until the gross margin on the monthly revenue of a new customer has "
        "paid back its acquisition cost."
    ),
    why=N_("It shows how long the money for growth is tied up."),
    beware=N_("It is a mean and assumes that customers stay that long."),
    group=Group.EFFICIENCY,
    unit=Unit.MONTHS,
    better=Better.LOWER,
    review=Review.QUARTERLY,
    aim=Aim.EFFICIENCY,
    related=("new_mrr", "cac", "clv_cac_ratio"),
    example=(
        Example(_ROWS, gives="10", constants={"gross_margin": "0.8"}),
        Example(_ROWS, gives="not_loaded"),
        Example(
            """
                case | cac | new_mrr | new_customers
                May  | 450 |       0 |             4
            """,
            gives="zero_denominator",
            constants={"gross_margin": "0.8"},
        ),
    ),
)
def cac_payback_period(of: Metrics) -> Expression:
    monthly = times(per(of.new_mrr, of.new_customers), "gross_margin")
    return per(of.cac, monthly)
