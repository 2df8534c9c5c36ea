"""Annual recurring revenue."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


@metric(
    name=N_("Annual recurring revenue"),
    abbreviation="ARR",
    means=N_("Twelve times the monthly recurring revenue of the last day of the period."),
    why=N_("It states the size of the recurring business as one yearly figure."),
    beware=N_(
        "It is today's rate over twelve months, not a forecast and not the revenue of a past year."
    ),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    related=("mrr", "net_revenue_retention", "bookings"),
    example=Example(
        """
            account | closing
            Ada     |     100
            Bo      |   20.50
        """,
        gives="1446",
    ),
)
def arr(m: Movements) -> Expression:
    return m.closing.sum() * 12
