"""An entry of the glossary in one language: everything a reader may want to know of a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from revcompass.catalogue import METRICS, policies_of
from revcompass.domain.metric import Example, Metric, Unit
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.question import Value
from revcompass.engine.readings.examples import expected
from revcompass.engine.readings.words import formula_in_words
from revcompass.engine.readings.worked import worked_example
from revcompass.glossary.subjects import Subject, columns_of, relations, subjects, theme_of
from revcompass.words.format import Formatter
from revcompass.words.glossary import IN_B2C, Term
from revcompass.words.glossary.aliases import is_reviewed
from revcompass.words.labels import UNDEFINED
from revcompass.words.translate import Translator


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A small table and what comes out of it. `heads` name the columns after the entities'."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    steps: str
    gives: str


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """One choice of a policy; `gives` is the example's result under it, where there is one."""

    code: str
    means: str
    is_default: bool
    gives: str | None = None


@dataclass(frozen=True, slots=True)
class EntryPolicy:
    """A policy that bears on the entry, with its choices, the default first."""

    name: str
    term: str
    means: str
    choices: tuple[PolicyChoice, ...]


@dataclass(frozen=True, slots=True)
class EntryBenchmark:
    """A yardstick with its source; `year` is `None` where the source states none."""

    text: str
    source: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One word explained. Texts are in `language`; codes are those of the labels.

    Only metrics have formula, example, unit, better and aim. `reviewed` is false where nobody has
    checked the displayed term against its use by professionals.
    """

    id: str
    kind: str
    language: str
    term: str
    abbreviation: str | None
    group: str
    meaning: str
    why: str
    formula: str | None
    example: WorkedExample | None
    policies: tuple[EntryPolicy, ...]
    unit: str | None
    better: str | None
    aim: str | None
    reviews: tuple[str, ...]
    benchmarks: tuple[EntryBenchmark, ...]
    beware: str
    in_b2c: str
    columns: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    reviewed: bool


class Glossary:
    """Every entry in one language.

    >>> entry = Glossary(Translator("en")).entry("net_revenue_retention")
    >>> entry.formula, entry.example.steps, entry.example.gives
    ('(opening MRR + expansion − contraction − churned MRR) ÷ opening MRR', \
'(300 + 20 − 50 − 0) ÷ 300', '90.0%')
    """

    def __init__(self, words: Translator, write: Formatter | None = None) -> None:
        self.words = words
        self.write = write or Formatter(words.form)

    def entries(self) -> Iterator[Entry]:
        """All of them, by theme."""
        return (self.entry(name) for name in subjects())

    def term(self, entry: str) -> str:
        """What an entry is called."""
        return self._say(subjects()[entry].name)

    def entry(self, entry: str) -> Entry:
        """The entry of that id.

        Raises `KeyError` for an id that is not in `subjects()`; `search` finds ids.
        """
        subject = subjects()[entry]
        metric = subject if isinstance(subject, Metric) else None
        return Entry(
            id=entry,
            kind=_kind(subject),
            language=self.words.language,
            term=self._say(subject.name),
            abbreviation=subject.abbreviation,
            group=theme_of(subject),
            meaning=self._say(subject.means),
            why=self._say(subject.why),
            formula=self._formula(metric) if metric else None,
            example=self.worked(metric, metric.examples[0]) if metric else None,
            policies=tuple(self._policies(subject)),
            unit=metric.unit.value if metric else None,
            better=metric.better.value if metric else None,
            aim=metric.aim.value if metric else None,
            reviews=_reviews(subject),
            benchmarks=tuple(self._benchmarks(metric)) if metric else (),
            beware=self._say(subject.beware),
            in_b2c=self._say(IN_B2C.get(entry, "")),
            columns=columns_of().get(entry, ()),
            related=tuple((other, self.term(other)) for other in relations()[entry]),
            reviewed=is_reviewed(entry, self.words.language),
        )

    def _say(self, message: str) -> str:
        return self.words.glossary(message)

    def _name_in_formula(self, metric_id: str) -> str:
        metric = METRICS[metric_id]
        return metric.abbreviation or self._say(metric.name)

    def _formula(self, metric: Metric) -> str:
        said = formula_in_words(metric.expression(PolicySet()), self._say, self._name_in_formula)
        return self.words.in_digits(said)

    def worked(self, metric: Metric, example: Example) -> WorkedExample:
        """An example of a metric, with the numbers put into its formula."""
        made = worked_example(metric, example, self._say, self._name_in_formula, self._number)
        rows = tuple(tuple(map(self._cell, row)) for row in made.rows)
        steps, gives = self.words.in_digits(made.steps), self._value(metric, made.result)
        heads = tuple(map(self.words.in_digits, made.heads))
        return WorkedExample(heads, rows, steps, gives)

    def _cell(self, text: str) -> str:
        """A cell that holds no number gives the reason by its code."""
        return self.words.ui(UNDEFINED[text]) if text in UNDEFINED else text

    def _number(self, number: Fraction) -> str:
        return self.write.plain(number)

    def _value(self, metric: Metric, value: Value) -> str:
        if value.number is None:
            reason = self.words.ui(UNDEFINED[value.undefined or "no_data"])
            return self.words.ui("not defined: {why}", why=reason)
        if metric.unit is Unit.MONEY:
            return self.write.plain(value.number)  # an example has no currency
        return self.write.value(value.number, metric.unit, two_parts=metric.two_parts)

    def _policies(self, subject: Subject) -> Iterator[EntryPolicy]:
        if isinstance(subject, Metric):  # the metric's own choices first, then its ledger's
            names = tuple(dict.fromkeys((*subject.choices, *policies_of(subject))))
        else:
            names = (subject.id,) if subject.id in POLICIES else ()
        for name in names:
            explained = subjects()[name]
            yield EntryPolicy(
                name=name,
                term=self._say(explained.name),
                means=self._say(explained.means),
                choices=tuple(self._choices(subject, name)),
            )

    def _choices(self, subject: Subject, policy: str) -> Iterator[PolicyChoice]:
        for member in POLICIES[policy]:
            is_default = member is POLICIES[policy].default()
            gives = None
            if isinstance(subject, Metric) and policy in subject.choices:
                gives = self._gives_under(subject, {} if is_default else {policy: member.code})
            yield PolicyChoice(member.code, self._say(member.means), is_default, gives)

    def _gives_under(self, metric: Metric, policies: dict[str, str]) -> str | None:
        """What the first example's rows give under one other choice, where an example says so."""
        first = metric.examples[0]
        for example in metric.examples:
            if example.table == first.table and dict(example.policies) == policies:
                return self._outcome(metric, example)
        return None

    def _outcome(self, metric: Metric, example: Example) -> str:
        gives = expected(example)
        made = Value(gives) if isinstance(gives, Fraction) else Value(None, gives)
        return self._value(metric, made)

    def _benchmarks(self, metric: Metric) -> Iterator[EntryBenchmark]:
        for mark in metric.benchmarks:
            yield EntryBenchmark(self._say(mark.text), mark.source, mark.year)


def _kind(subject: Subject) -> str:
    if isinstance(subject, Metric):
        return "metric"
    return "policy" if subject.id in POLICIES else "term"


def _reviews(subject: Subject) -> tuple[str, ...]:
    return subject.reviews if isinstance(subject, Term) else (subject.review.value,)
