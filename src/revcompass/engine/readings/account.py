"""What the records hold of one account: its attributes, its movements, its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import ColumnKind
from revcompass.engine.prepare import columns_of
from revcompass.engine.readings.cells import SCALE
from revcompass.engine.rollups.movements import GROSS
from revcompass.engine.sql import name
from revcompass.engine.tables import Cut, Tables

KINDS = (*(column for column in GROSS if not column.endswith("customers")), "fx_effect")
"""The movements an account can have."""

_BOOKKEEPING = ("row", "file_id", "line", "account_id", "name")
_SCALE = SCALE[ColumnKind.RECURRING]


@dataclass(frozen=True, slots=True)
class Moved:
    """The movements of an account in one period (by the day it is listed under), and what it pays
    a month at the close; major units of the book's currency."""

    period: date
    movements: tuple[tuple[str, Fraction], ...]
    closing: Fraction


def known_account(tables: Tables, account: str) -> tuple[str | None, dict[str, str]] | None:
    """Name and attributes; `None` where no record names the account."""
    if not tables.con.execute(
        "SELECT 1 FROM account_ids WHERE account_id = ?", [account]
    ).fetchone():
        return None
    columns = [one for one in columns_of(tables.con, "accounts") if one not in _BOOKKEEPING]
    texts = "".join(f", CAST({name(one)} AS VARCHAR)" for one in columns)
    row = tables.con.execute(
        f"SELECT name{texts} FROM accounts WHERE account_id = ?", [account]
    ).fetchone()
    if row is None:
        return None, {}
    return row[0], {one: text for one, text in zip(columns, row[1:], strict=True) if text}


def rows_of_account(tables: Tables, table: str, account: str) -> list[int]:
    """Its rows in a canonical table."""
    rows = tables.con.execute(
        f"SELECT row FROM {name(table)} WHERE account_id = ? ORDER BY row", [account]
    ).fetchall()
    return [row[0] for row in rows]


def movements_of(tables: Tables, cut: Cut, account: str) -> list[Moved]:
    """Every period in which it moved, newest first."""
    if not tables.has_rows("subscriptions"):
        return []
    facts, _, _ = tables.facts(cut)
    sums = ", ".join(f"sum(e.{kind})" for kind in KINDS)
    rows = tables.con.execute(
        f"""SELECT e.period, sum(e.closing), {sums} FROM {facts} e
        JOIN account_ids a ON a.account = e.account WHERE a.account_id = ?
        GROUP BY e.period ORDER BY e.period DESC""",
        [account],
    ).fetchall()
    return [
        Moved(
            period,
            tuple(
                (kind, Fraction(int(value), _SCALE))
                for kind, value in zip(KINDS, values, strict=True)
                if value
            ),
            Fraction(int(closing), _SCALE),
        )
        for period, closing, *values in rows
    ]


def find_accounts(tables: Tables, wanted: str, most: int) -> list[tuple[str, str | None]]:
    """Accounts whose name or id holds the words, those that begin with them first."""
    words = [word for word in wanted.lower().split() if word]
    if not words:
        return []
    has = "(contains(lower(coalesce(a.name, '')), ?) OR contains(lower(a.account_id), ?))"
    begins = "starts_with(lower(coalesce(a.name, a.account_id)), ?)"
    rows = tables.con.execute(
        f"""SELECT a.account_id, a.name FROM accounts a
        WHERE {" AND ".join(has for _ in words)}
        ORDER BY CASE WHEN {begins} THEN 0 ELSE 1 END, coalesce(a.name, a.account_id), a.account_id
        LIMIT {int(most)}""",
        [*(word for word in words for _ in range(2)), words[0]],
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def account_names(tables: Tables, accounts: Sequence[str]) -> dict[str, str]:
    """What some accounts are called, by id; one without a name is left out."""
    wanted = list(dict.fromkeys(accounts))
    if not wanted:
        return {}
    marks = ", ".join("?" for _ in wanted)
    rows = tables.con.execute(
        f"SELECT account_id, name FROM accounts WHERE account_id IN ({marks}) AND name IS NOT NULL",
        wanted,
    ).fetchall()
    return {row[0]: row[1] for row in rows}
