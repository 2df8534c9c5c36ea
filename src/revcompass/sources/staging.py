"""Landed files of one source become one table of texts under canonical names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from revcompass.book.config import Source
from revcompass.book.inputs import Input
from revcompass.domain.records import TABLES, Kind
from revcompass.sources import sql
from revcompass.sources.columns import (
    FILE,
    LINE,
    ROW,
    FileColumns,
    Filled,
    file_columns,
    filled_columns,
)
from revcompass.sources.load import Load
from revcompass.sources.reading.format import LINE as LANDED_LINE


@dataclass(frozen=True, slots=True)
class Staged:
    """A source's records as texts: one staging table, an empty cell is NULL.

    Texts that are to be parsed have no white space at their ends; keys and names are as they were.
    `columns` are the canonical columns the table has, `rows` the records landed, `rejected`
    those that could not be read at all.
    """

    source: Source
    table: str
    columns: tuple[str, ...]
    filled: Filled
    rows: int
    rejected: int

    def with_columns(self, names: Sequence[str]) -> Staged:
        """The same after a lookup filled further canonical columns."""
        order = [column.name for column in TABLES[self.source.table].columns]
        columns = tuple(name for name in order if name in {*self.columns, *names})
        return replace(self, columns=columns)


def stage(
    load: Load, source: Source, inputs: Sequence[Input], number: int, rows_before: int
) -> Staged:
    """Land a source's files and put their texts under canonical names, numbered in order.

    Parameters: `number` of the source within its table, `rows_before` of the table's records.

    Raises what landing and `file_columns` raise.
    """
    landed: list[tuple[int, str, FileColumns]] = []
    rejected = 0
    by_file: dict[str, FileColumns] = {}
    for place, item in enumerate(inputs):
        table = f"landed_{place}"
        file_id, result = load.land_file(table, item, source.format)
        rejected += len(result.rejected)
        columns = file_columns(source, result.columns, item.name)
        by_file[item.name] = columns
        landed.append((file_id, table, columns))
    filled = filled_columns(load.book, source, by_file)
    for column, header in filled.headers.items():
        load.headers.setdefault((source.table, column), header)
    names = (*filled.headers, *filled.constants)
    order = [c.name for c in TABLES[source.table].columns if c.name in names]
    texts = f"texts_{source.table}_{number}"
    _create(load, texts, [*order, *filled.kept])
    rows = 0
    for file_id, table, columns in landed:
        cells = [_cell(source, filled, columns, name) for name in order]
        kept = [_kept(columns, name) for name in filled.kept]
        load.run(
            f"INSERT INTO {sql.name(texts)} SELECT "
            f'? + rowid, ?, "{LANDED_LINE}", {", ".join([*cells, *kept])} FROM {table}',
            [rows_before + rows + 1, file_id],
        )
        rows += int(load.one(f"SELECT count(*) FROM {table}"))
        load.run(f"DROP TABLE {table}")
    return Staged(source, texts, tuple(order), filled, rows, rejected)


def _create(load: Load, table: str, columns: Sequence[str]) -> None:
    texts = "".join(f", {sql.name(column)} VARCHAR" for column in columns)
    load.run(f"CREATE TABLE {sql.name(table)} ({ROW} BIGINT, {FILE} INTEGER, {LINE} BIGINT{texts})")


def _cell(source: Source, filled: Filled, columns: FileColumns, name: str) -> str:
    table = TABLES[source.table]
    column = table.column(name)
    as_is = column is not None and column.kind in (Kind.KEY, Kind.TEXT)
    if name in filled.constants:
        constant = filled.constants[name]
        return sql.text(constant if as_is else constant.strip())
    if name not in columns.headers:
        return "NULL"
    cell = sql.name(columns.headers[name])
    if mapping := source.values.get(name):
        cases = " ".join(f"WHEN {sql.text(k)} THEN {sql.text(v)}" for k, v in mapping.items())
        cell = f"CASE {sql.trimmed(cell)} {cases} ELSE {cell} END"
    return _text(cell) if as_is else f"nullif({sql.trimmed(cell)}, '')"


def _kept(columns: FileColumns, name: str) -> str:
    header = columns.kept_header(name)
    return "NULL" if header is None else _text(sql.name(header))


def _text(cell: str) -> str:
    return f"CASE WHEN {sql.trimmed(cell)} <> '' THEN {cell} END"
