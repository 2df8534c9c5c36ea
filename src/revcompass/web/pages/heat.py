"""Start cohorts as heat maps: a table each for customers and for revenue, and who is in a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from revcompass.desk.cohorts import Cohort, Cohorts
from revcompass.domain.asking import query_of, read_period
from revcompass.domain.money import decimal_text
from revcompass.domain.period import Period
from revcompass.domain.problem import usage_error
from revcompass.domain.question import Question
from revcompass.domain.words import N_
from revcompass.web.page import Page
from revcompass.web.pages import shared
from revcompass.words.comma import Cell
from revcompass.words.labels import GRAINS, UNDEFINED, label
from revcompass.words.rows import NOTHING

COHORTS = "cohorts"
"""What the downloads of both tables are called."""

LEVELS = (50, 60, 70, 80, 90, 95, 100)
"""Where the next darker colour begins, in per cent."""


@dataclass(frozen=True, slots=True)
class Square:
    """A cell: its share, how dark it is, what is read aloud of it, and where it leads."""

    text: str
    level: int
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """A cohort: its period, its size, the records of its size, its cells by age."""

    name: str
    size: str
    href: str
    is_small: bool
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A whole table; `means` says what is divided by what."""

    id: str
    title: str
    means: str
    size_head: str
    rows: tuple[Row, ...]
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A customer of a cohort, as it is listed."""

    name: str
    href: str
    first: str
    now: str
    is_customer: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """What a table shows of a cohort."""

    id: str
    title: str
    means: str
    size_head: str
    size: Callable[[Page, Cohort, str], str]
    amount: Callable[[Page, Cohort, int, str], str]
    share: Callable[[Cohort, int], Fraction | None]
    together: Callable[[Cohorts, int], Fraction | None]


CUSTOMERS = Measure(
    "cohort-customers",
    N_("Customers kept, by start"),
    N_("Of the customers who first paid in a period, the share that are customers at the close."),
    N_("Started"),
    lambda page, one, _: page.write.count(one.started),
    lambda page, one, age, _: page.write.count(one.customers[age]),
    lambda one, age: one.kept(age),
    lambda all_, age: all_.kept(age),
)
REVENUE = Measure(
    "cohort-revenue",
    N_("Revenue kept, by start"),
    N_(
        "MRR of the same customers at each close, as a share of their MRR at the close of their "
        "first period; at the exchange rates of that day."
    ),
    N_("MRR at first"),
    lambda page, one, currency: _money(page, one.revenue[0], currency),
    lambda page, one, age, currency: _money(page, one.revenue[age], currency),
    lambda one, age: one.kept_revenue(age),
    lambda all_, age: all_.kept_revenue(age),
)


def cohort_tables(page: Page, question: Question, period: Period) -> Mapping[str, Any]:
    """Both tables, or why there are none."""
    found = page.desk.lists.cohorts(question, period)
    say = page.words.ui
    if found.undefined:
        return {"missing": say(label(UNDEFINED, found.undefined)), "tables": ()}
    ages = max(len(one.customers) for one in found.cohorts)
    return {
        "missing": "",
        "tables": [_Map(page, question, found, one).heat() for one in (CUSTOMERS, REVENUE)],
        "period_head": say(GRAINS[found.grain]),
        "ages": [page.write.number(age) for age in range(ages)],
        "legend": _legend(page),
        "exports": [
            (form.upper(), page.asked.elsewhere(f"/export/cohorts.{form}"))
            for form in ("csv", "xlsx")
            if page.asked.opens(f"/export/cohorts.{form}")
        ],
    }


def cohort_rows(page: Page) -> tuple[list[str], list[list[Cell]]]:
    """Both tables as rows of a file: one for each cohort and age; exact, not rounded."""
    _, question, period = shared.begin(page)
    found = page.desk.lists.cohorts(question, period)
    heads = ["cohort", "started", "age", "at", "customers", "customers_kept"]
    heads += ["mrr", "mrr_kept", "currency"]
    rows: list[list[Cell]] = [
        [
            page.code(one.period),
            one.started,
            age,
            page.code(page.desk.calendar.shift(one.period, age)),
            customers,
            _exact(one.kept(age)),
            _exact(revenue),
            _exact(one.kept_revenue(age)),
            found.currency,
        ]
        for one in found.cohorts
        for age, (customers, revenue) in enumerate(zip(one.customers, one.revenue, strict=True))
    ]
    return heads, rows


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else decimal_text(number)


def members(page: Page) -> Mapping[str, Any]:
    """The customers of one cohort, as of one close."""
    cohort, until = _asked(page, "period"), _asked(page, "at")
    if until < cohort or until.grain is not cohort.grain:
        raise usage_error("bad_period", text=page.asked.one("at"))
    found = page.desk.lists.members(page.question, cohort, until)
    names = page.desk.lists.account_names([one.account for one in found.starters])
    count = page.write.count
    return {
        "cohort": page.write.period(cohort),
        "until": page.write.period(until),
        "lines": [
            Member(
                names.get(one.account) or one.account,
                page.account_link(one.account),
                _money(page, one.first, found.currency),
                _money(page, one.now, found.currency),
                one.is_customer,
            )
            for one in found.starters
        ],
        "stayed": page.words.ui(
            "{kept} of {all} are customers", kept=count(found.kept), all=count(len(found.starters))
        ),
        "first": _money(page, found.first, found.currency),
        "now": _money(page, found.now, found.currency),
        "back": page.asked.link("/revenue", ("grain", cohort.grain.value)),
    }


def _asked(page: Page, name: str) -> Period:
    if not page.asked.one(name):
        raise usage_error("missing_parameter", name=name)
    return read_period(page.asked.one(name), page.desk.calendar)


@dataclass(frozen=True, slots=True)
class _Map:
    """One table in the making."""

    page: Page
    question: Question
    found: Cohorts
    measure: Measure

    def heat(self) -> Heat:
        """The whole table."""
        say, cohorts = self.page.words.ui, self.found.cohorts
        ages = range(max(len(one.customers) for one in cohorts))
        together = [self.measure.together(self.found, age) for age in ages]
        return Heat(
            self.measure.id,
            say(self.measure.title),
            say(self.measure.means),
            say(self.measure.size_head),
            tuple(map(self._row, cohorts)),
            tuple(_text(self.page, share) for share in together),
        )

    def _row(self, one: Cohort) -> Row:
        return Row(
            self.page.write.period_short(one.period),
            self.measure.size(self.page, one, self.found.currency),
            _members_link(self.page, self.question, one.period, one.period),
            one.started < self.page.desk.book.minimum_n,
            tuple(self._square(one, age) for age in range(len(one.customers))),
        )

    def _square(self, one: Cohort, age: int) -> Square:
        page, share = self.page, self.measure.share(one, age)
        until = page.desk.calendar.shift(one.period, age)
        said = page.words.ui(
            "{cohort}, at the close of {period}: {share}, {part} of {whole}",
            cohort=page.write.period(one.period),
            period=page.write.period(until),
            share=_text(page, share),
            part=self.measure.amount(page, one, age, self.found.currency),
            whole=self.measure.size(page, one, self.found.currency),
        )
        href = _members_link(page, self.question, one.period, until)
        return Square(_text(page, share), _level(share), said, href)


def _members_link(page: Page, question: Question, cohort: Period, until: Period) -> str:
    """Who is behind a cell, under the question's own filters and policies."""
    if not page.asked.opens("/revenue/cohort"):
        return ""
    bare = replace(question, grain=None, period=None, start=None, end=None, by=(), compare=None)
    return page.asked.link(
        "/revenue/cohort",
        ("period", page.code(cohort)),
        ("at", page.code(until)),
        *query_of(bare, page.desk.calendar),
    )


def _level(share: Fraction | None) -> int:
    """How dark a cell is: 0 where there is no share."""
    if share is None:
        return 0
    return 1 + sum(share * 100 >= bound for bound in LEVELS)


def _legend(page: Page) -> list[tuple[int, str]]:
    """The colours and where each begins."""
    write = page.write
    bounds = [write.share(Fraction(bound, 100), places=0) for bound in LEVELS]
    below = page.words.ui("below {share}", share=bounds[0])
    above = [page.words.ui("from {share}", share=bound) for bound in bounds]
    return list(enumerate((below, *above), start=1))


def _text(page: Page, share: Fraction | None) -> str:
    return NOTHING if share is None else page.write.share(share, places=0)


def _money(page: Page, amount: Fraction | None, currency: str) -> str:
    return NOTHING if amount is None else page.write.money(amount, currency, places=0)
