"""A book of any size: the periods of `company` and as many opportunities, as files to be loaded."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.company import FIRST_DAY, LAST_DAY, day_text, dice, fill
from revcompass.desk.loading import load

_DAYS = (LAST_DAY - FIRST_DAY).days
_UNITS = 1_000_000  # of an amount, in one euro

_SETTINGS = f"""
[book]
name = "A large company"
currency = "EUR"
timezone = "Europe/Berlin"
as_of = "{LAST_DAY.isoformat()}"

[funnel]
stages = ["Discovery", "Demo", "Proposal", "Negotiation", "Won"]
"""

_SOURCE = """
[[source]]
name = "{0}"
table = "{0}"
files = "{0}.csv"
"""

_SUBSCRIPTIONS = f"""
    SELECT subscription_id, account_id, plan, starts_on, ends_on, amount // {_UNITS} AS amount,
        currency, interval
    FROM subscriptions"""

_ACCOUNTS = f"""
    SELECT account_id, name, segment, 'channel ' || ({dice("number", 21)} % 6) AS channel
    FROM (SELECT *, CAST(account_id[2:] AS BIGINT) AS number FROM accounts)"""

_SPEND = f"""
    SELECT m.day AS "date", 'channel ' || c.i AS channel, k.category,
        1000 + {dice("m.i * 6 + c.i", 22)} % 90000 AS amount, 'EUR' AS currency
    FROM (SELECT i, CAST({day_text(FIRST_DAY)} + to_months(CAST(i AS INTEGER)) AS DATE) AS day
          FROM range(120) r(i)) m, range(6) c(i), (VALUES ('sales'), ('marketing')) k(category)"""


def _opportunities(count: int, accounts: int) -> str:
    """Deals that last 5 to 184 days; one in four is won, and those of the last days are open."""
    return f"""
        SELECT 'O' || i AS opportunity_id, day AS created_at,
            'A' || (1 + {dice("i", 11)} % {accounts}) AS account_id,
            'owner ' || ({dice("i", 12)} % 40) AS owner,
            'channel ' || ({dice("i", 13)} % 6) AS channel,
            CASE WHEN {dice("i", 14)} % 3 = 0 THEN 'expansion' ELSE 'new' END AS kind,
            CASE WHEN is_open THEN 'Demo' WHEN fate = 0 THEN 'Won' ELSE 'Proposal' END AS stage,
            1000 + {dice("i", 15)} % 90000 AS amount, 'EUR' AS currency,
            day + lasts AS expected_close_on,
            CASE WHEN NOT is_open THEN day + lasts END AS closed_at,
            CASE WHEN is_open THEN 'open' WHEN fate = 0 THEN 'won' ELSE 'lost' END AS outcome,
            CASE WHEN NOT is_open AND fate > 0 THEN 'reason ' || fate END AS loss_reason
        FROM (
            SELECT *, day + lasts > {day_text(LAST_DAY)} AS is_open
            FROM (
                SELECT i, {dice("i", 16)} % 4 AS fate,
                    CAST({day_text(FIRST_DAY)} + CAST({dice("i", 17)} % {_DAYS} AS INTEGER) AS DATE)
                        AS day,
                    CAST(5 + {dice("i", 18)} % 180 AS INTEGER) AS lasts
                FROM range({count}) r(i)
            )
        )"""


def write_book(folder: Path, rows: int) -> None:
    """Write and load a book of so many subscription periods and as many opportunities."""
    folder.mkdir()
    with duckdb.connect() as con:
        fill(con, rows)
        files = {
            "accounts": _ACCOUNTS,
            "subscriptions": _SUBSCRIPTIONS,
            "opportunities": _opportunities(rows, rows // 4),
            "spend": _SPEND,
        }
        for name, select in files.items():
            con.execute(f"COPY ({select}) TO '{folder / name}.csv' (HEADER)")
    sources = "".join(_SOURCE.format(name) for name in files)
    (folder / "revcompass.toml").write_text(_SETTINGS + sources, encoding="utf-8")
    load(folder, today=LAST_DAY)
