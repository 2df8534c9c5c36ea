"""Targets: the version stored last before a period began is in force for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from revcompass.domain.metric import Better, Metric
from revcompass.domain.period import Calendar, Period
from revcompass.domain.problem import RevcompassError
from revcompass.domain.question import Row, SliceValues, Target
from revcompass.engine.records import stored_targets
from revcompass.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class _Stored:
    on: date
    value: Fraction
    objective: str | None


class Targets:
    """All stored targets of a book."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self._versions: dict[tuple[str, Period, SliceValues], list[_Stored]] = defaultdict(list)
        for metric, code, slice_text, stored, value, objective in stored_targets(tables):
            try:
                period = calendar.parse(code)
            except RevcompassError:
                continue
            key = (metric, period, _slice(slice_text))
            self._versions[key].append(_Stored(stored, Fraction(value), objective))

    def of(self, metric: Metric, row: Row) -> Target | None:
        """The target of a row, with how far it was reached."""
        versions = self._versions.get((metric.id, row.period, tuple(sorted(row.slice))))
        before = [one for one in versions or () if one.on < row.period.start]
        if not versions or not before:
            return None
        stored = before[-1]
        attainment = met = None
        if row.value.number is not None:
            attainment, met = _attainment(row.value.number, stored.value, metric.better)
        return Target(
            value=stored.value,
            attainment=attainment,
            met=met,
            stored_at=stored.on,
            changed_later=len(before) < len(versions),
            objective=stored.objective,
        )


def _attainment(
    actual: Fraction, target: Fraction, better: Better
) -> tuple[Fraction | None, bool | None]:
    """Actual ÷ target; target ÷ actual where lower is better."""
    if better is Better.LOWER:
        return (target / actual if actual else None), actual <= target
    return (actual / target if target else None), actual >= target


def _slice(text: str | None) -> SliceValues:
    """`segment=smb, region=emea` as slice values, in name order."""
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    return tuple(sorted((name.strip(), value.strip() or None) for name, _, value in pairs))
