"""Problems as pages list them: by kind, with what to do next, and where each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from revcompass.domain.problem import Problem
from revcompass.words.format import Formatter

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


def fault_groups(write: Formatter, problems: Iterable[Problem]) -> list[FaultGroup]:
    """Problems by their code, in the order in which each code comes first."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
    return [_group(write, code, found) for code, found in groups.items()]


def _group(write: Formatter, code: str, found: list[Problem]) -> FaultGroup:
    rows = sum(problem.rows for problem in found)
    _, next_step = write.words.problem_of(found[0])
    hidden = len(found) - _SHOWN
    return FaultGroup(
        code=code,
        severity=found[0].severity.value,
        count=write.words.ngettext(
            "{count} record", "{count} records", rows, count=write.count(rows)
        ),
        next=next_step,
        faults=tuple(_fault(write, problem) for problem in found[:_SHOWN]),
        more=write.words.ui("… and {count} more", count=write.count(hidden)) if hidden > 0 else "",
    )


def _fault(write: Formatter, problem: Problem) -> Fault:
    where = problem.where
    message, _ = write.words.problem_of(problem)
    place = where.file or ""
    if where.file and where.line is not None:
        place = f"{where.file}:{where.line}"
    return Fault(place, where.column or "", where.value or "", message)
