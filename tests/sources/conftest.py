"""A toy book for the tests of sources: settings and literal files in, tables and problems out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from revcompass.book.config import Book, read_book
from revcompass.sources.fill import fill
from toybook import BOOK, TODAY, Fill, Loaded, MakeBook


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Write a book's folder: settings (the [book] table is put before them) and files."""

    def make(settings: str, files: Mapping[str, str]) -> Book:
        text = settings if "[book]" in settings else BOOK + settings
        (tmp_path / "revcompass.toml").write_text(text, encoding="utf-8")
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="")
        return read_book(tmp_path)

    return make


@pytest.fixture
def load(make_book: MakeBook) -> Iterator[Fill]:
    """Fill an in-memory database from literal settings and files."""
    connections: list[duckdb.DuckDBPyConnection] = []

    def run(
        settings: str, files: Mapping[str, str], today: date = TODAY, threads: int = 2
    ) -> Loaded:
        book = make_book(settings, files)
        con = duckdb.connect(config={"threads": threads})
        connections.append(con)
        return Loaded(con, book, fill(con, book, today, keep_copies=False))

    yield run
    for con in connections:
        con.close()


@pytest.fixture
def subscriptions(load: Fill) -> Fill:
    """Load one file of subscriptions; `more` is added to its source's settings."""

    def run(text: str, more: str = "", today: date = TODAY, settings: str = "") -> Loaded:
        source = '[[source]]\nname = "billing"\ntable = "subscriptions"\nfiles = "s.csv"\n'
        return load(settings + source + more, {"s.csv": text}, today)

    return run
