"""One row of an answer in words: its value, its change, its interval, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from revcompass.domain.metric import Metric, Unit
from revcompass.domain.question import MetricResult, Row, SliceValues
from revcompass.words.format import Change, Formatter
from revcompass.words.labels import UNDEFINED, label

NOTHING = "–"
_ROUND_FROM = 1000


@dataclass(frozen=True, slots=True)
class RowWriter:
    """Writes rows with a formatter; `stages` is the funnel's order."""

    write: Formatter
    stages: tuple[str, ...] = ()

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
        return self.write.words.ui("{low} to {high}", low=low, high=high)

    def level(self, rows: Iterable[Row]) -> str:
        """The level the rows' intervals hold at, as in `95%`."""
        level = next((row.interval.level for row in rows if row.interval), "0")
        return self.write.share(Fraction(level), places=0)

    def why_undefined(self, row: Row) -> str:
        """Why there is no value."""
        return self.write.words.ui(label(UNDEFINED, row.value.undefined or "no_data"))

    def slice_order(self, key: SliceValues) -> list[tuple[bool, int, str]]:
        """Sorts slices: stages in the funnel's order, the rest by name, missing last."""
        return [
            (value is None, self._stage(value) if name == "stage" else 0, value or "")
            for name, value in key
        ]

    def _stage(self, value: str | None) -> int:
        return self.stages.index(value) if value in self.stages else len(self.stages)


def money_places(rows: Iterable[Row], metric: Metric) -> int | None:
    """Decimal places of a column of money: none as soon as one amount reaches 1000."""
    if metric.unit is not Unit.MONEY:
        return None
    large = any(abs(row.value.number) >= _ROUND_FROM for row in rows if row.value.number)
    return 0 if large else None
