"""What is loaded: sources, coverage, snapshots, problems, and what it is enough for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revcompass import catalogue
from revcompass.web.page import Page
from revcompass.web.pages.faults import fault_groups
from revcompass.words.labels import GROUPS


@dataclass(frozen=True, slots=True)
class Ready:
    """A metric and what it lacks."""

    name: str
    href: str
    is_ready: bool
    missing: tuple[str, ...]


def data(page: Page) -> Mapping[str, Any]:
    """Sources, coverage and snapshots."""
    status = page.desk.status()
    count = page.write.count
    return {
        "status": status,
        "loaded_on": page.write.date(status.loaded_on) if status.loaded_on else "",
        "sources": [(s.name, s.table, count(s.files), count(s.rows)) for s in status.sources],
        "coverage": [
            (table, [count(counts.get(key, 0)) for key in ("loaded", "set_aside", "skipped")])
            for table, counts in status.coverage.items()
        ],
        "snapshots": list(reversed(status.snapshots)),
        "faults": count(sum(problem.rows for problem in page.desk.problems())),
        "ready": count(sum(one.ready for one in status.readiness)),
        "all": count(len(status.readiness)),
    }


def problems(page: Page) -> Mapping[str, Any]:
    """Everything the last load found wrong, by kind."""
    return {"groups": fault_groups(page.write, page.desk.problems())}


def readiness(page: Page) -> Mapping[str, Any]:
    """What this can tell about the company: every metric, and the columns it lacks."""
    found = page.desk.readiness()
    groups: dict[str, list[Ready]] = {}
    for one in found:
        metric = catalogue.get(one.metric)
        groups.setdefault(page.words.ui(GROUPS[metric.group]), []).append(
            Ready(page.name(metric), page.metric_link(metric.id), one.ready, one.missing)
        )
    ready = sum(one.ready for one in found)
    return {
        "groups": groups,
        "ready": page.write.count(ready),
        "all": page.write.count(len(found)),
    }
