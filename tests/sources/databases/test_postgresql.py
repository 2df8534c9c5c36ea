"""Queries to a PostgreSQL server: a real one, started here."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from revcompass.book.databases import fetch
from revcompass.domain.problem import RevcompassError
from sources.databases.servers import free_port, postgresql

psycopg = pytest.importorskip("psycopg", reason="the extra revcompass[postgresql] is not installed")
PASSWORD = "s3cr€t@/:x"  # noqa: S105 - of a server that lives as long as the test


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgresql() as keys, psycopg.connect(**keys, autocommit=True) as con:
        con.execute("CREATE TABLE n AS SELECT g AS id FROM generate_series(1, 30000) g")
        con.execute(f"ALTER USER ada PASSWORD '{PASSWORD}'")
        yield f"postgresql://ada:${{REVCOMPASS_TEST}}@127.0.0.1:{keys['port']}/postgres"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVCOMPASS_TEST", PASSWORD)


def rows(url: str, query: str, folder: Path) -> list[list[str]]:
    fetched = fetch("billing", url, query, folder)
    with fetched.path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("NULL::text", ""),
        ("'00123'", "00123"),
        ("10.10::numeric", "10.10"),
        ("12345678901234567890.123456789::numeric", "12345678901234567890.123456789"),
        ("0.1::float8", "0.1"),
        ("1e20::float8", "100000000000000000000"),
        ("1e-7::float4", "0.0000001"),
        ("9223372036854775807", "9223372036854775807"),
        ("true", "true"),
        ("false", "false"),
        ("DATE '2026-09-30'", "2026-09-30"),
        ("TIMESTAMPTZ '2026-09-30 10:00:00.5+02'", "2026-09-30 08:00:00.5+00"),
        ("TIMESTAMP '2026-09-30 10:00'", "2026-09-30 10:00:00"),
        ("'infinity'::date", "infinity"),
        ("'{\"a\": 1.0}'::jsonb", '{"a": 1.0}'),
        ("ARRAY[1, 2]", "{1,2}"),
        ("'\\x0f'::bytea", "\\x0f"),
        ("E'a\\n\"é\"'", 'a\n"é"'),
        ("'b3a1c1de-0000-4000-8000-000000000001'::uuid", "b3a1c1de-0000-4000-8000-000000000001"),
    ],
)
def test_values_are_the_servers_text(url: str, tmp_path: Path, value: str, text: str) -> None:
    assert rows(url, f"SELECT {value} AS v;", tmp_path) == [["v"], [text]]


def test_many_rows_and_none(url: str, tmp_path: Path) -> None:
    found = rows(url, "SELECT id FROM n ORDER BY id", tmp_path)
    assert found == [["id"], *([str(number)] for number in range(1, 30_001))]
    assert rows(url, "SELECT id FROM n WHERE false", tmp_path) == [["id"]]


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM n",
        "SELECT 1; DELETE FROM n",
        "WITH gone AS (DELETE FROM n RETURNING 1) SELECT * FROM gone",
        "SELECT setval('s', 1)",
        "SELECT nothing FROM n",
        "SELECT 1 / (id - 29999) FROM n",
        "COMMIT",
    ],
)
def test_only_reading(url: str, tmp_path: Path, query: str) -> None:
    with pytest.raises(RevcompassError) as caught:
        rows(url, query, tmp_path)
    assert caught.value.problem.code == "query_failed"
    assert PASSWORD not in str(caught.value)
    assert rows(url, "SELECT count(*) FROM n", tmp_path)[1] == ["30000"]


def test_no_server_and_no_password_in_the_words(tmp_path: Path) -> None:
    with pytest.raises(RevcompassError) as caught:
        rows(
            f"postgresql://ada:${{REVCOMPASS_TEST}}@127.0.0.1:{free_port()}/x", "SELECT 1", tmp_path
        )
    assert caught.value.problem.code == "database_unreachable"
    assert PASSWORD not in str(caught.value)
