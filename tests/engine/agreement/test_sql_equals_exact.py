"""The SQL ledgers equal the slow and obvious ones, for generated companies and any question."""

from __future__ import annotations

from fractions import Fraction

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from companies import (
    MOVEMENT_SLICES,
    companies,
    fill_tables,
    periods,
    policy_sets,
    quick,
)
from revcompass.domain.formula import SumOf
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine import plain
from revcompass.engine.frame import Frame
from revcompass.engine.plain import Company
from revcompass.engine.prepare import prepare
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.query import read_sums
from revcompass.engine.tables import Cut, Tables


def tables_of(company: Company) -> Tables:
    """The company in a store of its own."""
    con = duckdb.connect(config={"threads": 1})
    fill_tables(con, company)
    frame = Frame(company.currency, company.calendar, company.data_as_of, company.stages)
    prepare(con, frame)
    return Tables(con, frame)


def sql_ledger(
    tables: Tables, ledger: str, period: Period, policies: PolicySet, by: tuple[str, ...]
) -> dict[tuple[str | None, ...], dict[str, Fraction | None]]:
    """One period of a ledger as the roll-ups give it; `None` where a rate is missing."""
    slices = tables.slices.resolve(ledger, by)
    assert slices is not None
    label = tables.frame.calendar.label_day(period)
    last = tables.frame.data_as_of
    assert last is not None
    ask = Ask(Cut(policies, last, period.grain), tuple(slices), first=label, last=label)
    leaves = [SumOf(column) for column in LEDGERS[ledger].columns().values()]
    sums = read_sums(tables, ask, leaves)
    return {
        cell[1]: {
            leaf.column.name: None if sums.is_unrated(cell, leaf) else sums.of(cell, leaf)
            for leaf in leaves
        }
        for cell in sums.cells
    }


def assert_equal(
    found: dict[tuple[str | None, ...], dict[str, Fraction | None]], exact: plain.Table
) -> None:
    """Every column of every slice, to the last digit; amounts only where all rates are known."""
    rated = {key: values for key, values in exact.items() if not values[plain.UNRATED]}
    for key, values in rated.items():
        assert found.get(key) == {n: v for n, v in values.items() if n != plain.UNRATED}, key
    for key in found.keys() - rated.keys():
        assert key in exact or all(not value for value in found[key].values()), key


@quick
@given(st.data())
def test_movements(data: st.DataObject) -> None:
    company = data.draw(companies())
    policies = data.draw(policy_sets())
    tables = tables_of(company)
    offered = tables.slices.offered("movements")
    by = data.draw(
        st.sampled_from([by for by in MOVEMENT_SLICES if all(name in offered for name in by)])
    )
    for period in data.draw(periods(company)):
        found = sql_ledger(tables, "movements", period, policies, by)
        if company.calendar.label_day(period) > company.data_as_of:
            assert not found, "of such a period nothing is known"
            continue
        assert_equal(found, plain.build("movements", company, period, policies, by=by))
