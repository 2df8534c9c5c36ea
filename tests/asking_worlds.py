"""Questions about generated worlds, and the two ledgers' answers side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from companies import GRAINS, periods, policy_sets, some_day
from revcompass.domain.formula import SumOf
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.period import Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.engine import plain
from revcompass.engine.plain import Company, Slice
from revcompass.engine.readings.cells import Ask
from revcompass.engine.readings.query import read_sums
from revcompass.engine.tables import Cut, Tables
from worlds import COMPANY, World

Columns = Mapping[str, Fraction | None]
"""A ledger's columns; `None` where a rate of exchange is missing."""

SLICES: Mapping[str, Sequence[tuple[str, ...]]] = {
    "movements": (
        (),
        ("segment",),
        ("tier", "channel"),
        ("plan",),
        ("plan", "product"),
        ("agent",),
        ("plan", "segment"),
        ("currency",),
        ("status", "plan"),
    ),
    "contracts": ((), ("segment",), ("plan",), ("product", "tier"), ("currency",)),
    "pipeline": ((), ("stage",), ("owner", "stage"), ("segment",), ("region2", "currency")),
    "deals": ((), ("owner",), ("segment",), ("product", "channel"), ("region2", "outcome")),
    "leads": ((), ("channel",), ("segment", "owner"), ("tier",)),
    "stages": ((), ("stage",), ("stage", "segment"), ("owner",)),
    "spend": ((), ("channel",), ("category", "kind"), ("team",)),
    "usage": ((), ("segment",), ("channel", "tier")),
    "engagement": ((), ("segment",), ("channel",)),
    "answers": ((), ("survey",), ("team", "segment"), ("audience",)),
}


@dataclass(frozen=True)
class Asked:
    """A question about one ledger: how it is cut, and the periods to compare per company."""

    ledger: str
    policies: PolicySet
    by: tuple[str, ...]
    cut: date
    periods: Mapping[str | None, tuple[Period, ...]]
    native: str | None = None


@st.composite
def asked(
    draw: st.DrawFn,
    world: World,
    ledger: str,
    choices: Mapping[str, Sequence[str]],
    grains: Sequence[Grain] = GRAINS,
) -> Asked:
    """One grain for all; of every company the periods in which something happens."""
    grain = draw(st.sampled_from(grains))
    last = world.merged.data_as_of
    cut = min(last, draw(st.just(last) | some_day))
    return Asked(
        ledger,
        draw(policy_sets(choices)),
        draw(st.sampled_from(offered(world, SLICES[ledger]))),
        cut,
        {label: draw(begun(one, grain, cut)) for label, one in world.companies.items()},
    )


def offered(world: World, slices: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those that are possible: extra columns are slices only where some record has them."""
    known = set().union(*(row for rows in world.merged.tables.values() for row in rows))
    return [by for by in slices if not {"tier", "agent", "region2"} & set(by) - known]


def begun(company: Company, grain: Grain, cut: date) -> st.SearchStrategy[tuple[Period, ...]]:
    """Two periods that are listed by the cut, or would be only afterwards."""
    calendar = company.calendar
    begun = replace(company, data_as_of=cut)
    return periods(begun, (grain,)).map(
        lambda some: tuple(p for p in some[:2] if grain.chains or calendar.label_day(p) <= cut)
    )


def sql_ledger(
    tables: Tables, question: Asked, period: Period
) -> dict[str | None, dict[Slice, Columns]]:
    """One period of a ledger as the roll-ups give it, by company."""
    slices = tables.slices.resolve(question.ledger, (COMPANY, *question.by))
    assert slices is not None
    label = tables.frame.calendar.label_day(period)
    cut = Cut(question.policies, question.cut, period.grain, native=question.native)
    leaves = [SumOf(column) for column in LEDGERS[question.ledger].columns().values()]
    sums = read_sums(tables, Ask(cut, tuple(slices), first=label, last=label), leaves)
    found: dict[str | None, dict[Slice, Columns]] = {}
    for cell in sums.cells:
        _, (company, *key) = cell
        found.setdefault(company, {})[tuple(key)] = {
            leaf.column.name: None if sums.is_unrated(cell, leaf) else sums.of(cell, leaf)
            for leaf in leaves
        }
    return found


def exact_ledger(company: Company, question: Asked, period: Period) -> plain.Table:
    """The same of one company, the slow and obvious way."""
    return plain.build(
        question.ledger,
        company,
        period,
        question.policies,
        by=question.by,
        cut=question.cut,
        native=question.native,
    )


def with_early_rates(company: Company) -> Company:
    """The company as if every currency had been quoted for ever."""
    rates = list(company.rows("exchange_rates"))
    rates += [
        {"date": date(1999, 1, 1), "currency": currency, "rate": 7 * RATE_SCALE}
        for currency in ("EUR", "USD", "JPY", "KWD")
    ]
    return replace(company, tables={**company.tables, "exchange_rates": rates})


def assert_same_ledger(
    found: Mapping[Slice, Columns], company: Company, question: Asked, period: Period
) -> None:
    """Every column of every slice, to the last digit.

    Where rates are missing, what would be another number with them must be missing too, and what
    is given must be exact all the same.
    """
    exact = exact_ledger(company, question, period)
    lacks_rates = False
    for key in exact.keys() | found.keys():
        expected, given = dict(exact.get(key, {})), found.get(key, {})
        is_touched = expected.pop(plain.UNRATED, 0) > 0
        lacks_rates |= is_touched
        different = {
            name: (number, expected.get(name, 0))
            for name, number in {**dict.fromkeys(expected, Fraction(0)), **given}.items()
            if number != expected.get(name, 0) and not (is_touched and number is None)
        }
        assert not different, (key, different)
    if lacks_rates:
        _assert_nothing_hidden(found, company, question, period)


def _assert_nothing_hidden(
    found: Mapping[Slice, Columns], company: Company, question: Asked, period: Period
) -> None:
    """No amount is given that would be another one with the rates that are missing."""
    columns = LEDGERS[question.ledger].columns()
    rated = exact_ledger(with_early_rates(company), question, period)
    for key, numbers in found.items():
        with_rates = rated.get(key, {})
        hidden = {
            name: (number, with_rates.get(name, 0))
            for name, number in numbers.items()
            if columns[name].kind.is_money and number not in (None, with_rates.get(name, 0))
        }
        assert not hidden, (key, hidden)


@contextmanager
def blaming(company: Company, *asked_for: object) -> Iterator[None]:
    """Show, with what fails inside, only the company it fails for."""
    try:
        yield
    except AssertionError as error:
        listed = {
            name: [{k: v for k, v in row.items() if v is not None} for row in rows]
            for name, rows in company.tables.items()
            if rows
        }
        error.add_note(f"{asked_for}\n{replace(company, tables=listed)}")
        raise
