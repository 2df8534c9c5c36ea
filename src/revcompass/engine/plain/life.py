"""One customer's recurring revenue, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from revcompass.domain.policy import FreeAfterPaid, PolicySet
from revcompass.engine.plain.company import Record, day_before, days
from revcompass.engine.plain.rates import Rates
from revcompass.engine.plain.slices import Slice
from revcompass.engine.plain.spans import Span, first_paid_day

Lot = tuple[str, date | None]
"""A currency, and the day whose rate holds for the amount always, where there is one."""

Native = Mapping[tuple[Slice, Lot], int]
"""Annual units by cell and lot."""

Cells = dict[Slice, int]
"""A valued amount by cell. A cell is one combination of the slices asked for."""


class Life:
    """The spans of one customer, asked about single days.

    `cell_of` puts a subscription row into its cell; `last` is the last day anyone will ask about.
    """

    def __init__(
        self,
        spans: list[Span],
        cell_of: Callable[[Record], Slice],
        rates: Rates,
        policies: PolicySet,
        last: date,
    ) -> None:
        self._spans = [(span, cell_of(span.row)) for span in spans]
        self._rates = rates
        self._stays_active = policies.choice(FreeAfterPaid) is FreeAfterPaid.STAYS_ACTIVE
        self._last = last
        self._native: dict[date, Native] = {}
        self.first_day = min(span.start for span in spans)
        self.first_paid = first_paid_day(spans)

    def native(self, today: date) -> Native:
        """What counts on that day."""
        if today not in self._native:
            sums: defaultdict[tuple[Slice, Lot], int] = defaultdict(int)
            for span, cell in self._spans:
                if span.holds_on(today):
                    sums[cell, span.lot] += span.counted
            self._native[today] = sums
        return self._native[today]

    def paid_cells(self, today: date) -> set[Slice]:
        """The cells with an amount above 0 in some currency on that day."""
        return {cell for (cell, _), units in self.native(today).items() if units > 0}

    def free_cells(self, today: date) -> set[Slice]:
        """The cells that are held for free on that day."""
        return {
            cell
            for span, cell in self._spans
            if span.holds_on(today) and span.annual == 0 and span.is_counted and not span.is_paused
        }

    def paused(self, today: date) -> Native:
        """What is paused on that day."""
        sums: defaultdict[tuple[Slice, Lot], int] = defaultdict(int)
        for span, cell in self._spans:
            if span.holds_on(today):
                sums[cell, span.lot] += span.paused
        return sums

    def valued(self, native: Native, at: date) -> Cells:
        """The same at a day's rates, by cell."""
        cells: defaultdict[Slice, int] = defaultdict(int)
        for (cell, lot), units in native.items():
            cells[cell] += self._value(units, lot, at)
        return dict(cells)

    def _rate(self, lot: Lot, at: date) -> int | None:
        """A lot's rate on a day: that of its own day, where it has one."""
        currency, fixed_on = lot
        return self._rates.rate(currency, fixed_on or at)

    def _value(self, units: int, lot: Lot, at: date) -> int:
        currency, fixed_on = lot
        return self._rates.value(units, currency, fixed_on or at)

    def pays(self, today: date, at: date) -> bool:
        """Whether the day has recurring revenue, valued at a day's rates.

        Where a rate is missing, an amount in any currency will do.
        """
        units: defaultdict[Lot, int] = defaultdict(int)
        for (_, lot), amount in self.native(today).items():
            units[lot] += amount
        needed = [lot for lot, amount in units.items() if amount]
        if any(self._rate(lot, at) is None for lot in needed):
            return any(amount > 0 for amount in units.values())
        return sum(self._value(units[lot], lot, at) for lot in needed) > 0

    def is_customer(self, today: date, at: date) -> bool:
        """Whether it pays, or (where that counts) goes on for free after having paid."""
        if self.pays(today, at):
            return True
        if not self._stays_active or self.first_day_with_mrr is None:
            return False
        return bool(self.free_cells(today)) and self.first_day_with_mrr < today

    @cached_property
    def first_day_with_mrr(self) -> date | None:
        """The first day with recurring revenue."""
        return self.next_day_with_mrr(self.first_day)

    def next_day_with_mrr(self, since: date) -> date | None:
        """The first day with recurring revenue from a day on."""
        found = (today for today in days(since, self._last) if self.pays(today, today))
        return next(found, None)

    def stopped_before(self, start: date) -> date | None:
        """The last day before `start` on which it stopped being a customer."""
        today = day_before(start)
        while today > self.first_day:
            yesterday = day_before(today)
            if self.is_customer(yesterday, yesterday) and not self.is_customer(today, today):
                return today
            today = yesterday
        return None

    def first_paid_cells(self) -> list[Slice]:
        """The cells that were paid for on the first paid day."""
        return [
            cell for span, cell in self._spans if span.counted > 0 and span.start == self.first_paid
        ]

    def unrated(self, opening_day: date, last: date) -> dict[Slice, int]:
        """How many amounts (a cell's, in one currency) had no rate when the period opened.

        One is enough to make every cell's share of the movement uncertain, so each has them all.
        A rate that is there on the opening day is there ever after.
        """
        amounts = {
            key
            for today in days(opening_day, last)
            for key, units in self.native(today).items()
            if units
        }
        missing = [key for key in amounts if self._rate(key[1], opening_day) is None]
        return {cell: len(missing) for cell, _ in amounts}
