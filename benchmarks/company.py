"""A company of any size, made in SQL: subscription periods over ten years, in one currency.

The same for every run and every machine: the dice are a multiplicative hash of the row's number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb

from revcompass.domain.period import Calendar
from revcompass.domain.records import TABLES, Column, Kind
from revcompass.engine.frame import Frame
from revcompass.engine.prepare import prepare

FIRST_DAY = date(2016, 1, 1)
LAST_DAY = date(2025, 12, 31)
FRAME = Frame("EUR", Calendar(), LAST_DAY)
SEGMENTS = 5

_DAYS = (LAST_DAY - FIRST_DAY).days
_STORED = {
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.AMOUNT: "BIGINT",
    Kind.QUANTITY: "DECIMAL(18,6)",
    Kind.INTEGER: "BIGINT",
    Kind.RATE: "BIGINT",
    Kind.BOOLEAN: "BOOLEAN",
}


def write_company(path: Path, periods: int, *, later: bool = False) -> None:
    """Write a store of so many subscription periods, ready for ledgers (engine/prepare).

    `later`: as it is loaded again, with every period of one account in a hundred at another price
    and begun ten days before.
    """
    with duckdb.connect(str(path)) as con:
        fill(con, periods)
        if later:
            con.execute(
                f"""UPDATE subscriptions SET amount = amount + 1000000, starts_on = starts_on - 10
                WHERE {dice("CAST(account_id[2:] AS BIGINT)", 7)} % 100 = 0"""
            )
        prepare(con, FRAME)


def fill(con: duckdb.DuckDBPyConnection, periods: int) -> None:
    """The canonical tables: subscriptions and their accounts; all others empty."""
    for table in TABLES.values():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in _stored(table.columns))
        con.execute(
            f'CREATE TABLE "{table.name}" (row BIGINT, file_id INTEGER, line BIGINT, {columns})'
        )
    con.execute(
        f"""INSERT INTO subscriptions BY NAME
        SELECT number + 1 AS row, 1 AS file_id, number + 2 AS line,
            'S' || account AS subscription_id, 'A' || account AS account_id, plan,
            CAST({day_text(FIRST_DAY)} + begins AS DATE) AS starts_on,
            CASE WHEN is_last AND account % 5 < 2 THEN NULL
                ELSE CAST({day_text(FIRST_DAY)} + begins + CAST(served AS INTEGER) AS DATE)
                END AS ends_on,
            amount, 'EUR' AS currency, unit AS interval
        FROM ({_periods(periods)})"""
    )
    con.execute(
        f"""INSERT INTO accounts BY NAME
        SELECT row_number() OVER (ORDER BY account_id NULLS LAST) AS row, 1 AS file_id,
            row_number() OVER (ORDER BY account_id NULLS LAST) AS line,
            account_id, account_id AS name,
            'segment ' || ({dice("CAST(account_id[2:] AS BIGINT)", 6)} % {SEGMENTS}) AS segment
        FROM (SELECT DISTINCT account_id FROM subscriptions)"""
    )


def _stored(columns: tuple[Column, ...]) -> Iterator[tuple[str, str]]:
    for column in columns:
        yield column.name, _STORED.get(column.kind, "VARCHAR")
        if column.kind is Kind.MOMENT:
            yield f"{column.name}_day", "DATE"


def day_text(day: date) -> str:
    """A day as SQL writes it."""
    return f"DATE '{day.isoformat()}'"


def dice(number: str, roll: int) -> str:
    """A whole number that looks drawn, from 0 to 2²⁴ − 1."""
    mixed = f"(({number} * 2654435761 + {roll} * 40503 + 12345) % 4294967296)"
    return f"((xor({mixed}, {mixed} // 65536) * 2146822519) % 4294967296 // 256)"


def _periods(periods: int) -> str:
    """Accounts of one to seven periods, four on average; each 28 rows are seven accounts.

    Most periods follow one another (upgrades, downgrades, renewals), one in eight after a gap. A
    year's plan lasts years, a month's one to fourteen months and ends on any day of the month.
    """
    return f"""
        SELECT *, place = size AS is_last, CAST(
                {dice("account", 5)} % ({_DAYS} - whole) + upto - served AS INTEGER) AS begins
        FROM (
            SELECT *,
                sum(gap + served) OVER (PARTITION BY account ORDER BY place NULLS FIRST
                    ROWS UNBOUNDED PRECEDING) AS upto,
                sum(gap + served) OVER (PARTITION BY account) AS whole
            FROM (
                SELECT *,
                    CASE WHEN {dice("number", 1)} % 4 = 0 THEN 'year' ELSE 'month' END AS unit,
                    CASE WHEN {dice("number", 1)} % 4 = 0 THEN 'yearly' ELSE 'monthly' END AS plan,
                    CASE WHEN {dice("number", 1)} % 4 = 0 THEN 365
                        ELSE 30 + {dice("number", 2)} % 400 END AS served,
                    CASE WHEN place > 1 AND {dice("number", 3)} % 8 = 0
                        THEN 20 + {dice("number", 3)} // 8 % 60 ELSE 0 END AS gap,
                    (20 + {dice("number", 4)} % 480) * 1000000
                        * CASE WHEN {dice("number", 1)} % 4 = 0 THEN 10 ELSE 1 END AS amount
                FROM (
                    SELECT number, number // 28 * 7 + size AS account, size,
                        number % 28 - size * (size - 1) // 2 + 1 AS place
                    FROM (
                        SELECT i AS number, CASE WHEN i % 28 < 1 THEN 1 WHEN i % 28 < 3 THEN 2
                            WHEN i % 28 < 6 THEN 3 WHEN i % 28 < 10 THEN 4 WHEN i % 28 < 15 THEN 5
                            WHEN i % 28 < 21 THEN 6 ELSE 7 END AS size
                        FROM range({periods}) r(i)
                    )
                )
            )
        )"""
