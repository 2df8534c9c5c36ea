"""Ledgers of what stands on a closing day: edges added up to it, then valued at its rate.

An opportunity that stays open, or a contract that runs, has no row in the periods between; it lives
in the running total of its slice and currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Grain
from revcompass.engine.ledgers.time import base_grain
from revcompass.engine.slices import Slice, account_left_join, key_columns, same_keys, select_keys
from revcompass.engine.sql import Step, day, stack

HELD_IN = "held_in"
"""What the rate of an edge's amounts is looked up under."""


def standing_rollup(
    ledger: str,
    slices: Sequence[Slice],
    entries: str,
    grain: Grain,
    cut: date,
    *,
    is_frozen: bool = False,
    fixed: str | None = None,
) -> str:
    """Every period with what stands at its close.

    `is_frozen`: at the newest rate; `fixed`: at the one rate this relation has.
    """
    count, base = len(slices), base_grain(grain)
    columns = LEDGERS[ledger].columns()
    money = [name for name, column in columns.items() if column.kind.is_money]
    values = ", ".join(
        f"sum(CAST(v.{name} AS HUGEINT) * coalesce(r.rate, 0)) AS {name}"
        if name in money
        else f"sum(v.{name}) AS {name}"
        for name in columns
    )
    lacking = " OR ".join(f"v.{name} <> 0" for name in money)
    final = f"""
    SELECT v.period, {key_columns(count, "v.")}{values},
        sum(CASE WHEN r.rate IS NULL AND ({lacking}) THEN 1 ELSE 0 END) AS unrated
    FROM levels v {rate_join(f"v.{HELD_IN}", "v.closes_on", is_frozen=is_frozen, fixed=fixed)}
    GROUP BY {", ".join(str(i + 1) for i in range(count + 1))}"""
    steps = [
        Step("native", _native(list(columns), slices, entries, base), kept=True),
        Step("lanes", f"SELECT DISTINCT {key_columns(count)}{HELD_IN} FROM native"),
        Step("levels", _levels(list(columns), count, base, cut)),
    ]
    return stack(steps, final)


def rate_join(held_in: str, closes_on: str, *, is_frozen: bool, fixed: str | None) -> str:
    """Adds `r.rate`: that of the closing day, of the newest, or the one an amount keeps."""
    if fixed:
        return f"LEFT JOIN {fixed} r ON r.currency = {held_in}"
    on = "(SELECT data_as_of FROM book)" if is_frozen else closes_on
    return f"LEFT JOIN daily_rates r ON r.currency = {held_in} AND r.day = {on}"


def _native(columns: Sequence[str], slices: Sequence[Slice], entries: str, grain: Grain) -> str:
    sums = ", ".join(f"sum(e.{column}) AS {column}" for column in columns)
    group = ", ".join(str(i + 1) for i in range(len(slices) + 2))
    return f"""
    SELECT c.period, {select_keys(slices)}e.{HELD_IN}, {sums}
    FROM {entries} e JOIN calendar c ON c.day = e.day AND c.grain = '{grain}'
    {account_left_join(slices)}
    GROUP BY {group}"""


def _levels(columns: Sequence[str], count: int, grain: Grain, cut: date) -> str:
    """The running total of the edges in every period, changed or not."""
    keys = key_columns(count, "l.")
    lane = f"""(PARTITION BY {keys}l.{HELD_IN}
            ORDER BY p.period NULLS FIRST ROWS UNBOUNDED PRECEDING)"""
    sums = ", ".join(f"sum(coalesce(n.{column}, 0)) OVER {lane} AS {column}" for column in columns)
    return f"""
    SELECT p.period, least(p.closes_on, {day(cut)}) AS closes_on, {keys}l.{HELD_IN}, {sums}
    FROM periods p CROSS JOIN lanes l
    LEFT JOIN native n
        ON n.period = p.period AND n.{HELD_IN} = l.{HELD_IN}{same_keys(count, "n", "l")}
    WHERE p.grain = '{grain}' AND p.period <= {day(cut)}"""
