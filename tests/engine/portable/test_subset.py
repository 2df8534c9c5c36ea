"""Every SQL text of the engine stays inside the subset that other engines can be given."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.portable.subset import faults
from engine.portable.texts import texts


def test_every_text_is_inside() -> None:
    found = {text: wrong for text in texts() if (wrong := faults(text))}
    assert not found, "\n\n".join(f"{wrong}\n{text}" for text, wrong in list(found.items())[:5])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a FROM t ASOF JOIN u ON t.d >= u.d",
        "SELECT a FROM t POSITIONAL JOIN u",
        "SELECT a FROM t NATURAL JOIN u",
        "SELECT a FROM t SEMI JOIN u ON t.a = u.a",
        "SELECT * FROM (PIVOT t ON a USING sum(b))",
        "SELECT a, sum(b) FROM t GROUP BY ALL",
        "SELECT a, sum(b) FROM t GROUP BY ROLLUP (a)",
        "SELECT a + 1 AS b, b + 1 AS c FROM t",
        "SELECT a + 1 AS b FROM t WHERE b > 1",
        "SELECT * FROM generate_series(1, 3)",
        "SELECT unnest([1, 2]) FROM t",
        "SELECT list(a) FROM t",
        "CREATE TABLE u AS SELECT a, b AS a FROM t",
        "WITH u AS (SELECT t.a, t.b AS a FROM t) SELECT * FROM u",
        "SELECT a FROM (SELECT a FROM t)",
        "SELECT arg_max(a, b) FROM t",
        "SELECT week(d), a FROM t",
        "SELECT dayofweek(d) FROM t",
        "SELECT round(a, 2) FROM t",
        "SELECT date_diff('month', d, e) FROM t",
        "SELECT date_diff('hour', d, e) FROM t",
        "SELECT date_trunc('month', d) FROM t",
        "SELECT d + INTERVAL 1 MONTH FROM t",
        "SELECT d + to_months(1) FROM t",
        "SELECT sum(a) OVER (ORDER BY d NULLS FIRST RANGE BETWEEN INTERVAL 3 DAYS PRECEDING"
        " AND CURRENT ROW) FROM t",
        "SELECT sum(a) OVER (ORDER BY d NULLS FIRST RANGE UNBOUNDED PRECEDING) FROM t",
        "SELECT row_number() OVER (ORDER BY d) FROM t",
        "SELECT row_number() OVER (ORDER BY d DESC) FROM t",
        "SELECT row_number() OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY d DESC)",
        "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a NULLS FIRST) = 1",
        "SELECT sum(a) FILTER (WHERE b) FROM t",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT t.* EXCLUDE (a) FROM t",
        "SELECT * REPLACE (a + 1 AS a) FROM t",
        "SELECT COLUMNS('a') FROM t",
        "SELECT TRY_CAST(a AS BIGINT) FROM t",
        "SELECT CAST(a AS UTINYINT) FROM t",
        "SELECT CAST(a AS STRUCT(b INTEGER)) FROM t",
        "SELECT a / b FROM t",
        "SELECT quantile_cont(a, 0.5) FROM t",
        "SELECT a FROM t ORDER BY a LIMIT 1 OFFSET 1",
        "SELECT a FROM t USING SAMPLE 10",
        "CREATE OR REPLACE TABLE t AS SELECT 1 AS a",
        "SELECT a FROM t; SELECT b FROM t",
        "SELECT a[1] FROM t",
        "SELECT a FROM read_csv('t.csv')",
    ],
)
def test_what_is_outside_is_refused(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT rank() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST, c NULLS FIRST) FROM t",
        "SELECT sum(a) OVER (ORDER BY b NULLS FIRST ROWS UNBOUNDED PRECEDING) FROM t",
        "SELECT sum(a) OVER (ORDER BY b NULLS FIRST"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) FROM t",
        "SELECT a // b, CAST(a AS DOUBLE) / CAST(b AS DOUBLE), d - e, d + 3 FROM t ORDER BY 1",
        "SELECT nullif(t.a, '') AS a, t.a || 'x' AS b FROM t WHERE t.a = ?",
        "SELECT nullif(a, '') AS a FROM t",
        "SELECT t.a, u.a FROM t JOIN u ON t.b = u.b",
        "WITH v AS (SELECT 0 AS a, 0 AS b UNION ALL SELECT t.c, t.c FROM t) SELECT * FROM v",
        "WITH x AS MATERIALIZED (SELECT 1 AS a) SELECT a FROM x GROUP BY 1",
        "SELECT make_date(CAST(extract(year FROM d) AS INTEGER), 1, 1) FROM t",
        "CREATE TEMP TABLE t AS SELECT CAST(NULL AS HUGEINT) AS a",
    ],
)
def test_what_is_inside_passes(text: str) -> None:
    assert faults(text) == []


def test_duckdb_needs_no_translator() -> None:
    loaded = "import sys, revcompass.desk.desk, revcompass.engine.build; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert not {b"sqlglot", b"psycopg"} & set(found.stdout.split())
