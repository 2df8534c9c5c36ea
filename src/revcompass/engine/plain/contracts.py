"""Contracts: what runs at the close of a period, and what is booked for later."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

from revcompass.domain.ledgers import Contracts
from revcompass.domain.money import MONTHS_PER_YEAR, VALUED_SCALE
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record, closing_day, day, optional_text, text
from revcompass.engine.plain.rates import movement_rates
from revcompass.engine.plain.slices import Slice, slicer
from revcompass.engine.plain.spans import NEVER, Span, spans_of
from revcompass.engine.plain.sums import UNRATED, Sums, Table


def build(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> Table:
    """The ledger of one period."""
    sums = Sums(Contracts)
    slice_of = slicer(company, "subscriptions", by)
    rates = movement_rates(company, policies)
    last = closing_day(period, cut)
    if last < period.start:
        return {}
    for span, ends_known in spans_with_ends(company, policies):
        booked = day(span.row, "booked_at")
        starts_later = booked is not None and booked <= last < span.start
        ends_later = (
            (span.holds_on(last) or starts_later)
            and span.end != NEVER
            and ends_known is not None
            and ends_known <= last
        )
        rated_on = span.rated_on or last
        value = rates.value(span.counted, span.currency, rated_on)
        has_rate = rates.rate(span.currency, rated_on) is not None
        is_told = span.counted and (span.holds_on(last) or starts_later or ends_later)
        sums.add(
            slice_of(span.row),
            running=value if span.holds_on(last) else 0,
            booked_starts=value if starts_later else 0,
            booked_ends=value if ends_later else 0,
            running_subscriptions=int(span.holds_on(last) and span.counted != 0),
            **{UNRATED: int(bool(is_told) and not has_rate)},
        )
    return sums.table()


def running_by_account(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> dict[Slice, dict[str, Fraction]]:
    """What runs at the close, account by account, in major units a month."""
    slice_of = slicer(company, "subscriptions", by)
    rates = movement_rates(company, policies)
    last = closing_day(period, cut)
    found: defaultdict[Slice, defaultdict[str, Fraction]]
    found = defaultdict(lambda: defaultdict(Fraction))
    for span in spans_of(company, policies) if last >= period.start else ():
        if span.holds_on(last):
            value = rates.value(span.counted, span.currency, span.rated_on or last)
            account = text(span.row, "account_id")
            found[slice_of(span.row)][account] += Fraction(value, VALUED_SCALE * MONTHS_PER_YEAR)
    return {where: dict(amounts) for where, amounts in found.items()}


def spans_with_ends(company: Company, policies: PolicySet) -> list[tuple[Span, date | None]]:
    """Every span with the day on which its end was booked, if that is known.

    Where a discount cuts a row, both pieces are booked with the row. The end of a row is known when
    the cancellation was asked for; else, where another row takes its place on that day, when that
    one was booked; else since the row itself was.
    """
    spans = spans_of(company, policies)
    ends: defaultdict[int, date] = defaultdict(lambda: date.min)
    for span in spans:
        ends[id(span.row)] = max(ends[id(span.row)], span.own_end)
    found: list[tuple[Span, date | None]] = []
    for span in spans:
        known = day(span.row, "booked_at")
        if span.own_end == ends[id(span.row)]:
            followers = _followers(company, span.row, span.own_end)
            if day(span.row, "cancel_requested_at") is not None:
                known = day(span.row, "cancel_requested_at")
            elif followers:
                booked = [day(row, "booked_at") for row in followers]
                known = min((on for on in booked if on is not None), default=None)
        found.append((span, known))
    return found


def _followers(company: Company, row: Record, end: date) -> list[Record]:
    """Rows that begin on the day it ends, of the same subscription or in place of it."""
    own = text(row, "subscription_id")
    return [
        other
        for other in company.rows("subscriptions")
        if day(other, "starts_on") == end
        and own in (text(other, "subscription_id"), optional_text(other, "replaces"))
    ]
