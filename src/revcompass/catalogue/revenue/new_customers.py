"""New customers."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(m: Movements) -> dict[str, Expression]:
    return {"opening_to_close": m.new_customers.sum()}


@metric(
    name=N_("New customers"),
    means=N_("Customers whose first paid day lies in the period."),
    why=N_("It is what acquisition spend is divided by."),
    beware=N_(
        "A customer who pays first and leaves in the same period counts here but not in "
        "new MRR; the count from opening to close stands beside it."
    ),
    group=Group.REVENUE,
    unit=Unit.COUNT,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("new_mrr", "customers", "lead_conversion_rate", "acquisition_spend", "cac"),
    example=Example(
        """
            account | first_paid_customers
            Ada     |                    1
            Bo      |                    1
            Cy      |                    0
        """,
        gives="2",
    ),
)
def new_customers(m: Movements) -> Expression:
    return m.first_paid_customers.sum()
