"""Usage: how each account used the product."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from revcompass.domain.ledgers import Usage
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record, closing_day, day, text, whole
from revcompass.engine.plain.slices import account_slicer
from revcompass.engine.plain.sums import Sums, Table


def build(
    company: Company,
    period: Period,
    policies: PolicySet,  # noqa: ARG001 - no policy changes usage; all builders are called alike
    by: tuple[str, ...],
    cut: date,
) -> Table:
    """The ledger of one period."""
    sums = Sums(Usage)
    slice_of = account_slicer(company, by)
    last = closing_day(period, cut)
    for account, rows in usage_by_account(company, period.start, last).items():
        users = {row["user_id"] for row in rows if row.get("user_id") is not None}
        seen = {(row["user_id"], used_on(row)) for row in rows if row.get("user_id") is not None}
        sums.add(
            slice_of(account),
            active_accounts=1,
            active_users=len(users),
            user_days=len(seen),
            user_day_slots=len(users) * ((last - period.start).days + 1),
            events=events(rows),
        )
    return sums.table()


def usage_by_account(company: Company, first: date | None, last: date) -> dict[str, list[Record]]:
    """The usage records of each account from `first` (if given) to `last`, both included."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in company.rows("usage"):
        if (first is None or first <= used_on(row)) and used_on(row) <= last:
            found[text(row, "account_id")].append(row)
    return found


def events(rows: list[Record]) -> int:
    """Σ count; a record without one is one event."""
    counts = [whole(row, "count") for row in rows]
    return sum(1 if count is None else count for count in counts)


def used_on(row: Record) -> date:
    """The day of a usage record."""
    on = day(row, "occurred_at")
    if on is None:
        raise TypeError("usage happens on some day")
    return on
