"""The closed subset in the words of PostgreSQL, by sqlglot: texts are parsed, never built here."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import rename_func
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.postgres import Postgres
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.tokenizer_core import TokenType


class _Generator(PostgresGenerator):
    """What sqlglot leaves as DuckDB has it: whole numbers of 128 bits, dates of parts, and marks
    for bound values (which are numbered on the way in).
    """

    TYPE_MAPPING: ClassVar = {**PostgresGenerator.TYPE_MAPPING, exp.DType.INT128: "NUMERIC"}
    TRANSFORMS: ClassVar = {
        **PostgresGenerator.TRANSFORMS,
        exp.DateFromParts: rename_func("MAKE_DATE"),
    }

    def placeholder_sql(self, expression: exp.Placeholder) -> str:
        return f"${expression.name}"


class _PostgreSQL(Postgres):
    Generator = _Generator


@lru_cache(maxsize=2048)
def for_postgresql(text: str) -> str:
    """One statement of the closed subset as PostgreSQL takes it; each `?` becomes `$1`, `$2` …

    >>> for_postgresql("SELECT CAST(a AS HUGEINT) // 2 AS half FROM t WHERE b = ?")
    'SELECT DIV(CAST(a AS NUMERIC), 2) AS half FROM t WHERE b = $1'
    """
    tree = sqlglot.parse_one(_numbered(text), dialect=DuckDB)
    return tree.sql(dialect=_PostgreSQL, comments=False)


def _numbered(text: str) -> str:
    if "?" not in text:
        return text
    marks = [
        token.start
        for token in DuckDB().tokenize(text)
        if token.token_type is TokenType.PLACEHOLDER
    ]
    for number, start in reversed(list(enumerate(marks, start=1))):
        text = f"{text[:start]}${number}{text[start + 1 :]}"
    return text
