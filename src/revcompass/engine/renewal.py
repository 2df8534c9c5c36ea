"""Stored movements brought up to date from an earlier snapshot.

What the changed accounts gave before is taken out of the kept sums, what they give now is put in.
Both are made by the very steps that build the whole, over a small store that holds those accounts
only; so an account is always recomputed whole, and a record of any day may have changed. What has
to be alike for that, and what makes an account count as changed: docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from revcompass.domain.period import Grain
from revcompass.domain.policy import Fx
from revcompass.engine.backends import Backend
from revcompass.engine.prints import PRINTS, Content, columns, content_of
from revcompass.engine.rollups import sums
from revcompass.engine.shape import Part, read_shape
from revcompass.engine.sql import day, name, names, text
from revcompass.engine.tables import Cut, Tables

_TIME = ("book", "periods", "calendar", "month_steps", "currencies", "daily_rates")
_RECORDS = ("subscription_rows", "account_ids")
_BEFORE = "before_load"
_SMALL_STORE = "renewal"
_MOST_STALE = 50
_WORTH_IT = 4

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Renewal:
    """How movements are brought up to date: from the file of an earlier snapshot, if there is one.

    The earlier file is only read. It must have been written by the same release.
    """

    before: Path | None = None

    def apply(self, tables: Tables, cuts: Sequence[Cut]) -> bool:
        """Fill the kept sums of `cuts`, still empty; false, with nothing done, where all is new."""
        content = content_of(cuts, tables.shape)
        filled = content.filled(tables.con, "")
        tables.con.execute(f"CREATE TABLE {PRINTS} AS {content.prints('', filled)}")
        if self.before is None:
            return False
        try:
            return _Exchange(tables, tuple(cuts), content, filled).run(self.before)
        except duckdb.Error:  # a damaged snapshot is no reason not to build a new one
            for table in sums.KEYS:
                tables.con.execute(f"DELETE FROM {table}")
            return False


@contextmanager
def _attached(con: Backend, store: str, alias: str, options: str = "") -> Iterator[None]:
    con.execute(f"ATTACH {store} AS {alias} {options}")
    try:
        yield
    finally:
        con.execute(f"DETACH {alias}")


def _is_alike(tables: Tables, cuts: Sequence[Cut]) -> bool:
    """Whether the earlier snapshot holds these sums, of records of the same columns and kind."""
    con = tables.con
    if cuts[0].policies.choice(Fx) is Fx.SUBSCRIPTION_START_RATE:
        return False  # rates then hang on single subscriptions
    kept = con.execute(
        f"SELECT DISTINCT policy_key, grain, slice FROM {_BEFORE}.main.stored_rollups"
        " WHERE ledger = 'movements'"
    ).fetchall()
    asked = {(one.policies.ledger_key(), one.grain.value, one.slice_name) for one in cuts}
    summed = {one for one in kept if Grain(one[1]).chains}  # the others follow from no sums
    return (
        summed == asked
        and read_shape(con, f"{_BEFORE}.main.") == tables.shape
        and all(
            columns(con, f"{_BEFORE}.main.{table}") == columns(con, table)
            for table in (*_RECORDS, PRINTS, *sums.KEYS)
        )
    )


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One renewal at work."""

    tables: Tables
    cuts: tuple[Cut, ...]
    content: Content
    filled: tuple[str, ...]

    def run(self, before: Path) -> bool:
        """Attach both stores and exchange the sums of the changed accounts, where that can be."""
        con = self.tables.con
        with _attached(con, text(str(before)), _BEFORE, "(READ_ONLY)"):
            if not _is_alike(self.tables, self.cuts):
                return False
            with _attached(con, "':memory:'", _SMALL_STORE):
                return self._exchange()

    def _exchange(self) -> bool:
        con = self.tables.con
        home = name(_value(con, "SELECT current_database()"))
        ended = _value(con, f"SELECT data_as_of FROM {_BEFORE}.main.book")
        cuts_before = [replace(cut, until=ended) for cut in self.cuts]
        with (
            _side(self.tables, "then", _BEFORE, self.content) as then,
            _side(self.tables, "now", home, self.content) as now,
        ):
            stale = _stale_days(then, cuts_before, now, self.cuts)
            filled_then = self.content.filled(con, f"{_BEFORE}.main.")
            if len(stale) > _MOST_STALE or not self._find_changed(stale, filled_then):
                return False
            _take_accounts(then.con, _BEFORE, self.content, filled_then)
            _take_accounts(now.con, home, self.content, self.filled)
            sum_up(then, cuts_before)
            sum_up(now, self.cuts)
            for table in sums.KEYS:
                con.execute(_exchanged(table))
            return True

    def _find_changed(self, stale: Sequence[Days], filled_then: tuple[str, ...]) -> bool:
        """Note the accounts to recompute; false if they are so many that it is not worth it."""
        con = self.tables.con
        changed = f"{_SMALL_STORE}.main.changed"
        now, then = self._prints(filled_then)
        con.execute(
            f"""CREATE TABLE {changed} AS
            SELECT coalesce(n.key, o.key) AS key FROM {now} n FULL JOIN {then} o ON o.key = n.key
            WHERE n.print IS DISTINCT FROM o.print"""
        )
        if stale:
            moving = [self._moving_in(stale)]
            if not self.tables.plan(self.cuts[0]).has_one_currency:
                moving.append(_OF_SEVERAL_CURRENCIES)
            con.execute(
                f"""INSERT INTO {changed} SELECT key FROM {PRINTS}
                WHERE account IN ({" UNION ALL ".join(moving)})"""
            )
        count = _value(con, f"SELECT count(DISTINCT key) FROM {changed}")
        total = _value(con, f"SELECT count(*) FROM {PRINTS}")
        return bool(count * _WORTH_IT <= total)

    def _prints(self, filled_then: tuple[str, ...]) -> tuple[str, str]:
        """The prints of now and then: as they are kept, if made of the same columns."""
        before = f"{_BEFORE}.main."
        if self.filled == filled_then:
            return PRINTS, f"{before}{PRINTS}"
        either = sorted({*self.filled, *filled_then})
        return (f"({self.content.prints('', either)})", f"({self.content.prints(before, either)})")

    def _moving_in(self, stale: Sequence[Days]) -> str:
        """Accounts with a change on a day whose period is valued differently now, or is new."""
        inside = " OR ".join(
            f"s.{side} BETWEEN {day(first)} AND {day(last)}"
            for first, last in stale
            for side in ("span_from", "span_to")
        )
        return f"SELECT account FROM {self.tables.spans(self.cuts[0])} s WHERE {inside}"


_OF_SEVERAL_CURRENCIES = """SELECT account FROM subscription_rows
    GROUP BY account HAVING count(DISTINCT currency) > 1"""
"""Below the account, one of several currencies is listed in every period (ledgers/movements)."""


@contextmanager
def _side(tables: Tables, schema: str, source: str, of: Content) -> Iterator[Tables]:
    """A store of its own for the changed accounts as they were or are; still without any."""
    with tables.con.cursor() as con:
        con.execute(f"CREATE SCHEMA {_SMALL_STORE}.{schema}")
        con.execute(f"USE {_SMALL_STORE}.{schema}")
        for table in _TIME:
            con.execute(f"CREATE TABLE {table} AS SELECT * FROM {source}.main.{table}")
        _copy_empty(con, source, "subscription_rows", (*of.numbers, *of.records))
        _copy_empty(con, source, "account_ids", ("account", *of.attributes))
        for statement in sums.create_texts():
            con.execute(statement)
        yield Tables(con, tables.frame, part=Part(tables.shape, of.spans))


def _copy_empty(con: Backend, source: str, table: str, listed: Sequence[str]) -> None:
    """A table of the same columns as another has, but for those that nothing here reads."""
    selected = ", ".join(map(name, listed))
    con.execute(f"CREATE TABLE {table} AS SELECT {selected} FROM {source}.main.{table} LIMIT 0")


def _take_accounts(con: Backend, source: str, of: Content, filled: Sequence[str]) -> None:
    """The changed accounts and their rows; columns that hold nothing stay empty."""
    con.execute(
        f"""INSERT INTO account_ids BY NAME
        SELECT {names(of.attributes)}account FROM {source}.main.account_ids
        WHERE account IN (SELECT account FROM {source}.main.{PRINTS}
            WHERE key IN (SELECT key FROM {_SMALL_STORE}.main.changed))"""
    )
    con.execute(
        f"""INSERT INTO subscription_rows BY NAME
        SELECT {", ".join(map(name, (*of.numbers, *filled)))} FROM {source}.main.subscription_rows
        WHERE account IN (SELECT account FROM account_ids)"""
    )


def _stale_days(
    then: Tables, cuts_before: Sequence[Cut], now: Tables, cuts: Sequence[Cut]
) -> list[Days]:
    """Days of periods whose rates of exchange differ, and those past the earlier last day."""
    reach = min(cuts[0].until, cuts_before[0].until)
    days = [] if cuts[0].until == cuts_before[0].until else [(reach + timedelta(1), date.max)]
    for grain in dict.fromkeys(cut.grain for cut in cuts):
        old = _rates(then, next(cut for cut in cuts_before if cut.grain is grain))
        earliest = min((starts for starts, *_ in old.values()), default=date.min)
        for key, rates in _rates(now, next(cut for cut in cuts if cut.grain is grain)).items():
            if key[1] not in now.shape.currencies or rates[1] < earliest:
                continue  # only a changed account moves before all that was known
            if old.get(key) != rates:
                days.append((rates[0], rates[1]))
    merged: list[Days] = []
    for first, last in sorted(days):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _rates(tables: Tables, cut: Cut) -> dict[tuple[date, str], tuple[date, date, int, int]]:
    """Per period and currency: its first and last day, and its rates at opening and close."""
    rows = tables.con.execute(
        f"""SELECT r.period, r.rated_as, p.starts, p.closes_on, r.opening_rate, r.closing_rate
        FROM {tables.rates(cut)} r
        JOIN periods p ON p.grain = '{cut.grain}' AND p.period = r.period"""
    ).fetchall()
    return {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in rows}


def _exchanged(table: str) -> str:
    """The earlier sums without what the changed accounts gave then, with what they give now."""
    keys, numbers = ", ".join(sums.KEYS[table]), sums.NUMBERS[table]
    listed, less = ", ".join(numbers), ", ".join(f"-{one}" for one in numbers)
    summed = ", ".join(f"sum({one}) AS {one}" for one in numbers)
    return f"""INSERT INTO {table}
    SELECT {keys}, {summed} FROM (
        SELECT {keys}, {listed} FROM {_BEFORE}.main.{table}
        UNION ALL SELECT {keys}, {less} FROM {_SMALL_STORE}.then.{table}
        UNION ALL SELECT {keys}, {listed} FROM {_SMALL_STORE}.now.{table}
    ) parts GROUP BY {keys} HAVING sum(rows) <> 0"""


def _value(con: Backend, query: str) -> Any:
    row = con.execute(query).fetchone()
    return row[0] if row else None


def sum_up(tables: Tables, cuts: Sequence[Cut]) -> None:
    """The sums of `cuts` anew; accounts have one value each, so those by it give the whole."""
    by_account = next((cut.slices[0] for cut in cuts if cut.slices and not cut.cells), None)
    for cut in cuts:
        if cut.slices or not by_account:
            tables.sum_up(cut)
    if by_account and any(not cut.slices for cut in cuts):
        for statement in sums.whole_texts(by_account):
            tables.con.execute(statement)
