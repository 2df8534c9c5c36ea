"""Movements: customer × period, from the opening to the closing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from revcompass.domain.ledgers import Movements
from revcompass.domain.period import Period
from revcompass.domain.policy import Netting, Pause, PolicySet
from revcompass.engine.plain.cells import largest, share_out
from revcompass.engine.plain.classes import Class, amount_column, classify, count_column
from revcompass.engine.plain.company import Company, closing_day, day_before, days
from revcompass.engine.plain.life import Cells, Life, Native
from revcompass.engine.plain.rates import movement_rates
from revcompass.engine.plain.slices import Slice, slicer
from revcompass.engine.plain.spans import spans_by_customer
from revcompass.engine.plain.sums import UNRATED, Sums, Table

Columns = defaultdict[str, int]
ByCell = defaultdict[Slice, Columns]

_GROSS = {
    "gross_new": "new",
    "gross_expansion": "expansion",
    "gross_contraction": "contraction",
    "gross_churn": "churn",
    "gross_reactivation": "reactivation",
    "gross_new_customers": "new_customers",
    "gross_churned_customers": "churned_customers",
    "gross_reactivated_customers": "reactivated_customers",
}
_OF_EACH_CHANGE = (
    *_GROSS.values(),
    "transfer",
    "fx_effect",
    "paused",
    "resumed",
)
"""What `each_change` takes from the days, so that the bridge still closes."""


def build(
    company: Company,
    period: Period,
    policies: PolicySet,
    by: tuple[str, ...],
    cut: date,
    *,
    native: str | None = None,
) -> Table:
    """The ledger of one period; `native`: of the subscriptions in that currency alone."""
    last = closing_day(period, cut)
    sums = Sums(Movements)
    cell_of = slicer(company, "subscriptions", by)
    rates = movement_rates(company, policies, native)
    if last < period.start:
        return {}
    for everything in spans_by_customer(company, policies):
        spans = [span for span in everything if native in (None, span.currency)]
        if not spans:
            continue
        life = Life(spans, cell_of, rates, policies, last)
        for cell, columns in _of_customer(life, period.start, last, policies).items():
            sums.add(cell, **columns)
        for cell, count in life.unrated(period.opens_on, last).items():
            sums.add(cell, **{UNRATED: count})
    return sums.table()


def _of_customer(life: Life, start: date, last: date, policies: PolicySet) -> ByCell:
    """Every column of one customer, by cell."""
    netted = movement(life, start, last, policies)
    for columns in netted.values():
        columns["kept"] = columns["opening"] - columns["contraction"] - columns["churn"]
    if life.first_paid is not None and start <= life.first_paid <= last:
        netted[_first_paid_cell(life, start, last)]["first_paid_customers"] += 1
    gross = _every_day(life, start, last, policies)
    for cell in gross:
        for name, source in _GROSS.items():
            netted[cell][name] = gross[cell][source]
    if policies.choice(Netting) is Netting.EACH_CHANGE:
        for cell, columns in netted.items():
            for name in _OF_EACH_CHANGE:
                columns[name] = gross[cell][name]
    for columns in netted.values():
        columns["transfer_customers"] = _moved_customers(columns)
    return netted


def _moved_customers(columns: Columns) -> int:
    """What is left of the difference when every other count is taken out."""
    return (
        columns["closing_customers"]
        - columns["opening_customers"]
        - columns["new_customers"]
        + columns["churned_customers"]
        - columns["reactivated_customers"]
    )


def _every_day(life: Life, start: date, last: date, policies: PolicySet) -> ByCell:
    """The movements of each day, a day being a period, added up."""
    total = _by_cell()
    for today in days(max(start, life.first_day), last):
        for cell, columns in movement(life, today, today, policies).items():
            for name, value in columns.items():
                total[cell][name] += value
    return total


def movement(life: Life, start: date, last: date, policies: PolicySet) -> ByCell:
    """From the day before `start` to the close of `last`, by cell: amounts, then customers."""
    opening_day = day_before(start)
    before, after = life.native(opening_day), life.native(last)
    opening = life.valued(before, at=opening_day)
    at_opening_rate = life.valued(after, at=opening_day)
    closing = life.valued(after, at=last)
    change = _difference(at_opening_rate, opening)
    taken = share_out(change)
    kind = classify(life, start, opening_day, last, sum(change.values()))
    amount_goes_to = amount_column(kind, life, start, policies)
    result = _by_cell()
    for cell in change:
        columns = result[cell]
        columns["opening"] += opening.get(cell, 0)
        columns[amount_goes_to] += -taken[cell] if kind.is_loss else taken[cell]
        columns["transfer"] += change[cell] - taken[cell]
        columns["fx_effect"] += closing.get(cell, 0) - at_opening_rate.get(cell, 0)
        columns["closing"] += closing.get(cell, 0)
    if policies.choice(Pause) is Pause.OWN_CLASS:
        more_paused = _difference(
            _paused(life, last, opening_day), _paused(life, opening_day, opening_day)
        )
        _pauses(result, kind, taken, more_paused)
    _customers(result, life, (opening_day, opening), (last, closing), count_column(kind, policies))
    return result


def _pauses(result: ByCell, kind: Class, taken: Cells, more_paused: Cells) -> None:
    """Of what was lost: paused since the opening. Of what was gained: no longer paused."""
    for cell, amount in taken.items():
        increase = more_paused.get(cell, 0)
        if kind.is_loss:
            result[cell]["paused"] += max(min(-amount, increase), 0)
        elif kind in (Class.EXPANSION, Class.REACTIVATION):
            result[cell]["resumed"] += max(min(amount, -increase), 0)


def _customers(
    result: ByCell,
    life: Life,
    opening: tuple[date, Cells],
    closing: tuple[date, Cells],
    counted_in: str | None,
) -> None:
    """One customer, counted under its largest cell."""
    opening_day, opening_amounts = opening
    last, closing_amounts = closing
    if life.is_customer(opening_day, at=opening_day):
        cell = _counts_under(life, opening_day, opening_amounts)
        result[cell]["opening_customers"] += 1
        if counted_in == "churned_customers":
            result[cell][counted_in] += 1
    if life.is_customer(last, at=opening_day):
        cell = _counts_under(life, last, closing_amounts)
        result[cell]["closing_customers"] += 1
        if counted_in in ("new_customers", "reactivated_customers"):
            result[cell][counted_in] += 1


def _counts_under(life: Life, today: date, amounts: Cells) -> Slice:
    return largest(amounts, life.paid_cells(today), life.free_cells(today))


def _first_paid_cell(life: Life, start: date, last: date) -> Slice:
    """The largest cell at the close; for who is gone by then, the cell paid for first."""
    if life.is_customer(last, at=day_before(start)):
        return _counts_under(life, last, life.valued(life.native(last), at=last))
    paid = life.first_paid_cells()
    return largest(dict.fromkeys(paid, 0))


def _paused(life: Life, today: date, at: date) -> Cells:
    native: Native = life.paused(today)
    return life.valued(native, at=at)


def _difference(after: Mapping[Slice, int], before: Mapping[Slice, int]) -> Cells:
    return {cell: after.get(cell, 0) - before.get(cell, 0) for cell in {**before, **after}}


def _by_cell() -> ByCell:
    return defaultdict(lambda: defaultdict(int))
