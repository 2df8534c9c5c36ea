"""What the tests of books and sources share: a loaded toy book, and its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from revcompass.book.config import Book
from revcompass.book.recorded import Coverage, read_problems
from revcompass.domain.problem import Problem
from revcompass.sources.fill import LoadReport

TODAY = date(2026, 9, 30)


@dataclass(frozen=True)
class Loaded:
    """What a fill left behind."""

    con: duckdb.DuckDBPyConnection
    book: Book
    report: LoadReport

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.con.execute(query).fetchall()

    def one(self, query: str) -> Any:
        """The single value of a query."""
        ((value,),) = self.rows(query)
        return value

    @property
    def problems(self) -> list[Problem]:
        """All problems in order."""
        return list(read_problems(self.con))

    def only_problem(self, code: str) -> Problem:
        """The single problem with a code."""
        (problem,) = [problem for problem in self.problems if problem.code == code]
        return problem

    @property
    def codes(self) -> list[str]:
        """The problems' codes in order."""
        return [problem.code for problem in self.problems]

    def coverage(self, table: str = "subscriptions") -> Coverage:
        """Coverage of one table."""
        return self.report.tables[table]


Fill = Callable[..., Loaded]
MakeBook = Callable[[str, Mapping[str, str]], Book]

BOOK = """
[book]
currency = "EUR"
timezone = "Europe/Berlin"
"""
