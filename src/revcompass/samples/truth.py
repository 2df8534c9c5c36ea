"""What the generator knows of the company it wrote: from its own state, not from the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Protocol

from revcompass.samples import facts
from revcompass.samples.days import AS_OF, FIRST_DAY, MONTHS, month_close, month_index


@dataclass(frozen=True, slots=True)
class DirtyRow:
    """A row that was spoiled on purpose, with the lines of the file where it shows."""

    table: str
    file: str
    lines: tuple[int, ...]
    key: str
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Planted:
    """The facts an analysis should find (see `facts`)."""

    strongest_owner: str
    leak: tuple[str, str] = facts.LEAK
    best_channel: str = facts.BEST_CHANNEL
    churn_jump_segment: str = facts.CHURN_JUMP_SEGMENT
    churn_jump_from: date = facts.CHURN_JUMP_FROM
    churn_jump_factor: float = facts.CHURN_JUMP_FACTOR
    use_60_days_before_churn: float = facts.USE_60_DAYS_BEFORE
    use_30_days_before_churn: float = facts.USE_30_DAYS_BEFORE


@dataclass(frozen=True, slots=True)
class MonthTruth:
    """One month end (the first is the day before the first month, the last the day of the export).

    A customer is an account whose recurring amount is above 0 on that day: trials, paused and
    unpaid spans count nothing, past due ones still count, only lasting discounts reduce it.
    """

    day: date
    customers: int
    mrr: Mapping[str, int]
    """Minor units of each currency, not converted."""
    first_starts: int
    """Accounts whose first paid span begins in the month."""
    lost: int
    """Customers of the month end before that are none at this one."""
    leads: int
    """Leads created in the month."""
    deals_created: int
    deals_won: int
    """Deals won, of every kind, by the day of closing."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything known about a written company."""

    accounts: int
    seed: int
    as_of: date
    rows: Mapping[str, int]
    """Rows per table as written, the dirty ones included."""
    dirty: tuple[DirtyRow, ...]
    planted: Planted
    months: tuple[MonthTruth, ...]


class Paid(Protocol):
    """What the count needs to know of a span of service."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def mrr(self) -> int: ...


@dataclass(slots=True)
class Tally:
    """Counts kept while the company is written: one cell per month, whatever its size."""

    customers: list[int] = field(default_factory=lambda: [0] * (MONTHS + 1))
    lost: list[int] = field(default_factory=lambda: [0] * (MONTHS + 1))
    first_starts: list[int] = field(default_factory=lambda: [0] * (MONTHS + 1))
    leads: list[int] = field(default_factory=lambda: [0] * (MONTHS + 1))
    deals_created: list[int] = field(default_factory=lambda: [0] * (MONTHS + 1))
    deals_won: list[int] = field(default_factory=lambda: [0] * (MONTHS + 1))
    mrr: dict[str, list[int]] = field(
        default_factory=lambda: {currency: [0] * (MONTHS + 1) for currency in ("EUR", "GBP", "USD")}
    )
    dirty: list[DirtyRow] = field(default_factory=list)

    def account(self, currency: str, spans: Iterable[Paid]) -> None:
        """Count one account, given all its spans as they were written."""
        paid = [span for span in spans if span.mrr > 0]
        if not paid:
            return
        amounts = [0] * (MONTHS + 1)
        for span in paid:
            end = MONTHS + 1 if span.ends_on is None else cell(span.ends_on)
            for place in range(cell(span.starts_on), min(end, MONTHS + 1)):
                amounts[place] += span.mrr
        total = self.mrr[currency]
        for place, amount in enumerate(amounts):
            total[place] += amount
            self.customers[place] += amount > 0
            self.lost[place] += place > 0 and amounts[place - 1] > 0 and amount == 0
        first = min(span.starts_on for span in paid)
        if first >= FIRST_DAY:
            self.first_starts[cell(first)] += 1

    def months(self) -> tuple[MonthTruth, ...]:
        """The finished counts."""
        days = [FIRST_DAY - timedelta(days=1), *(month_close(index) for index in range(MONTHS))]
        return tuple(
            MonthTruth(
                day,
                self.customers[place],
                MappingProxyType({name: amounts[place] for name, amounts in self.mrr.items()}),
                self.first_starts[place],
                self.lost[place],
                self.leads[place],
                self.deals_created[place],
                self.deals_won[place],
            )
            for place, day in enumerate(days)
        )


def cell(day: date) -> int:
    """The place of the first month end on or after the day.

    A span that ends on a day is gone at that very place: its end is the first day without service.
    """
    if day > AS_OF:
        return MONTHS + 1
    return max(0, month_index(day) + 1)
