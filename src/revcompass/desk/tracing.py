"""Every number opens into the records behind it.

The records of a side add up to it exactly, as fractions. Sides are those of the formula:

- A quotient of sums has the two sums. Amounts and counts that are not divided have a numerator
  only.
- A product multiplies what each record adds to the numerator.
- A product of metrics has the records of its first factor, each times what the others are: the
  numerator of `pipeline_velocity` is the open opportunities times win rate and deal size.
- A median is opened into the entities that have a value: what each adds is its value, the total is
  their sum and the count is how many there are. It has no denominator.
- A mean of scores is the sum of the scores over the number of accounts.
- A quotient of other metrics opens into those metrics' sums: the numerator of `cac` is the spend
  (of the earlier period, where a lag is stated), its denominator the new customers.
- Where a side is a quotient itself (`clv`, `clv_cac_ratio`, `cac_payback_period`), its records are
  those of its numerator, and the total is their sum, not the quotient.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from revcompass import catalogue
from revcompass.desk.answers import Side, Trace, TraceRecord
from revcompass.desk.attainment import one_attained
from revcompass.desk.behind import slices_of
from revcompass.desk.currencies import currencies, is_split
from revcompass.desk.reader import MetricReader, Reading, Scope
from revcompass.domain.formula import (
    ColumnKind,
    Combination,
    Distinct,
    Expression,
    Largest,
    MeanScore,
    Median,
    MetricValue,
    Product,
    Quotient,
    RowReading,
    TargetOf,
    Times,
    Weighted,
    reads_each,
    targets_of,
)
from revcompass.domain.metric import Metric, Unit
from revcompass.domain.problem import usage_error
from revcompass.engine.readings.cells import Ask
from revcompass.engine.records import first_day
from revcompass.engine.trace import (
    TABLE_OF,
    Part,
    Place,
    described,
    median_parts,
    placed,
    row_parts,
    score_parts,
    sum_parts,
)

_PLACES = 10**24
_UNITS = {
    ColumnKind.RECURRING: Unit.MONEY,
    ColumnKind.AMOUNT: Unit.MONEY,
    ColumnKind.COUNT: Unit.COUNT,
    ColumnKind.DAYS: Unit.DAYS,
}


def trace(reader: MetricReader, metric: Metric, scope: Scope, side: Side, listed: slice) -> Trace:
    """The records behind one side of a metric's number in the scope's one period.

    The number is that of `scope.where` as a whole: groups (`scope.by`, `metric.by`) are not split.
    Records come by size of what they add, then by file and line. `listed` cuts the list only.

    Raises usage errors: `nothing_to_trace` where there is no number (with the reason, as a code),
    `no_denominator` where the number is not divided by anything.
    """
    asked, (metric, scope) = metric.id, _one(reader, metric, scope)
    expression = metric.expression(scope.policies)
    if targets_of(expression):
        scope = replace(scope, currency=None)  # what a target is stated in
        if isinstance(_side(expression, side), TargetOf):
            _refuse(reader, metric, scope)
            return _target_trace(reader, replace(metric, id=asked), scope, side, listed)
    found, parts = _opened(reader, metric, scope, side)
    places = placed(reader.tables, found.table, (p.row for p in parts if p.row is not None))
    parts.sort(key=lambda part: _order(part, places))
    unit = found.unit
    return Trace(
        metric=asked,
        period=scope.periods[0],
        side=side,
        total=sum((part.contribution for part in parts), Fraction(0)),
        count=len(parts),
        unit=unit,
        currency=_currency(reader, scope) if unit is Unit.MONEY else None,
        records=_records(reader, found.table, parts[listed], places),
    )


RecordKey = tuple[str, int, str, tuple[tuple[str, str], ...]]
"""A record or account behind a number: table, row (0 for an account), account, telling fields."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What each record adds to one side of a number."""

    table: str
    adds: dict[RecordKey, Fraction]


def behind(reader: MetricReader, metric: Metric, scope: Scope, side: Side) -> Behind:
    """What stands behind one side of a metric's number in the scope's one period, undescribed.

    Raises as `trace` does.
    """
    metric, scope = _one(reader, metric, scope)
    found, parts = _opened(reader, metric, scope, side)
    adds: dict[RecordKey, Fraction] = {}
    for part in parts:
        fields = tuple((name, value or "") for name, value in part.fields)
        key = (found.table, part.row or 0, part.account or "", fields)
        adds[key] = adds.get(key, Fraction(0)) + part.contribution
    return Behind(found.table, adds)


def records_of(
    reader: MetricReader, wanted: Sequence[tuple[RecordKey, Fraction]]
) -> list[TraceRecord]:
    """The records of these keys, each with what it adds, in this order."""
    found: dict[int, TraceRecord] = {}
    for table in {key[0] for key, _ in wanted}:
        places = [(i, key, adds) for i, (key, adds) in enumerate(wanted) if key[0] == table]
        parts = [
            Part(adds, key[1] or None, key[2] or None, tuple(key[3])) for _, key, adds in places
        ]
        where = placed(reader.tables, table, (p.row for p in parts if p.row is not None))
        records = _records(reader, table, parts, where)
        found |= {i: record for (i, _, _), record in zip(places, records, strict=True)}
    return [found[i] for i in range(len(wanted))]


def _one(reader: MetricReader, metric: Metric, scope: Scope) -> tuple[Metric, Scope]:
    """The metric and scope of one number: groups are not split."""
    if reads_each(metric.expression(scope.policies)):
        if reader.tables.sight.rows:
            raise usage_error("nothing_to_trace", metric=metric.id, reason="not_limitable")
        metric, scope = one_attained(reader.targets, scope)
    return metric, replace(scope, by=(), native=_native(reader, metric, scope))


def _side(expression: Expression, side: Side) -> Expression | None:
    """One side of a quotient."""
    if not isinstance(expression, Quotient):
        return None
    return expression.numerator if side == "numerator" else expression.denominator


def _opened(
    reader: MetricReader, metric: Metric, scope: Scope, side: Side
) -> tuple[_Found, list[Part]]:
    """What a side is, and what each record adds to it."""
    _refuse(reader, metric, scope)
    found = _Finder(reader, metric).find(metric, scope, metric.expression(scope.policies), side)
    parts = _parts(reader, found)
    if found.factor != 1:
        parts = [replace(part, contribution=part.contribution * found.factor) for part in parts]
    return found, parts


def _native(reader: MetricReader, metric: Metric, scope: Scope) -> str | None:
    """The one currency asked for, where nothing is converted."""
    if not is_split(metric, scope.policies):
        return None
    found = currencies(reader.tables, scope.where)
    if len(found) > 1:
        raise usage_error("one_currency_only", known=list(found), example=found[0])
    return found[0] if found else None


def _currency(reader: MetricReader, scope: Scope) -> str:
    return scope.native or scope.currency or reader.frame.currency


def _target_trace(
    reader: MetricReader,
    metric: Metric,
    scope: Scope,
    side: Side,
    listed: slice,
) -> Trace:
    """The targets in force; where the rest is asked for, less the records of what was reached."""
    (node,) = targets_of(metric.expression(scope.policies))
    where = slices_of(scope.by, scope.where, ())
    stored = reader.targets.together(node.metric, scope.periods[0], where)
    parts = [Part(one.value, one.row, None) for one in stored]
    places = placed(reader.tables, "targets", (one.row for one in stored))
    parts.sort(key=lambda part: _order(part, places))
    records = _records(reader, "targets", parts, places)
    actual = catalogue.get(node.metric)
    unit = actual.unit
    if node.is_missing:
        reached = trace(reader, actual, scope, "numerator", slice(None)).records
        records += tuple(replace(one, contribution=-one.contribution) for one in reached)
    total = sum((record.contribution for record in records), Fraction(0))
    if node.is_missing and total < 0:
        raise usage_error("nothing_to_trace", metric=metric.id, reason="zero_denominator")
    return Trace(
        metric=metric.id,
        period=scope.periods[0],
        side=side,
        total=total,
        count=len(records),
        unit=unit,
        currency=reader.frame.currency if unit is Unit.MONEY else None,
        records=records[listed],
    )


def _refuse(reader: MetricReader, metric: Metric, scope: Scope) -> None:
    """No number, nothing behind it. A quotient by zero still has its sides."""
    reading = reader.read(metric, scope)
    reason = reading.undefined or _outside(reader, scope) or _reason(reader, metric, reading)
    if reason:
        raise usage_error("nothing_to_trace", metric=metric.id, reason=reason)


def _outside(reader: MetricReader, scope: Scope) -> str | None:
    """Periods before the first record and after the last have no data."""
    first, last, period = first_day(reader.tables), reader.frame.data_as_of, scope.periods[0]
    label = reader.frame.calendar.label_day(period)
    if first is None or last is None or period.end <= first or label > last:
        return "no_data"
    return None


def _reason(reader: MetricReader, metric: Metric, reading: Reading) -> str | None:
    """Why a number of the period is not shown. Answers of a few must not be told one by one."""
    counts = (n for n in reading.counts.values() if n is not None)
    if metric.withheld_below_minimum and sum(counts) < reader.frame.minimum_n:
        return "withheld"
    reasons = {value.undefined for value in reading.values.values()}
    return next((str(r) for r in sorted(filter(None, reasons)) if r != "zero_denominator"), None)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is opened: an expression without quotients, and the factor of what its records add."""

    ask: Ask
    expression: Combination | Median | MeanScore | RowReading
    side: Side
    factor: Fraction = Fraction(1)
    scaled: Unit | None = None
    """The unit, where a factor changes it."""

    @property
    def table(self) -> str:
        """The canonical table of its records."""
        match self.expression:
            case Combination(terms):
                return TABLE_OF[terms[0][1].column.ledger]
            case Median(column) | Largest(column) | Weighted(column):
                return TABLE_OF[column.ledger]
            case Distinct():
                return TABLE_OF[self.expression.ledger]
            case MeanScore(ledger):
                return TABLE_OF[ledger]

    @property
    def unit(self) -> Unit:
        """The unit of what its records add."""
        if self.scaled:
            return self.scaled
        match self.expression:
            case Combination():
                return _UNITS[self.expression.kind]
            case Median(column) | Largest(column) | Weighted(column):
                return _UNITS[column.kind]
            case Distinct():
                return Unit.COUNT
            case MeanScore():
                return Unit.SCORE if self.side == "numerator" else Unit.COUNT


@dataclass(frozen=True, slots=True)
class _Finder:
    """Walks down a formula to the sums of one side; `whole` is the metric asked for."""

    reader: MetricReader
    whole: Metric

    def find(self, part: Metric, scope: Scope, expression: Expression, side: Side) -> _Found:
        """The expression behind a side."""
        match expression:
            case Quotient(top, bottom, _):
                return self.find(part, scope, top if side == "numerator" else bottom, "numerator")
            case Times(inner, factor):
                found = self.find(part, scope, inner, side)
                if side == "denominator":
                    return found
                return replace(found, factor=found.factor * self._number(factor))
            case Product(left, right):
                found = self.find(part, scope, left, side)
                by, unit = self._factor(right, scope)
                scaled = unit if unit is Unit.MONEY else found.scaled
                return replace(found, factor=found.factor * by, scaled=scaled)
            case TargetOf():
                raise usage_error("no_denominator", metric=self.whole.id)
            case MetricValue(name, back):
                other = catalogue.get(name)
                earlier = scope.earlier(self.reader.frame.calendar, back)
                return self.find(other, earlier, other.expression(scope.policies), side)
        if side == "denominator" and not isinstance(expression, MeanScore):
            raise usage_error("no_denominator", metric=self.whole.id)
        return _Found(self.reader.ask(part, self.whole, scope), expression, side)

    def _factor(self, expression: Expression, scope: Scope) -> tuple[Fraction, Unit]:
        """A factor that is a metric: its value, and the unit of it."""
        if not isinstance(expression, MetricValue):
            raise TypeError(f"no factor of records: {expression!r}")
        metric = catalogue.get(expression.metric)
        earlier = scope.earlier(self.reader.frame.calendar, expression.back)
        (value,) = self.reader.read(metric, earlier, self.whole).values.values()
        if value.number is None:
            reason = value.undefined or "no_data"
            raise usage_error("nothing_to_trace", metric=self.whole.id, reason=reason)
        return value.number, metric.unit

    def _number(self, factor: str | Fraction) -> Fraction:
        if isinstance(factor, Fraction):
            return factor
        stated = self.reader.frame.gross_margin if factor == "gross_margin" else None
        if stated is None:
            raise usage_error("nothing_to_trace", metric=self.whole.id, reason="not_loaded")
        return stated


def _parts(reader: MetricReader, found: _Found) -> list[Part]:
    match found.expression:
        case Combination():
            return sum_parts(reader.tables, found.ask, found.expression)
        case Median(column):
            return median_parts(reader.tables, found.ask, column)
        case Largest() | Weighted() | Distinct():
            return row_parts(reader.tables, found.ask, found.expression)
        case MeanScore():
            parts = score_parts(reader.tables, found.ask)
            if found.side == "numerator":
                return parts
            return [replace(part, contribution=Fraction(1)) for part in parts]


def _order(part: Part, places: dict[int, Place]) -> tuple[int, bool, Place, str, tuple[str, ...]]:
    """By size to 24 places (whole numbers are compared fast), then file, line, account, fields."""
    size = abs(part.contribution.numerator) * _PLACES // part.contribution.denominator
    place = places.get(part.row) if part.row is not None else None
    fields = tuple(text or "" for _, text in part.fields)
    return (-size, place is None, place or ("", 0), part.account or "", fields)


def _records(
    reader: MetricReader, table: str, parts: Iterable[Part], places: dict[int, Place]
) -> tuple[TraceRecord, ...]:
    """An account that no record describes stands under its id alone."""
    parts = list(parts)
    known = described(reader.tables, table, (p.row for p in parts if p.row is not None))
    records = []
    for part in parts:
        file, line = places.get(part.row, (None, None)) if part.row is not None else (None, None)
        description = known.get(part.row) if part.row is not None else None
        fields = dict(description.fields if description else {})
        records.append(
            TraceRecord(
                contribution=part.contribution,
                table=table,
                file=file,
                line=line,
                key=description.key if description else part.account or "",
                account=part.account,
                fields=fields | dict(part.fields),
            )
        )
    return tuple(records)
