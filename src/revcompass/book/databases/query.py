"""A query's result becomes a CSV file in a folder of its own, gone with whoever holds it."""

from __future__ import annotations

import csv
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from revcompass.book.databases.address import Address, read_address
from revcompass.book.databases.mysql import mysql_rows
from revcompass.book.databases.postgresql import postgresql_rows
from revcompass.book.databases.sqlite import sqlite_rows

Rows = Iterator[Sequence[str]]
Open = Callable[[Address, str, str], AbstractContextManager[Rows]]

_READERS: dict[str, Open] = {
    "sqlite": sqlite_rows,
    "postgresql": postgresql_rows,
    "mysql": mysql_rows,
}


class Scratch:
    """A folder that is deleted with the last reference to it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="revcompass-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A query's result as a file; `scratch` keeps it alive."""

    name: str
    path: Path
    scratch: Scratch


def fetch(source: str, url: str, query: str, folder: Path) -> Fetched:
    """Run a query, read-only, and write its result as CSV: every value as text, NULL as ''.

    Parameters: `source` names the file, `url` may hold `${VARIABLE}`, `folder` is the book's.
    Raises `bad_database_url`, `environment_missing`, `driver_missing`, `database_unreachable`,
    `query_failed`.
    """
    address = read_address(url, folder, source)
    scratch = Scratch()
    name = f"{source.replace('/', '_')}.query.csv"
    path = scratch.folder / name
    with (
        _READERS[address.scheme](address, query, source) as rows,
        path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file,
    ):
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return Fetched(name, path, scratch)
