"""The records behind a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revcompass.cli.faults import place_of
from revcompass.cli.render.terminal import clean, line, table
from revcompass.cli.render.view import View
from revcompass.desk.answers import Trace
from revcompass.domain.metric import Unit
from revcompass.words.labels import SIDES, label

if TYPE_CHECKING:
    from fractions import Fraction

    from rich.console import RenderableType


def records(view: View, trace: Trace, name: str) -> list[RenderableType]:
    """A line per record with what it adds and where it stands, and the total."""
    say = view.words.ui
    title = say(
        "{metric}, {period}: {side}",
        metric=name,
        period=view.write.period(trace.period),
        side=say(label(SIDES, trace.side)),
    )
    grid = table()
    grid.add_column(say("Adds"), justify="right", no_wrap=True)
    grid.add_column(say("Record"), overflow="fold")
    grid.add_column(say("Account"), overflow="fold")
    grid.add_column(say("Where"), overflow="fold")
    for record in trace.records:
        grid.add_row(
            _amount(view, trace, record.contribution),
            clean(f"{record.table} {record.key}"),
            clean(record.account or ""),
            clean(place_of(record.file, record.line)),
        )
    total = say("Total {total}", total=_amount(view, trace, trace.total))
    counted = view.words.ngettext(
        "{count} record", "{count} records", trace.count, count=view.write.count(trace.count)
    )
    parts: list[RenderableType] = [
        line((title, "bold")),
        grid,
        line((f"{total} · {counted}", "bold")),
    ]
    if len(trace.records) < trace.count:
        cut = say(
            "The first {shown} are listed; --limit lists more.",
            shown=view.write.count(len(trace.records)),
        )
        parts.append(line((cut, "dim")))
    return parts


def _amount(view: View, trace: Trace, value: Fraction) -> str:
    if trace.unit is Unit.MONEY and trace.currency:
        return view.write.money(value, trace.currency)
    return view.write.value(value, trace.unit, trace.currency)
