"""Committed MRR."""

from __future__ import annotations

from revcompass.domain.formula import Expression
from revcompass.domain.ledgers import Contracts
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.words import N_


def _beside(c: Contracts) -> dict[str, Expression]:
    return {"booked_starts": c.booked_starts.sum(), "booked_ends": c.booked_ends.sum()}


@metric(
    name=N_("Committed MRR"),
    means=N_(
        "Recurring revenue of the last day of the period, with what was booked by then to start "
        "later and without what was booked by then to end."
    ),
    why=N_("It shows where recurring revenue is going with what is signed and cancelled already."),
    beware=N_(
        "A contract with a fixed end counts as ending until its renewal is booked, and only starts "
        "with a day of booking are known before they happen."
    ),
    group=Group.REVENUE,
    unit=Unit.MONEY,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    beside=_beside,
    related=("mrr", "net_new_mrr"),
    example=(
        Example(
            """
                subscription | running | booked_starts | booked_ends
                1            |     100 |             0 |           0
                2            |      50 |             0 |          50
                3            |       0 |            80 |           0
            """,
            gives="180",
        ),
        Example(
            """
                subscription    | running | booked_starts | booked_ends
                1 as it was     |     100 |             0 |         100
                1 as it will be |       0 |           120 |           0
            """,
            gives="120",
        ),
    ),
)
def committed_mrr(c: Contracts) -> Expression:
    return c.running.sum() + c.booked_starts.sum() - c.booked_ends.sum()
