"""Filling a snapshot: every source landed, read, and accounted for, table by table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import duckdb

from revcompass.book.config import Book
from revcompass.book.inputs import Input, find_inputs, fingerprint
from revcompass.book.landed import keep_copy
from revcompass.book.recorded import (
    SCHEMA_VERSION,
    TABLES_SQL,
    Coverage,
    RecordedFile,
    number_problems,
    put_coverage,
    put_meta,
)
from revcompass.book.salt import salt_of
from revcompass.domain.records import TABLES, Table
from revcompass.sources import sql
from revcompass.sources.checks import run_checks
from revcompass.sources.columns import END_IS_MADE, FILE, LINE, ROW, distinct_names
from revcompass.sources.duplicates import drop_repeated
from revcompass.sources.events import data_reach
from revcompass.sources.load import Load, loading
from revcompass.sources.lookups import fill_from_lookups, table_order
from revcompass.sources.settle import settle
from revcompass.sources.staging import Staged, stage
from revcompass.sources.tally import Tally, by_currency
from revcompass.sources.typed import column_types


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: coverage by table (those with a source), and how far the data reach.

    `data_as_of` is `None` if no record carries a day. Problems are in the snapshot's table.
    """

    tables: Mapping[str, Coverage]
    data_as_of: date | None
    fingerprint: str
    errors: int
    warnings: int


def fill(
    con: duckdb.DuckDBPyConnection,
    book: Book,
    today: date,
    only: Collection[str] | None = None,
    previous: Sequence[RecordedFile] = (),
    *,
    keep_copies: bool = True,
) -> LoadReport:
    """Fill an empty database with the canonical tables of a book.

    Parameters: `today` is the day of the load in the book's zone; `only` names the sources to read
    anew, the others are read from the landed copies of `previous`; `keep_copies` keeps a landed
    copy of every file read.

    Raises for what makes the whole load wrong (a missing file, a missing column, a lookup that
    contradicts itself, `not_reconciled`); a fault of a record becomes a problem instead.
    """
    inputs = find_inputs(book, only, previous)
    con.execute(TABLES_SQL)
    if keep_copies:
        for item in inputs:
            if item.path is not None:
                keep_copy(book, item.path, item.sha256)
    salt = salt_of(book, create=keep_copies)
    with loading(con, book, today) as load:
        filled = {name: _fill_table(load, TABLES[name], inputs, salt) for name in table_order(book)}
        reach = data_reach(load)
        run_checks(load, reach.day.isoformat() if reach.day else None)
    number_problems(con)
    sourced = {source.table for source in book.sources}
    tallies = {name: filled[name] for name in TABLES if name in sourced}
    for name, tally in tallies.items():
        tally.reconcile(name)
        put_coverage(con, name, tally.coverage())
    print_of_inputs = fingerprint(book, inputs)
    put_meta(
        con,
        schema_version=str(SCHEMA_VERSION),
        product_version=version("revcompass"),
        fingerprint=print_of_inputs,
        load_day=today.isoformat(),
        data_as_of=reach.day.isoformat() if reach.day else "",
        future_events="true" if reach.has_future and book.as_of is None else "false",
    )
    counts = dict(con.execute("SELECT severity, count(*) FROM problems GROUP BY 1").fetchall())
    return LoadReport(
        tables={name: tally.coverage() for name, tally in tallies.items()},
        data_as_of=reach.day,
        fingerprint=print_of_inputs,
        errors=counts.get("error", 0),
        warnings=counts.get("warning", 0),
    )


def _fill_table(load: Load, table: Table, inputs: Sequence[Input], salt: str) -> Tally:
    """Every source of one table, then what repeats, then the final numbers of rows."""
    tally = Tally()
    staged: list[Staged] = []
    for source in load.book.sources:
        if source.table == table.name:
            mine = [item for item in inputs if item.source == source.name]
            texts = stage(load, source, [i for i in mine if not i.role], len(staged), tally.landed)
            tally.landed += texts.rows
            staged.append(fill_from_lookups(load, texts, [i for i in mine if i.role]))
    kept = distinct_names([name for texts in staged for name in texts.filled.kept])
    columns = [*column_types(table), *_made(table), *((name, "VARCHAR") for name in kept)]
    records = f"records_{table.name}"
    if not staged:
        _create(load, f"{load.home}.{sql.name(table.name)}", columns)
        return tally
    _create(load, sql.name(records), columns)
    for texts in staged:
        settle(load, texts, records, salt, tally)
        load.run(f"DROP TABLE {sql.name(texts.table)}")
    content = [name for name, _ in columns]
    drop_repeated(load, table, records, content, tally)
    _store(load, table, records, columns)
    _count_loaded(load, table, tally)
    return tally


def _made(table: Table) -> list[tuple[str, str]]:
    return [(END_IS_MADE, "BOOLEAN")] if table.name == "subscriptions" else []


def _create(load: Load, table: str, columns: Sequence[tuple[str, str]]) -> None:
    declared = "".join(f", {sql.name(name)} {kind}" for name, kind in columns)
    load.run(f"CREATE TABLE {table} ({ROW} BIGINT, {FILE} INTEGER, {LINE} BIGINT{declared})")


def _store(load: Load, table: Table, records: str, columns: Sequence[tuple[str, str]]) -> None:
    """Move the records that are left into the snapshot, numbered from 1 in order."""
    final = f"{load.home}.{sql.name(table.name)}"
    _create(load, final, columns)
    names = sql.names(name for name, _ in columns)
    load.run(
        f"INSERT INTO {final} SELECT row_number() OVER (ORDER BY {ROW}), {FILE}, {LINE}, {names} "
        f"FROM {sql.name(records)} ORDER BY {ROW}"
    )
    load.run(f"DROP TABLE {sql.name(records)}")


def _count_loaded(load: Load, table: Table, tally: Tally) -> None:
    final = f"{load.home}.{sql.name(table.name)}"
    tally.loaded = int(load.one(f"SELECT count(*) FROM {final}"))
    for amount in table.amounts:
        tally.money_loaded.add(by_currency(load, final, amount, "currency"))
