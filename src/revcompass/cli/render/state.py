"""The state of a book: snapshots, sources, coverage, and what can be computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from revcompass.cli.render.terminal import clean, line, table
from revcompass.cli.render.view import View
from revcompass.desk.answers import Status

if TYPE_CHECKING:
    from rich.console import RenderableType


def state(view: View, status: Status, names: Mapping[str, str]) -> list[RenderableType]:
    """Snapshot and freshness, sources, coverage, metrics that lack records."""
    parts: list[RenderableType] = [*_snapshot(view, status)]
    if len(status.kept) > 1:
        parts += [line(""), _kept(view, status)]
    if status.sources:
        parts += [line(""), _sources(view, status)]
    if status.coverage:
        parts += [line(""), _coverage(view, status)]
    if status.readiness:
        parts += [line(""), *_readiness(view, status, names)]
    return parts


def _snapshot(view: View, status: Status) -> list[RenderableType]:
    say = view.words.ui
    if status.snapshot is None:
        return [line((say("Nothing is loaded yet."), "bold"))]
    title = say("Snapshot {snapshot}", snapshot=status.snapshot)
    facts = []
    if status.loaded_on is not None:
        facts.append(say("loaded {day}", day=view.write.date(status.loaded_on)))
    if status.data_as_of is not None:
        facts.append(say("data as of {day}", day=view.write.date(status.data_as_of)))
    kept = len(status.snapshots)
    facts.append(view.words.ngettext("{count} snapshot kept", "{count} snapshots kept", kept))
    return [line((title, "bold"), ("  " + " · ".join(facts), "dim"))]


def _kept(view: View, status: Status) -> RenderableType:
    """The newest first; a damaged one has nothing beside its size."""
    say, write, grid = view.words.ui, view.write, table()
    grid.add_column(say("Snapshot"))
    for head in (say("Loaded on"), say("Data as of"), say("Records"), say("Size")):
        grid.add_column(head, justify="right")
    for one in reversed(status.kept):
        days = (write.date(day) if day else "" for day in (one.loaded_on, one.data_as_of))
        rows = "" if one.rows is None else write.count(one.rows)
        size = say("{count} KB", count=write.count(-(-one.bytes // 1024)))
        grid.add_row(one.snapshot, *days, rows, size)
    return grid


def _sources(view: View, status: Status) -> RenderableType:
    say, grid = view.words.ui, table()
    grid.add_column(say("Source"), overflow="fold")
    grid.add_column(say("Table"), overflow="fold")
    grid.add_column(say("Files"), justify="right")
    grid.add_column(say("Rows"), justify="right")
    for source in status.sources:
        files, rows = view.write.count(source.files), view.write.count(source.rows)
        grid.add_row(clean(source.name), source.table, files, rows)
    return grid


def _coverage(view: View, status: Status) -> RenderableType:
    say, grid = view.words.ui, table()
    grid.add_column(say("Table"))
    keys = ("loaded", "set_aside", "skipped")
    for head in (say("Loaded"), say("Set aside"), say("Skipped")):
        grid.add_column(head, justify="right")
    for name, counts in status.coverage.items():
        grid.add_row(clean(name), *(view.write.count(counts.get(key, 0)) for key in keys))
    return grid


def _readiness(view: View, status: Status, names: Mapping[str, str]) -> list[RenderableType]:
    say = view.words.ui
    ready = [item for item in status.readiness if item.ready]
    title = say(
        "{ready} of {all} metrics can be computed",
        ready=view.write.count(len(ready)),
        all=view.write.count(len(status.readiness)),
    )
    grid = table(heads=False)
    for item in status.readiness:
        if not item.ready:
            needs = say("needs {what}", what=list(item.missing))
            grid.add_row(line(names.get(item.metric, item.metric)), line((needs, "dim")))
    return [line((title, "bold")), grid]
