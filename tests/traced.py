"""What the tests of tracing share: a reader over a company's tables, and a scope of one period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import duckdb

from company_tables import STAGES, fill_tables
from revcompass.desk.reader import MetricReader, Scope
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.build import build_rollups
from revcompass.engine.frame import Frame
from revcompass.engine.plain.company import Company
from revcompass.engine.prepare import prepare
from revcompass.engine.tables import Tables

MARGIN = Fraction(4, 5)
"""The gross margin every traced company states."""

Where = tuple[tuple[str, tuple[str | None, ...]], ...]


def reader_of(filled: Company, *, minimum_n: int = 1, stored: bool = False) -> MetricReader:
    """A reader over a company's tables, with or without its kept roll-ups."""
    con = duckdb.connect(config={"threads": 1})
    fill_tables(con, filled)
    frame = Frame(filled.currency, filled.calendar, filled.data_as_of, STAGES, MARGIN, minimum_n)
    if stored:
        build_rollups(con.cursor(), frame, PolicySet())
    else:
        prepare(con, frame)
    return MetricReader(Tables(con, frame), frame)


def scope_of(
    period: Period,
    until: date,
    where: Where = (),
    policies: Mapping[str, str] | PolicySet | None = None,
    currency: str | None = None,
) -> Scope:
    chosen = policies if isinstance(policies, PolicySet) else PolicySet.of(policies or {})
    return Scope(period.grain, (period,), (), where, chosen, currency, until)
