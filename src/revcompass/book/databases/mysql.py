"""MySQL and MariaDB, by PyMySQL: a read-only transaction, rows as they arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from revcompass.book.databases.address import Address
from revcompass.book.databases.texts import plain_number, value_text
from revcompass.domain.problem import RevcompassError

_FLOATS = (4, 5)


@contextmanager
def mysql_rows(address: Address, query: str, source: str) -> Iterator[Iterator[Sequence[str]]]:
    """The names of the columns, then every row in the server's own words.

    Raises `driver_missing`, `database_unreachable`, `query_failed`.
    """
    try:
        import pymysql  # noqa: PLC0415 - an optional extra
        from pymysql.converters import encoders  # noqa: PLC0415
        from pymysql.cursors import SSCursor  # noqa: PLC0415
    except ImportError:
        raise RevcompassError("driver_missing", source=source, extra="mysql") from None
    try:
        con = pymysql.connect(
            host=address.host,
            port=address.port or 3306,
            user=address.user or None,
            password=address.password,
            database=address.database,
            charset="utf8mb4",
            connect_timeout=10,
            cursorclass=SSCursor,
            conv=dict(encoders),  # and no decoders: no value is parsed
        )
    except (pymysql.Error, OSError) as error:
        raise _problem("database_unreachable", address, source, error) from None
    with closing(con):
        try:
            yield _rows(con, query)
        except (pymysql.Error, UnicodeDecodeError) as error:
            raise _problem("query_failed", address, source, error) from None


def _rows(con: Any, query: str) -> Iterator[Sequence[str]]:
    with con.cursor() as cursor:
        cursor.execute("SET SESSION time_zone = '+00:00'")
        cursor.execute("START TRANSACTION READ ONLY")
        cursor.execute(query)
        kinds = [column[1] for column in cursor.description or ()]
        yield [column[0] for column in cursor.description or ()]
        for row in cursor:
            yield [_text(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _text(value: object, kind: int) -> str:
    return plain_number(str(value)) if kind in _FLOATS and value is not None else value_text(value)


def _problem(code: str, address: Address, source: str, error: Exception) -> RevcompassError:
    return RevcompassError(code, source=source, reason=address.clean(error))
