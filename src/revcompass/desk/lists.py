"""What the desk answers besides numbers: cohorts, open deals and accounts, one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from fractions import Fraction

from revcompass import catalogue
from revcompass.desk.account import Account, account
from revcompass.desk.ageing import Ageing, ageing
from revcompass.desk.cohorts import COHORTS, Cohorts, Members, cohorts, members
from revcompass.desk.largest import LargestAccount, largest_accounts
from revcompass.desk.reader import MetricReader, Scope
from revcompass.desk.tracing import trace
from revcompass.domain.period import Grain, Period
from revcompass.domain.question import Question
from revcompass.engine.readings.account import account_names, find_accounts

ScopeOf = Callable[[Question], Scope]


class Lists:
    """One snapshot's lists, under a question's filters, policies and currency.

    `scope_of` settles what a question asks; `clear` says damage of the snapshot as what it is.
    """

    def __init__(
        self,
        reader: MetricReader,
        scope_of: ScopeOf,
        clear: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._reader, self._scope_of, self._clear = reader, scope_of, clear

    def cohorts(self, question: Question, last: Period) -> Cohorts:
        """The last twelve start cohorts, up to a period; a running one gives way to the last full.

        Windows of twelve months overlap, so they are read by month.
        """
        calendar = self._reader.frame.calendar
        grain = last.grain if last.grain.chains else Grain.MONTH
        last = calendar.period_of(grain, last.last_day)
        reached = self._reader.frame.data_as_of
        while reached is not None and last.last_day > reached:
            last = calendar.shift(last, -1)
        first = calendar.label_day(calendar.shift(last, 1 - COHORTS))
        after = calendar.label_day(calendar.shift(last, 1))
        with self._clear():
            return cohorts(self._reader, self._scope(question, grain, first, after))

    def members(self, question: Question, cohort: Period, until: Period) -> Members:
        """The customers who first paid in a period, as of the close of a later one."""
        with self._clear():
            return members(self._reader, self._one(question, cohort), until)

    def ageing(self, question: Question, period: Period) -> Ageing:
        """The deals open at the close of a period, by age, and those that have stalled."""
        with self._clear():
            return ageing(self._reader, self._one(question, period))

    def largest(self, question: Question, period: Period) -> tuple[LargestAccount, ...]:
        """The accounts that the concentration of revenue is about, largest first."""
        metric, scope = catalogue.get("concentration"), self._one(question, period)
        with self._clear():
            top = trace(self._reader, metric, scope, "numerator", slice(None))
            (value,) = self._reader.read(metric, scope).values.values()
        return largest_accounts(top, value.denominator or Fraction(0))

    def account(self, question: Question, wanted: str) -> Account:
        """What the records hold of an account; raises the usage error `no_such_account`."""
        scope = self._scope(question, question.grain or Grain.MONTH, None, None)
        with self._clear():
            return account(self._reader, scope, wanted)

    def find_accounts(self, wanted: str, most: int) -> list[tuple[str, str | None]]:
        """Accounts by words of their name or id: id and name."""
        with self._clear():
            return find_accounts(self._reader.tables, wanted, most)

    def account_names(self, accounts: Sequence[str]) -> dict[str, str]:
        """What accounts are called, by id; one without a name is left out."""
        with self._clear():
            return account_names(self._reader.tables, accounts)

    def _one(self, question: Question, period: Period) -> Scope:
        asked = replace(question, period=period, start=None, end=None)
        return self._scope_of(replace(asked, grain=period.grain, by=(), compare=None))

    def _scope(
        self, question: Question, grain: Grain, start: date | None, end: date | None
    ) -> Scope:
        asked = replace(question, period=None, start=start, end=end)
        return self._scope_of(replace(asked, grain=grain, by=(), compare=None))
