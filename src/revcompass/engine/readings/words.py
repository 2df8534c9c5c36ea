"""A formula read as words: "(opening MRR + expansion − churned MRR) ÷ opening MRR".

Every pattern is a message with placeholders, so that a language may order the words its own way.
What cannot be said is refused; a formula nobody can read is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from revcompass.domain.formula import (
    EACH,
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
)
from revcompass.domain.words import N_

PLUS = N_("{left} + {right}")
MINUS = N_("{left} − {right}")
_NEGATIVE = N_("−{what}")
_TIMES = N_("{left} × {right}")
_DIVIDED = N_("{left} ÷ {right}")
_BRACKETS = N_("({inside})")
_MEDIAN = N_("median of {what}")
_MEAN = N_("mean of {what}")
_TARGET = N_("target of {metric}")
ITS_VALUE = N_("value of the metric")
ITS_TARGET = N_("its target")
_MISSING = N_("what is missing to the target of {metric}")
_LARGEST = N_("{what} of the largest account")
_LARGEST_N = N_("{what} of the {count} largest accounts")
_WEIGHTED = N_("{what} × win rate from its stage")
SUM_OVER_MONTHS = N_("sum over {months} months of {what}")
EARLIER = N_("{metric} (periods earlier: {periods})")

CONSTANTS: Mapping[str, str] = {"gross_margin": N_("gross margin")}
"""What the numbers a book states are called."""

DISTINCT: Mapping[str, str] = {"owner": N_("owners of ({what})")}
"""What different values are called, by slice."""

SCORES: Mapping[str, str] = {"engagement": N_("account scores")}
"""What is averaged, by ledger."""


class Binds(IntEnum):
    """How tightly a phrase holds together; the looser one gets brackets inside the tighter."""

    SUM = 0
    QUOTIENT = 1  # a ÷ b is never followed by × or ÷ on the same line (ISO 80000-2)
    PRODUCT = 2
    ATOM = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words, and how tightly they hold together."""

    text: str
    binds: Binds = Binds.ATOM


def formula_in_words(
    expression: Expression,
    translate: Callable[[str], str],
    metric_name: Callable[[str], str],
) -> str:
    """The formula as a person reads it, with no more brackets than it needs.

    Args:
        expression: the formula's tree.
        translate: the reader's word for an English message, placeholders kept.
        metric_name: what a metric is called in a formula, by its id.

    Raises:
        ValueError: something in the formula has no words.

    >>> from revcompass.domain.formula import share
    >>> from revcompass.domain.ledgers import Movements as m
    >>> kept = m.opening.sum() - m.churn.sum()
    >>> formula_in_words(share(kept, of=m.opening.sum()), str, str)
    '(opening MRR − churned MRR) ÷ opening MRR'
    """
    return Speaker(translate, metric_name).say(expression).text


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says a formula; `worked.py` says the same one with numbers in place of names."""

    translate: Callable[[str], str]
    metric_name: Callable[[str], str]

    def say(self, expression: Expression) -> Phrase:  # noqa: PLR0911 - one for each verb
        match expression:
            case Combination():
                return self.combination(expression)
            case Quotient():
                return self.quotient(expression)
            case Times(inner, factor):
                return self.product(self.say(inner), self.factor(factor))
            case Product(left, right):
                factor = self.inside(self.say(right), Binds.ATOM)
                return self.product(self.say(left), factor)
            case Median():
                return Phrase(self.fill(_MEDIAN, what=self.values(expression)))
            case MeanScore():
                return Phrase(self.fill(_MEAN, what=self.values(expression)))
            case Largest() | Weighted() | Distinct():
                return self.row_reading(expression)
            case MetricValue():
                return self.metric(expression)
            case TargetOf():
                return self.target(expression)
        raise ValueError(f"no words for {expression!r}")

    def combination(self, combination: Combination) -> Phrase:
        said: Phrase | None = None
        for times, leaf in combination.terms:
            term = self.term(abs(times), leaf)
            if said is None:
                said = self.signed(term, negative=times < 0)
            else:
                pattern = MINUS if times < 0 else PLUS
                said = Phrase(self.fill(pattern, left=said.text, right=term.text), Binds.SUM)
        if said is None:
            raise ValueError("no words for a sum of nothing")
        return said

    def signed(self, term: Phrase, *, negative: bool) -> Phrase:
        return Phrase(self.fill(_NEGATIVE, what=term.text), Binds.SUM) if negative else term

    def term(self, times: int, leaf: SumOf) -> Phrase:
        if times == 0:
            raise ValueError(f"no words for 0 × {leaf.column!r}")
        what = self.sum_of(leaf)
        return what if times == 1 else self.product(what, str(times))

    def sum_of(self, leaf: SumOf) -> Phrase:
        what = self.column(leaf.column)
        if leaf.months:
            what = self.fill(SUM_OVER_MONTHS, months=str(leaf.months), what=what)
        return Phrase(what)

    def values(self, of: Median | MeanScore) -> str:
        if isinstance(of, Median):
            return self.column(of.column)
        return self.known(SCORES, of.ledger)

    def row_reading(self, node: RowReading) -> Phrase:
        match node:
            case Largest(column, accounts):
                pattern = _LARGEST if accounts == 1 else _LARGEST_N
                return Phrase(self.fill(pattern, what=self.column(column), count=str(accounts)))
            case Weighted(column):
                return Phrase(self.fill(_WEIGHTED, what=self.column(column)), Binds.PRODUCT)
            case Distinct(name, among):
                named = self.known(DISTINCT, name)
                return Phrase(named.format(what=self.combination(among).text))

    def quotient(self, quotient: Quotient) -> Phrase:
        left, right = self.say(quotient.numerator), self.say(quotient.denominator)
        if quotient.style is Style.POINTS:
            left = self.product(left, "100")
        text = self.fill(
            _DIVIDED,
            left=self.inside(left, Binds.PRODUCT),
            right=self.inside(right, Binds.ATOM),
        )
        return Phrase(text, Binds.QUOTIENT)

    def product(self, left: Phrase, factor: str) -> Phrase:
        text = self.fill(_TIMES, left=self.inside(left, Binds.PRODUCT), right=factor)
        return Phrase(text, Binds.PRODUCT)

    def factor(self, factor: str | Fraction) -> str:
        if isinstance(factor, str):
            return self.known(CONSTANTS, factor)
        text = str(factor)
        return text if factor.denominator == 1 else self.fill(_BRACKETS, inside=text)

    def metric(self, value: MetricValue) -> Phrase:
        if value.metric == EACH:
            return Phrase(self.translate(ITS_VALUE))
        name = self.metric_name(value.metric)
        if value.back == 0:
            return Phrase(name)
        return Phrase(self.fill(EARLIER, metric=name, periods=str(value.back)))

    def target(self, of: TargetOf) -> Phrase:
        if of.metric == EACH:
            return Phrase(self.translate(ITS_TARGET))
        pattern = _MISSING if of.is_missing else _TARGET
        return Phrase(self.fill(pattern, metric=self.metric_name(of.metric)))

    def column(self, column: LedgerColumn) -> str:
        if not column.words:
            raise ValueError(f"no words for {column!r}")
        return self.translate(column.words)

    def known(self, names: Mapping[str, str], name: str) -> str:
        if name not in names:
            raise ValueError(f"no words for {name!r}")
        return self.translate(names[name])

    def inside(self, phrase: Phrase, place: Binds) -> str:
        if phrase.binds >= place:
            return phrase.text
        return self.fill(_BRACKETS, inside=phrase.text)

    def fill(self, pattern: str, **parts: str) -> str:
        return self.translate(pattern).format(**parts)
