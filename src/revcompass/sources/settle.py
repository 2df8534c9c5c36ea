"""Which records load: each is read, and one that lacks a key or a required value is set aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from revcompass.domain.money import minor_digits
from revcompass.domain.problem import Severity, Where
from revcompass.domain.records import TABLES, Kind, Table
from revcompass.sources import sql
from revcompass.sources.cells import Cell
from revcompass.sources.columns import END_IS_MADE, FILE, LINE, ROW
from revcompass.sources.dates import date_form, has_naive_time
from revcompass.sources.load import Load
from revcompass.sources.numbers import exact_sum
from revcompass.sources.staging import Staged
from revcompass.sources.tally import Tally, by_currency, exact_by_currency
from revcompass.sources.typed import Reading, column_types, made_end, readings

_FAIL = '"$fail"'
_NO_END, _NO_PERIOD, _GROUP = "$no_end", "$no_period", "$one_of"
_SHOWN = 200


def settle(load: Load, staged: Staged, target: str, salt: str, tally: Tally) -> None:
    """Append a source's readable records to the staging table `target`; report all others.

    Parameters: `salt` is put before a respondent's id when it is hashed; `tally` collects where
    records and money went.
    """
    table = TABLES[staged.source.table]
    constants = set(staged.filled.constants)
    found = readings(staged.source, staged.columns, constants, load.book.timezone)
    read = f"read_{table.name}"
    _read(load, staged, found, read, salt)
    faults = [*_faults_aside(load, table, found, read), *_faults_unread(load, found, read)]
    _report(load, staged, read, faults)
    _warn_naive_times(load, staged, found)
    _tally(load, staged, found, read, tally)
    _append(load, staged, found, read, target)
    load.run(f"DROP TABLE {read}")


def _value(name: str) -> str:
    return sql.name(f"$value:{name}")


def _read(load: Load, staged: Staged, found: Sequence[Reading], read: str, salt: str) -> None:
    table, source = TABLES[staged.source.table], staged.source
    values = []
    for reading in found:
        name, value = reading.column.name, reading.cell.value
        if name == "respondent_id":
            value = f"sha256({sql.text(salt)} || {value})"
        values.append(f"{value} AS {_value(name)}")
        if reading.day is not None:
            values.append(f"{reading.day.value} AS {_value(f'{name}_day')}")
    columns = f"*, {', '.join(values)}"
    inner = f"SELECT {columns} FROM {sql.name(staged.table)}"
    present = {reading.column.name for reading in found}
    if source.covers is not None and "starts_on" in present:
        start = _value("starts_on")
        made = f"({start} IS NOT NULL{' AND ends_on IS NULL' if 'ends_on' in present else ''})"
        end = made_end(source.covers, start)
        given = _value("ends_on") if "ends_on" in present else "NULL::DATE"
        others = f"* EXCLUDE ({_value('ends_on')})" if "ends_on" in present else "*"
        inner = (
            f"SELECT {others}, CASE WHEN {made} THEN {end} ELSE {given} END AS "
            f"{_value('ends_on')}, {made} AS {_value(END_IS_MADE)} FROM ({inner})"
        )
        present.add("ends_on")
    failing = _failing(table, present, set(staged.columns))
    load.run(f"CREATE TABLE {read} AS SELECT *, {failing} AS {_FAIL} FROM ({inner})")


def _failing(table: Table, present: set[str], texts: set[str]) -> str:
    """SQL: the column, or the rule, that sets a record aside; NULL where it loads."""
    required = [column for column in table.columns if column.required]
    required.sort(key=lambda column: column.kind is Kind.AMOUNT)  # money needs its currency first
    cases = [
        f"WHEN {_value(column.name)} IS NULL THEN {sql.text(column.name)}"
        for column in required
        if column.name in present
    ]
    for number, group in enumerate(table.one_of):
        here = [name for name in group if name in present]
        none = " AND ".join(f"{_value(name)} IS NULL" for name in here)
        cases.append(f"WHEN {none} THEN {_blamed(here, texts, f'{_GROUP}:{number}')}")
    if "status" in present:
        ends = [name for name in ("ends_on", "cancel_requested_at") if name in present]
        none = "".join(f" AND {_value(name)} IS NULL" for name in ends)
        cancelled = f"{_value('status')} = 'cancelled'{none}"
        cases.append(f"WHEN {cancelled} THEN {_blamed(ends, texts, _NO_END)}")
    if {"from", "date"} <= {column.name for column in table.columns} and "from" in present:
        dated = f"{_value('date')} IS NULL AND " if "date" in present else ""
        to = f"{_value('to')} IS NULL" if "to" in present else "TRUE"
        cases.append(f"WHEN {dated}{to} THEN {_blamed(['to'], texts, _NO_PERIOD)}")
    return f"CASE {' '.join(cases)} END"


def _blamed(names: Sequence[str], texts: set[str], rule: str) -> str:
    """The first column of those that has a text nobody could read, else the rule itself."""
    cases = " ".join(
        f"WHEN {sql.name(name)} IS NOT NULL THEN {sql.text(name)}"
        for name in names
        if name in texts
    )
    return f"(CASE {cases} ELSE {sql.text(rule)} END)" if cases else sql.text(rule)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is reported of the rows of a condition: `text` is an SQL expression, or NULL."""

    where: str
    column: str
    cell: Cell
    text: str
    severity: Severity


def _faults_aside(load: Load, table: Table, found: Sequence[Reading], read: str) -> list[_Fault]:
    """Why records are set aside, one fault per reason that occurs."""
    by_name = {reading.column.name: reading.cell for reading in found}
    rules = {
        _NO_END: ("ends_on", Cell("", "'cancelled_without_end'")),
        _NO_PERIOD: ("to", Cell("", "'period_without_end'")),
    }
    for number, group in enumerate(table.one_of):
        cell = Cell("", "'missing_one_of'", {"columns": list(group)})
        rules[f"{_GROUP}:{number}"] = (group[0], cell)
    faults = []
    fails = load.rows(f"SELECT DISTINCT {_FAIL} FROM {read} WHERE {_FAIL} IS NOT NULL ORDER BY 1")
    for (fail,) in fails:
        where = f"{_FAIL} = {sql.text(fail)}"
        if fail in rules:
            column, cell = rules[fail]
            faults.append(_Fault(where, column, cell, "NULL", Severity.ERROR))
        else:
            cell, text = by_name[fail], sql.name(fail)
            reason = f"CASE WHEN {text} IS NULL THEN 'missing_value' ELSE {cell.reason} END"
            missing = Cell("", reason, cell.params)
            faults.append(_Fault(where, fail, missing, text, Severity.ERROR))
    return faults


def _faults_unread(load: Load, found: Sequence[Reading], read: str) -> list[_Fault]:
    """Texts nobody could read in records that load all the same, one fault per column."""
    faults = []
    for reading in found:
        name = reading.column.name
        where = f"{_FAIL} IS NULL AND {sql.name(name)} IS NOT NULL AND {_value(name)} IS NULL"
        if load.one(f"SELECT count(*) FROM {read} WHERE {where}"):
            faults.append(_Fault(where, name, reading.cell, sql.name(name), Severity.WARNING))
    return faults


def _report(load: Load, staged: Staged, read: str, faults: Sequence[_Fault]) -> None:
    """One problem per row of each fault."""
    for fault in faults:
        header = staged.filled.headers.get(fault.column, fault.column)
        params = {"field": fault.column, "table": staged.source.table, **fault.cell.params}
        load.run(
            f"INSERT INTO {load.home}.problems SELECT NULL, {fault.cell.reason}, "
            f"{sql.text(json.dumps(params, ensure_ascii=False))}, "
            f"{sql.text(fault.severity.value)}, f.path, r.{LINE}, {sql.text(header)}, "
            f"left({fault.text}, {_SHOWN}), 1 "
            f"FROM {read} r JOIN {load.home}.files f USING ({FILE}) WHERE {fault.where}"
        )


def _warn_naive_times(load: Load, staged: Staged, found: Sequence[Reading]) -> None:
    """One warning per column whose times do not say their zone: they were read as UTC."""
    for reading in found:
        if reading.column.kind not in (Kind.DAY, Kind.MOMENT):
            continue
        name = reading.column.name
        naive = has_naive_time(reading.text, date_form(staged.source.format))
        count, file, line = load.rows(
            f"SELECT count(*), min({FILE}), min_by({LINE}, {ROW}) FROM {staged.table} WHERE {naive}"
        )[0]
        if count:
            header = staged.filled.headers.get(name, name)
            path = load.rows(f"SELECT path FROM {load.home}.files WHERE {FILE} = ?", [file])
            where = Where(path[0][0], line, header)
            load.warn("naive_times", rows=count, where=where, count=count)


def _tally(load: Load, staged: Staged, found: Sequence[Reading], read: str, tally: Tally) -> None:
    aside = f"{_FAIL} IS NOT NULL"
    tally.read += staged.rows + staged.rejected
    tally.set_aside += staged.rejected
    tally.set_aside += int(load.one(f"SELECT count(*) FROM {read} WHERE {aside}"))
    for reading in found:
        if reading.column.kind is not Kind.AMOUNT or "currency" not in staged.columns:
            continue
        name = reading.column.name
        money, value = _value("currency"), _value(name)
        number = exact_sum(reading.text, reading.cell.params["decimal"])
        seen = exact_by_currency(load, read, number, f"{value} IS NOT NULL", money)
        if name in staged.source.minor_units:
            seen = {code: total / 10 ** minor_digits(code) for code, total in seen.items()}
        tally.money_read.add(seen)
        tally.money_set_aside.add(by_currency(load, read, value, money, aside))
        lost = f"{sql.name(name)} IS NOT NULL AND {value} IS NULL"
        tally.unreadable_amounts += int(load.one(f"SELECT count(*) FROM {read} WHERE {lost}"))
    if TABLES[staged.source.table].amounts:
        tally.unreadable_amounts += staged.rejected


def _append(load: Load, staged: Staged, found: Sequence[Reading], read: str, target: str) -> None:
    table = TABLES[staged.source.table]
    own = {name for reading in found for name in _columns(reading)}
    covers = staged.source.covers is not None
    names, values = [ROW, FILE, LINE], [ROW, FILE, LINE]
    for name, _ in column_types(table):
        if name in own or (name == "ends_on" and covers):
            names.append(name)
            values.append(_value(name))
    if table.name == "subscriptions":
        names.append(END_IS_MADE)
        values.append(_value(END_IS_MADE) if covers else "FALSE")
    kept = staged.filled.kept
    load.run(
        f"INSERT INTO {sql.name(target)} ({sql.names([*names, *kept])}) "
        f"SELECT {', '.join([*values, *(sql.name(name) for name in kept)])} "
        f"FROM {read} WHERE {_FAIL} IS NULL ORDER BY {ROW}"
    )


def _columns(reading: Reading) -> list[str]:
    name = reading.column.name
    return [name] if reading.day is None else [name, f"{name}_day"]
