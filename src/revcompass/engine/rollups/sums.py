"""Sums of movements kept in a snapshot: by class and by currency, for every stored grain and slice.

The stored roll-ups follow from them. They add up over accounts, so that a later load can take out
what some accounts gave and put in what they give now (engine/renewal.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from revcompass.domain.policy import Netting, PolicySet
from revcompass.engine.ledgers.plan import Plan
from revcompass.engine.rollups.movements import CLASS_SUMS, class_sums, native_sums
from revcompass.engine.slices import Slice
from revcompass.engine.sql import Step, text

CLASSES, CHANGES = "movement_classes", "movement_changes"
KEYS = {
    CLASSES: ("grain", "slice", "value", "period", "class"),
    CHANGES: ("grain", "slice", "value", "period", "rated_as"),
}
_KINDS = {"period": "DATE", "class": "INTEGER"}
NUMBERS = {CLASSES: CLASS_SUMS, CHANGES: ("rows", "change")}


def are_kept(policies: PolicySet) -> bool:
    """Where every single change is counted, the roll-ups follow from the rows of days instead."""
    return policies.choice(Netting) is not Netting.EACH_CHANGE


def create_texts() -> Iterator[str]:
    """Statements that make the empty tables."""
    for table, keys in KEYS.items():
        columns = [f"{key} {_KINDS.get(key, 'VARCHAR')}" for key in keys]
        columns += [f"{number} HUGEINT" for number in NUMBERS[table]]
        yield f"CREATE TABLE {table} ({', '.join(columns)})"


def insert_texts(plan: Plan, slices: Sequence[Slice], facts: str, changes: str) -> Iterator[str]:
    """Statements that add the sums of one grain, whole or by one slice."""
    by_class = class_sums(plan, slices, facts)
    yield _insert(CLASSES, plan, slices, by_class)
    kept = f"({_kept(CLASSES, plan, slices)})"
    yield _insert(CHANGES, plan, slices, native_sums(plan, slices, changes, kept))


def whole_texts(of: Slice) -> Iterator[str]:
    """Statements that add the whole's sums, of all grains, from those by an account's attribute."""
    for table, keys in KEYS.items():
        rest, numbers = ", ".join(keys[3:]), (f"sum({number})" for number in NUMBERS[table])
        yield f"""INSERT INTO {table}
    SELECT grain, '', '', {rest}, {", ".join(numbers)} FROM {table}
    WHERE slice = {text(of.column)} GROUP BY grain, {rest}"""


def kept_steps(plan: Plan, slices: Sequence[Slice]) -> list[Step]:
    """The sums of one grain, whole or by one slice, as steps of a roll-up."""
    return [
        Step("by_class", _kept(CLASSES, plan, slices)),
        Step("native", _kept(CHANGES, plan, slices)),
    ]


def _insert(table: str, plan: Plan, slices: Sequence[Slice], select: str) -> str:
    rest = ", ".join((*KEYS[table][3:], *NUMBERS[table]))
    value = "k0" if slices else text("")
    return f"""INSERT INTO {table}
    SELECT {text(plan.grain)} AS grain, {text(_name(slices))} AS slice, {value} AS value, {rest}
    FROM ({select}) r"""


def _kept(table: str, plan: Plan, slices: Sequence[Slice]) -> str:
    rest = ", ".join((*KEYS[table][4:], *NUMBERS[table]))
    return f"""SELECT period, {"value AS k0, " if slices else ""}{rest} FROM {table}
    WHERE grain = {text(plan.grain)} AND slice = {text(_name(slices))}"""


def _name(slices: Sequence[Slice]) -> str:
    return slices[0].column if slices else ""
