"""Targets: the version stored last before a period began is in force for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from revcompass import catalogue
from revcompass.domain.formula import Combination
from revcompass.domain.metric import Better, Metric
from revcompass.domain.period import Calendar, Period
from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import SliceValues, Target, Value
from revcompass.domain.viewer import Rows
from revcompass.engine.readings.cells import SliceKey
from revcompass.engine.records import stored_targets
from revcompass.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a target; `row` is its place among the records."""

    row: int
    on: date
    value: Fraction
    objective: str | None


class Targets:
    """The stored targets of a book: all, or those of slices that may be seen."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self._versions: dict[tuple[str, Period, SliceValues], list[Stored]] = defaultdict(list)
        parse = cache(calendar.parse)
        rows = stored_targets(tables) if tables.has_rows("targets") else []
        for metric, code, slice_text, stored, value, objective, row in rows:
            try:
                period = parse(code)
            except RevcompassError:
                continue
            slices = _slice(slice_text)
            if not _is_seen(slices, tables.sight.rows):
                continue
            key = (metric, period, slices)
            self._versions[key].append(Stored(row, stored, Fraction(value), objective))

        self._sliced = {
            (metric, tuple(name for name, _ in slices)) for metric, _, slices in self._versions
        }

    def has(self, metric: Metric, names: Sequence[str]) -> bool:
        """Whether any slice by these names has a target of its own in any period."""
        return (metric.id, tuple(sorted(names))) in self._sliced

    def metrics(self) -> list[str]:
        """What has a target in any period."""
        return sorted({metric for metric, _, _ in self._versions})

    def in_force(self, metric: str, period: Period, where: SliceValues) -> list[Stored]:
        """The target of a slice in a period; without one of its own, those of its parts.

        Parts are slices that name all it names and more: those that name the fewest. Only targets
        of sums add up; a rate has the target of its own slice or none.
        """
        finer: dict[tuple[str, ...], list[Stored]] = defaultdict(list)
        for (name, when, parts), versions in self._versions.items():
            before = [one for one in versions if one.on < period.start]
            if (name, when) == (metric, period) and before and set(where) <= set(parts):
                finer[tuple(one for one, _ in parts)].append(before[-1])
        if not _adds_up(metric):
            return finer.get(tuple(one for one, _ in where), [])
        return finer[min(finer, key=lambda names: (len(names), names))] if finer else []

    def together(self, metric: str, period: Period, where: Sequence[SliceValues]) -> list[Stored]:
        """The targets in force for some slices together; none where one of them lacks it."""
        if len(where) > 1 and not _adds_up(metric):
            return []
        found = [self.in_force(metric, period, tuple(sorted(one))) for one in where]
        return [stored for some in found for stored in some] if all(found) else []

    def slices(self, metric: str, period: Period, names: Sequence[str]) -> list[SliceKey]:
        """The values of these slices that have a target of their own."""
        found = []
        for name, when, parts in self._versions:
            if (name, when) == (metric, period) and sorted(names) == [one for one, _ in parts]:
                values = dict(parts)
                found.append(tuple(values[one] for one in names))
        return found

    def of(self, metric: Metric, period: Period, value: Value, where: SliceValues) -> Target | None:
        """The target of a slice in a period, with how far a value reaches it."""
        versions = self._versions.get((metric.id, period, tuple(sorted(where))))
        before = [one for one in versions or () if one.on < period.start]
        if not versions or not before:
            return None
        stored = before[-1]
        attainment = met = None
        if value.number is not None:
            attainment, met = _attainment(value.number, stored.value, metric.better)
        return Target(
            value=stored.value,
            attainment=attainment,
            met=met,
            stored_at=stored.on,
            changed_later=len(before) < len(versions),
            objective=stored.objective,
        )


def _adds_up(metric: str) -> bool:
    """Whether a metric of several slices is the sum of theirs."""
    return isinstance(catalogue.get(metric).expression(PolicySet()), Combination)


def _attainment(
    actual: Fraction, target: Fraction, better: Better
) -> tuple[Fraction | None, bool | None]:
    """Actual ÷ target; target ÷ actual where lower is better."""
    if better is Better.LOWER:
        return (target / actual if actual else None), actual <= target
    return (actual / target if target else None), actual >= target


def _is_seen(slices: SliceValues, rows: Rows) -> bool:
    """Whether a target is for rows that may be seen, and for no others."""
    named = dict(slices)
    return all(name in named and named[name] in values for name, values in rows)


def _slice(text: str | None) -> SliceValues:
    """`segment=smb, region=emea` as slice values, in name order."""
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    return tuple(sorted((name.strip(), value.strip() or None) for name, _, value in pairs))
