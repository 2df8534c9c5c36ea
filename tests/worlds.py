"""Several small companies in one store, apart from one another: one query answers for all.

They share what a book has once (currency, calendar, last day, rates of exchange, funnel) and
nothing else: every id carries its company's label, and so does a slice `company`. Of the first
company the label is missing, so that missing values and unknown accounts are met too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import TypeVar

import duckdb
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from companies import EXAMPLES, Rows, companies, exchange_rates, fill_tables, quick
from revcompass.domain.records import TABLES
from revcompass.engine.backends import Backend
from revcompass.engine.frame import Frame
from revcompass.engine.plain.company import Company, Record
from revcompass.engine.prepare import prepare
from revcompass.engine.tables import Tables

Drawn = TypeVar("Drawn")

COMPANY = "company"
"""The slice that tells them apart."""

_IDS = (
    "account_id",
    "subscription_id",
    "replaces",
    "opportunity_id",
    "lead_id",
    "spend_id",
    "event_id",
    "answer_id",
    "activity_id",
    "survey",
)
_LABELLED = ("accounts", "opportunities", "leads", "spend", "answers")
"""Where the label is a column of its own; the others have it through their account."""


class World:
    """Companies that can live in one store, each under its label."""

    def __init__(self, companies: Mapping[str | None, Company]) -> None:
        self.companies = companies

    def __repr__(self) -> str:
        return f"<a world of {len(self.companies)}>"  # what failed shows the one company it is of

    @property
    def merged(self) -> Company:
        """All their records as one company's."""
        first, *others = self.companies.values()
        tables: dict[str, Rows] = {}
        for name in TABLES:
            tables[name] = [dict(row) for row in first.rows(name)]
            if name != "exchange_rates":
                tables[name] += [dict(row) for one in others for row in one.rows(name)]
        return replace(first, tables=tables)


@st.composite
def worlds(
    draw: st.DrawFn,
    company: st.SearchStrategy[Company],
    size: int,
    *,
    segments_apart: bool = False,
) -> World:
    """So many companies of a kind; `segments_apart` where a segment is compared within itself."""
    book = draw(books())
    drawn = [draw(company) for _ in range(size)]
    return together([_in_book(one, book) for one in drawn], segments_apart=segments_apart)


@st.composite
def books(draw: st.DrawFn) -> Company:
    """A company for what it shares with others of its book."""
    currency = draw(st.sampled_from(["EUR", "EUR", "EUR", "EUR", "USD"]))
    first, rates = draw(companies()), draw(exchange_rates())
    return replace(first, currency=currency, tables={"exchange_rates": rates})


def _in_book(company: Company, book: Company) -> Company:
    return replace(book, tables={**company.tables, **book.tables})


def gathered(strategy: st.SearchStrategy[Drawn], count: int) -> list[Drawn]:
    """So many examples to be used together: more than one example of Hypothesis has room for.

    The first that it makes is left out: the smallest there is.
    """
    found: list[Drawn] = []

    @settings(quick, max_examples=count + 1, phases=[Phase.generate], database=None)
    @given(strategy)
    def gather(one: Drawn) -> None:
        found.append(one)

    gather()
    return found[1 : count + 1]


def gathered_worlds(
    company: st.SearchStrategy[Company], count: int, size: int, *, segments_apart: bool = False
) -> Iterator[World]:
    """So many companies of a kind, up to `size` of them in a world with a book of its own."""
    drawn = gathered(company, count)
    for n, book in enumerate(gathered(books(), ceil(count / size))):
        some = drawn[n * size : (n + 1) * size]
        yield together([_in_book(one, book) for one in some], segments_apart=segments_apart)


def together(companies: list[Company], *, segments_apart: bool = False) -> World:
    """The companies, renamed so that they cannot meet."""
    extra = {name: _extra_columns(companies, name) for name in TABLES}
    labelled: dict[str | None, Company] = {}
    for n, one in enumerate(companies):
        label = f"c{n}" if n else None
        tables: dict[str, Rows] = {}
        for name, rows in one.tables.items():
            tables[name] = [_renamed(row, n, extra[name]) for row in rows]
            if name in _LABELLED:
                for row in tables[name]:
                    row[COMPANY] = label
        for row in tables.get("targets", []):
            named = f"{COMPANY}={label or ''}"
            row["slice"] = f"{row['slice']},{named}" if row.get("slice") else named
        if label:
            tables["accounts"] = _every_account(tables, label)
        if segments_apart and label:
            for row in tables["accounts"]:
                row["segment"] = f"{label} {row.get('segment')}"
        labelled[label] = replace(one, tables=tables)
    return World(labelled)


def _extra_columns(companies: list[Company], table: str) -> set[str]:
    return set().union(*(row.keys() for one in companies for row in one.rows(table)))


def _renamed(row: Record, n: int, columns: set[str]) -> dict[str, object]:
    named = {name: f"{n}.{row[name]}" for name in _IDS if row.get(name) is not None}
    return {**dict.fromkeys(columns), **row, **named}


def _every_account(tables: Mapping[str, Rows], label: str) -> Rows:
    """Its accounts, and those only other records name: else the label could not be told."""
    known = {row["account_id"]: row for row in tables.get("accounts", [])}
    for rows in tables.values():
        for row in rows:
            if row.get("account_id") is not None and row["account_id"] not in known:
                account = row["account_id"]
                known[account] = {"account_id": account, "name": account, COMPANY: label}
    return list(known.values())


@contextmanager
def store(
    company: Company,
    gross_margin: Fraction | None = None,
    server: Mapping[str, str | int] | None = None,
) -> Iterator[Tables]:
    """The company's records in a store of its own, ready to be asked; on a server, if one is given.

    `server` has the keys to connect to PostgreSQL with. Nothing stays there.
    """
    frame = Frame(
        company.currency, company.calendar, company.data_as_of, company.stages, gross_margin
    )
    with ExitStack() as open_until_the_end:
        con = open_until_the_end.enter_context(duckdb.connect(config={"threads": 1}))
        fill_tables(con, company)
        backend: Backend = con
        if server:
            from revcompass.engine.backends.postgresql import PostgreSQL  # noqa: PLC0415

            backend = open_until_the_end.enter_context(PostgreSQL.connect(**server))
            for name in TABLES:
                backend.register(name, con.sql(f"SELECT * FROM {name}").to_arrow_table())
        prepare(backend, frame)
        yield Tables(backend, frame)


def in_worlds_of(size: int) -> settings:
    """As many worlds of that size as make up the examples, which are counted in companies.

    A world that fails names the company and the cell; to shrink all of it would take minutes.
    """
    phases = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]
    return settings(quick, max_examples=ceil((EXAMPLES or 100) / size), phases=phases)
