"""Subscription rows → spans: from when to when, and how much a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from revcompass.domain.money import half_even
from revcompass.domain.policy import (
    ChurnDate,
    CustomerUnit,
    Discounts,
    Fx,
    Metered,
    PastDue,
    PolicySet,
    Week,
)
from revcompass.engine.plain.company import (
    Company,
    Record,
    day,
    optional_text,
    quantity,
    text,
    whole,
)
from revcompass.engine.plain.discounts import discount_window, discounted, months_later

NEVER = date.max
"""The end of what is still running."""

_PER_YEAR = {
    "year": Fraction(1),
    "half_year": Fraction(2),
    "quarter": Fraction(4),
    "month": Fraction(12),
    "day": Fraction(365),
}
_WEEKS_PER_YEAR = {
    Week.W52_12: Fraction(52),
    Week.W4: Fraction(48),
    Week.D30_44: 12 * Fraction("30.44") / 7,
}


@dataclass(frozen=True)
class Span:
    """`[start, end)` of one subscription row at one price.

    `annual` is in units of `currency`; a paused span remembers it and counts 0.
    """

    row: Record
    start: date
    end: date
    currency: str
    annual: int
    is_paused: bool
    is_counted: bool = True
    rated_on: date | None = None
    """The day whose rate holds for it always, where there is one."""
    months_later: int = 0
    """So many months after its own days, for the average of three."""
    own_last: date | None = None

    @property
    def own_end(self) -> date:
        """The first day after its own days."""
        return self.own_last or self.end

    @property
    def lot(self) -> tuple[str, date | None]:
        """What it is valued by: its currency, and the day whose rate holds always, if any."""
        return self.currency, self.rated_on

    @property
    def counted(self) -> int:
        """What it adds to recurring revenue."""
        return 0 if self.is_paused else self.annual

    @property
    def paused(self) -> int:
        """What it would add if it were not paused."""
        return self.annual if self.is_paused else 0

    def holds_on(self, today: date) -> bool:
        """Whether the day is inside."""
        return self.start <= today < self.end


def spans_of(company: Company, policies: PolicySet) -> list[Span]:
    """The spans of every subscription row."""
    starts: defaultdict[str, list[date]] = defaultdict(list)
    for row in company.rows("subscriptions"):
        starts[text(row, "subscription_id")].append(_start(row))
    spans: list[Span] = []
    at_start = policies.choice(Fx) is Fx.SUBSCRIPTION_START_RATE
    for row in company.rows("subscriptions"):
        days = starts[text(row, "subscription_id")]
        next_start = min((d for d in days if d > _start(row)), default=NEVER)
        fixed = at_start and row["currency"] != company.currency
        spans += [
            replace(span, rated_on=min(days) if fixed else None)
            for span in _spans_of_row(row, next_start, policies)
        ]
    return spans


def spans_by_account(company: Company, policies: PolicySet) -> dict[str, list[Span]]:
    """The spans of each account."""
    accounts: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans_of(company, policies):
        accounts[text(span.row, "account_id")].append(span)
    return accounts


def spans_by_customer(company: Company, policies: PolicySet) -> list[list[Span]]:
    """The spans of each customer: an account, or in it a subscription and what replaces it."""
    accounts = spans_by_account(company, policies)
    if policies.choice(CustomerUnit) is CustomerUnit.ACCOUNT:
        return list(accounts.values())
    customers: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
    for account, spans in accounts.items():
        rows = [row for row in company.rows("subscriptions") if row["account_id"] == account]
        for span in spans:
            first = _first_of_chain(rows, text(span.row, "subscription_id"))
            customers[account, first].append(span)
    return list(customers.values())


def first_paid_day(spans: list[Span]) -> date | None:
    """The earliest start of a span with a positive amount."""
    return min((span.start for span in spans if span.counted > 0), default=None)


def _start(row: Record) -> date:
    start = day(row, "starts_on")
    if start is None:
        raise TypeError("a subscription row starts on some day")
    return start


def _end(row: Record, next_start: date, policies: PolicySet) -> date:
    """The first day without this row."""
    ends_on, requested = day(row, "ends_on"), day(row, "cancel_requested_at")
    end = ends_on
    if ends_on is None and row.get("status") == "cancelled":
        end = requested
    if policies.choice(ChurnDate) is ChurnDate.CANCEL_REQUEST:
        end = min((d for d in (ends_on, requested) if d is not None), default=None)
    if row.get("status") == "past_due":
        overdue = policies["past_due"]
        if overdue.member is PastDue.ENDS_AFTER_N_DAYS:
            limit = _start(row) + timedelta(days=overdue.number or 0)
            end = min(end or NEVER, limit)
    return min(end or NEVER, next_start)


def _spans_of_row(row: Record, next_start: date, policies: PolicySet) -> list[Span]:
    """None while trialing; else one span, cut in up to three where a discount begins and ends."""
    start, end = _start(row), _end(row, next_start, policies)
    if row.get("status") == "trialing" or end <= start:
        return []
    base = _base(row) if _counts_in_full(row, policies) else Fraction(0)
    low, high = discount_window(row, start, end, policies.choice(Discounts))
    edges = sorted({start, end, *(d for d in (low, high) if start < d < end)})
    spans = [
        Span(
            row=row,
            start=a,
            end=b,
            currency=text(row, "currency"),
            annual=_annual(discounted(base, row) if low <= a < high else base, row, policies),
            is_paused=row.get("status") == "paused",
            is_counted=_counts_in_full(row, policies),
        )
        for a, b in pairwise(edges)
    ]
    if row.get("is_metered") and policies.choice(Metered) is Metered.TRAILING_3_MONTHS:
        return [later for span in spans for later in _three_months(span)]
    return spans


def _three_months(span: Span) -> list[Span]:
    """A third of it on its own days, and again one and two months later."""
    third, found = half_even(span.annual, 3), []
    for months in range(3):
        start = months_later(span.start, months)
        end = span.end if span.end == NEVER else months_later(span.end, months)
        if start < end:
            moved = replace(span, start=start, end=end, annual=third)
            found.append(replace(moved, months_later=months, own_last=span.end))
    return found


def _counts_in_full(row: Record, policies: PolicySet) -> bool:
    """Whether the row's amount counts (or, paused, would count) at all."""
    if row.get("is_metered") and policies.choice(Metered) is Metered.EXCLUDE:
        return False
    if row.get("status") == "unpaid":
        return policies.choice(PastDue) is PastDue.COUNTS_UNTIL_CANCELLED
    return True


def _base(row: Record) -> Fraction:
    """Units per interval, before discounts."""
    amount = whole(row, "amount")
    if amount is not None:
        return Fraction(amount)
    count = quantity(row, "quantity")
    return Fraction(whole(row, "unit_amount") or 0) * (1 if count is None else Fraction(count))


def _annual(base: Fraction, row: Record, policies: PolicySet) -> int:
    """Units a year, rounded once, halves to even."""
    interval = text(row, "interval")
    weeks = _WEEKS_PER_YEAR[policies.choice(Week)]
    per_year = weeks if interval == "week" else _PER_YEAR[interval]
    count = whole(row, "interval_count")
    exact = base * per_year / (1 if count is None else count)
    return half_even(exact.numerator, exact.denominator)


def _first_of_chain(rows: Sequence[Record], subscription: str) -> str:
    """Follow `replaces` to the subscription that replaces nothing; a circle has its least."""
    replaced: dict[str, str] = {}
    for row in sorted(rows, key=_start):
        named = optional_text(row, "replaces")
        if named is not None:
            replaced.setdefault(text(row, "subscription_id"), named)
    seen = [subscription]
    while seen[-1] in replaced:
        before = replaced[seen[-1]]
        if before in seen:
            return min(seen[seen.index(before) :])
        seen.append(before)
    return seen[-1]
