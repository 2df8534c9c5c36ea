"""Open deals by age, and which of them have stalled.

A deal has stalled when it stands in its stage longer than nine of ten visits to that stage took,
of all that have ended. Where it has no stage history, or fewer such visits ended than the book's
minimum n, it has stalled when it is open longer than nine of ten decided deals were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from revcompass import catalogue
from revcompass.desk.reader import MetricReader, Scope
from revcompass.domain.question import Undefined
from revcompass.engine.cohorts import delay
from revcompass.engine.readings.ageing import Standing, Stay, open_deals, usual_stays
from revcompass.engine.tables import Cut

BOUNDS = (30, 60, 90, 180)
"""The last day of each span of ages; what is older comes last."""


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal against its limit in days; `by_stage`: of its stage, else of the whole deal."""

    deal: Standing
    limit: int | None
    by_stage: bool
    is_overdue: bool

    @property
    def age(self) -> int:
        """The days that are held against the limit."""
        in_stage = self.deal.in_stage
        return in_stage if self.by_stage and in_stage is not None else self.deal.days

    @property
    def is_stalled(self) -> bool:
        """Whether it has stood longer than its limit."""
        return self.limit is not None and self.age > self.limit


@dataclass(frozen=True, slots=True)
class Ageing:
    """The deals that are open on a day, largest first; `undefined` says why there are none.

    `stays` are the usual times by stage, `decided_within` that of nine of ten decided deals.
    """

    day: date | None
    currency: str
    deals: tuple[OpenDeal, ...] = ()
    stays: Mapping[str, Stay] = field(default_factory=dict)
    decided_within: int | None = None
    undefined: Undefined | None = None

    @property
    def stalled(self) -> tuple[OpenDeal, ...]:
        """Those that have stalled, largest first."""
        return tuple(one for one in self.deals if one.is_stalled)

    def spans(self) -> list[tuple[int, int | None, tuple[OpenDeal, ...]]]:
        """First and last day of each span of ages since creation, and the deals in it."""
        firsts = (0, *(bound + 1 for bound in BOUNDS))
        return [
            (
                first,
                last,
                tuple(
                    one for one in self.deals if first <= one.deal.days <= (last or one.deal.days)
                ),
            )
            for first, last in zip(firsts, (*BOUNDS, None), strict=True)
        ]


def ageing(reader: MetricReader, scope: Scope) -> Ageing:
    """The deals open at the close of the scope's one period."""
    currency = scope.currency or reader.frame.currency
    metric = catalogue.get("pipeline")
    if not reader.tables.has_rows("opportunities"):
        return Ageing(None, currency, undefined="not_loaded")
    if reader.slices(metric, metric, [name for name, _ in scope.where]) is None:
        return Ageing(None, currency, undefined="not_sliceable")
    on, found = open_deals(reader.tables, reader.ask(metric, metric, scope))
    if on is None:
        return Ageing(None, currency, undefined="no_data")
    cut = Cut(scope.policies, scope.until)
    stays = {
        stage: stay
        for stage, stay in usual_stays(reader.tables, cut).items()
        if stay.visits >= reader.frame.minimum_n
    }
    decided = delay(reader.tables, "decision", cut)
    return Ageing(
        on,
        currency,
        tuple(_measured(one, on, stays, decided) for one in found),
        stays,
        decided,
    )


def total(deals: Sequence[OpenDeal]) -> Fraction | None:
    """Their amounts together; `None` where one has no exchange rate."""
    amounts = [one.deal.amount for one in deals]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def _measured(deal: Standing, on: date, stays: Mapping[str, Stay], decided: int | None) -> OpenDeal:
    stay = stays.get(deal.stage or "") if deal.in_stage is not None else None
    return OpenDeal(
        deal,
        limit=stay.most if stay else decided,
        by_stage=stay is not None,
        is_overdue=deal.expected_on is not None and deal.expected_on < on,
    )
