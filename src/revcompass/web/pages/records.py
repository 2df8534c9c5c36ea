"""The records behind one number: what each adds, and where it stands in the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

from revcompass import catalogue
from revcompass.desk.answers import Side, Trace, TraceRecord
from revcompass.domain.asking import one_of, traced
from revcompass.domain.metric import Unit
from revcompass.domain.problem import usage_error
from revcompass.web.page import Page
from revcompass.words.labels import SIDES, label

_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is listed."""

    adds: str
    key: str
    table: str
    account: str
    place: str
    fields: tuple[tuple[str, str], ...]


def records(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    found = catalogue.get(page.path["metric"].lower().replace("-", "_"))
    if not page.asked.one("period"):
        raise usage_error("missing_parameter", name="period")
    language = page.asked.preferences.lang
    question, period = traced(
        found.id, found.default_grain, page.options, page.desk.calendar, language
    )
    side = cast("Side", one_of("side", page.asked.one("side", "numerator"), tuple(SIDES)))
    offset = _offset(page)
    trace = page.desk.trace(question, period, side, _ON_A_PAGE, offset)
    result = page.desk.show(replace(question, period=period, by=())).results[0]
    value = next((row for row in result.rows if row.period == period and not row.slice), None)
    is_divided = value is not None and value.value.denominator not in (None, Fraction(1))
    return {
        "metric": found,
        "name": page.name(found),
        "period": page.write.period(period),
        "value": page.rows.value(value, found, result, None) if value else "",
        "side": page.words.ui(label(SIDES, side)) if is_divided else "",
        "sides": _sides(page, side) if is_divided else [],
        "total": _amount(page, trace, trace.total),
        "count": trace.count,
        "shown_count": page.write.count(trace.count),
        "records": [_record(page, trace, one) for one in trace.records],
        "first": page.write.count(offset + 1),
        "last": page.write.count(offset + len(trace.records)),
        "previous": page.asked.here(offset=str(max(0, offset - _ON_A_PAGE))) if offset else "",
        "next": page.asked.here(offset=str(offset + _ON_A_PAGE))
        if offset + len(trace.records) < trace.count
        else "",
        "back": page.metric_link(found.id),
        "filters": [page.filter_text(name, values) for name, values in question.where],
    }


def _offset(page: Page) -> int:
    text = page.asked.one("offset", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise usage_error("number_out_of_range", name="offset", text=text, least=0, most=10**8)
    return int(text)


def _sides(page: Page, chosen: str) -> list[tuple[str, str, bool]]:
    return [
        (page.words.ui(label(SIDES, side)), page.asked.here("offset", side=side), side == chosen)
        for side in SIDES
    ]


def _record(page: Page, trace: Trace, one: TraceRecord) -> Record:
    place = "" if one.file is None else one.file if one.line is None else f"{one.file}:{one.line}"
    return Record(
        adds=_amount(page, trace, one.contribution),
        key=one.key,
        table=one.table,
        account=one.account or "",
        place=place,
        fields=tuple((name, text) for name, text in one.fields.items() if text),
    )


def _amount(page: Page, trace: Trace, value: Fraction) -> str:
    if trace.unit is Unit.MONEY and trace.currency:
        return page.write.money(value, trace.currency)
    return page.write.value(value, trace.unit, trace.currency)
