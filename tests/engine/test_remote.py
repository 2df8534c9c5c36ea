"""PostgreSQL builds the roll-ups from its own tables; nothing else than roll-ups comes home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings

from company_tables import fill_tables
from company_variants import selling_companies
from engine.portable.texts import made
from revcompass.domain.policy import PolicySet
from revcompass.domain.records import TABLES
from revcompass.engine.build import build_rollups, verify_bridge
from revcompass.engine.frame import Frame
from revcompass.engine.plain.company import Company
from revcompass.engine.remote import build_where_records_live
from revcompass.engine.tables import Cut, Tables
from worlds import World, in_worlds_of, worlds

psycopg = pytest.importorskip("psycopg", reason="the extra revcompass[warehouse] is not installed")
pytest.importorskip("sqlglot", reason="the extra revcompass[warehouse] is not installed")

from revcompass.engine.backends.postgresql import PostgreSQL  # noqa: E402
from revcompass.engine.backends.schema import present  # noqa: E402

Server = Mapping[str, Any]
_SIZE = 8


class Watched(PostgreSQL):
    """A session that counts the rows each statement hands over."""

    def __init__(self, con: Any) -> None:
        super().__init__(con)
        self.handed_over: list[tuple[str, int]] = []

    def run(self, text: str, bound: Sequence[object] = ()) -> Any:
        cursor = super().run(text, bound)
        if cursor.description:
            self.handed_over.append((text, cursor.rowcount))
        return cursor


@contextmanager
def schema_with(company: Company, server: Server) -> Iterator[str]:
    """The company's records in ordinary tables of a schema."""
    with psycopg.connect(**server, autocommit=True) as con:
        con.execute("CREATE SCHEMA company")
        with duckdb.connect() as duck, PostgreSQL.connect(**server) as session:
            fill_tables(duck, company)
            for name in TABLES:
                session.register(name, duck.sql(f"SELECT * FROM {name}").to_arrow_table())
                session.run(f"CREATE TABLE company.{name} AS SELECT * FROM {name}")
            session.con.commit()
        try:
            yield "company"
        finally:
            con.execute("DROP SCHEMA company CASCADE")


def frame_of(company: Company) -> Frame:
    return Frame(
        company.currency, company.calendar, company.data_as_of, company.stages, Fraction(4, 5)
    )


def stored(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Every stored table with its rows, in one order."""
    names = con.execute("SELECT table_name FROM information_schema.tables").fetchall()
    return {
        name: sorted(con.execute(f"SELECT * FROM {name}").fetchall())
        for (name,) in names
        if name.startswith("stored_")
    }


def assert_same(company: Company, server: Server, policies: PolicySet) -> None:
    """What is built there equals what a load builds here, and only that came over."""
    frame = frame_of(company)
    with duckdb.connect() as here, duckdb.connect() as home, schema_with(company, server) as schema:
        fill_tables(here, company)
        build_rollups(here, frame, policies)
        with Watched.connect(**server) as session:
            present(session, schema)
            build_where_records_live(session, home, frame, policies)
            handed_over = session.handed_over
        verify_bridge(home)
        assert stored(home) == stored(here)
        assert len(stored(home)) > 1
        rollups = sum(n for text, n in handed_over if "FROM stored_" in text)
        assert rollups == sum(len(rows) for rows in stored(home).values())
        rest = [(text, n) for text, n in handed_over if "FROM stored_" not in text]
        assert max(n for text, n in rest if "information_schema" not in text) <= 4, rest
        with psycopg.connect(**server) as con:
            left = con.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'company'"
            ).fetchone()
        assert left == (len(TABLES),), "the schema has what it had"


@pytest.mark.parametrize("several", [True, False], ids=["several_currencies", "one_currency"])
def test_a_company_of_every_table(postgresql: Server, *, several: bool) -> None:
    assert_same(made(several=several), postgresql, PolicySet())


def test_other_policies(postgresql: Server) -> None:
    policies = PolicySet.of({"netting": "each_change", "customer_unit": "subscription"})
    assert_same(made(several=True), postgresql, policies)


@settings(in_worlds_of(_SIZE), max_examples=2)
@given(worlds(selling_companies(), _SIZE))
def test_generated_companies(postgresql: Server, world: World) -> None:
    assert_same(world.merged, postgresql, PolicySet())


def test_tables_the_schema_lacks_are_empty(postgresql: Server) -> None:
    company = made(several=False)
    little = {name: company.rows(name) for name in ("accounts", "subscriptions")}
    with schema_with(company, postgresql) as schema, duckdb.connect() as home:
        with psycopg.connect(**postgresql, autocommit=True) as con:
            for name in TABLES.keys() - little.keys():
                con.execute(f"DROP TABLE company.{name}")
            con.execute('ALTER TABLE company.subscriptions DROP COLUMN "row", DROP COLUMN product')
        frame = frame_of(company)
        with PostgreSQL.connect(**postgresql) as session:
            present(session, schema)
            build_where_records_live(session, home, frame, PolicySet())
        with duckdb.connect() as here:
            fill_tables(here, replace(company, tables=little))
            build_rollups(here, frame, PolicySet())
            assert stored(home) == stored(here)


def test_a_session_leaves_nothing_and_answers_too(postgresql: Server) -> None:
    company = made(several=True)
    with schema_with(company, postgresql) as schema:
        with PostgreSQL.connect(**postgresql) as session:
            present(session, schema)
            build_rollups(session, frame_of(company), PolicySet())
            cut = Cut(PolicySet(), company.data_as_of)
            relation = Tables(session, frame_of(company)).rollup("movements", cut)
            assert session.execute(f"SELECT count(*) FROM {relation} r").fetchone() != (0,)
        with psycopg.connect(**postgresql) as con:
            left = con.execute(
                "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'stored_%'"
            ).fetchone()
        assert left == (0,)
