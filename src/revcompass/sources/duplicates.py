"""Repeated records: identical ones are skipped, conflicting ones all set aside (no last-wins)."""

from __future__ import annotations

from collections.abc import Sequence

from revcompass.domain.records import Table
from revcompass.sources import sql
from revcompass.sources.columns import FILE, LINE, ROW
from revcompass.sources.load import Load
from revcompass.sources.tally import Tally, by_currency

_SPEND_CONTENT = ("date", "from", "to", "channel", "campaign", "team", "category", "kind")


def drop_repeated(
    load: Load, table: Table, records: str, content: Sequence[str], tally: Tally
) -> None:
    """Delete repeated records from a staging table, counted and, where they conflict, reported.

    Parameters: `content` names every stored column; two records are identical where all are equal.
    """
    keys = [f"{_key(table, name)} AS k{number}" for number, name in enumerate(_key_columns(table))]
    known = "event_id IS NOT NULL" if table.name == "usage" else "TRUE"
    group = ", ".join(f"k{number}" for number in range(len(keys)))
    keyed = f"SELECT *, {', '.join(keys)} FROM {sql.name(records)} WHERE {known}"
    doubled = f"SELECT 1 FROM ({keyed}) GROUP BY {group} HAVING count(*) > 1 LIMIT 1"
    if not load.rows(doubled):
        return
    whole = f"row({sql.names(content)})"
    load.run(f"""
        CREATE TABLE repeated AS
        SELECT *, min("$whole") OVER w <> max("$whole") OVER w AS "$conflict",
               min({ROW}) OVER w AS "$first", count(*) OVER w AS "$times"
        FROM (SELECT *, count(*) OVER (PARTITION BY {group}) AS "$count",
                     CAST(to_json({whole}) AS VARCHAR) AS "$whole" FROM ({keyed}))
        WHERE "$count" > 1
        WINDOW w AS (PARTITION BY {group})""")
    _report(load, table, content, group)
    aside, skipped = '"$conflict"', f'NOT "$conflict" AND {ROW} > "$first"'
    tally.set_aside += int(load.one(f"SELECT count(*) FROM repeated WHERE {aside}"))
    tally.skipped += int(load.one(f"SELECT count(*) FROM repeated WHERE {skipped}"))
    for amount in table.amounts:
        tally.money_set_aside.add(by_currency(load, "repeated", amount, "currency", aside))
        tally.money_skipped.add(by_currency(load, "repeated", amount, "currency", skipped))
    load.run(
        f"DELETE FROM {sql.name(records)} WHERE {ROW} IN "
        f"(SELECT {ROW} FROM repeated WHERE {aside} OR ({skipped}))"
    )
    load.run("DROP TABLE repeated")


def _key_columns(table: Table) -> tuple[str, ...]:
    return ("spend_id", *_SPEND_CONTENT) if table.name == "spend" else table.key


def _key(table: Table, name: str) -> str:
    if table.name == "spend" and name != "spend_id":
        return f"CASE WHEN spend_id IS NULL THEN {sql.name(name)} END"
    return sql.name(name)


def _report(load: Load, table: Table, content: Sequence[str], group: str) -> None:
    """One error per conflicting record: its key, how many share it, and what differs."""
    shown = [f"CAST({sql.name(name)} AS VARCHAR)" for name in _key_columns(table)]
    differs = ", ".join(
        f"CASE WHEN count(DISTINCT coalesce(CAST({sql.name(name)} AS VARCHAR), chr(0))) > 1 "
        f"THEN {sql.text(name)} END"
        for name in content
    )
    header = sql.text(load.header(table.name, table.key[0]))
    load.run(f"""
        INSERT INTO {load.home}.problems
        SELECT NULL, 'conflicting_duplicates',
               CAST(json_object('table', {sql.text(table.name)}, 'times', "$times",
                                'differs', differs) AS VARCHAR),
               'error', f.path, r.{LINE}, {header}, value, 1
        FROM (SELECT *, concat_ws(' / ', {", ".join(shown)}) AS value FROM repeated) r
        JOIN (SELECT min({ROW}) AS first_row, concat_ws(', ', {differs}) AS differs
              FROM repeated GROUP BY {group}) d ON d.first_row = r."$first"
        JOIN {load.home}.files f USING ({FILE})
        WHERE r."$conflict" """)
