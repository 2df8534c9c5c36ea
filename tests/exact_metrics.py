"""A metric of one company by exact arithmetic over the plain ledgers: what a reader must give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from exact_targets import in_force_together
from revcompass import catalogue
from revcompass.domain.formula import (
    ColumnKind,
    Combination,
    Distinct,
    Expression,
    Largest,
    LedgerColumn,
    MeanScore,
    Median,
    MetricValue,
    Product,
    Quotient,
    RowReading,
    Style,
    SumOf,
    TargetOf,
    Times,
    Weighted,
    sums,
    walk,
)
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.metric import Metric
from revcompass.domain.period import Grain, Period, month_index, month_start
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import Interval, Value
from revcompass.engine import plain
from revcompass.engine.plain import Company, Slice
from revcompass.engine.readings.arithmetic import (
    adding,
    evaluate,
    median,
    median_interval,
    value_of,
    wilson,
)

Where = tuple[tuple[str, tuple[str | None, ...]], ...]
Single = TypeVar("Single")


@dataclass(frozen=True)
class Cells:
    """Which cells of a metric are asked for."""

    policies: PolicySet
    by: tuple[str, ...]
    where: Where
    cut: date
    gross_margin: Fraction | None
    native: str | None = None
    """The one currency read, where nothing is converted."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every slice grouped or filtered by."""
        return (*self.by, *(name for name, _ in self.where))

    def key(self, found: Slice) -> Slice | None:
        """The cell a slice of all the names belongs to, unless it is filtered away."""
        kept = zip(found[len(self.by) :], self.where, strict=True)
        return found[: len(self.by)] if all(one in values for one, (_, values) in kept) else None


@dataclass
class ExactMetric:
    """One metric of one company in one period, and the metrics it is made of."""

    company: Company
    metric: Metric
    period: Period
    cells: Cells
    memory: dict[object, Any] = field(default_factory=dict)
    """Tables built before: one company's metrics share them."""
    book: Company | None = None
    """All companies of the book, where there are more: stages have one win rate for all."""
    whole: Metric | None = None
    parts: dict[MetricValue, ExactMetric] = field(default_factory=dict)
    _tables: dict[Period, plain.Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.formula = self.metric.expression(self.cells.policies)
        self.companions = self.metric.companions(self.cells.policies)
        nodes = [n for one in (self.formula, *self.companions.values()) for n in walk(one)]
        to_targets = [MetricValue(node.metric) for node in nodes if isinstance(node, TargetOf)]
        for node in [*nodes, *to_targets]:
            if isinstance(node, MetricValue):
                self.parts[node] = replace(
                    self,
                    metric=catalogue.get(node.metric),
                    period=self.company.calendar.shift(self.period, -node.back),
                    whole=self.whole or self.metric,
                    parts={},
                    _tables={},
                )

    # --- what stands at the leaves ---------------------------------------------------------------

    def table(self, period: Period) -> plain.Table:
        """The ledger of a period, in the cells asked for."""
        if period not in self._tables:
            ledger, names = self.metric.reads.__name__.lower(), self.names()
            asked = self.cells
            sought = (ledger, period, asked.policies, names, asked.cut, asked.native)
            if sought not in self.memory:
                self.memory[sought] = plain.build(
                    ledger,
                    self.company,
                    period,
                    asked.policies,
                    by=names,
                    cut=asked.cut,
                    native=asked.native,
                )
            full = self.memory[sought]
            self._tables[period] = {}
            for found, columns in full.items():
                key = asked.key(found)
                if key is not None:
                    cell = self._tables[period].setdefault(key, defaultdict(Fraction))
                    for name, number in columns.items():
                        cell[name] += number
        return self._tables[period]

    def names(self) -> tuple[str, ...]:
        """The slices; spend meets customers by the channel they came through."""
        meets_spend = self.whole is not None and self.metric.reads.__name__ == "Movements"
        return tuple(
            "acquisition_channel" if name == "channel" and meets_spend else name
            for name in self.cells.names
        )

    def windows(self, leaf: SumOf) -> list[Period]:
        """The periods a sum goes over."""
        if not leaf.months:
            return [self.period]
        end = month_index(min(self.period.last_day, self.cells.cut))
        months = (month_start(i) for i in range(end - leaf.months + 1, end + 1))
        return [self.company.calendar.period_of(Grain.MONTH, first) for first in months]

    def sum(self, leaf: SumOf, key: Slice) -> Fraction:
        """A column's sum in a cell."""
        found = (self.table(one).get(key, {}) for one in self.windows(leaf))
        return sum((columns.get(leaf.column.name, Fraction(0)) for columns in found), Fraction(0))

    def values(self, column: LedgerColumn) -> Mapping[Slice, list[Fraction]]:
        """The single values of a column by cell, ascending."""

        def read(names: tuple[str, ...]) -> Mapping[Slice, Sequence[int | Fraction]]:
            asked = self.cells
            return plain.values(
                column.ledger,
                column.name,
                self.company,
                self.period,
                asked.policies,
                by=names,
                cut=asked.cut,
            )

        return self._gathered(read)

    def scores(self) -> Mapping[Slice, list[Fraction]]:
        """The engagement scores by cell."""
        asked = self.cells
        return self._gathered(
            lambda names: plain.scores(
                self.company, self.period, asked.policies, by=names, cut=asked.cut
            )
        )

    def _gathered(
        self, read: Callable[[tuple[str, ...]], Mapping[Slice, Sequence[int | Fraction]]]
    ) -> Mapping[Slice, list[Fraction]]:
        found: defaultdict[Slice, list[Fraction]] = defaultdict(list)
        for where, values in read(self.names()).items():
            key = self.cells.key(where)
            if key is not None:
                found[key] = sorted([*found[key], *map(Fraction, values)])
        return found

    # --- what is asked of it ---------------------------------------------------------------------

    def cells_found(self) -> set[Slice]:
        """Every cell in which something is recorded."""
        found: set[Slice] = set()
        for formula in (self.formula, *self.companions.values()):
            for leaf in sums(formula):
                for one in self.windows(leaf):
                    found |= {key for key, row in self.table(one).items() if any(row.values())}
            for node in walk(formula):
                if isinstance(node, Median):
                    found |= set(self.values(node.column))
                elif isinstance(node, MeanScore):
                    found |= set(self.scores())
        return found.union(*(part.cells_found() for part in self.parts.values()))

    def value(self, formula: Expression, key: Slice) -> Value:
        """A formula's value in a cell; a value without a rate counts 0."""
        if self.is_ahead:
            return Value(None, "no_data")
        margin = self.cells.gross_margin
        return evaluate(
            formula,
            adding(lambda leaf: self.sum(leaf, key)),
            constants={} if margin is None else {"gross_margin": margin},
            medians=lambda column: median(self.values(column).get(key, [])),
            scores=lambda _: self._score(key),
            rows=lambda node: self.row_reading(node, key),
            metric_values=lambda node: self._of_part(node, key),
            targets=lambda node: self.target(node, key),
        )

    def _of_part(self, node: MetricValue, key: Slice) -> Value:
        part = self.parts[node]
        return part.value(part.formula, key)

    def target(self, node: TargetOf, key: Slice) -> Value:
        """The target in force for a cell, or what is missing to it."""
        where = [*((n, (v,)) for n, v in zip(self.cells.by, key, strict=True)), *self.cells.where]
        total = in_force_together(self.company, node.metric, self.period, where)
        if total is None:
            return Value(None, "no_data")
        if not node.is_missing:
            return value_of(total)
        actual = self._of_part(MetricValue(node.metric), key)
        if actual.number is None:
            return actual
        return value_of(max(total - actual.number, Fraction(0)))

    def row_reading(self, node: RowReading, key: Slice) -> Fraction:
        """What is read from rows, in a cell."""
        sought = ("rows", self.period, self.cells, self.names(), node)
        if sought not in self.memory:
            self.memory[sought] = dict(self._rows(node))
        found: Fraction = self.memory[sought].get(key, Fraction(0))
        return found

    def _rows(self, node: RowReading) -> Mapping[Slice, Fraction]:
        match node:
            case Largest():
                return self._largest(node)
            case Distinct():
                return self._distinct()
            case Weighted():
                return self._weighted(node)

    def _largest(self, node: Largest) -> Mapping[Slice, Fraction]:
        asked, sizes = self.cells, defaultdict[Slice, dict[str, Fraction]](dict)
        running = plain.running_by_account(
            self.company, self.period, asked.policies, self.names(), asked.cut
        )
        for where, amounts in running.items():
            key = asked.key(where)
            for account, amount in amounts.items() if key is not None else ():
                sizes[key or ()][account] = sizes[key or ()].get(account, Fraction(0)) + amount
        return {
            key: sum(sorted(filter(None, amounts.values()))[-node.accounts :], Fraction(0))
            for key, amounts in sizes.items()
        }

    def _distinct(self) -> Mapping[Slice, Fraction]:
        who = defaultdict[Slice, set[str]](set)
        owners = plain.owners(self.company, self.period, self.names(), self.cells.cut)
        for where, some in owners.items():
            key = self.cells.key(where)
            if key is not None:
                who[key] |= some
        return {key: Fraction(len(some)) for key, some in who.items()}

    def _weighted(self, node: Weighted) -> Mapping[Slice, Fraction]:
        asked, found = self.cells, defaultdict[Slice, Fraction](Fraction)
        weights = plain.stage_weights(
            self.book or self.company, self.period, asked.policies, asked.cut
        )
        staged = plain.build(
            node.column.ledger,
            self.company,
            self.period,
            asked.policies,
            by=(*self.names(), "stage"),
            cut=asked.cut,
        )
        for where, columns in staged.items():
            key = asked.key(where[:-1])
            if key is not None:
                found[key] += columns[node.column.name] * weights.get(where[-1], Fraction(0))
        return found

    def _score(self, key: Slice) -> tuple[Fraction, int]:
        found = self.scores().get(key, [])
        return sum(found, Fraction(0)), len(found)

    @property
    def is_ahead(self) -> bool:
        """Whether the period is listed only after the cut, so that nothing is known of it."""
        return self.company.calendar.label_day(self.period) > self.cells.cut

    def lacks_rates(self, key: Slice) -> bool:
        """Whether anything it reads in a cell has no rate."""
        tables = list(self._tables.values())
        here = any(table.get(key, {}).get(plain.UNRATED) for table in tables)
        return here or any(part.lacks_rates(key) for part in self.parts.values())

    def counted(self, key: Slice) -> int | None:
        """How many entities stand behind its value."""
        return None if self.is_ahead else self.n(self.formula, key)

    def n(self, formula: Expression, key: Slice) -> int | None:  # noqa: PLR0911 - one for each verb
        """How many entities stand behind it: what is divided by, where that is counted."""
        match formula:
            case Quotient() | Times() | Product():
                return self.n(_counted(formula), key)
            case Combination(terms):
                leaf = terms[0][1]
                counter = leaf.column.counted_by
                if not counter:
                    return int(sum(times * self.sum(one, key) for times, one in terms))
                counted = LEDGERS[leaf.column.ledger].columns()[counter]
                return int(self.sum(SumOf(counted, leaf.months), key))
            case Median(column):
                return len(self.values(column).get(key, []))
            case Largest(column) | Weighted(column):
                return self.n(column.sum(), key)
            case Distinct():
                return int(self.row_reading(formula, key))
            case MeanScore():
                return len(self.scores().get(key, []))
            case TargetOf():
                return None
            case MetricValue() as node:
                part = self.parts[node]
                return part.n(part.formula, key)

    def interval(self, key: Slice) -> Interval | None:
        """Wilson for shares of counts, order statistics for medians."""
        if self.is_ahead:
            return None
        match self.formula:
            case Quotient(Combination() as part, Combination() as whole, Style.SHARE):
                if part.kind is not ColumnKind.COUNT or whole.kind is not ColumnKind.COUNT:
                    return None
                inside, n = (self.value(one, key).number for one in (part, whole))
                if inside is None or not n or not 0 <= inside <= n:
                    return None
                return wilson(int(inside), int(n))
            case Median(column):
                return median_interval(self.values(column).get(key, []))
        return None


def _counted(formula: Quotient | Times | Product) -> Expression:
    """The part whose n is that of the whole: what is divided by, unless that is a target."""
    match formula:
        case Quotient(top, bottom, _):
            return top if isinstance(bottom, TargetOf) else bottom
        case Times(inner, _) | Product(inner, _):
            return inner


def with_acquisition(company: Company) -> Company:
    """Accounts with the channel of the lead they came from, the earliest before they paid."""
    first: dict[object, date] = {}
    for row in company.rows("subscriptions"):
        price = row["amount"] if row.get("amount") is not None else row.get("unit_amount")
        counts = row.get("status") not in ("trialing", "paused", "unpaid")
        start = row["starts_on"]
        if isinstance(price, int) and price > 0 and counts and isinstance(start, date):
            first[row["account_id"]] = min(start, first.get(row["account_id"], start))
    known = {row["account_id"]: dict(row) for row in company.rows("accounts")}
    for account in {row["account_id"]: None for row in company.rows("subscriptions")}:
        known.setdefault(account, {"account_id": account})
    for account, row in known.items():
        came = [
            (lead["created_at"], lead["lead_id"], lead.get("channel"))
            for lead in company.rows("leads")
            if lead.get("account_id") == account
            and account in first
            and lead["created_at"] <= first[account]  # type: ignore[operator]
        ]
        channel = min(came, key=lambda lead: lead[:2])[2] if came else None
        row["acquisition_channel"] = row.get("channel") if channel is None else channel
    return replace(company, tables={**company.tables, "accounts": list(known.values())})
