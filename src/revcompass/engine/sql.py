"""Named pieces of SQL, stacked into one readable query.

The text stays inside a closed subset of DuckDB's SQL that other engines can be given (see
docs/decisions); it is also the audit trail a person can read, so every step has a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """One common table expression. `kept` = read more than once, so computed once."""

    name: str
    text: str
    kept: bool = False


Days = tuple[date, date]
"""The first and the last of some days."""


def stack(steps: Iterable[Step], final: str) -> str:
    """WITH every step, then the final select."""
    parts = (
        f"{step.name} AS {'MATERIALIZED ' if step.kept else ''}(\n{step.text.strip()}\n)"
        for step in steps
    )
    return f"WITH {', '.join(parts)}\n{final.strip()}"


def up_to(steps: Sequence[Step], last: str, made: Mapping[str, str]) -> list[Step]:
    """The steps a step needs; those that were made before stand for their tables."""
    names = [step.name for step in steps]
    end = names.index(last)
    begin = max((names.index(one) for one in made if names.index(one) < end), default=0)
    aliases = [Step(one, f"SELECT * FROM {table}") for one, table in made.items()]
    return [*aliases, *(step for step in steps[begin : end + 1] if step.name not in made)]


def name(identifier: str) -> str:
    """A quoted identifier; identifiers come from the catalogue or the book's schema only."""
    return '"' + identifier.replace('"', '""') + '"'


def names(identifiers: Iterable[str], prefix: str = "") -> str:
    """Quoted identifiers, each followed by a comma and a space: for the head of a list."""
    return "".join(f"{prefix}{name(identifier)}, " for identifier in identifiers)


def day(value: date) -> str:
    """A date literal."""
    return f"DATE '{value.isoformat()}'"


def among(column: str, days: Days) -> str:
    """The condition that a day is one of those."""
    return f"{column} BETWEEN {day(days[0])} AND {day(days[1])}"


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def same(identifiers: Iterable[str], left: str, right: str) -> str:
    """` AND left.x = right.x` for every identifier."""
    return "".join(f" AND {left}.{name(i)} = {right}.{name(i)}" for i in identifiers)


def half_even(numerator: str, denominator: str) -> str:
    """Integer division with halves to the even neighbour, for a positive denominator.

    Written with floor division of non-negative numbers, because engines differ on negative ones.
    """
    size = f"abs({numerator})"
    quotient = f"({size} // {denominator})"
    rest = f"({size} - {quotient} * {denominator})"
    up = (
        f"(CASE WHEN 2 * {rest} > {denominator} OR (2 * {rest} = {denominator}"
        f" AND {quotient} % 2 = 1) THEN 1 ELSE 0 END)"
    )
    return f"(CASE WHEN {numerator} < 0 THEN -1 ELSE 1 END * ({quotient} + {up}))"


def months_later(day_column: str, months: str) -> str:
    """The same day so many months later; a month too short for it ends on its last day.

    In month numbers, because every engine adds months in words of its own.
    """
    month = (
        f"(12 * extract(year FROM {day_column}) + extract(month FROM {day_column}) - 1 + {months})"
    )

    def first_day(index: str) -> str:
        year, in_year = f"CAST({index} // 12 AS INTEGER)", f"CAST({index} % 12 + 1 AS INTEGER)"
        return f"make_date({year}, {in_year}, 1)"

    days = f"CAST(extract(day FROM {day_column}) AS INTEGER) - 1"
    return f"least({first_day(month)} + {days}, {first_day(f'({month} + 1)')} - 1)"


def whole(value: Fraction) -> tuple[int, int]:
    """Numerator and denominator."""
    return value.numerator, value.denominator
