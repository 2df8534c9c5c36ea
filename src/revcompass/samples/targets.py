"""What the company set out to reach: targets stored before their period, and one changed later."""

from collections.abc import Iterator, Sequence
from datetime import date

from revcompass.samples.days import AS_OF, later, month_index, month_start
from revcompass.samples.demand import Demand
from revcompass.samples.facts import CHURN
from revcompass.samples.rows import Sheets, TargetRow, money

PLANNED_FROM = date(2025, 1, 1)
"""The first quarter that was planned."""

PLANNED_GROWTH = 15
"""Growth of recurring revenue hoped for in a month, in thousandths."""

CHANGED = (date(2026, 8, 1), date(2026, 8, 12))
"""The month whose revenue target was lowered after it had begun, and the day of the change."""

GROW = "Grow recurring revenue"
KEEP = "Keep the customers we win"
SELL = "Win more of what we start"
SPEND = "Spend with care"

QUARTERLY = (
    ("bookings", "420000", "Ana B.", SELL),
    ("win_rate", "0.22", "Ana B.", SELL),
    ("sales_cycle_length", "55", "Ana B.", SELL),
    ("lead_conversion_rate", "0.05", "Mara", SELL),
    ("cac", "19000", "Mara", SPEND),
    ("enps", "15", "Vera", "Be a good place to work"),
)
"""Targets that stay the same from quarter to quarter."""


def write_targets(handed_over: int, demand: Demand, revenue: Sequence[int], sheets: Sheets) -> None:
    """Quarter by quarter: what was planned ten days before each began."""
    for first in range(month_index(PLANNED_FROM), month_index(AS_OF) + 1, 3):
        stored = later(month_start(first), -10)
        known = revenue[first - 1]  # the last close before the plan was made
        rows = [*_monthly(first, known, handed_over, demand), *_quarterly(month_start(first))]
        for row in rows:
            sheets.targets.write(row._replace(stored_at=stored))
        changed_month, changed_on = CHANGED
        if 0 <= (index := month_index(changed_month)) - first < 3:
            lower = _grown(known * 97 // 100, index - first + 2)
            sheets.targets.write(
                TargetRow("mrr", f"{changed_month:%Y-%m}", "", lower, changed_on, "Vera", GROW)
            )


def _monthly(first: int, mrr: int, handed_over: int, demand: Demand) -> Iterator[TargetRow]:
    """Revenue grows from what it was when the plan was made; leads follow the usual demand."""
    for index in range(first, first + 3):
        month = month_start(index)
        period = f"{month:%Y-%m}"
        grown = _grown(mrr, index - first + 2)
        yield TargetRow("mrr", period, "", grown, month, "Vera", GROW)
        hoped = str(round(handed_over * demand.usual_share(index)))
        yield TargetRow("sales_qualified_leads", period, "", hoped, month, "Mara", SELL)


def _quarterly(begin: date) -> Iterator[TargetRow]:
    period = f"{begin.year}-Q{(begin.month + 2) // 3}"
    for metric, value, author, objective in QUARTERLY:
        yield TargetRow(metric, period, "", value, begin, author, objective)
    for segment in ("smb", "mid", "enterprise"):
        part, rate = f"segment={segment}", f"{3 * CHURN[segment]:.3f}"
        yield TargetRow("customer_churn_rate", period, part, rate, begin, "Kira", KEEP)


def _grown(mrr: int, months: int) -> str:
    """The amount after so many months of the planned growth, in whole hundreds."""
    for _ in range(months):
        mrr = mrr * (1000 + PLANNED_GROWTH) // 1000
    return money(max(1, round(mrr / 10_000)) * 10_000)
