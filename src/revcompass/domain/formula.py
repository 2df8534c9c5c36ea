"""The small vocabulary formulas are written in.

A formula is a tree: sums of ledger columns, added, subtracted and divided. The same tree is read
three ways: as SQL sums, as exact arithmetic, and as words. Nothing else can be written with it, so
nothing can be computed that a person could not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from revcompass.domain.policy_kind import LedgerPolicy


class ColumnKind(StrEnum):
    """What a ledger column adds up."""

    RECURRING = "recurring"  # money per month, held annualised
    AMOUNT = "amount"  # money
    COUNT = "count"
    DAYS = "days"

    @property
    def is_money(self) -> bool:
        """Whether the column has a currency."""
        return self in (ColumnKind.RECURRING, ColumnKind.AMOUNT)


class LedgerColumn:
    """An additive column of a ledger, and the verbs a formula may use on it.

    `words` name it in a formula; `counted_by` is the column that counts the entities behind it;
    `matures` names the delay (in the ledger) after which a creation cohort's value is settled;
    `policies` change this column beside those that change the whole ledger; `tables` must hold
    records for it, beside those of the ledger.
    """

    def __init__(
        self,
        kind: ColumnKind,
        words: str,
        *,
        counted_by: str = "",
        matures: str = "",
        policies: tuple[type[LedgerPolicy], ...] = (),
        tables: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.words = words
        self.counted_by = counted_by
        self.matures = matures
        self.policies = policies
        self.tables = tables
        self.ledger = ""
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.ledger = owner.__name__.lower()
        self.name = name

    def __repr__(self) -> str:
        return f"{self.ledger}.{self.name}"

    def sum(self) -> Combination:
        """The sum over the entities of the slice, in the period."""
        return Combination(((1, SumOf(self)),))

    def sum_over_months(self, months: int) -> Combination:
        """The sum over the monthly ledgers of the months that end with the period."""
        return Combination(((1, SumOf(self, months)),))

    def median(self) -> Median:
        """The median over the entities that have a value."""
        return Median(self)

    def largest(self, accounts: int) -> Largest:
        """The sum over so many accounts, those with the largest sums."""
        return Largest(self, accounts)

    def weighted(self) -> Weighted:
        """The sum, each part times the share won of the deals that had reached its stage."""
        return Weighted(self)


class SumOf(NamedTuple):
    """Sum of a column in the period, or (`months` > 0) over that many monthly ledgers."""

    column: LedgerColumn
    months: int = 0


@dataclass(frozen=True, slots=True)
class MetricValue:
    """Another metric's value, `back` periods earlier."""

    metric: str
    back: int = 0

    @property
    def previous(self) -> MetricValue:
        """The same metric one period before."""
        return self.before(1)

    @property
    def target(self) -> TargetOf:
        """The target in force for it."""
        return TargetOf(self.metric)

    @property
    def missing(self) -> TargetOf:
        """What is missing to its target; 0 once that is reached."""
        return TargetOf(self.metric, is_missing=True)

    def before(self, periods: int) -> MetricValue:
        """The same metric some periods before."""
        return replace(self, back=self.back + periods)


EACH = "each"
"""In the place of a metric: every one that has a target, by itself."""


@dataclass(frozen=True, slots=True)
class TargetOf:
    """The target in force for a metric, or what is missing to reach it."""

    metric: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Combination:
    """A sum of leaves with whole-number factors: the only thing that is added up."""

    terms: tuple[tuple[int, SumOf], ...]

    def __add__(self, other: Combination) -> Combination:
        return Combination(self.terms + other.terms)

    def __sub__(self, other: Combination) -> Combination:
        return self + other * -1

    def __mul__(self, factor: int) -> Combination:
        return Combination(tuple((factor * times, leaf) for times, leaf in self.terms))

    @property
    def kind(self) -> ColumnKind:
        """The kind its leaves share."""
        kinds = {leaf.column.kind for _, leaf in self.terms}
        if len(kinds) != 1:
            raise TypeError(f"cannot add {sorted(kinds)}")
        return kinds.pop()


class Style(StrEnum):
    """How a quotient is meant."""

    SHARE = "share"
    RATIO = "ratio"
    PER = "per"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Quotient:
    """One thing divided by another; no denominator, no value."""

    numerator: Expression
    denominator: Expression
    style: Style


@dataclass(frozen=True, slots=True)
class Times:
    """Something multiplied by a number the book states (`gross_margin`) or by a constant."""

    expression: Expression
    factor: str | Fraction


@dataclass(frozen=True, slots=True)
class Product:
    """One value multiplied by another."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Median:
    """The median of a column over the entities that have it."""

    column: LedgerColumn


@dataclass(frozen=True, slots=True)
class Largest:
    """The sum of a column over the accounts with the largest sums."""

    column: LedgerColumn
    accounts: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """The sum of a column by stage, each times the book's own win rate from that stage."""

    column: LedgerColumn


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different values a slice has among the rows in which a sum is not 0."""

    slice: str
    among: Combination

    @property
    def ledger(self) -> str:
        """The ledger whose rows are looked at."""
        return self.among.terms[0][1].column.ledger


@dataclass(frozen=True, slots=True)
class MeanScore:
    """The mean of the account scores of a slice (0-100)."""

    ledger: str


RowReading = Largest | Weighted | Distinct
"""What is read from rows, because it is no sum over them."""

Expression = (
    Combination
    | Quotient
    | Times
    | Product
    | Median
    | MeanScore
    | RowReading
    | MetricValue
    | TargetOf
)


def share(part: Combination | Largest, of: Combination) -> Quotient:
    """A part of a whole, between 0 and 1 where the part lies inside."""
    return Quotient(part, of, Style.SHARE)


def points(part: Combination, of: Combination) -> Quotient:
    """A share in points: × 100."""
    return Quotient(part, of, Style.POINTS)


def ratio(left: Expression, right: Expression) -> Quotient:
    """How many times the right goes into the left."""
    return Quotient(left, right, Style.RATIO)


def per(amount: Expression, count: Expression) -> Quotient:
    """An amount for each of something."""
    return Quotient(amount, count, Style.PER)


def complement(quotient: Quotient) -> Quotient:
    """1 − a share, on the same base."""
    part, whole = quotient.numerator, quotient.denominator
    if not isinstance(part, Combination) or not isinstance(whole, Combination):
        raise TypeError("only a share of sums has a complement")
    return Quotient(whole - part, whole, quotient.style)


def distinct(slice_name: str, among: Combination) -> Distinct:
    """How many different values of a slice stand behind a sum."""
    return Distinct(slice_name, among)


def times(expression: Expression, factor: str | Fraction | int) -> Times:
    """Multiplied by a constant or by a number the book states."""
    return Times(expression, Fraction(factor) if isinstance(factor, int) else factor)


def product(first: Expression, *others: Expression) -> Expression:
    """All of them multiplied; the records behind it are those of the first."""
    made = first
    for other in others:
        made = Product(made, other)
    return made


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it."""
    yield expression
    if isinstance(expression, Quotient):
        yield from walk(expression.numerator)
        yield from walk(expression.denominator)
    elif isinstance(expression, Product):
        yield from walk(expression.left)
        yield from walk(expression.right)
    elif isinstance(expression, Times):
        yield from walk(expression.expression)


def sums(expression: Expression) -> Iterator[SumOf]:
    """Every leaf sum of an expression, with those that row readings are made from."""
    for part in walk(expression):
        if isinstance(part, Combination):
            yield from (leaf for _, leaf in part.terms)
        elif isinstance(part, Distinct):
            yield from (leaf for _, leaf in part.among.terms)
        elif isinstance(part, Largest | Weighted):
            yield SumOf(part.column)


def leaves(expression: Expression) -> Iterator[LedgerColumn]:
    """Every ledger column an expression reads."""
    yield from (leaf.column for leaf in sums(expression))
    yield from (part.column for part in walk(expression) if isinstance(part, Median))


def targets_of(expression: Expression) -> list[TargetOf]:
    """The targets it reads."""
    return [part for part in walk(expression) if isinstance(part, TargetOf)]


def reads_each(expression: Expression) -> bool:
    """Whether it is read once for each metric that has a target."""
    return any(target.metric == EACH for target in targets_of(expression))


def reads_stages(expression: Expression) -> bool:
    """Whether it needs the stages the book states, whatever its ledger."""
    return any(isinstance(part, Weighted) for part in walk(expression))


def signature(expression: Expression) -> str:  # noqa: C901, PLR0911 - one for each verb
    """A stable text of the tree, for the definition's hash."""
    match expression:
        case Combination(terms):
            return "+".join(f"{n}*{leaf.column!r}/{leaf.months}" for n, leaf in terms)
        case Quotient(top, bottom, style):
            return f"{style}({signature(top)};{signature(bottom)})"
        case Times(inner, factor):
            return f"times({signature(inner)};{factor})"
        case Product(left, right):
            return f"product({signature(left)};{signature(right)})"
        case Largest(column, accounts):
            return f"largest({column!r};{accounts})"
        case Weighted(column):
            return f"weighted({column!r})"
        case Distinct(name, among):
            return f"distinct({name};{signature(among)})"
        case Median(column):
            return f"median({column!r})"
        case MeanScore(ledger):
            return f"mean({ledger})"
        case MetricValue(metric, back):
            return f"{metric}@-{back}"
        case TargetOf(metric, is_missing):
            return f"target({metric};{is_missing})"
