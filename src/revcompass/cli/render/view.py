"""How an answer is rendered: the language, the formatter, the width and what the terminal takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from revcompass.domain.metric import Metric, Unit
from revcompass.domain.question import MetricResult, Row, SliceValues
from revcompass.words.format import Change, Formatter
from revcompass.words.labels import UNDEFINED, label
from revcompass.words.translate import Translator

NOTHING = "–"
_ROUND_FROM = 1000

STYLE = {"better": "green", "worse": "red", "same": "", "neutral": ""}


@dataclass(frozen=True, slots=True)
class View:
    """Passed to every renderer. `lively` = colour, bars and sparklines are wanted."""

    words: Translator
    write: Formatter
    width: int = 80
    lively: bool = False
    stages: tuple[str, ...] = ()

    def slice_order(self, key: SliceValues) -> list[tuple[bool, int, str]]:
        """Sorts slices: stages in the funnel's order, the rest by name, missing last."""
        return [
            (value is None, self._stage(value) if name == "stage" else 0, value or "")
            for name, value in key
        ]

    def _stage(self, value: str | None) -> int:
        return self.stages.index(value) if value in self.stages else len(self.stages)

    def value(self, row: Row, metric: Metric, result: MetricResult, places: int | None) -> str:
        """A row's value; a dash where there is none."""
        number = row.value.number
        if number is None:
            return NOTHING
        currency = row.currency or result.currency
        if metric.unit is Unit.MONEY and places is not None and currency:
            return self.write.money(number, currency, places=places)
        return self.write.value(number, metric.unit, currency, two_parts=metric.two_parts)

    def change(self, row: Row, metric: Metric, result: MetricResult) -> Change | None:
        """The change against the period compared with, where both have a value."""
        if row.compare is None or row.compare.change is None:
            return None
        return self.write.change(
            row.compare.change,
            row.compare.change_share,
            metric.unit,
            metric.better,
            row.currency or result.currency,
        )

    def interval(self, row: Row, metric: Metric, result: MetricResult) -> str:
        """The confidence interval, without its level."""
        if row.interval is None:
            return ""
        low, high = (
            self.write.value(Fraction(bound), metric.unit, row.currency or result.currency)
            for bound in (row.interval.low, row.interval.high)
        )
        return self.words.ui("{low} to {high}", low=low, high=high)

    def why_undefined(self, row: Row) -> str:
        """Why there is no value."""
        return self.words.ui(label(UNDEFINED, row.value.undefined or "no_data"))


def money_places(rows: Iterable[Row], metric: Metric) -> int | None:
    """Decimal places of a column of money: none as soon as one amount reaches 1000."""
    if metric.unit is not Unit.MONEY:
        return None
    large = any(abs(row.value.number) >= _ROUND_FROM for row in rows if row.value.number)
    return 0 if large else None
