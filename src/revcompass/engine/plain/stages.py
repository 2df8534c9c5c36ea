"""Stages: how far each opportunity came, in the period it was created in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from revcompass.domain.ledgers import Stages
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet, StageBackward, StageOrder
from revcompass.engine.plain.company import (
    Company,
    Record,
    closing_day,
    day,
    optional_text,
    text,
)
from revcompass.engine.plain.dealfacts import decided, is_won
from revcompass.engine.plain.deals import deal_amount
from revcompass.engine.plain.rates import Rates
from revcompass.engine.plain.slices import Slice, slicer
from revcompass.engine.plain.sums import UNRATED, Sums, Table

STAGE = "stage"


@dataclass(frozen=True)
class Visit:
    """A stage entered; `ended` is the day it was left, if it was."""

    stage: str
    entered: date
    ended: date | None

    @property
    def days(self) -> int | None:
        """How long it took, once it has ended (the wrong way round: unknown)."""
        if self.ended is None or self.ended < self.entered:
            return None
        return (self.ended - self.entered).days


def build(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> Table:
    """The ledger of one period."""
    sums = Sums(Stages)
    rates = Rates(company)
    slice_of = stage_slicer(company, by)
    for deal, created in _created_in(company, period, cut):
        reached = reached_stages(company, deal, policies, cut)
        lost_in = max(reached, default=None)
        lost = decided(deal, cut) is not None and not is_won(deal, cut)
        for place, stage in enumerate(company.stages):
            where = slice_of(deal, stage)
            if place in reached:
                is_last = place == len(company.stages) - 1
                gone_on = is_won(deal, cut) if is_last else any(r > place for r in reached)
                sums.add(where, entered=1, advanced=int(gone_on))
            if lost and place == lost_in:
                amount, unrated = deal_amount(company, rates, deal, created)
                sums.add(where, dropped=1, dropped_amount=amount, **{UNRATED: unrated})
            for length in _lengths(company, deal, stage, cut):
                sums.add(where, stage_days=length, visits=1)
    return sums.table()


def stage_lengths(
    company: Company, period: Period, by: tuple[str, ...], cut: date
) -> dict[Slice, list[int]]:
    """The visits behind `stage_days`, shortest first."""
    slice_of = stage_slicer(company, by)
    found: defaultdict[Slice, list[int]] = defaultdict(list)
    for deal, _ in _created_in(company, period, cut):
        for stage in company.stages:
            found[slice_of(deal, stage)] += _lengths(company, deal, stage, cut)
    return {where: sorted(values) for where, values in found.items() if values}


def visits(company: Company, deal: Record, cut: date) -> list[Visit]:
    """The stages it entered by the cut, in order; each ends with the next, the last by closing."""
    changes = []
    for change in company.rows("stage_changes"):
        entered, on = change.get("entered_at"), day(change, "entered_at_day")
        if change["opportunity_id"] == deal["opportunity_id"] and on is not None and on <= cut:
            if not isinstance(entered, datetime):
                raise TypeError("a stage is entered at some moment")
            changes.append((entered, text(change, "stage"), on))
    places = {stage: place for place, stage in enumerate(company.stages)}
    changes.sort(key=lambda change: (change[0], places.get(change[1], -1)))
    closed = day(deal, "closed_at") if decided(deal, cut) else None
    ends = [on for _, _, on in changes[1:]] + [closed]
    return [Visit(stage, on, end) for (_, stage, on), end in zip(changes, ends, strict=False)]


def reached_stages(company: Company, deal: Record, policies: PolicySet, cut: date) -> set[int]:
    """Places of the stages it reached, as the policies read its visits."""
    order = list(company.stages)
    entered = [visit.stage for visit in visits(company, deal, cut)]
    changes = company.rows("stage_changes")
    if not any(change["opportunity_id"] == deal["opportunity_id"] for change in changes):
        entered = [optional_text(deal, "stage") or ""]
    visited = [order.index(stage) for stage in entered if stage in order]
    if is_won(deal, cut):
        return set(range(len(order)))
    if not visited:
        return set()
    match policies.choice(StageOrder):
        case StageOrder.FILL_SKIPPED:
            goes_back = policies.choice(StageBackward) is StageBackward.LAST
            furthest = visited[-1] if goes_back else max(visited)
            return set(range(furthest + 1))
        case StageOrder.STRICT:
            return {place for place in visited if set(range(place)) <= set(visited)}
        case StageOrder.ANY_ORDER:
            return set(visited)


def _lengths(company: Company, deal: Record, stage: str, cut: date) -> list[int]:
    own = [visit for visit in visits(company, deal, cut) if visit.stage == stage]
    return [visit.days for visit in own if visit.days is not None]


def _created_in(company: Company, period: Period, cut: date) -> Iterator[tuple[Record, date]]:
    for deal in company.rows("opportunities"):
        created = day(deal, "created_at")
        if created is not None and period.start <= created <= closing_day(period, cut):
            yield deal, created


def stage_slicer(company: Company, by: tuple[str, ...]) -> Callable[[Record, str | None], Slice]:
    """By `stage` is meant the row's own, not the one the opportunity is in now."""
    others = slicer(company, "opportunities", by)

    def slice_of(deal: Record, stage: str | None) -> Slice:
        values = zip(by, others(deal), strict=True)
        return tuple(stage if name == STAGE else value for name, value in values)

    return slice_of
