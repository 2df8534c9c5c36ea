"""A page in the making: the desk's answers, and the words, numbers and links to show them with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup

from revcompass import catalogue
from revcompass.charts import render
from revcompass.charts.look import Look, Size, Spec
from revcompass.charts.ticks import Scale
from revcompass.desk.desk import Desk
from revcompass.domain.asking import Options, options_of, query_of, read_question
from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.question import MetricResult, Question, Row, SliceValues
from revcompass.engine.readings.words import formula_in_words
from revcompass.web.asked import Asked
from revcompass.words.format import Formatter
from revcompass.words.languages import form_for
from revcompass.words.rows import RowWriter
from revcompass.words.translate import Translator

DrawChart = Callable[[Look], tuple[Spec, Scale]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a small table: its name, a number and where it leads."""

    name: str
    text: str
    href: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for a page: drawn for screens and phones, and as a table.

    `is_cut`: its axis does not begin at zero. `note` is said beneath it.
    """

    title: str
    drawings: tuple[Markup, ...]
    is_cut: bool = False
    lines: tuple[Line, ...] = ()
    note: str = ""


class Page:
    """What every page is made with; one request's alone."""

    def __init__(self, desk: Desk, asked: Asked, path: Mapping[str, str] | None = None) -> None:
        """`path` are the parts of the path that a page takes, such as its metric."""
        self.desk = desk
        self.path = path or {}
        self.asked = asked
        form = form_for(asked.preferences.lang, desk.book.number_form)
        self.write = Formatter(form, asked.preferences.digit_script, desk.calendar)
        self.rows = RowWriter(self.write, desk.book.stages)

    @property
    def words(self) -> Translator:
        """Says messages in the reader's language."""
        return self.write.words

    @cached_property
    def options(self) -> Options:
        """The question's parts as the URL has them, in the currency that is preferred.

        The desk is already the one over the snapshot that is asked for.
        """
        found = options_of(self.asked.query)
        currency = found.currency or self.asked.preferences.currency or None
        return replace(found, currency=currency, as_of=None)

    @cached_property
    def question(self) -> Question:
        """The question the URL asks, without its metrics."""
        return read_question((), self.options, self.desk.calendar, self.asked.preferences.lang)

    def name(self, metric: Metric) -> str:
        """A metric's name."""
        return self.words.glossary(metric.name)

    def formula(self, metric: Metric, result: MetricResult) -> str:
        """A metric's formula under the policies in force, in words."""
        return formula_in_words(
            metric.expression(result.policies),
            self.words.glossary,
            lambda other: self.words.glossary(
                catalogue.get(other).abbreviation or catalogue.get(other).name
            ),
        )

    def filter_text(self, name: str, values: tuple[str | None, ...]) -> str:
        """A filter: `segment = smb, (missing)`."""
        missing = self.words.ui("(missing)")
        return f"{name} = {self.words.listed(missing if v is None else v for v in values)}"

    def code(self, period: Period) -> str:
        """A period as a URL names it."""
        return self.desk.calendar.code(period)

    def metric_link(self, metric_id: str, *pairs: tuple[str, str]) -> str:
        """The page of a metric."""
        return self.asked.link(f"/metric/{metric_id}", *pairs)

    @cached_property
    def opens_records(self) -> bool:
        """Whether the reader may see the records behind a number."""
        return self.asked.opens("/records/mrr")

    def account_link(self, account: str) -> str:
        """The page of an account; none for who may not open it."""
        if not account or not self.asked.opens("/customer"):
            return ""
        return self.asked.link("/customer", ("id", account))

    def records_link(self, metric_id: str, row: Row, question: Question) -> str:
        """The records behind a row, under the question's own filters and policies."""
        return self.slice_link(metric_id, row.period, row.slice, question)

    def slice_link(
        self, metric_id: str, period: Period, values: SliceValues, question: Question
    ) -> str:
        """The records behind a metric of a slice; none for who may not see records."""
        if not self.opens_records:
            return ""
        where = {**dict(question.where), **{name: (value,) for name, value in values}}
        asked = replace(
            question,
            grain=period.grain,
            period=period,
            start=None,
            end=None,
            by=(),
            where=tuple(where.items()),
            compare=None,
        )
        return self.asked.link(f"/records/{metric_id}", *query_of(asked, self.desk.calendar))

    def look(self, size: Size = "wide") -> Look:
        """How charts are drawn for this reader."""
        zero = self.asked.one("zero") == "1"
        return Look(self.write, self.asked.preferences.chart_direction, size, from_zero=zero)

    def chart(
        self, title: str, draw: DrawChart, size: Size = "wide", lines: Sequence[Line] = ()
    ) -> Chart:
        """A chart drawn in a size and for phones; `lines` say the same as a table."""
        looks = [self.look(size), self.look("narrow")]
        made = [draw(look) for look in looks]
        drawn = render.svgs([spec for spec, _ in made])
        drawings = tuple(
            Markup(render.inline(one, title, look))  # noqa: S704 - drawn by us
            for one, look in zip(drawn, looks, strict=True)
        )
        return Chart(title, drawings, any(scale.is_cut for _, scale in made), tuple(lines))

    def context(self) -> dict[str, Any]:
        """What every template finds."""
        return {
            "page": self,
            "asked": self.asked,
            "prefs": self.asked.preferences,
            "ui": self.words.ui,
            "ngettext": self.words.ngettext,
            "gloss": self.words.glossary,
            "write": self.write,
            "book": self.desk.book,
            "snapshot": self.desk.snapshot,
            "data_as_of": self.desk.data_as_of,
        }
