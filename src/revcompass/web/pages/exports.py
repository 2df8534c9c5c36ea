"""Downloads of a metric: its table as CSV or XLSX, its chart as SVG, PNG or specification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

from revcompass import catalogue
from revcompass.charts import render
from revcompass.charts.look import Spec
from revcompass.charts.series import Subject, series
from revcompass.desk.documents import result_document
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Result
from revcompass.web.page import Page
from revcompass.web.pages import panels
from revcompass.web.pages.heat import COHORTS, cohort_rows
from revcompass.words.comma import Cell, csv_text, is_number, result_table

_NUMBERS = frozenset(
    {
        "value",
        "numerator",
        "denominator",
        "n",
        "low",
        "high",
        "target",
        "attainment",
        "compare",
        "change",
        "started",
        "age",
        "customers",
        "customers_kept",
        "mrr",
        "mrr_kept",
    }
)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file."""

    ending: str
    media_type: str
    write: Callable[[Page], bytes]


def form_of(ending: str) -> Form:
    """The kind with that ending, or the usage error `bad_choice`."""
    if ending not in FORMS:
        raise usage_error("bad_choice", option="form", value=ending, choices=list(FORMS))
    return FORMS[ending]


def _table(page: Page) -> tuple[list[str], list[list[Cell]]]:
    """Heads and rows of what is downloaded: a metric's answer, or the start cohorts."""
    if page.path["metric"] == COHORTS:
        return cohort_rows(page)
    return result_table(result_document(_result(page), page.words))


def _csv(page: Page) -> bytes:
    heads, rows = _table(page)
    return csv_text(heads, rows).encode()


def _xlsx(page: Page) -> bytes:
    """Numbers as numbers; a text is never taken for a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - heavy, and needed late

    heads, rows = _table(page)
    made = BytesIO()
    book = xlsxwriter.Workbook(
        made, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    if page.words.is_right_to_left:
        sheet.right_to_left()
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for line, row in enumerate(rows, start=1):
        for column, (head, value) in enumerate(zip(heads, row, strict=True)):
            if value is None:
                continue
            if head in _NUMBERS and is_number(str(value)):
                sheet.write_number(line, column, float(value))
            else:
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return made.getvalue()


def _spec(page: Page) -> Spec:
    result = _result(page)
    found, metric = result.results[0], catalogue.get(result.results[0].metric)
    if not any(row.value.number is not None for row in found.rows):
        raise usage_error("nothing_to_draw", metric=metric.id)
    look = page.look()
    if not (result.question.by or metric.by):
        return series(Subject(metric, found, lambda _: ""), look)[0]
    shown = sorted({row.period for row in found.rows})
    full = [p for p in shown if not any(r.to_date for r in found.rows if r.period == p)]
    return panels.sliced_spec(page, found, (full or shown)[-1], look)


def _result(page: Page) -> Result:
    metric = catalogue.get(page.path["metric"])
    question = replace(page.question, metrics=(metric.id,))
    if question.compare is None and not question.by:
        question = replace(question, compare="previous")
    return page.desk.show(question)


FORMS: dict[str, Form] = {
    one.ending: one
    for one in (
        Form("csv", "text/csv; charset=utf-8", _csv),
        Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
        Form("svg", "image/svg+xml", lambda page: render.svg(_spec(page)).encode()),
        Form("png", "image/png", lambda page: render.png(_spec(page))),
        Form("json", "application/json", lambda page: render.as_json(_spec(page)).encode()),
    )
}
