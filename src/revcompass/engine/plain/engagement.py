"""Engagement: a score per account from what it did in the last 28 days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from revcompass.domain.ledgers import Engagement
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import (
    Company,
    Record,
    closing_day,
    optional_text,
    quantity,
)
from revcompass.engine.plain.life import Life
from revcompass.engine.plain.rates import movement_rates
from revcompass.engine.plain.slices import Slice, account_slicer
from revcompass.engine.plain.spans import Span, spans_by_account
from revcompass.engine.plain.sums import Sums, Table
from revcompass.engine.plain.usage import events, usage_by_account, used_on

WINDOW_DAYS = 28

Signals = dict[str, Fraction]


def build(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> Table:
    """The ledger of one period."""
    sums = Sums(Engagement)
    slice_of = account_slicer(company, by)
    for account in account_scores(company, period, policies, cut):
        sums.add(slice_of(account), scored_accounts=1)
    return sums.table()


def scores(
    company: Company, period: Period, policies: PolicySet, by: tuple[str, ...], cut: date
) -> dict[Slice, list[Fraction]]:
    """The scores of each slice's accounts, lowest first."""
    slice_of = account_slicer(company, by)
    found: defaultdict[Slice, list[Fraction]] = defaultdict(list)
    for account, score in account_scores(company, period, policies, cut).items():
        found[slice_of(account)].append(score)
    return {where: sorted(values) for where, values in found.items()}


def account_scores(
    company: Company, period: Period, policies: PolicySet, cut: date
) -> dict[str, Fraction]:
    """100 × the mean percentile of an account's signals within its segment."""
    last = closing_day(period, cut)
    if last < period.start:
        return {}
    accounts = company.by_key("accounts")
    by_segment: defaultdict[str | None, dict[str, Signals]] = defaultdict(dict)
    for account, found in _all_signals(company, period, policies, last).items():
        segment = optional_text(accounts.get(account, {}), "segment")
        by_segment[segment][account] = found
    return {
        account: 100 * sum((_percentile(name, own, peers) for name in own), Fraction(0)) / len(own)
        for peers in by_segment.values()
        for account, own in peers.items()
    }


def _all_signals(
    company: Company, period: Period, policies: PolicySet, last: date
) -> dict[str, Signals]:
    """The signals of every account asked about that was ever seen."""
    seen = usage_by_account(company, None, last)
    spans = spans_by_account(company, policies)
    rates = movement_rates(company, policies)
    if not company.rows("subscriptions"):
        return {account: _signals(seen[account], [], last) for account in seen}
    found = {}
    for account, own in spans.items():
        life = Life(own, lambda _: (), rates, policies, last)
        if account in seen and life.is_customer(last, at=period.opens_on):
            found[account] = _signals(seen[account], own, last)
    return found


def _signals(rows: list[Record], spans: list[Span], last: date) -> Signals:
    """Recency, frequency, breadth, users: higher is better."""
    first = last - timedelta(days=WINDOW_DAYS - 1)
    recent = [row for row in rows if used_on(row) >= first]
    seats = _seats(spans, last)
    signals = {
        "recency": Fraction(-(last - max(used_on(row) for row in rows)).days),
        "frequency": Fraction(events(recent)) / (seats or 1),
        "breadth": Fraction(len({row["feature"] for row in recent})),
    }
    if seats and any(row.get("user_id") is not None for row in rows):
        users = {row["user_id"] for row in recent if row.get("user_id") is not None}
        signals["users"] = Fraction(len(users)) / seats
    return signals


def _seats(spans: list[Span], last: date) -> Fraction:
    """Seats of the subscriptions that count at the close; 0 where none are stated."""
    own = [span for span in spans if span.holds_on(last) and not span.months_later]
    counting = [span for span in own if not span.is_paused]
    stated = [quantity(span.row, "quantity") for span in counting]
    return sum((Fraction(seats) for seats in stated if seats is not None), Fraction(0))


def _percentile(name: str, own: Signals, peers: dict[str, Signals]) -> Fraction:
    """The share of peers below, those equal (itself among them) counted half."""
    values = [signals[name] for signals in peers.values() if name in signals]
    fewer = sum(value < own[name] for value in values)
    equal = sum(value == own[name] for value in values)
    return (fewer + Fraction(equal, 2)) / len(values)
