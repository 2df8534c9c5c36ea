"""Whole roll-ups as Python values, for tests of what holds in every period and slice at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from revcompass.domain.ledgers import LEDGERS
from revcompass.engine.plain import Company
from revcompass.engine.tables import Cut, Tables

Cell = tuple[date, tuple[str, ...]]
Rolled = Mapping[Cell, Mapping[str, int]]
"""Period and slice values ('' = missing) → columns, in the integers they are summed in."""


def rolled(
    tables: Tables, ledger: str, cut: Cut, by: tuple[str, ...], *, gross: bool = False
) -> Rolled:
    """Every cell of a roll-up that is not all 0; `gross` with the columns of every change."""
    slices = tables.slices.resolve(ledger, by)
    assert slices is not None
    relation = tables.rollup(
        ledger, Cut(cut.policies, cut.until, cut.grain, tuple(slices)), gross=gross
    )
    columns = [c for c in LEDGERS[ledger].columns() if gross or not c.startswith("gross_")]
    keys = [f"k{i}" for i in range(len(by))]
    listed = ", ".join([*keys, *(f"sum({column})" for column in columns)])
    group = ", ".join(["period", *keys])
    found = tables.con.execute(f"SELECT period, {listed} FROM {relation} r GROUP BY {group}")
    return {
        (row[0], row[1 : 1 + len(by)]): dict(zip(columns, numbers, strict=True))
        for row in found.fetchall()
        if any(numbers := [int(number or 0) for number in row[1 + len(by) :]])
    }


def has_credits(company: Company) -> bool:
    """Whether some prices are negative: then a rate may make a customer, or unmake one."""
    prices = (
        row.get(name) for row in company.rows("subscriptions") for name in ("amount", "unit_amount")
    )
    return any(isinstance(price, int) and price < 0 for price in prices)
