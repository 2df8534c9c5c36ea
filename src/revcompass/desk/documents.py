"""The JSON of the contract: the same for the command line, the API and MCP.

Numbers are decimal strings with all their digits; dates are ISO 8601; nothing is rounded for show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from revcompass import catalogue
from revcompass.book.recorded import Coverage
from revcompass.desk.answers import Explanation, LoadReport, PolicyComparison, Status, Trace
from revcompass.desk.compared import compared
from revcompass.domain.metric import Benchmark, Metric
from revcompass.domain.money import decimal_text
from revcompass.domain.period import Period
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.problem import Problem
from revcompass.domain.question import (
    Comparison,
    MetricResult,
    Question,
    Result,
    Row,
    Target,
    Value,
)
from revcompass.engine.readings.words import formula_in_words
from revcompass.words.translate import Translator

if TYPE_CHECKING:
    from revcompass.desk.loads import LoadState
    from revcompass.sources.check import CheckReport

Document = dict[str, Any]


def result_document(result: Result, words: Translator) -> Document:
    """`revcompass.result/1`: what `show` answers."""
    return {
        "schema": "revcompass.result/1",
        "question": question_document(result.question),
        "results": [_metric(found, words) for found in result.results],
        "snapshot": result.snapshot,
        "data_as_of": _day(result.data_as_of),
        "calendar": {
            "timezone": result.timezone,
            "fiscal_year_start": result.calendar.fiscal_year_start,
            "week_start": result.calendar.week_start,
        },
        "coverage": {table: dict(counts) for table, counts in result.coverage.items()},
        "problems": [problem_document(problem, words) for problem in result.problems],
    }


def question_document(question: Question) -> Document:
    """The whole state of a question, normalised."""
    period = question.period
    return {
        "metrics": list(question.metrics),
        "grain": question.grain.value if question.grain else None,
        "from": _day(question.start),
        "to": _day(question.end),
        "period": _period(period) if period else None,
        "by": list(question.by),
        "where": {name: list(values) for name, values in sorted(question.where)},
        "policies": dict(sorted(question.policies)),
        "preset": question.preset,
        "compare": question.compare,
        "currency": question.currency,
        "as_of": question.as_of,
        "language": question.language,
    }


def _metric(found: MetricResult, words: Translator) -> Document:
    metric = catalogue.get(found.metric)
    return {
        "metric": metric.id,
        "name": words.glossary(metric.name),
        "unit": metric.unit.value,
        "currency": found.currency,
        "better": metric.better.value,
        "grain": found.grain.value,
        "formula": _formula(metric, found.policies, words),
        "policies": {name: str(found.policies[name]) for name in found.applied},
        "definition": found.definition,
        "left_out": dict(found.left_out),
        "rows": [_row(row) for row in found.rows],
    }


def _formula(metric: Metric, policies: PolicySet, words: Translator) -> str:
    return formula_in_words(
        metric.expression(policies),
        words.glossary,
        lambda other: words.glossary(_short(catalogue.get(other))),
    )


def _short(metric: Metric) -> str:
    return metric.abbreviation or metric.name


def _row(row: Row) -> Document:
    interval = row.interval
    return {
        **_days(row.period),
        "to_date": row.to_date,
        "slice": dict(row.slice),
        **_value(row.value),
        "currency": row.currency,
        "n": row.n,
        "level": interval.level if interval else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "flags": list(row.flags),
        "companions": {name: _text(value.number) for name, value in row.companions},
        "target": _target(row.target),
        "compare": _compare(row.compare),
    }


def _value(value: Value) -> Document:
    return {
        "value": _text(value.number),
        "undefined": value.undefined,
        "numerator": _text(value.numerator),
        "denominator": _text(value.denominator),
    }


def _target(target: Target | None) -> Document | None:
    if target is None:
        return None
    return {
        "value": _text(target.value),
        "attainment": _text(target.attainment),
        "met": target.met,
        "stored_at": _day(target.stored_at),
        "changed_later": target.changed_later,
        "objective": target.objective,
    }


def _compare(other: Comparison | None) -> Document | None:
    if other is None:
        return None
    return {
        **_days(other.period),
        **_value(other.value),
        "change": _text(other.change),
        "change_share": _text(other.change_share),
    }


def trace_document(trace: Trace, words: Translator) -> Document:  # noqa: ARG001
    """`revcompass.trace/1`: the records behind a number; contributions sum to the total."""
    return {
        "schema": "revcompass.trace/1",
        "metric": trace.metric,
        "period": _period(trace.period),
        "side": trace.side,
        "total": _text(trace.total),
        "count": trace.count,
        "unit": trace.unit.value,
        "currency": trace.currency,
        "records": [
            {
                "contribution": _text(record.contribution),
                "table": record.table,
                "file": record.file,
                "line": record.line,
                "key": record.key,
                "account": record.account,
                "fields": dict(record.fields),
            }
            for record in trace.records
        ],
    }


def load_document(report: LoadReport, words: Translator) -> Document:
    """`revcompass.load/1`: what was read, and where every row and every amount went."""
    return {
        "schema": "revcompass.load/1",
        "snapshot": report.snapshot,
        "unchanged": report.unchanged,
        "tables": {name: _coverage(table) for name, table in report.tables.items()},
        "problems": [problem_document(problem, words) for problem in report.problems],
        "removed": list(report.removed),
    }


def load_progress_document(state: LoadState, words: Translator) -> Document:
    """`revcompass.load-progress/1`: how far a load is, and at its end what it published."""
    return {
        "schema": "revcompass.load-progress/1",
        "load": state.id,
        "state": state.state,
        "step": state.step,
        "percent": int(state.share * 100),
        "snapshot": state.report.snapshot if state.report else None,
        "problem": problem_document(state.problem, words) if state.problem else None,
    }


def check_document(report: CheckReport, words: Translator) -> Document:
    """`revcompass.check/1`: what a load would do, per file and column; nothing was written."""
    return {
        "schema": "revcompass.check/1",
        "data_as_of": _day(report.data_as_of),
        "files": [
            {
                "source": file.source,
                "table": file.table,
                "file": file.file,
                "declared": asdict(file.declared),
                "proposed": asdict(file.proposed),
                "columns": [
                    {
                        "header": column.header,
                        "fills": list(column.fills),
                        "read_as": column.read_as,
                        "seems": column.seems,
                        "examples": list(column.examples),
                    }
                    for column in file.columns
                ],
                "suggested": dict(file.suggested),
            }
            for file in report.files
        ],
        "unclaimed": [
            {
                "file": one.file,
                "table": one.proposal.table,
                "columns": dict(one.proposal.columns),
                "missing": list(one.proposal.missing),
                "settings": one.settings,
            }
            for one in report.unclaimed
        ],
        "tables": {name: _coverage(table) for name, table in report.tables.items()},
        "problems": [problem_document(problem, words) for problem in report.problems],
    }


def problems_document(problems: Iterable[Problem], words: Translator) -> Document:
    """`revcompass.problems/1`: everything the last load found wrong."""
    return {
        "schema": "revcompass.problems/1",
        "problems": [problem_document(problem, words) for problem in problems],
    }


def problem_document(problem: Problem, words: Translator) -> Document:
    """One problem: where, what, and what to do next, in the reader's language."""
    message, next_step = words.problem_of(problem)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "file": problem.where.file,
        "line": problem.where.line,
        "column": problem.where.column,
        "value": problem.where.value,
        "rows": problem.rows,
        "message": message,
        "next": next_step,
    }


def status_document(status: Status, words: Translator) -> Document:  # noqa: ARG001
    """`revcompass.status/1`: snapshots, sources, coverage, readiness."""
    return {
        "schema": "revcompass.status/1",
        "snapshot": status.snapshot,
        "loaded_on": _day(status.loaded_on),
        "data_as_of": _day(status.data_as_of),
        "snapshots": list(status.snapshots),
        "kept": [
            {
                "snapshot": one.snapshot,
                "loaded_on": _day(one.loaded_on),
                "data_as_of": _day(one.data_as_of),
                "bytes": one.bytes,
                "rows": one.rows,
            }
            for one in status.kept
        ],
        "sources": [
            {"name": s.name, "table": s.table, "files": s.files, "rows": s.rows}
            for s in status.sources
        ],
        "coverage": {table: dict(counts) for table, counts in status.coverage.items()},
        "readiness": [
            {"metric": one.metric, "ready": one.ready, "missing": list(one.missing)}
            for one in status.readiness
        ],
    }


def compare_policies_document(found: PolicyComparison, words: Translator) -> Document:
    """`revcompass.compare-policies/1`: a number under every choice and every preset."""
    return compared(found, words, _period(found.period))


def explain_document(explanation: Explanation, words: Translator) -> Document:
    """`revcompass.explain/1`: what a metric means and how it is counted."""
    metric, say = explanation.metric, words.glossary
    return {
        "schema": "revcompass.explain/1",
        "metric": metric.id,
        "name": say(metric.name),
        "abbreviation": metric.abbreviation,
        "group": metric.group.value,
        "unit": metric.unit.value,
        "better": metric.better.value,
        "review": metric.review.value,
        "aim": metric.aim.value,
        "meaning": say(metric.means),
        "why": say(metric.why),
        "beware": say(metric.beware),
        "formula": formula_in_words(
            explanation.expression, say, lambda other: say(_short(catalogue.get(other)))
        ),
        "definition": explanation.definition,
        "version": metric.version,
        "history": [
            {"version": one.version, "since": one.since, "what": say(one.what)}
            for one in metric.history
        ],
        "policies": [
            {
                "name": policy.name,
                "choice": policy.choice,
                "number": policy.number,
                "choices": [
                    {"choice": member.code, "means": say(member.means)}
                    for member in POLICIES[policy.name]
                ],
            }
            for policy in explanation.policies
        ],
        "examples": [
            {
                "table": cleandoc(example.table),
                "gives": example.gives,
                "policies": dict(example.policies),
                "constants": dict(example.constants),
            }
            for example in metric.examples
        ],
        "benchmarks": [_benchmark(one, words) for one in metric.benchmarks],
        "related": list(metric.related),
    }


def _coverage(table: Coverage) -> Document:
    return {
        "read": table.read,
        "loaded": table.loaded,
        "set_aside": table.set_aside,
        "skipped": table.skipped,
        "money_read": dict(table.money_read),
        "money_loaded": dict(table.money_loaded),
        "money_set_aside": dict(table.money_set_aside),
        "money_skipped": dict(table.money_skipped),
        "unreadable_amounts": table.unreadable_amounts,
    }


def _benchmark(benchmark: Benchmark, words: Translator) -> Document:
    return {
        "text": words.glossary(benchmark.text),
        "source": benchmark.source,
        "year": benchmark.year,
    }


def _days(period: Period) -> Document:
    return {"from": _day(period.start), "to": _day(period.end)}


def _period(period: Period) -> Document:
    return {**_days(period), "grain": period.grain.value}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)
