"""A formula worked out: the rows of an example, the formula with their numbers in it, the result.

It is the same walk as the formula in words, so that both always say the same thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from revcompass.domain.formula import (
    EACH,
    Combination,
    Distinct,
    Expression,
    MeanScore,
    Median,
    MetricValue,
    RowReading,
    SumOf,
    TargetOf,
    Weighted,
    sums,
    walk,
)
from revcompass.domain.ledgers import Ledger
from revcompass.domain.metric import Example, Metric
from revcompass.domain.policy import PolicySet
from revcompass.domain.question import Value
from revcompass.domain.words import N_
from revcompass.engine.readings.examples import (
    SCORE,
    TARGET,
    WEIGHT,
    ExampleTable,
    Key,
    run_example,
)
from revcompass.engine.readings.words import (
    EARLIER,
    ITS_VALUE,
    MINUS,
    PLUS,
    SUM_OVER_MONTHS,
    Binds,
    Phrase,
    Speaker,
)

Write = Callable[[Fraction], str]

_BESIDE = {
    SCORE: N_("account score"),
    WEIGHT: N_("win rate from its stage"),
    "owner": N_("owner"),
    TARGET: N_("target"),
    EACH: ITS_VALUE,
}
"""What an example may state that is no column."""


@dataclass(frozen=True, slots=True)
class Worked:
    """An example as a person reads it.

    `heads` name the columns after the first, which holds the entities; an empty cell is no value.
    `steps` is the formula with its numbers, empty where the result has none.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    steps: str
    result: Value


def worked_example(
    metric: Metric,
    example: Example,
    translate: Callable[[str], str],
    metric_name: Callable[[str], str],
    write: Write,
) -> Worked:
    """The example of a metric, its numbers as `write` writes them.

    >>> from revcompass.catalogue import get
    >>> arpa = get("arpa")
    >>> worked_example(arpa, arpa.examples[0], str, str, str).steps
    '160 ÷ 2'
    """
    table = ExampleTable.of(metric, example)
    expression = metric.expression(PolicySet.of(example.policies))
    result = run_example(metric, example)
    names = _Names(metric, translate, metric_name)
    read = _read_by(expression)
    shown = [key for key in table.keys if key in read]
    speaker = _Calculator(translate, metric_name, table, example, write)
    return Worked(
        heads=tuple(names.of(key) for key in shown),
        rows=tuple(
            (row.entity, *(_cell(row.cells[key], write) for key in shown)) for row in table.rows
        ),
        steps="" if result.number is None else speaker.work_out(expression),
        result=result,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What the columns of an example are called."""

    metric: Metric
    translate: Callable[[str], str]
    metric_name: Callable[[str], str]

    def of(self, key: Key) -> str:
        name, count = key
        reads = self.metric.reads
        if name in _BESIDE:
            return self.translate(_BESIDE[name])
        if not issubclass(reads, Ledger):
            called = self.metric_name(name)
            return self.translate(EARLIER).format(metric=called, periods=count) if count else called
        called = self.translate(reads.columns()[name].words)
        if not count:
            return called
        return self.translate(SUM_OVER_MONTHS).format(what=called, months=count)


@dataclass(frozen=True, slots=True)
class _Calculator(Speaker):
    """Says numbers where the formula says names."""

    table: ExampleTable
    example: Example
    write: Write

    def work_out(self, expression: Expression) -> str:
        match expression:
            case Combination(((1, leaf),)):  # a lone sum: show what is added up
                numbers = self.table.numbers((leaf.column.name, leaf.months))
                first, *others = [number for number in numbers if number] or [Fraction(0)]
                text = self.write(first)
                for other in others:
                    pattern = MINUS if other < 0 else PLUS
                    text = self.fill(pattern, left=text, right=self.write(abs(other)))
                return text
        return self.say(expression).text

    def number(self, number: Fraction) -> Phrase:
        return Phrase(self.write(number), Binds.SUM if number < 0 else Binds.ATOM)

    def sum_of(self, leaf: SumOf) -> Phrase:
        return self.number(self.table.sum_of(leaf))

    def values(self, of: Median | MeanScore) -> str:
        key = (of.column.name, 0) if isinstance(of, Median) else (SCORE, 0)
        return "; ".join(self.write(number) for number in sorted(self.table.numbers(key)))

    def row_reading(self, node: RowReading) -> Phrase:
        return self.number(self.table.rows_of(node))

    def metric(self, value: MetricValue) -> Phrase:
        return self.number(self.table.metric_value(value).number or Fraction(0))

    def target(self, of: TargetOf) -> Phrase:
        return self.number(self.table.target(of).number or Fraction(0))

    def factor(self, factor: str | Fraction) -> str:
        if isinstance(factor, str):
            return self.write(Fraction(self.example.constants[factor]))
        return Speaker.factor(self, factor)


def _cell(text: str, write: Write) -> str:
    """A cell's number as it is written; a reason or an empty cell as it is."""
    try:
        return write(Fraction(text))
    except ValueError:
        return text


def _read_by(expression: Expression) -> frozenset[Key]:
    """The columns a formula reads; an example's others belong to other policies."""
    found = {(leaf.column.name, leaf.months) for leaf in sums(expression)}
    for part in walk(expression):
        match part:
            case Median(column):
                found.add((column.name, 0))
            case MeanScore():
                found.add((SCORE, 0))
            case Weighted():
                found.add((WEIGHT, 0))
            case Distinct(name):
                found.add((name, 0))
            case TargetOf(metric, is_missing):
                found |= {(TARGET, 0), (metric, 0)} if is_missing else {(TARGET, 0)}
            case MetricValue(metric, back):
                found.add((metric, back))
    return frozenset(found)
