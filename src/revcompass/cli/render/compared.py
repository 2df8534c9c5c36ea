"""A number under every choice and every preset, and the records that make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from revcompass.cli.faults import place_of
from revcompass.cli.render.heading import metric_name
from revcompass.cli.render.terminal import clean, line, table
from revcompass.cli.render.view import NOTHING, View
from revcompass.desk.answers import Counted, Difference, PolicyComparison
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.presets import PRESETS
from revcompass.domain.question import Row

if TYPE_CHECKING:
    from fractions import Fraction

    from rich.console import RenderableType
    from rich.table import Table

_IN_FORCE = "●"
_OTHER = "○"


def compared(view: View, found: PolicyComparison, metric: Metric) -> list[RenderableType]:
    """The book's own number, the choices that change it, the presets, and what differs in them."""
    say = view.words.ui
    title = say(
        "{metric}, {period}: {value}",
        metric=metric_name(view, metric),
        period=view.write.period(found.period),
        value=_value(view, found, metric, found.own.rows),
    )
    parts: list[RenderableType] = [line((title, "bold")), line("")]
    grid, same = _grid(view), list[str]()
    for policy, grouped in groupby(found.choices, key=lambda one: one.name):
        choices = list(grouped)
        if all(one.in_force or _is_same(one) for one in choices):
            same.append(policy)
            continue
        grid.add_row(line((policy, "bold")), "", "", "")
        for one in choices:
            mark = _IN_FORCE if one.in_force else _OTHER
            grid.add_row(f"  {mark} {one.choice}", *_cells(view, found, metric, one))
    grid.add_row(line((say("Presets"), "bold")), "", "", "")
    for one in found.presets:
        grid.add_row(f"  {PRESETS[one.name].name}", *_cells(view, found, metric, one))
    parts.append(grid)
    if same:
        said = say("Makes no difference here: {policies}.", policies=same)
        parts += [line(""), line((said, "dim"))]
    for one in found.presets:
        if one.count:
            parts += _preset(view, found, metric, one)
    return parts


def _grid(view: View) -> Table:
    say, grid = view.words.ui, table()
    grid.add_column("", overflow="fold")
    grid.add_column(say("Value"), justify="right", overflow="fold")
    grid.add_column(say("Difference"), justify="right", no_wrap=True)
    grid.add_column(say("Records"), justify="right", no_wrap=True)
    return grid


def _cells(
    view: View, found: PolicyComparison, metric: Metric, one: Counted
) -> tuple[str, str, str]:
    difference = ""
    if one.difference:
        (row,) = found.own.rows
        share = one.difference / abs(row.value.number) if row.value.number else None
        change = view.write.change(
            one.difference, share, metric.unit, metric.better, row.currency or found.own.currency
        )
        difference = change.text
    elif one.difference is not None and not one.in_force:
        difference = view.words.ui("same")
    counted = view.write.count(one.count) if one.count else ""
    return _value(view, found, metric, one.rows), difference, counted


def _value(view: View, found: PolicyComparison, metric: Metric, rows: Sequence[Row]) -> str:
    """The number; where there is one for each currency, all of them."""
    shown = []
    for row in rows:
        number = NOTHING if row.value.number is None else view.value(row, metric, found.own, None)
        currency = "" if len(rows) == 1 else dict(row.slice).get("currency") or ""
        named = currency and metric.unit is not Unit.MONEY
        shown.append(f"{currency} {number}" if named else number)
    return view.words.listed(shown) or NOTHING


def _is_same(one: Counted) -> bool:
    return one.difference == 0 and not one.count


def _preset(
    view: View, found: PolicyComparison, metric: Metric, one: Counted
) -> list[RenderableType]:
    """`As Stripe would count: …`, why, and the largest differences."""
    say = view.words.ui
    head = say(
        "As {tool} would count: {value}.",
        tool=PRESETS[one.name].name,
        value=_value(view, found, metric, one.rows),
    )
    chosen = [f"{name}={choice}" for name, choice in one.differs_by if name in one.due_to]
    why = view.words.ngettext(
        "{count} record differs, because of {policies}:",
        "{count} records differ, because of {policies}:",
        one.count,
        count=view.write.count(one.count),
        policies=chosen,
    )
    parts: list[RenderableType] = [line(""), line((head, "bold")), line(why)]
    grid = table(heads=False)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for difference in one.differences:
        grid.add_row(_added(view, metric, found, difference), _named(view, difference))
    parts.append(grid)
    if len(one.differences) < one.count:
        shown = view.write.count(len(one.differences))
        cut = say("The first {shown} are listed; --limit lists more.", shown=shown)
        parts.append(line((cut, "dim")))
    parts += [line((view.words.glossary(gap), "dim")) for gap in PRESETS[one.name].gaps]
    return parts


def _added(view: View, metric: Metric, found: PolicyComparison, one: Difference) -> str:
    own, other = (_amount(view, metric, found, value) for value in (one.own, one.other))
    return f"  {view.words.ui('{own} → {other}', own=own, other=other)}"


def _amount(view: View, metric: Metric, found: PolicyComparison, value: Fraction) -> str:
    (row,) = found.own.rows
    currency = row.currency or found.own.currency
    if metric.unit is Unit.MONEY and currency:
        return view.write.money(value, currency)
    return view.write.plain(value)


def _named(view: View, one: Difference) -> str:
    record = one.record
    because = view.words.listed(one.because)
    side = "" if one.side == "numerator" else f" · {view.words.ui('denominator')}"
    where = place_of(record.file, record.line)
    return clean(f"{record.table} {record.key} {record.account or ''} · {because}{side} · {where}")
