"""What a load did, or would do."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from revcompass.cli.render.faultlist import fault_list
from revcompass.cli.render.terminal import clean, line, table
from revcompass.cli.render.view import View
from revcompass.domain.money import minor_digits

if TYPE_CHECKING:
    from rich.console import RenderableType

    from revcompass.desk import LoadReport

Money = Mapping[str, str]


class Counts(Protocol):
    """Where the records and the money of one table went; money as currency → decimal text."""

    @property
    def read(self) -> int: ...
    @property
    def loaded(self) -> int: ...
    @property
    def set_aside(self) -> int: ...
    @property
    def skipped(self) -> int: ...
    @property
    def money_read(self) -> Money: ...
    @property
    def money_loaded(self) -> Money: ...
    @property
    def money_set_aside(self) -> Money: ...
    @property
    def money_skipped(self) -> Money: ...
    @property
    def unreadable_amounts(self) -> int: ...


def loaded(view: View, report: LoadReport) -> list[RenderableType]:
    """Rows per table, money per currency, problems by code."""
    say = view.words.ui
    title = say("Snapshot {snapshot}", snapshot=report.snapshot)
    if report.unchanged:
        title = view.words.listed([title, say("unchanged: these files are loaded already")])
    parts = coverage(view, title, report.tables)
    if report.removed:
        gone = view.words.ngettext(
            "{count} earlier snapshot is no longer kept: {snapshots}",
            "{count} earlier snapshots are no longer kept: {snapshots}",
            len(report.removed),
            snapshots=report.removed,
        )
        parts += [line(""), line((gone, "dim"))]
    if report.problems:
        parts += [line(""), *fault_list(view, report.problems)]
    return parts


def coverage(view: View, title: str, tables: Mapping[str, Counts]) -> list[RenderableType]:
    """Records read = loaded + set aside + skipped, and the same of money."""
    say, grid = view.words.ui, table()
    grid.add_column(line((title, "bold not dim")), overflow="fold")
    for head in (say("Read"), say("Loaded"), say("Set aside"), say("Skipped")):
        grid.add_column(head, justify="right", no_wrap=True)
    for name, counts in tables.items():
        numbers = (counts.read, counts.loaded, counts.set_aside, counts.skipped)
        grid.add_row(clean(name), *(view.write.count(number) for number in numbers))
        for currency in counts.money_read:
            grid.add_row(*(line((text, "dim")) for text in _money(view, counts, currency)))
    return [grid, *_unreadable(view, tables)]


def _money(view: View, counts: Counts, currency: str) -> list[str]:
    parts = (counts.money_read, counts.money_loaded, counts.money_set_aside, counts.money_skipped)
    return [f"  {currency}", *(_amount(view, money, currency) for money in parts)]


def _unreadable(view: View, tables: Mapping[str, Counts]) -> list[RenderableType]:
    found = [(name, counts.unreadable_amounts) for name, counts in tables.items()]
    return [
        line(
            view.words.ngettext(
                "{table}: {count} amount could not be read",
                "{table}: {count} amounts could not be read",
                count,
                table=clean(name),
                count=view.write.count(count),
            )
        )
        for name, count in found
        if count
    ]


def _amount(view: View, money: Money, currency: str) -> str:
    value = Fraction(money.get(currency, "0"))
    return view.write.number(value, minor_digits(currency))
