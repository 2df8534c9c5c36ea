"""Sales and marketing spend."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Spend
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import CacSpend
from revcompass.domain.words import N_

_ROWS = """
    record | sales | marketing | programme
    1      |  1000 |         0 |         0
    2      |     0 |       500 |       500
    3      |     0 |       300 |         0
"""


@metric(
    name=N_("Sales and marketing spend"),
    means=N_("Sales and marketing spend of the period, spread evenly over the days it is for."),
    why=N_("It is what winning customers costs."),
    beware=N_(
        "Without salaries and tools it is far too low; programme spend alone is a "
        "choice to be stated."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.MONEY,
    better=Better.NEITHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    related=("new_customers", "spend_by_channel", "cac", "magic_number", "cac_ratio"),
    example=(
        Example(_ROWS, gives="1800"),
        Example(_ROWS, gives="500", policies={"cac_spend": "programme_only"}),
    ),
)
def acquisition_spend(s: Spend, cac_spend: CacSpend) -> Expression:
    match cac_spend:
        case CacSpend.FULLY_LOADED:
            return s.sales.sum() + s.marketing.sum()
        case CacSpend.PROGRAMME_ONLY:
            return s.programme.sum()
