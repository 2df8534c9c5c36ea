"""Everything the records hold of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from revcompass.desk.answers import TraceRecord
from revcompass.desk.reader import MetricReader, Scope
from revcompass.domain.period import Period
from revcompass.domain.problem import usage_error
from revcompass.engine.readings.account import known_account, movements_of, rows_of_account
from revcompass.engine.tables import Cut
from revcompass.engine.trace import described, placed

_TABLES = ("subscriptions", "opportunities", "leads")


@dataclass(frozen=True, slots=True)
class AccountMovement:
    """What moved in a period, by kind, and MRR at its close (in the book's currency)."""

    period: Period
    movements: tuple[tuple[str, Fraction], ...]
    closing: Fraction


@dataclass(frozen=True, slots=True)
class Account:
    """An account: its attributes of today, its movements, newest first, its records by table."""

    id: str
    name: str | None
    attributes: Mapping[str, str]
    movements: tuple[AccountMovement, ...]
    records: Mapping[str, tuple[TraceRecord, ...]]


def account(reader: MetricReader, scope: Scope, wanted: str) -> Account:
    """The account of an id; raises the usage error `no_such_account`."""
    tables, calendar = reader.tables, reader.frame.calendar
    known = known_account(tables, wanted)
    if known is None:
        raise usage_error("no_such_account", account=wanted)
    cut = Cut(scope.policies, scope.until, scope.grain)
    return Account(
        wanted,
        known[0],
        known[1],
        tuple(
            AccountMovement(calendar.period_of(scope.grain, one.period), one.movements, one.closing)
            for one in movements_of(tables, cut, wanted)
        ),
        {table: _records(reader, table, wanted) for table in _TABLES},
    )


def _records(reader: MetricReader, table: str, wanted: str) -> tuple[TraceRecord, ...]:
    rows = rows_of_account(reader.tables, table, wanted)
    places, found = placed(reader.tables, table, rows), described(reader.tables, table, rows)
    return tuple(
        TraceRecord(
            contribution=Fraction(1),
            table=table,
            file=places[row][0],
            line=places[row][1],
            key=found[row].key,
            account=wanted,
            fields=found[row].fields,
        )
        for row in rows
        if row in places
    )
