"""When a creation cohort is settled enough to be judged."""

from __future__ import annotations

from revcompass import catalogue
from revcompass.desk.reader import Scope
from revcompass.domain.formula import sums
from revcompass.domain.metric import Metric
from revcompass.engine.cohorts import delay
from revcompass.engine.tables import Cut, Tables


def maturity(tables: Tables, metric: Metric, scope: Scope) -> int | None:
    """Days until the metric's cohorts are settled; `None` where it reads no cohort."""
    parts = (metric, *catalogue.components(metric, scope.policies))
    kinds = {
        leaf.column.matures
        for part in parts
        for leaf in sums(part.expression(scope.policies))
        if leaf.column.matures
    }
    cut = Cut(scope.policies, scope.until)
    found = [delay(tables, kind, cut) for kind in sorted(kinds)]
    return max((days for days in found if days is not None), default=None)
