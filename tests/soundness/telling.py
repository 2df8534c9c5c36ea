"""Tiny books for the tests of soundness: one literal CSV per table, asked as by a face."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from inspect import cleandoc
from typing import Any

from oracles.asking import Asked, Books, Document, Number, exact
from revcompass.cli.main import run
from revcompass.desk.documents import problems_document
from revcompass.domain.period import Calendar, Grain
from revcompass.domain.question import MetricResult, Question, Row
from revcompass.words.translate import Translator

TODAY = date(2026, 9, 30)

SUBS = "subscription_id,account_id,starts_on,ends_on,amount,interval,currency"
DEALS = "opportunity_id,account_id,created_at,closed_at,outcome,amount,currency"

Told = Callable[..., "Book"]


@dataclass(frozen=True)
class Book(Asked):
    """A loaded toy book."""

    @property
    def calendar(self) -> Calendar:
        """How the book cuts time."""
        return self.desk.calendar

    def result(self, metric: str, period: str | None = None, **asked: Any) -> MetricResult:
        """One metric's answer; `policies` may be a mapping, `by` and `where` short."""
        if isinstance(asked.get("by"), str):
            asked["by"] = tuple(asked["by"].split(","))
        if "policies" in asked:
            asked["policies"] = tuple(asked["policies"].items())
        if "where" in asked:
            asked["where"] = tuple(
                (k, v if isinstance(v, tuple) else (v,)) for k, v in asked["where"].items()
            )
        if "grain" in asked:
            asked["grain"] = Grain(asked["grain"])
        if period:
            asked["period"] = self.calendar.parse(period)
        (found,) = self.desk.show(Question((metric,), **asked)).results
        return found

    def row(self, metric: str, period: str, **asked: Any) -> Row:
        """The only row."""
        (row,) = self.result(metric, period, **asked).rows
        return row

    def value(self, metric: str, period: str, **asked: Any) -> Number:
        """The only row's number, or its reason."""
        return exact(self.row(metric, period, **asked).value)

    def cut(self, metric: str, period: str, by: str, **asked: Any) -> dict[Any, Number]:
        """Numbers by slice value (a tuple of several slices' values)."""
        rows = self.result(metric, period, by=by, **asked).rows
        found: dict[Any, Number] = {}
        for row in rows:
            values = tuple(value for _, value in row.slice)
            found[values if "," in by else values[0]] = exact(row.value)
        return found

    def companion(self, name: str, metric: str, period: str, **asked: Any) -> Number:
        """A form beside the number."""
        return exact(dict(self.row(metric, period, **asked).companions)[name])

    @property
    def problems(self) -> list[Document]:
        """What the load found wrong, as JSON."""
        found: list[Document] = problems_document(self.desk.problems(), Translator("en"))[
            "problems"
        ]
        return found

    def warned(self, code: str) -> Document:
        """The only problem of that code; it did not stop the load."""
        (found,) = [problem for problem in self.problems if problem["code"] == code]
        return found


def told(books: Books) -> Told:
    """A maker of books: `book` are lines of `[book]`, `more` further sections, then the tables.

    An empty line in a table's text begins another file with its own headings. `source` adds lines
    to the `[[source]]` of a table.
    """

    def tell(
        book: str = "",
        more: str = "",
        *,
        today: date = TODAY,
        source: dict[str, str] | None = None,
        **tables: str,
    ) -> Book:
        head = "" if "currency =" in book else 'currency = "EUR"\n'
        settings = f"[book]\n{head}{cleandoc(book)}\n{cleandoc(more)}\n"
        files = {}
        for table, text in tables.items():
            for part, block in enumerate(cleandoc(text).split("\n\n")):
                name = f"{table}_{part}" if part else table
                settings += f'[[source]]\nname = "{name}"\ntable = "{table}"\n'
                settings += f'files = "{name}.csv"\n{(source or {}).get(table, "")}\n'
                files[f"{name}.csv"] = block + "\n"
        made = books(settings, files, today=today)
        return Book(made.folder, made.report, made.desk)

    return tell


def named(*names: str) -> str:
    """Accounts that are called what their ids are."""
    return "\n".join(["account_id,name", *(f"{name},{name}" for name in names)])


@dataclass(frozen=True)
class Ran:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Document:
        """Standard output as JSON."""
        found: Document = json.loads(self.out)
        return found


Cli = Callable[..., Ran]


def run_cli(capsys: Any) -> Cli:
    """Run command lines in this process."""

    def invoke(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return invoke
