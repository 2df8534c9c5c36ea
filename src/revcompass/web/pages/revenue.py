"""Recurring revenue: its movements, its history, what is kept of it, and who it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from revcompass import catalogue
from revcompass.domain.period import Period
from revcompass.domain.question import Question
from revcompass.web import periods
from revcompass.web.page import Page
from revcompass.web.pages import heat, panels, shared

_KEPT = ("net_revenue_retention", "gross_revenue_retention", "customer_churn_rate")
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the bridge: a movement and its amounts, each with the records behind it."""

    name: str
    is_total: bool
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Largest:
    """One of the largest accounts; `filled` is its share as a bar's length, in per cent."""

    name: str
    href: str
    amount: str
    share: str
    together: str
    filled: float


def revenue(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    filled, question, period = shared.begin(page)
    by = page.asked.one("by", "segment")
    asked = replace(question, metrics=("mrr",), grain=None, period=period, by=(by,))
    offered = page.desk.slices_of("mrr")
    if by not in offered:
        by, asked = "", replace(asked, by=())
    answer = page.desk.show(asked).results[0]
    return {
        **filled,
        "cards": shared.cards(page, question, period, ("mrr", "customers", "arpa", *_KEPT)),
        "movements": panels.movements(page, question, period),
        "steps": _steps(page, question, period),
        "mrr": shared.history(page, question, period, "mrr"),
        "retention": shared.history(page, question, period, "net_revenue_retention"),
        "cohorts": heat.cohort_tables(page, question, period),
        "largest": _largest(page, question, period),
        "slices": [periods.Choice(one, one, one == by) for one in offered],
        "by": by,
        "sliced": panels.sliced(page, answer, asked, period) if by else None,
    }


def _steps(page: Page, question: Question, period: Period) -> dict[str, Any]:
    """The movements of the last periods: a line for each kind, a column for each period."""
    calendar = page.desk.calendar
    asked = replace(
        shared.until(page, question, period),
        start=calendar.label_day(calendar.shift(period, 1 - _STEPS)),
        metrics=("mrr",),
    )
    bridge = page.desk.bridge(asked)
    lines = []
    for movement, result in bridge.results:
        if not any(row.value.number for row in result.rows):
            continue
        cells = []
        for row in result.rows:
            if row.value.number is None:
                cells.append((page.rows.why_undefined(row), ""))
                continue
            amount = page.write.money(
                row.value.number * (movement.sign or 1),
                result.currency or page.desk.book.currency,
                places=0,
                signed=movement.sign != 0,
            )
            is_open = movement.metric and row.value.number
            href = page.records_link(movement.metric or "", row, question) if is_open else ""
            cells.append((amount, href))
        name = page.words.ui(panels.NAMES[movement.column])
        lines.append(Step(name, movement.sign == 0, tuple(cells)))
    return {"heads": [page.write.period_short(p) for p in bridge.periods], "lines": lines}


def _largest(page: Page, question: Question, period: Period) -> Mapping[str, Any]:
    """Who the concentration of revenue comes from: the ten largest accounts, one by one."""
    metric = catalogue.get("concentration")
    asked = replace(question, metrics=(metric.id,), grain=None, period=period)
    result = page.desk.show(asked).results[0]
    row = result.rows[-1] if result.rows else None
    if row is None or row.value.number is None:
        return {"missing": page.rows.why_undefined(row) if row else "", "lines": []}
    found = page.desk.lists.largest(asked, period)
    names = page.desk.lists.account_names([one.account for one in found])
    currency = question.currency or page.desk.book.currency
    most = found[0].share if found else 1
    return {
        "missing": "",
        "share": page.write.share(row.value.number),
        "href": page.records_link(metric.id, row, asked),
        "count": page.write.count(len(found)),
        "lines": [
            Largest(
                name=names.get(one.account) or one.account,
                href=page.account_link(one.account),
                amount=page.write.money(one.amount, currency, places=0),
                share=page.write.share(one.share),
                together=page.write.share(one.together),
                filled=float(round(one.share / most * 100, 1)),
            )
            for one in found
        ],
    }
