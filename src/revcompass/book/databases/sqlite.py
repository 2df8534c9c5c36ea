"""SQLite, by the standard library: the file is opened read-only and only reading is allowed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from revcompass.book.databases.address import Address
from revcompass.book.databases.texts import value_text
from revcompass.domain.problem import RevcompassError

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


@contextmanager
def sqlite_rows(address: Address, query: str, source: str) -> Iterator[Iterator[Sequence[str]]]:
    """The names of the columns, then every row; raises `database_unreachable`, `query_failed`."""
    uri = f"{address.path.absolute().as_uri()}?mode=ro" if address.path else ""
    try:
        con = sqlite3.connect(uri, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise _problem("database_unreachable", source, error) from None
    with closing(con):
        con.set_authorizer(_authorize)
        con.text_factory = _text
        yield _rows(con, query, source)


def _rows(con: sqlite3.Connection, query: str, source: str) -> Iterator[Sequence[str]]:
    try:
        cursor = con.execute(query)
        yield [column[0] for column in cursor.description or ()]
        for row in cursor:
            yield [value_text(value) for value in row]
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _problem("query_failed", source, error) from None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")  # what is no text is set aside when it is read


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _problem(code: str, source: str, error: Exception) -> RevcompassError:
    return RevcompassError(code, source=source, reason=" ".join(str(error).split()))
