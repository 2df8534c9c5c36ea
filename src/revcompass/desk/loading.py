"""Loading a book: fill, roll up, verify, publish; all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

from revcompass.book.config import Book, read_book
from revcompass.book.inputs import find_inputs, fingerprint, is_unchanged
from revcompass.book.pruning import prune
from revcompass.book.recorded import (
    SCHEMA_VERSION,
    RecordedFile,
    read_coverage,
    read_files,
    read_meta,
    read_problems,
)
from revcompass.book.settings import SETTINGS_FILE
from revcompass.book.snapshots import (
    build,
    current_number,
    label,
    numbers,
    open_snapshot,
    snapshot_path,
)
from revcompass.desk import definitions
from revcompass.desk.answers import LoadReport
from revcompass.desk.frame import frame_of
from revcompass.domain import presets
from revcompass.domain.problem import RevcompassError, Where
from revcompass.engine.build import build_rollups, verify_bridge
from revcompass.engine.renewal import Renewal
from revcompass.sources.fill import fill

Progress = Callable[[str, float], None]


def load(
    folder: Path,
    *,
    today: date,
    only: Sequence[str] = (),
    progress: Progress | None = None,
) -> LoadReport:
    """Load a book's sources into a new snapshot and publish it.

    Parameters: `today` is the day of the load; records of later days do not tell how far the data
    reach. `only` names the sources to read anew. `progress` hears what is done and the share done.

    Raises `RevcompassError` when a load cannot be made; the published snapshot then stays.
    """
    book = read_book(folder)
    if not book.sources:
        raise RevcompassError("no_sources", where=Where(SETTINGS_FILE))
    previous = _previous_files(book)
    say = progress or _silent

    def make(con: duckdb.DuckDBPyConnection) -> None:
        say("sources", 0.0)
        report = fill(con, book, today, set(only) or None, previous)
        policies = presets.chosen(book.preset, book.policies)
        build_rollups(
            con,
            frame_of(book, report.data_as_of),
            policies,
            lambda ledger, share: say(ledger, 0.5 + share / 2),
            Renewal(_renewable(book)),
        )
        definitions.keep(con, policies)

    def unchanged() -> bool:
        if not numbers(book):
            return False
        inputs = find_inputs(book, set(only) or None, previous)
        con = open_snapshot(book)
        try:
            return is_unchanged(con, fingerprint(book, inputs), today)
        finally:
            con.close()

    built = build(book, make, verify_bridge, unchanged)
    removed = prune(book)
    say("done", 1.0)
    con = open_snapshot(book)
    try:
        return LoadReport(
            snapshot=label(current_number(book)),
            unchanged=built is None,
            tables=read_coverage(con),
            problems=tuple(read_problems(con)),
            removed=tuple(label(number) for number in removed),
        )
    finally:
        con.close()


def _silent(_what: str, _share: float) -> None:
    """Nobody listens."""


def _renewable(book: Book) -> Path | None:
    """The published snapshot, if this release made it."""
    if not numbers(book):
        return None
    con = open_snapshot(book)
    try:
        meta = read_meta(con)
    finally:
        con.close()
    mine = (str(SCHEMA_VERSION), version("revcompass"))
    if (meta.get("schema_version"), meta.get("product_version")) != mine:
        return None
    return snapshot_path(book, current_number(book))


def _previous_files(book: Book) -> list[RecordedFile]:
    if not numbers(book):
        return []
    con = open_snapshot(book)
    try:
        return read_files(con)
    finally:
        con.close()
