"""One metric: over time or broken down, with its meaning, its choices and its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from revcompass import catalogue
from revcompass.desk.answers import Explanation
from revcompass.domain.asking import COMPARES, query_of
from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.policy import POLICIES
from revcompass.domain.question import MetricResult, Question, Row
from revcompass.web import periods
from revcompass.web.asked import address
from revcompass.web.cells import Cell, cell
from revcompass.web.page import Page
from revcompass.web.pages import panels
from revcompass.web.periods import Choice
from revcompass.words.labels import BETTER, COMPARE, GRAINS, LEFT_OUT, UNITS, label

_SHOWN_PERIODS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A period, or a slice over several periods, with its numbers."""

    name: str
    cells: tuple[Cell, ...]
    only: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A choice that bears on the metric: each way, with the address that counts so."""

    name: str
    ways: tuple[Choice, ...]
    is_default: bool


def metric(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    found = catalogue.get(page.path["metric"].lower().replace("-", "_"))
    question = replace(page.question, metrics=(found.id,))
    if question.compare is None and not question.by:
        question = replace(question, compare="previous")
    result = page.desk.show(question).results[0]
    explanation = page.desk.explain(found.id)
    shown = sorted({row.period for row in result.rows})
    is_sliced = bool(question.by or found.by)
    chart = _chart(page, result, question, shown, is_sliced=is_sliced)
    return {
        "metric": found,
        "name": page.name(found),
        "facts": _facts(page, found, result),
        "formula": page.formula(found, result),
        "result": result,
        "chart": chart,
        "heads": [page.write.period_short(p) for p in shown[-_SHOWN_PERIODS:]] if is_sliced else [],
        "lines": _slices(page, found, result, question, shown) if is_sliced else [],
        "periods_table": [] if is_sliced else _periods(page, found, result, question),
        "period_head": page.words.ui(GRAINS[result.grain]),
        "level": page.rows.level(result.rows) if any(r.interval for r in result.rows) else "",
        "has_n": any(row.n is not None for row in result.rows),
        "compare": page.words.ui(label(COMPARE, question.compare)) if question.compare else "",
        "controls": _controls(page, found, question, result),
        "policies": _policies(page, explanation, result),
        "compared": ""
        if found.by
        or not explanation.policies
        or not page.asked.opens(f"/metric/{found.id}/policies")
        else page.asked.elsewhere(f"/metric/{found.id}/policies"),
        "left_out": [
            (page.words.ui(label(LEFT_OUT, reason)), page.write.count(count))
            for reason, count in result.left_out
            if count
        ],
        "explanation": explanation,
        "related": [(page.name(catalogue.get(o)), page.metric_link(o)) for o in found.related],
        "exports": _exports(page, found, has_chart=chart is not None),
        "by_today": any("current_attributes" in row.flags for row in result.rows),
    }


def _facts(page: Page, found: Metric, result: MetricResult) -> str:
    unit = result.currency or page.words.ui(label(UNITS, found.unit))
    return f"{unit} · {page.words.ui(label(BETTER, found.better))}"


def _chart(
    page: Page, result: MetricResult, question: Question, shown: list[Period], *, is_sliced: bool
) -> Any:
    if not any(row.value.number is not None for row in result.rows):
        return None
    if not is_sliced:
        return panels.history(page, result.metric, result, question, "full")
    full = [p for p in shown if not any(r.to_date for r in result.rows if r.period == p)]
    return panels.sliced(page, result, question, (full or shown)[-1])


def _periods(page: Page, found: Metric, result: MetricResult, question: Question) -> list[Line]:
    """Newest first."""
    return [
        Line(page.write.period(row.period), (cell(page, found, result, row, question),))
        for row in reversed(result.rows)
    ]


def _slices(
    page: Page, found: Metric, result: MetricResult, question: Question, shown: list[Period]
) -> list[Line]:
    """A line for each slice, a column for each of the last periods."""
    rows = {(row.slice, row.period): row for row in result.rows}
    keys = sorted({row.slice for row in result.rows if row.slice}, key=page.rows.slice_order)
    lines = []
    for key in keys:
        cells = tuple(
            _slice_cell(page, found, result, rows.get((key, period)), question)
            for period in shown[-_SHOWN_PERIODS:]
        )
        name = panels.slice_name(page, next(r for r in result.rows if r.slice == key))
        lines.append(Line(name, cells, _only(page, found, key)))
    return lines


def _slice_cell(
    page: Page, found: Metric, result: MetricResult, row: Row | None, question: Question
) -> Cell:
    if row is None:
        return Cell("", is_number=False)
    return cell(page, found, result, row, question)


def _only(page: Page, found: Metric, key: tuple[tuple[str, str | None], ...]) -> str:
    """The address that keeps only this slice, for a slice that was asked for."""
    if len(key) != 1 or key[0][0] in found.by:
        return ""
    name, value = key[0]
    told = "-" if value is None else f'"{value}"' if "," in value else value
    kept = [(n, v) for n, v in page.asked.pairs if n not in ("by",) and v.strip()]
    return address(page.asked.path, [*kept, ("where", f"{name}={told}")])


def _controls(
    page: Page, found: Metric, question: Question, result: MetricResult
) -> Mapping[str, Any]:
    say, by = page.words.ui, question.by[0] if question.by else ""
    offered = page.desk.slices_of(found.id)
    compares = [("", say("nothing"))] if question.by else []
    compares += [(one, say(COMPARE[one])) for one in COMPARES]
    return {
        "grains": periods.grains(page, result.grain),
        "compares": [Choice(v, t, v == (question.compare or "")) for v, t in compares],
        "slices": [
            Choice("", say("no slices"), not by),
            *(Choice(one, one, one == by) for one in offered),
        ],
        "filters": [
            (page.filter_text(name, values), _without(page, question, name))
            for name, values in question.where
        ],
        "start": page.asked.one("from"),
        "end": page.asked.one("to"),
    }


def _without(page: Page, question: Question, name: str) -> str:
    """The address without one filter."""
    rest = Question((), where=tuple(pair for pair in question.where if pair[0] != name))
    kept = page.asked.kept("where")
    return address(page.asked.path, [*kept, *query_of(rest, page.desk.calendar)])


def _policies(page: Page, explanation: Explanation, result: MetricResult) -> list[Policy]:
    """Every policy that bears on the metric; each way is a link that counts so."""
    asked = list(page.asked.many("policy"))
    made = []
    for one in explanation.policies:
        in_force = result.policies[one.name].member
        others = [v for v in asked if v.partition("=")[0].strip() != one.name]
        ways = tuple(
            Choice(
                _counting(page, [*others, f"{one.name}={member.code}"])
                if not member.code.endswith(("n_days",)) and "_n_" not in member.code
                else "",
                page.words.glossary(member.means),
                member is in_force,
            )
            for member in POLICIES[one.name]
        )
        made.append(Policy(one.name, ways, in_force is POLICIES[one.name].default()))
    return made


def _counting(page: Page, policies: list[str]) -> str:
    kept = [(n, v) for n, v in page.asked.pairs if n != "policy" and v.strip()]
    return address(page.asked.path, [*kept, *(("policy", text) for text in policies)])


def _exports(page: Page, found: Metric, *, has_chart: bool) -> list[tuple[str, str]]:
    if not page.asked.opens(f"/export/{found.id}.csv"):
        return []
    pairs = [(n, v) for n, v in page.asked.pairs if v.strip()]
    forms = ["csv", "xlsx", *(["svg", "png", "json"] if has_chart else [])]
    names = {"json": "Vega-Lite"}
    return [
        (names.get(form, form.upper()), address(f"/export/{found.id}.{form}", pairs))
        for form in forms
    ]
