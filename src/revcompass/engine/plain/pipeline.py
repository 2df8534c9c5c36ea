"""Pipeline: what is open at the close of a period, deal by deal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction

from revcompass.domain.ledgers import Pipeline
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import (
    Company,
    Record,
    closing_day,
    day,
    optional_text,
    text,
    whole,
)
from revcompass.engine.plain.dealfacts import OUTCOMES, decided, is_won
from revcompass.engine.plain.rates import Rates
from revcompass.engine.plain.stages import reached_stages, stage_slicer
from revcompass.engine.plain.sums import UNRATED, Sums, Table


def build(
    company: Company,
    period: Period,
    policies: PolicySet,  # noqa: ARG001 - no policy changes what is open; all are called alike
    by: tuple[str, ...],
    cut: date,
) -> Table:
    """The ledger of one period."""
    sums = Sums(Pipeline)
    slice_of = stage_slicer(company, by)
    rates = Rates(company)
    last = closing_day(period, cut)
    if last < period.start:
        return {}
    for deal in open_on(company, last):
        units, currency = amount_on(company, deal, last, cut)
        sums.add(
            slice_of(deal, stage_on(company, deal, last)),
            open=1,
            open_amount=rates.value(units, currency, last),
            **{UNRATED: int(units != 0 and rates.rate(currency, last) is None)},
        )
    return sums.table()


def open_on(company: Company, today: date) -> Iterator[Record]:
    """The opportunities that are open on a day: created by then, and not closed by then."""
    for deal in company.rows("opportunities"):
        created, closed = day(deal, "created_at"), day(deal, "closed_at")
        if created is None or created > today:
            continue
        if not _is_decided(deal) or (closed is not None and closed > today):
            yield deal


def stage_on(company: Company, deal: Record, today: date) -> str | None:
    """The stage entered last; without any history, its own."""
    changes = _changes(company, deal)
    if not changes:
        return optional_text(deal, "stage")
    known = [change for change in changes if _entered(change) <= today]
    return text(known[-1], "stage") if known else None


def amount_on(company: Company, deal: Record, today: date, cut: date) -> tuple[int, str]:
    """Units and currency: stated last by then, else its own.

    While it is not decided and no later change is known by the cut, its own comes first.
    """
    own = optional_text(deal, "currency") or company.currency
    changes = [change for change in _changes(company, deal) if _entered(change) <= cut]
    is_last = all(_entered(change) <= today for change in changes)
    has_own = is_last and not _is_decided(deal) and whole(deal, "amount") is not None
    stated = [c for c in changes if _entered(c) <= today and whole(c, "amount") is not None]
    if stated and not has_own:
        return whole(stated[-1], "amount") or 0, optional_text(stated[-1], "currency") or own
    return whole(deal, "amount") or 0, own


def stage_weights(
    company: Company, period: Period, policies: PolicySet, cut: date
) -> dict[str | None, Fraction]:
    """By stage: the share won of the deals decided by the close that had reached it."""
    won: defaultdict[str | None, int] = defaultdict(int)
    reached: defaultdict[str | None, int] = defaultdict(int)
    for deal in company.rows("opportunities"):
        created, closed = day(deal, "created_at"), day(deal, "closed_at")
        if created is None or created > cut or closed is None or not decided(deal, cut):
            continue
        if closed <= closing_day(period, cut):
            for place in reached_stages(company, deal, policies, cut):
                reached[company.stages[place]] += 1
                won[company.stages[place]] += is_won(deal, cut)
    return {stage: Fraction(won[stage], count) for stage, count in reached.items()}


def _is_decided(deal: Record) -> bool:
    return optional_text(deal, "outcome") in OUTCOMES


def _changes(company: Company, deal: Record) -> list[Record]:
    """Its stage changes in order; those of one moment in the order of the funnel."""
    places = {stage: place for place, stage in enumerate(company.stages)}

    def order(change: Record) -> tuple[datetime, int]:
        entered = change["entered_at"]
        if not isinstance(entered, datetime):
            raise TypeError("a stage is entered at some moment")
        return entered, places.get(text(change, "stage"), -1)

    own = [
        change
        for change in company.rows("stage_changes")
        if change["opportunity_id"] == deal["opportunity_id"]
    ]
    return sorted(own, key=order)


def _entered(change: Record) -> date:
    on = day(change, "entered_at_day")
    if on is None:
        raise TypeError("a stage is entered on some day")
    return on
