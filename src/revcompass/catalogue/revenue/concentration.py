"""Concentration of revenue."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Contracts
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(c: Contracts) -> dict[str, Expression]:
    return {"largest_account": share(c.running.largest(1), of=c.running.sum())}


@metric(
    name=N_("Concentration of revenue"),
    means=N_(
        "Share of the recurring revenue of the last day of the period that comes from the ten "
        "largest accounts."
    ),
    why=N_("It shows how much hangs on a few customers."),
    beware=N_(
        "With ten accounts or fewer it is always the whole; companies that belong together count "
        "apart."
    ),
    group=Group.REVENUE,
    unit=Unit.SHARE,
    better=Better.LOWER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mrr", "arpa"),
    example=(
        Example(
            """
                column  | Ada | Bo | Cy | Dee | Eva | Fay | Gus | Hal | Ida | Jo | Kim | Lea
                running | 300 | 90 | 80 |  80 |  70 |  60 |  60 |  50 |  50 | 60 |  50 |  50
            """,
            gives="0.9",
        ),
        Example(
            """
                account | running
                Ada     |     100
                Bo      |      20
            """,
            gives="1",
        ),
        Example(
            """
                account | running
                Ada     |       0
            """,
            gives="zero_denominator",
        ),
    ),
)
def concentration(c: Contracts) -> Expression:
    return share(c.running.largest(10), of=c.running.sum())
