"""What is loaded: sources, coverage, snapshots, problems, and what it is enough for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revcompass import catalogue
from revcompass.domain.problem import Problem
from revcompass.web.page import Page
from revcompass.words.labels import GROUPS

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem as it is listed."""

    place: str
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Problems of one kind: what to do, and where they are."""

    code: str
    severity: str
    count: str
    next: str
    faults: tuple[Fault, ...]
    more: str


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
    groups: dict[str, list[Problem]] = {}
    for problem in page.desk.problems():
        groups.setdefault(problem.code, []).append(problem)
    return {"groups": [_group(page, code, found) for code, found in groups.items()]}


def readiness(page: Page) -> Mapping[str, Any]:
    """What this can tell about the company: every metric, and the columns it lacks."""
    found = page.desk.status().readiness
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


def _group(page: Page, code: str, found: list[Problem]) -> FaultGroup:
    rows = sum(problem.rows for problem in found)
    _, next_step = page.words.problem_of(found[0])
    hidden = len(found) - _SHOWN
    return FaultGroup(
        code=code,
        severity=found[0].severity.value,
        count=page.words.ngettext(
            "{count} record", "{count} records", rows, count=page.write.count(rows)
        ),
        next=next_step,
        faults=tuple(_fault(page, problem) for problem in found[:_SHOWN]),
        more=page.words.ui("… and {count} more", count=page.write.count(hidden))
        if hidden > 0
        else "",
    )


def _fault(page: Page, problem: Problem) -> Fault:
    where = problem.where
    message, _ = page.words.problem_of(problem)
    place = where.file or ""
    if where.file and where.line is not None:
        place = f"{where.file}:{where.line}"
    return Fault(place, where.column or "", where.value or "", message)
