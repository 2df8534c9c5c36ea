"""Filling columns from another file, or from a table that is already loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from revcompass.book.config import Book, Lookup, Source
from revcompass.book.file_format import FileFormat
from revcompass.book.inputs import Input
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.suggest import nearest
from revcompass.domain.problem import Problem, RevcompassError, Severity, Where
from revcompass.domain.records import TABLES, Kind
from revcompass.sources import sql
from revcompass.sources.columns import FILE, LINE
from revcompass.sources.load import Load
from revcompass.sources.staging import Staged

_AS_TEXT = (Kind.KEY, Kind.TEXT, Kind.CHOICE, Kind.CURRENCY)
_SUGGESTIONS = 500


def table_order(book: Book) -> list[str]:
    """All canonical tables, each after those its sources look up in.

    Raises `lookup_circle` where two tables need each other.
    """
    needs: dict[str, set[str]] = {name: set() for name in TABLES}
    for source in book.sources:
        needs[source.table] |= {part.table for part in source.lookup if part.files is None}
    order: list[str] = []
    while len(order) < len(needs):
        ready = [name for name in needs if name not in order and needs[name] <= set(order)]
        if not ready:
            rest = [name for name in needs if name not in order]
            raise RevcompassError("lookup_circle", where=Where(SETTINGS_FILE), tables=rest)
        order.append(ready[0])
    return order


def fill_from_lookups(load: Load, staged: Staged, inputs: Sequence[Input]) -> Staged:
    """Apply a source's lookups one after the other; values nobody knows become warnings.

    Raises `missing_column`, `lookup_not_loaded`, `lookup_not_text` and `lookup_contradicts`.
    """
    for lookup in staged.source.lookup:
        files = [item for item in inputs if item.role == lookup.table]
        known = _known(load, staged.source, lookup, files)
        on = {_here(staged, here): there for here, there in lookup.on.items()}
        staged = _make_room(load, staged, lookup.take)
        _warn_missed(load, staged, lookup, on, known)
        _fill(load, staged, lookup, on, known)
        load.run(f"DROP TABLE {known}")
    return staged


def _here(staged: Staged, asked: str) -> str:
    """The column of the staged texts that a lookup's `on` names: canonical, kept, or a header."""
    by_header = {header: column for column, header in staged.filled.headers.items()}
    names = {name.casefold(): name for name in (*staged.filled.kept, *staged.columns)}
    found = names.get(asked.casefold()) or by_header.get(asked)
    if found is None:
        known = [*staged.columns, *staged.filled.kept]
        raise RevcompassError(
            "missing_column",
            where=Where(SETTINGS_FILE, None, asked),
            column=asked,
            header=asked,
            did_you_mean=nearest(asked, known),
            headers=list(known),
        )
    return found


def _known(load: Load, source: Source, lookup: Lookup, files: Sequence[Input]) -> str:
    """A table of keys and values, each key once; raises where one key has two answers."""
    keys, values = list(lookup.on.values()), list(lookup.take.values())
    landed = (
        _from_table(load, lookup)
        if lookup.files is None
        else _from_files(load, source, lookup, files)
    )
    texts = ", ".join(
        f"{sql.trimmed(sql.name(name))} AS k{n}" for n, name in enumerate(keys)
    ) + "".join(f", {sql.name(name)} AS v{n}" for n, name in enumerate(values))
    group = ", ".join(f"k{n}" for n in range(len(keys)))
    whole = f"row({', '.join(f'v{n}' for n in range(len(values)))})"
    present = " AND ".join(f"k{n} <> ''" for n in range(len(keys)))
    taken = ", ".join(f"min(v{n}) AS v{n}" for n in range(len(values)))
    load.run(
        f"CREATE TABLE looked_up AS SELECT {group}, {taken}, "
        f'min({whole}) <> max({whole}) AS "$two" '
        f"FROM (SELECT {texts} FROM {landed}) WHERE {present} GROUP BY {group}"
    )
    double = load.rows(
        f"SELECT concat_ws(' / ', {group}) FROM looked_up WHERE \"$two\" ORDER BY 1 LIMIT 1"
    )
    if double:
        where = Where(files[0].name if files else None, None, " / ".join(keys), double[0][0])
        raise RevcompassError(
            "lookup_contradicts",
            where=where,
            source=source.name,
            lookup=lookup.table,
            value=double[0][0],
            columns=list(values),
        )
    if lookup.files is not None:
        load.run("DROP TABLE looked_in")
    return "looked_up"


def _from_files(load: Load, source: Source, lookup: Lookup, files: Sequence[Input]) -> str:
    form = source.format if lookup.format == FileFormat() else lookup.format
    wanted = list(dict.fromkeys([*lookup.on.values(), *lookup.take.values()]))
    texts = ", ".join(f"{sql.name(name)} VARCHAR" for name in wanted)
    load.run(f"CREATE TABLE looked_in ({texts})")
    for item in files:
        _, landed = load.land_file("lookup_file", item, form)
        for name in wanted:
            if name not in landed.columns:
                raise RevcompassError(
                    "missing_column",
                    where=Where(item.name, 1, name),
                    column=name,
                    header=name,
                    did_you_mean=nearest(name, landed.columns),
                    headers=list(landed.columns),
                )
        load.run(f"INSERT INTO looked_in SELECT {sql.names(wanted)} FROM lookup_file")
        load.run("DROP TABLE lookup_file")
    return "looked_in"


def _from_table(load: Load, lookup: Lookup) -> str:
    table = TABLES[lookup.table]
    if all(source.table != table.name for source in load.book.sources):
        raise RevcompassError("lookup_not_loaded", where=Where(SETTINGS_FILE), table=table.name)
    final = f"{load.home}.{sql.name(table.name)}"
    stored = {row[0] for row in load.rows(f"SELECT column_name FROM (DESCRIBE {final})")}
    for name in (*lookup.on.values(), *lookup.take.values()):
        column = table.column(name)
        if name not in stored:
            raise RevcompassError(
                "missing_column",
                where=Where(SETTINGS_FILE, None, name),
                column=name,
                header=name,
                did_you_mean=nearest(name, stored),
                headers=sorted(stored),
            )
        if column is not None and column.kind not in _AS_TEXT:
            raise RevcompassError(
                "lookup_not_text", where=Where(SETTINGS_FILE), table=table.name, column=name
            )
    return final


def _make_room(load: Load, staged: Staged, take: Mapping[str, str]) -> Staged:
    """Add the columns a lookup fills where the staged texts lack them."""
    have = {name.casefold() for name in (*staged.columns, *staged.filled.kept)}
    stored = {
        row[0].casefold()
        for row in load.rows(f"SELECT column_name FROM (DESCRIBE {sql.name(staged.table)})")
    }
    for name in take:
        if name.casefold() not in stored:
            load.run(f"ALTER TABLE {sql.name(staged.table)} ADD COLUMN {sql.name(name)} VARCHAR")
    return staged.with_columns([name for name in take if name.casefold() not in have])


def _matched(staged: Staged, on: Mapping[str, str], known: str) -> str:
    """SQL: the staged texts beside what was found for them."""
    equal = " AND ".join(
        f"{sql.trimmed(f't.{sql.name(here)}')} = l.k{n}" for n, here in enumerate(on)
    )
    return f"{sql.name(staged.table)} t LEFT JOIN {known} l ON {equal}"


def _wanted(lookup: Lookup) -> str:
    empty = " OR ".join(f"t.{sql.name(name)} IS NULL" for name in lookup.take)
    return "TRUE" if lookup.always else f"({empty})"


def _fill(load: Load, staged: Staged, lookup: Lookup, on: Mapping[str, str], known: str) -> None:
    replaced = []
    for number, name in enumerate(lookup.take):
        own, found = f"t.{sql.name(name)}", f"nullif({sql.trimmed(f'l.v{number}')}, '')"
        first, second = (found, own) if lookup.always else (own, found)
        replaced.append(f"coalesce({first}, {second}) AS {sql.name(name)}")
    load.run(
        f"CREATE TABLE filled AS SELECT t.* REPLACE ({', '.join(replaced)}) "
        f"FROM {_matched(staged, on, known)}"
    )
    load.run(f"DROP TABLE {sql.name(staged.table)}")
    load.run(f"ALTER TABLE filled RENAME TO {sql.name(staged.table)}")


def _warn_missed(
    load: Load, staged: Staged, lookup: Lookup, on: Mapping[str, str], known: str
) -> None:
    """One warning per value that was looked up and not found, with its nearest spelling."""
    shown = f"concat_ws(' / ', {', '.join(f't.{sql.name(here)}' for here in on)})"
    asked = " AND ".join(f"t.{sql.name(here)} IS NOT NULL" for here in on)
    missed = load.rows(
        f"SELECT {shown} AS value, count(*), min({FILE}), "
        f"min_by(t.{LINE}, row(t.{FILE}, t.{LINE})) "
        f"FROM {_matched(staged, on, known)} "
        f"WHERE l.k0 IS NULL AND {asked} AND {_wanted(lookup)} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    if not missed:
        return
    keys = ", ".join(f"k{n}" for n in range(len(on)))
    options = [
        row[0] for row in load.rows(f"SELECT concat_ws(' / ', {keys}) FROM {known} ORDER BY 1")
    ]
    paths = {file.file_id: file.path for file in load.files}
    columns = " / ".join(staged.filled.headers.get(here, here) for here in on)
    load.report(
        [
            Problem(
                "lookup_missed",
                {
                    "lookup": lookup.table,
                    "did_you_mean": nearest(value, options) if n < _SUGGESTIONS else "",
                },
                Where(paths.get(file_id), line, columns, value),
                Severity.WARNING,
                rows,
            )
            for n, (value, rows, file_id, line) in enumerate(missed)
        ]
    )
