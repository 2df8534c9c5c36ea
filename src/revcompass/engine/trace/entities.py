"""What belongs to an entity as a whole, each on one row of it: the one of its largest amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from revcompass.domain.period import Grain
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.readings.cells import Ask
from revcompass.engine.slices import Slice, select_keys
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables
from revcompass.engine.trace.parts import filters
from revcompass.engine.trace.window import Window

_STANDING = ("opening_customers", "closing_customers")
_AT_OPENING = (
    "opening_customers",
    "churned_customers",
    "paused",
    "gross_contraction",
    "gross_churn",
    "gross_churned_customers",
)
_FIRST_PAID = "first_paid_customers"


def entity_values(
    tables: Tables, ask: Ask, window: Window, factors: Mapping[str, int]
) -> Iterator[tuple[int, str, int]]:
    """Row, account and value of every entity that holds some of these columns.

    What an entity had at the opening stands on its row of that day, a first payment on the row
    first paid, the rest on its row of the closing day.
    """
    grouped: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for column, factor in factors.items():
        grouped[_source(column), _view(column)][column] = factor
    for (source, view), columns in grouped.items():
        held, bound = _held(tables, ask, window, source, columns)
        yield from tables.con.execute(
            _on_one_row(tables, ask, window, held, view), bound
        ).fetchall()


def _source(column: str) -> str:
    if column.startswith("gross_"):
        return "days"
    return "standing" if column in _STANDING else "period"


def _view(column: str) -> str:
    if column == _FIRST_PAID:
        return "first"
    return "opening" if column in _AT_OPENING else "closing"


def _held(
    tables: Tables, ask: Ask, window: Window, source: str, columns: Mapping[str, int]
) -> tuple[str, list[str]]:
    """Entities (by cell) and the sum of their columns, from the ledger's own rows."""
    cut, label = ask.sliced, day(window.label)
    own = _own(ask)
    condition, bound = filters(tables, ask)
    group = ", ".join(str(i + 1) for i in range(2 + len(own)))
    values = {name: f"e.{name.removeprefix('gross_')}" for name in columns}
    join = ""
    if source == "days":
        facts = tables.facts(replace(cut, grain=Grain.DAY))[0]
        join = in_period("e.period", cut.grain)
        where = f"t.period = {label}"
    elif source == "standing":
        chaining = cut if cut.grain.chains else replace(cut, grain=Grain.MONTH)
        facts, where = tables.facts(chaining)[0], f"e.period <= {label}"
        more = "(e.closing_customers - e.opening_customers)"
        before = f"CASE WHEN e.period < {day(window.starts)} THEN {more} ELSE 0 END"
        values = {"opening_customers": before, "closing_customers": more}
    else:
        facts, where = tables.facts(cut)[0], f"e.period = {label}"
        values["delta"] = "(e.closing - e.fx_effect - e.opening)"
    summed = " + ".join(f"{factor} * {values[name]}" for name, factor in columns.items())
    text = f"""
    SELECT e.entity, e.account, {select_keys(own)}sum({summed}) AS value
    FROM {facts} e {join} JOIN account_ids a ON a.account = e.account
    WHERE {where}{condition}
    GROUP BY {group} HAVING sum({summed}) <> 0"""
    return text, bound


def _on_one_row(tables: Tables, ask: Ask, window: Window, held: str, view: str) -> str:
    """Ties go to the row that was read first: the lowest file and line."""
    own = _own(ask)
    in_cell = " AND ".join(
        f"coalesce(CAST(s.{_quoted(one)} AS VARCHAR), '') = h.k{i}" for i, one in enumerate(own)
    )
    cells = "".join(f", h.k{i}" for i in range(len(own)))
    during = (
        f"s.span_from <= {day(window.closes_on)}"
        f" AND (s.span_to IS NULL OR s.span_to > {day(window.opens_on)})"
    )
    when = window.opens_on if view == "opening" else window.closes_on
    rate = "r.opening_rate" if view == "opening" else "r.closing_rate"
    wanted = [in_cell] if in_cell else []
    wanted += ["s.annual > 0"] if view == "first" else [_pays_on(when), during]
    order = "".join(f"CASE WHEN {test} THEN 0 ELSE 1 END NULLS FIRST, " for test in wanted)
    if view == "first":
        order += "s.span_from NULLS FIRST, "
    order += f"CAST(s.annual AS HUGEINT) * coalesce({rate}, 0) DESC NULLS LAST, s.row NULLS FIRST"
    return f"""WITH held AS ({held}
    ), ranked AS (
        SELECT h.account, h.value, s.row, row_number() OVER (
            PARTITION BY h.entity, h.account{cells} ORDER BY {order}) AS place
        FROM held h JOIN {tables.spans(ask.sliced)} s
            ON s.entity = h.entity AND s.account = h.account
        LEFT JOIN {tables.facts(ask.sliced)[2]} r
            ON r.period = {day(window.label)} AND r.rated_as = s.rated_as
    )
    SELECT x.row, a.account_id, x.value
    FROM ranked x JOIN account_ids a ON a.account = x.account WHERE x.place = 1
    ORDER BY x.row"""


def _pays_on(when: date) -> str:
    return (
        f"s.annual > 0 AND s.span_from <= {day(when)}"
        f" AND (s.span_to IS NULL OR s.span_to > {day(when)})"
    )


def _own(ask: Ask) -> list[Slice]:
    return [one for one in ask.sliced.slices if one.own]


def _quoted(one: Slice) -> str:
    return '"' + one.column.replace('"', '""') + '"'
