"""Ledgers whose rows happen on a day, or are made per period: summed by period and slice."""

from __future__ import annotations

from collections.abc import Sequence

from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Grain
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.slices import Slice, account_left_join, select_keys


def flow_rollup(
    ledger: str, slices: Sequence[Slice], entries: str, grain: Grain, *, dated: bool
) -> str:
    """Sum a ledger's rows; `dated` rows carry a day, others their period already."""
    sums = ", ".join(f"sum(e.{column}) AS {column}" for column in LEDGERS[ledger].columns())
    group = ", ".join(str(i + 1) for i in range(len(slices) + 1))
    period, join = ("t.period", in_period("e.day", grain)) if dated else ("e.period", "")
    return f"""
    SELECT {period}, {select_keys(slices)}{sums}, sum(e.unrated) AS unrated
    FROM {entries} e {join} {account_left_join(slices)}
    GROUP BY {group}"""


def single_values(
    column: str, slices: Sequence[Slice], entries: str, grain: Grain, *, counted: str = ""
) -> str:
    """Every value of a column with its period and slices: medians are read from them.

    `counted` names a 0/1 column that says which rows have the value.
    """
    has = f"e.{counted} > 0" if counted else f"e.{column} IS NOT NULL"
    return f"""
    SELECT t.period, {select_keys(slices)}e.{column} AS value
    FROM {entries} e {in_period("e.day", grain)} {account_left_join(slices)}
    WHERE {has}"""
