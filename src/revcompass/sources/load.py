"""One load at work: the connection, the two databases, the files read and the faults found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from revcompass.book.config import Book
from revcompass.book.file_format import FileFormat
from revcompass.book.inputs import Input
from revcompass.book.landed import restore_copy
from revcompass.book.recorded import RecordedFile, put_problems
from revcompass.domain.problem import Problem, RevcompassError, Severity, Where
from revcompass.sources import sql
from revcompass.sources.reading import Landed, land

_WORK = "revcompass_staging"


@dataclass(slots=True)
class Load:
    """What every step of a load shares.

    Unqualified tables are those of the staging database, which lives in memory and is gone at the
    end; `home` prefixes those of the snapshot.
    """

    con: duckdb.DuckDBPyConnection
    book: Book
    today: date
    home: str
    scratch: Path
    files: list[RecordedFile] = field(default_factory=list)
    headers: dict[tuple[str, str], str] = field(default_factory=dict)

    def header(self, table: str, column: str) -> str:
        """What a person finds a canonical column under in the (first) source of a table."""
        return self.headers.get((table, column), column)

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.con.execute(query, list(parameters)).fetchall()

    def one(self, query: str, parameters: Sequence[Any] = ()) -> Any:
        """The single value of a query."""
        return self.rows(query, parameters)[0][0]

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """A statement without an answer."""
        self.con.execute(statement, list(parameters))

    def land_file(self, table: str, source: Input, form: FileFormat) -> tuple[int, Landed]:
        """Land an input into a staging table; its `file_id` and what came of it.

        Raises what landing raises, with the file's name as the book writes it, and `file_changed`
        if the file is no longer the one that was fingerprinted.
        """
        path = source.path or self._restored(source)
        try:
            landed = land(self.con, table, path, form)
        except RevcompassError as error:
            where = replace(error.problem.where, file=source.name)
            raise RevcompassError(
                error.problem.code,
                where=where,
                exit_code=error.exit_code,
                **{"source": source.source, "files": source.name, **error.problem.params},
            ) from error
        if landed.sha256 != source.sha256:
            raise RevcompassError("file_changed", where=Where(source.name))
        file_id = len(self.files) + 1
        lines = landed.physical_lines
        record = RecordedFile(
            file_id, source.source, source.name, landed.sha256, landed.bytes, lines, source.role
        )
        self.files.append(record)
        self.run(f"INSERT INTO {self.home}.files VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(record))
        self.report(
            [
                Problem(
                    r.code, {**r.params, "lines": r.lines}, Where(source.name, r.line, None, r.text)
                )
                for r in landed.rejected
            ]
        )
        return file_id, landed

    def report(self, problems: list[Problem]) -> None:
        """Store problems found outside SQL."""
        put_problems(self.con, f"{self.home}.problems", problems)

    def warn(self, code: str, *, rows: int = 1, where: Where | None = None, **params: Any) -> None:
        """Store one warning."""
        self.report([Problem(code, params, where or Where(), Severity.WARNING, rows)])

    def _restored(self, source: Input) -> Path:
        folder = self.scratch / source.sha256
        folder.mkdir(exist_ok=True)
        path = folder / Path(source.name).name
        restore_copy(self.book, source.sha256, path)
        return path


@contextmanager
def loading(con: duckdb.DuckDBPyConnection, book: Book, today: date) -> Iterator[Load]:
    """A load into the database of `con`, with a staging database beside it."""
    row = con.execute("SELECT current_database()").fetchone()
    home = str(row[0]) if row else ""
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"ATTACH ':memory:' AS {_WORK}")
    con.execute(f"USE {_WORK}")
    try:
        with TemporaryDirectory(prefix="revcompass-") as scratch:
            yield Load(con, book, today, f"{sql.name(home)}.main", Path(scratch))
    finally:
        con.execute(f"USE {sql.name(home)}")
        con.execute(f"DETACH {_WORK}")
