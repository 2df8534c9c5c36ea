"""A load as it goes, and what came of it: every record and every amount accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from revcompass.book.recorded import Coverage
from revcompass.desk.loads import LoadState
from revcompass.domain.money import minor_digits
from revcompass.domain.words import N_
from revcompass.web.pages.faults import fault_groups
from revcompass.words.format import Formatter

_STEPS = {
    "sources": N_("Reading and checking the records"),
    "done": N_("Publishing"),
}
_SUMMING = N_("Summing up the ledgers")


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of the reconciliation: records of a table, or its money in one currency."""

    name: str
    cells: tuple[str, ...]
    is_money: bool = False


def loading(write: Formatter, state: LoadState) -> Mapping[str, Any]:
    """How far a load is, or its result."""
    report, problem = state.report, state.problem
    message, next_step = write.words.problem_of(problem) if problem else ("", "")
    return {
        "state": state,
        "step": write.words.ui(_STEPS.get(state.step, _SUMMING)),
        "share": write.share(Fraction(int(state.share * 100), 100)),
        "percent": int(state.share * 100),
        "counted": counted(write, report.tables) if report else [],
        "groups": fault_groups(write, report.problems) if report else [],
        "message": message,
        "next": next_step,
    }


def counted(write: Formatter, tables: Mapping[str, Coverage]) -> list[Counted]:
    """Read = loaded + set aside + skipped, for the records and the money of each table."""
    lines: list[Counted] = []
    for name, one in tables.items():
        records = (one.read, one.loaded, one.set_aside, one.skipped)
        lines.append(Counted(name, tuple(write.count(number) for number in records)))
        for currency in one.money_read:
            sums = (one.money_read, one.money_loaded, one.money_set_aside, one.money_skipped)
            cells = tuple(
                write.number(Fraction(money.get(currency, "0")), minor_digits(currency))
                for money in sums
            )
            lines.append(Counted(currency, cells, is_money=True))
    return lines
