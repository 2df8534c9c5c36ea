"""How far the data reach: the latest thing that has happened by the day of the load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from revcompass.domain.records import TABLES, Kind, Table
from revcompass.sources import sql
from revcompass.sources.columns import END_IS_MADE
from revcompass.sources.load import Load


@dataclass(frozen=True, slots=True)
class Reach:
    """`day` is the data's own date (`None` without any event); `has_future` if some lie ahead."""

    day: date | None
    has_future: bool


def event_days(table: Table) -> list[tuple[str, str, str]]:
    """A table's past-tense columns as (column, day column, SQL condition).

    The end of a span that was made (from its length) is no event: nobody recorded it.
    """
    result = []
    for column in table.columns:
        if column.event:
            day = f"{column.name}_day" if column.kind is Kind.MOMENT else column.name
            made = table.name == "subscriptions" and column.name == "ends_on"
            result.append((column.name, day, f"NOT {END_IS_MADE}" if made else "TRUE"))
    return result


def data_reach(load: Load) -> Reach:
    """The latest event not after the day of the load, or the day the book states."""
    latest: date | None = None
    has_future = False
    for table in TABLES.values():
        for _, day, counts in event_days(table):
            cell = sql.name(day)
            past, last = load.rows(
                f"SELECT max({cell}) FILTER ({cell} <= ?), max({cell}) "
                f"FROM {load.home}.{table.name} WHERE {counts}",
                [load.today],
            )[0]
            if past is not None and (latest is None or past > latest):
                latest = past
            has_future = has_future or (last is not None and last > load.today)
    return Reach(load.book.as_of or latest, has_future)
