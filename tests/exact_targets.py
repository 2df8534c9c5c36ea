"""Targets of one company, the slow and obvious way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product

from revcompass import catalogue
from revcompass.domain.formula import Combination, MetricValue, ratio
from revcompass.domain.metric import Better, Metric
from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import Company
from worlds import COMPANY

Where = frozenset[tuple[str, str | None]]


def attainment_of(name: str) -> Metric:
    """What `target_attainment` is to be for one metric."""
    value = MetricValue(name)
    lower = catalogue.get(name).better is Better.LOWER
    quotient = ratio(value.target, value) if lower else ratio(value, value.target)
    whole = catalogue.get("target_attainment")
    return replace(whole, id=f"{name} against its target", formula=lambda _: quotient, by=())


def in_force_together(
    company: Company, metric: str, period: Period, where: Sequence[tuple[str, Sequence[str | None]]]
) -> Fraction | None:
    """The targets of all values of a filter; none where one value has none, or they are no sums."""
    wheres = [frozenset(one) for one in product(*([(n, v) for v in some] for n, some in where))]
    found = [in_force(company, metric, period, one) for one in wheres]
    if len(wheres) > 1 and not _adds_up(metric):
        return None
    return sum(filter(None, found), Fraction(0)) if None not in found else None


def in_force(company: Company, metric: str, period: Period, where: Where) -> Fraction | None:
    """Of each slice the version stored last before the period; of a sum, those of its parts."""
    newest: dict[Where, tuple[datetime, Fraction]] = {}
    for row in company.rows("targets"):
        stored, value = row["stored_at"], row["value"]
        assert isinstance(stored, datetime)
        assert isinstance(value, Decimal)
        if row["metric"] != metric or company.calendar.parse(str(row["period"])) != period:
            continue
        of = _slice(str(row.get("slice") or ""))
        if stored.date() < period.start and (of not in newest or newest[of][0] <= stored):
            newest[of] = (stored, Fraction(value))
    if where in newest:
        return newest[where][1]
    parts: defaultdict[tuple[str, ...], list[Fraction]] = defaultdict(list)
    for of, (_, value) in newest.items():
        if where < of:
            parts[tuple(sorted(name for name, _ in of))].append(value)
    if not parts or not _adds_up(metric):
        return None
    return sum(parts[min(parts, key=lambda names: (len(names), names))], Fraction(0))


def _adds_up(metric: str) -> bool:
    return isinstance(catalogue.get(metric).expression(PolicySet()), Combination)


def _slice(text: str) -> Where:
    pairs = [one.split("=") for one in text.split(",") if one]
    return frozenset((name, value or None) for name, value in pairs if name != COMPANY)
