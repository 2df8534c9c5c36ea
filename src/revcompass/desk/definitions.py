"""The definitions a snapshot was loaded under, kept in it, and which have changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb

from revcompass import catalogue
from revcompass.domain.metric import Metric
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import Problem, Severity


def keep(con: duckdb.DuckDBPyConnection, policies: PolicySet) -> None:
    """Write every metric's definition under the book's policies into the snapshot."""
    con.execute("CREATE OR REPLACE TABLE definitions (metric VARCHAR, definition VARCHAR)")
    con.executemany(
        "INSERT INTO definitions VALUES (?, ?)",
        [
            (metric.id, catalogue.definition(metric, policies))
            for metric in catalogue.METRICS.values()
        ],
    )


def read(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The definitions kept, by metric."""
    return dict(con.execute("SELECT metric, definition FROM definitions").fetchall())


def changed(
    metrics: Iterable[Metric], policies: PolicySet, kept: dict[str, str]
) -> Iterator[Problem]:
    """A warning for each metric that is defined otherwise than when the snapshot was loaded."""
    for metric in metrics:
        was, now = kept.get(metric.id), catalogue.definition(metric, policies)
        if was is not None and was != now:
            yield Problem(
                "definition_changed",
                {"metric": metric.id, "was": was, "now": now},
                severity=Severity.WARNING,
            )
