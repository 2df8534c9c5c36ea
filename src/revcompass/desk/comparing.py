"""What every choice and every preset gives for one number, and which records make the difference.

A number under other choices is read and opened as any number is, and the records behind both are
held against each other. Of several choices a record is put down to those that, alone, change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from revcompass import catalogue
from revcompass.desk.answer import Answering
from revcompass.desk.answers import Counted, Difference, PolicyComparison, Side
from revcompass.desk.policies import settled
from revcompass.desk.reader import MetricReader, Scope
from revcompass.desk.tracing import Behind, RecordKey, behind, records_of
from revcompass.domain.metric import Metric
from revcompass.domain.policy import POLICIES, Choice, PolicySet
from revcompass.domain.presets import PRESETS
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.domain.question import MetricResult, Question

_SIDES: tuple[Side, ...] = ("numerator", "denominator")
_UNOPENED = (
    "no_denominator",
    "nothing_to_trace",
    "one_currency_only",
    "one_attainment_only",
)
_ZERO = Fraction(0)

_Changes = dict[tuple[Side, RecordKey], tuple[Fraction, Fraction]]
"""What a record adds under the book's choices and under others, where that differs."""


@dataclass(slots=True)
class _Number:
    """The number under some choices, and what is behind its sides as far as it was opened."""

    result: MetricResult
    scope: Scope
    sides: dict[Side, Behind] = field(default_factory=dict)

    @property
    def policies(self) -> PolicySet:
        return self.scope.policies

    @property
    def is_one(self) -> bool:
        return len(self.result.rows) == 1


class Comparing:
    """Compares one metric in the one period of a scope, which has the book's own choices.

    Raises the usage error `one_number_only` where the book's choices give several.
    """

    def __init__(
        self, answering: Answering, reader: MetricReader, question: Question, scope: Scope
    ) -> None:
        self._answering, self._reader = answering, reader
        self._metric: Metric = catalogue.get(question.metrics[0])
        self._question, self._scope = replace(question, compare=None), scope
        self._bearing = catalogue.policies_of(self._metric)
        self._numbers: dict[PolicySet, _Number] = {}
        self._own = self._number(scope.policies)
        if not self._own.is_one:
            raise _several(self._own.result)

    def compare(self, limit: int | None) -> PolicyComparison:
        """All choices of the policies that bear on the metric, and all presets.

        At most `limit` records are listed of each; `None` lists all.
        """
        return PolicyComparison(
            period=self._scope.periods[0],
            own=self._own.result,
            choices=tuple(
                self._counted(name, choice, policies, limit)
                for name in self._bearing
                for choice, policies in self._choices(name)
            ),
            presets=tuple(
                self._counted(preset.id, "", self._with(preset.choices), limit)
                for preset in PRESETS.values()
            ),
        )

    def _choices(self, name: str) -> Iterator[tuple[str, PolicySet]]:
        """Every choice of a policy, beside the others that are in force."""
        own = self._own.policies
        for member in POLICIES[name]:
            if member is own[name].member:
                yield str(own[name]), own
                continue
            usual = member.number.usual if member.number else None
            yield str(Choice(member, usual)), own.with_choice(name, member, usual)

    def _with(self, choices: Mapping[str, str]) -> PolicySet:
        """The book's own choices, those of a preset in their place."""
        found = self._own.policies
        for name, choice in PolicySet.of(choices).chosen:
            found = found.with_choice(name, choice.member, choice.number)
        return found

    def _counted(self, name: str, choice: str, asked: PolicySet, limit: int | None) -> Counted:
        number = self._number(asked)
        mine, theirs = self._own.policies, number.policies
        differs_by = [one for one in self._bearing if theirs[one] != mine[one]]
        changes = self._changes(number)
        alone = self._alone(number, differs_by) if changes else {}
        due_to = [one for one in differs_by if alone.get(one)] or differs_by
        return Counted(
            name=name,
            choice=choice,
            in_force=not differs_by,
            rows=number.result.rows,
            definition=number.result.definition,
            differs_by=tuple((one, str(number.policies[one])) for one in differs_by),
            due_to=tuple(due_to),
            difference=self._difference(number),
            count=len(changes),
            differences=self._listed(changes, alone, due_to, limit),
        )

    def _difference(self, number: _Number) -> Fraction | None:
        mine = self._own.result.rows[0].value.number
        other = number.result.rows[0].value.number if number.is_one else None
        return None if mine is None or other is None else other - mine

    def _number(self, asked: PolicySet) -> _Number:
        """The number under these choices, read once for all that bear on it alike."""
        policies = settled(self._reader.tables, self._metric, asked, self._scope.grain)
        key = PolicySet(tuple((name, policies[name]) for name in self._bearing))
        if key not in self._numbers:
            scope = replace(self._scope, policies=policies)
            result = self._answering.result(self._metric, self._question, scope)
            self._numbers[key] = _Number(result, scope)
        return self._numbers[key]

    def _changes(self, number: _Number) -> _Changes:
        """The records that add something else than under the book's choices, on either side."""
        own = self._own
        if not number.is_one or number.result.rows[0].value == own.result.rows[0].value:
            return {}
        found: _Changes = {}
        for side in _SIDES:
            before, after = (self._behind(one, side).adds for one in (own, number))
            for key in before.keys() | after.keys():
                pair = before.get(key, _ZERO), after.get(key, _ZERO)
                if pair[0] != pair[1]:
                    found[side, key] = pair
        return found

    def _behind(self, number: _Number, side: Side) -> Behind:
        """What is behind a side; nothing where there is no such side, or no number."""
        if side not in number.sides:
            try:
                opened = behind(self._reader, self._metric, number.scope, side)
            except RevcompassError as error:
                if error.problem.code not in _UNOPENED:
                    raise
                opened = Behind("", {})
            number.sides[side] = opened
        return number.sides[side]

    def _listed(
        self,
        changes: _Changes,
        alone: Mapping[str, _Changes],
        due_to: Sequence[str],
        limit: int | None,
    ) -> tuple[Difference, ...]:
        """The largest differences first, each with the choices it is due to."""
        order = sorted(changes, key=lambda one: (-abs(changes[one][1] - changes[one][0]), one))
        found = []
        for side, key in order[:limit]:
            before, after = changes[side, key]
            because = tuple(name for name in alone if (side, key) in alone[name])
            found.append((side, key, before, after, because or tuple(due_to)))
        records = records_of(self._reader, [(key, b - a) for _, key, a, b, _ in found])
        return tuple(
            Difference(side, record, before, after, because)
            for (side, _, before, after, because), record in zip(found, records, strict=True)
        )

    def _alone(self, number: _Number, differs_by: list[str]) -> dict[str, _Changes]:
        """What each of several choices changes by itself."""
        if len(differs_by) == 1:
            return {}
        found = {}
        for name in differs_by:
            choice = number.policies[name]
            single = self._own.policies.with_choice(name, choice.member, choice.number)
            found[name] = self._changes(self._number(single))
        return found


def _several(result: MetricResult) -> RevcompassError:
    """There are several numbers, or none; only one can be compared."""
    name, value = result.rows[0].slice[0] if result.rows and result.rows[0].slice else ("", None)
    return usage_error(
        "one_number_only",
        metric=result.metric,
        count=len(result.rows),
        example=f"{name}={value or '-'}",
    )
