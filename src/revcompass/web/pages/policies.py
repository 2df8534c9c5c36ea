"""One number under every choice of every policy and every preset, and the records that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Any

from revcompass import catalogue
from revcompass.desk.answers import Counted, Difference, PolicyComparison
from revcompass.domain.asking import traced
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.policy import POLICIES, parse_choice
from revcompass.domain.presets import PRESETS
from revcompass.domain.question import Row
from revcompass.web import periods
from revcompass.web.asked import address
from revcompass.web.page import Page
from revcompass.words.format import Change
from revcompass.words.rows import NOTHING

_LISTED = 20


@dataclass(frozen=True, slots=True)
class Differs:
    """A record that counts otherwise."""

    own: str
    other: str
    record: str
    account: str
    account_href: str
    place: str
    because: str


@dataclass(frozen=True, slots=True)
class Way:
    """A choice or a preset: the number, its difference, how many records differ and the largest."""

    name: str
    text: str
    href: str
    is_chosen: bool
    value: str
    change: Change | None
    count: str
    records: tuple[Differs, ...]
    gaps: tuple[str, ...] = ()


def policies(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    metric = catalogue.get(page.path["metric"].lower().replace("-", "_"))
    grain = periods.grain_of(page, page.desk.grain_of(metric))
    chosen = periods.period_of(page, grain)
    options = replace(page.options, grain=grain.value, period=page.code(chosen))
    question, period = traced(
        metric.id, metric.default_grain, options, page.desk.calendar, page.asked.preferences.lang
    )
    found = page.desk.compare_policies(replace(question, by=(), compare=None), period, _LISTED)
    view = _View(page, metric, found)
    groups, same = view.choices()
    return {
        "metric": metric,
        "name": page.name(metric),
        "period": page.write.period(period),
        "grains": periods.grains(page, grain),
        "periods": periods.periods(page, grain, period),
        "value": view.value(found.own.rows),
        "groups": groups,
        "same": page.words.listed(same) if same else "",
        "presets": [view.preset(one) for one in found.presets],
        "back": page.metric_link(metric.id, ("grain", grain.value)),
    }


@dataclass(frozen=True, slots=True)
class _View:
    page: Page
    metric: Metric
    found: PolicyComparison

    def choices(self) -> tuple[list[tuple[str, list[Way]]], list[str]]:
        """The policies that change the number, choice by choice, and the names of the others."""
        groups, same = [], []
        for name, grouped in groupby(self.found.choices, key=lambda one: one.name):
            ways = list(grouped)
            if all(one.in_force or (one.difference == 0 and not one.count) for one in ways):
                same.append(name)
            else:
                groups.append((name, [self._choice(one) for one in ways]))
        return groups, same

    def preset(self, one: Counted) -> Way:
        """As another tool counts."""
        preset = PRESETS[one.name]
        href = self._counting([], ("preset", preset.id))
        gaps = tuple(self.page.words.glossary(gap) for gap in preset.gaps)
        return self._way(one, preset.name, href, gaps)

    def value(self, rows: Sequence[Row]) -> str:
        """The number; where there is one for each currency, all of them."""
        shown = []
        for row in rows:
            text = self.page.rows.value(row, self.metric, self.found.own, None)
            currency = "" if len(rows) == 1 else dict(row.slice).get("currency") or ""
            named = currency and self.metric.unit is not Unit.MONEY and text != NOTHING
            shown.append(f"{currency} {text}" if named else text)
        return ", ".join(shown) or NOTHING

    def _choice(self, one: Counted) -> Way:
        chosen = parse_choice(POLICIES[one.name], one.choice)
        others = [v for v in self.page.asked.many("policy") if v.partition("=")[0] != one.name]
        href = self._counting([*others, f"{one.name}={one.choice}"])
        return self._way(one, self.page.words.glossary(chosen.member.means), href)

    def _way(self, one: Counted, text: str, href: str, gaps: tuple[str, ...] = ()) -> Way:
        count = self.page.write.count(one.count) if one.count else ""
        records = tuple(self._differs(record) for record in one.differences)
        value = self.value(one.rows)
        change = self._change(one)
        return Way(one.choice, text, href, one.in_force, value, change, count, records, gaps)

    def _change(self, one: Counted) -> Change | None:
        if not one.difference:
            return None
        (row,) = self.found.own.rows
        share = one.difference / abs(row.value.number) if row.value.number else None
        currency = row.currency or self.found.own.currency
        unit, better = self.metric.unit, self.metric.better
        return self.page.write.change(one.difference, share, unit, better, currency)

    def _differs(self, one: Difference) -> Differs:
        record = one.record
        place = record.file or ""
        if record.file and record.line is not None:
            place = f"{record.file}:{record.line}"
        return Differs(
            own=self._amount(one.own),
            other=self._amount(one.other),
            record=f"{record.table} {record.key}",
            account=record.account or "",
            account_href=self.page.account_link(record.account) if record.account else "",
            place=place,
            because=", ".join(one.because),
        )

    def _amount(self, value: Fraction) -> str:
        (row,) = self.found.own.rows
        currency = row.currency or self.found.own.currency
        if self.metric.unit is Unit.MONEY and currency:
            return self.page.write.money(value, currency)
        return self.page.write.plain(value)

    def _counting(self, counted: Sequence[str], *pairs: tuple[str, str]) -> str:
        """The metric's page, counted so."""
        kept = [(n, v) for n, v in self.page.asked.kept("policy", "preset", "period")]
        return address(
            f"/metric/{self.metric.id}", [*kept, *pairs, *(("policy", one) for one in counted)]
        )
