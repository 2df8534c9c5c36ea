"""The JSON of `compare-policies`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from revcompass import catalogue
from revcompass.desk.answers import Counted, Difference, PolicyComparison
from revcompass.domain.money import decimal_text
from revcompass.domain.policy import POLICIES, Choice, parse_choice
from revcompass.domain.presets import PRESETS
from revcompass.domain.question import Row, Value
from revcompass.words.translate import Translator

Document = dict[str, Any]


def compared(found: PolicyComparison, words: Translator, period: Document) -> Document:
    """The body of `revcompass.compare-policies/1`."""
    metric, (row,) = catalogue.get(found.own.metric), found.own.rows
    return {
        "schema": "revcompass.compare-policies/1",
        "metric": metric.id,
        "name": words.glossary(metric.name),
        "unit": metric.unit.value,
        "currency": row.currency or found.own.currency,
        "period": period,
        "own": {
            **_value(row.value),
            "policies": {name: str(found.own.policies[name]) for name in found.own.applied},
            "definition": found.own.definition,
        },
        "policies": [_choice(one, words.glossary) for one in found.choices],
        "presets": [_preset(one, words.glossary) for one in found.presets],
    }


def _choice(counted: Counted, say: Callable[[str], str]) -> Document:
    chosen: Choice = parse_choice(POLICIES[counted.name], counted.choice)
    return {
        "policy": counted.name,
        "choice": counted.choice,
        "means": say(chosen.member.means),
        "in_force": counted.in_force,
        **_counted(counted),
    }


def _preset(counted: Counted, say: Callable[[str], str]) -> Document:
    preset = PRESETS[counted.name]
    return {
        "preset": preset.id,
        "name": preset.name,
        "differs_by": dict(counted.differs_by),
        "gaps": [say(gap) for gap in preset.gaps],
        **_counted(counted),
    }


def _counted(counted: Counted) -> Document:
    is_one = len(counted.rows) == 1
    return {
        **_value(counted.rows[0].value if is_one else Value(None)),
        "by_currency": {} if is_one else dict(map(_of_currency, counted.rows)),
        "definition": counted.definition,
        "difference": _text(counted.difference),
        "due_to": list(counted.due_to),
        "count": counted.count,
        "records": [_difference(one) for one in counted.differences],
    }


def _of_currency(row: Row) -> tuple[str, str | None]:
    return dict(row.slice).get("currency") or "", _text(row.value.number)


def _difference(one: Difference) -> Document:
    record = one.record
    return {
        "side": one.side,
        "own": _text(one.own),
        "other": _text(one.other),
        "difference": _text(record.contribution),
        "because": list(one.because),
        "table": record.table,
        "file": record.file,
        "line": record.line,
        "key": record.key,
        "account": record.account,
        "fields": dict(record.fields),
    }


def _value(value: Value) -> Document:
    return {
        "value": _text(value.number),
        "undefined": value.undefined,
        "numerator": _text(value.numerator),
        "denominator": _text(value.denominator),
    }


def _text(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)
