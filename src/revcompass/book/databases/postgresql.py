"""PostgreSQL, by psycopg: a read-only transaction and a cursor on the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from revcompass.book.databases.address import Address
from revcompass.book.databases.texts import plain_number
from revcompass.domain.problem import RevcompassError

if TYPE_CHECKING:
    import psycopg

_BATCH = 2_000
_FLOATS, _BOOLEAN = (700, 701), 16
_SETTINGS = {
    "default_transaction_read_only": "on",
    "timezone": "UTC",
    "datestyle": "ISO",
    "intervalstyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "client_encoding": "UTF8",
}


@contextmanager
def postgresql_rows(address: Address, query: str, source: str) -> Iterator[Iterator[Sequence[str]]]:
    """The names of the columns, then every row in the server's own words.

    Raises `driver_missing`, `database_unreachable`, `query_failed`.
    """
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise RevcompassError("driver_missing", source=source, extra="postgresql") from None
    try:
        con = psycopg.connect(
            host=address.host,
            port=address.port,
            user=address.user or None,
            password=address.password or None,
            dbname=address.database,
            connect_timeout=10,
            application_name="revcompass",
            options=" ".join(f"-c {name}={value}" for name, value in _SETTINGS.items()),
        )
    except psycopg.Error as error:
        raise _problem("database_unreachable", address, source, error) from None
    with closing(con):
        con.read_only = True
        _as_texts(con)
        try:
            yield _rows(con, query)
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise _problem("query_failed", address, source, error) from None


def _rows(con: psycopg.Connection[Any], query: str) -> Iterator[Sequence[str]]:
    with con.cursor(name="revcompass") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(query.strip().rstrip(";").encode())
        columns = cursor.description or ()
        kinds = [column.type_code for column in columns]
        yield [column.name for column in columns]
        for row in cursor:
            yield [_text(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _text(value: str | None, kind: int) -> str:
    if value is None:
        return ""
    if kind == _BOOLEAN:
        return "true" if value == "t" else "false"
    return plain_number(value) if kind in _FLOATS else value


def _as_texts(con: psycopg.Connection[Any]) -> None:
    """Have every type handed over as the server writes it: nothing is parsed, nothing rounded."""
    from psycopg.types.string import TextLoader  # noqa: PLC0415 - an optional extra

    for kind in list(con.adapters.types):
        for oid in filter(None, (kind.oid, kind.array_oid)):
            con.adapters.register_loader(oid, TextLoader)


def _problem(code: str, address: Address, source: str, error: Exception) -> RevcompassError:
    return RevcompassError(code, source=source, reason=address.clean(error))
