"""Customers by the period they first paid in, and what they are and pay in every period after.

All amounts of a cohort are valued at the rates of the close of its first period, so that no
retention moves with a rate of exchange.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import ColumnKind
from revcompass.engine.readings.cells import SCALE, Ask
from revcompass.engine.readings.exchange import closing_quotes
from revcompass.engine.slices import account_join
from revcompass.engine.sql import Step, day, stack
from revcompass.engine.sql import text as literal
from revcompass.engine.tables import Tables
from revcompass.engine.trace.parts import filters

_SCALE = SCALE[ColumnKind.RECURRING]


@dataclass(slots=True)
class Starters:
    """A cohort: how many started, and by period how many more of them are customers and how much
    more they pay than in the period before (major units a month).

    `is_unrated`: an amount has no rate on the cohort's day.
    """

    started: int = 0
    customers: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    paid: dict[date, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    is_unrated: bool = False


@dataclass(frozen=True, slots=True)
class Starter:
    """A customer of a cohort: what it pays at the close of its first period, and of a later one.

    `None` for an amount without a rate.
    """

    account: str
    first: Fraction | None
    now: Fraction | None
    is_customer: bool


def read_starters(tables: Tables, ask: Ask) -> dict[date, Starters]:
    """Every cohort that started in the asked periods, by the day its period is listed under."""
    found: dict[date, Starters] = defaultdict(Starters)
    starters, bound = _starters(tables, ask)
    facts, _, _ = tables.facts(ask.cut)
    counted = """SELECT s.cohort, e.period, sum(e.first_paid_customers),
        sum(e.closing_customers - e.opening_customers)
    FROM starters s JOIN {facts} e ON e.entity = s.entity GROUP BY s.cohort, e.period"""
    counting = stack([starters], counted.format(facts=facts))
    for cohort, period, started, more in tables.con.execute(counting, bound).fetchall():
        found[cohort].started += int(started)
        found[cohort].customers[period] += int(more)
    quotes = closing_quotes(tables, ask) if ask.currency else None
    paying = stack(
        [starters, Step("paid", _paid(tables, ask))],
        """SELECT cohort, period, rate, sum(change) FROM paid GROUP BY cohort, period, rate""",
    )
    for cohort, period, rate, change in tables.con.execute(paying, bound).fetchall():
        worth = _worth(int(change), rate, quotes.get(cohort) if quotes else Fraction(1))
        found[cohort].is_unrated |= worth is None
        found[cohort].paid[period] += worth or 0
    return dict(found)


def list_starters(tables: Tables, ask: Ask, until: date) -> list[Starter]:
    """The customers of the one cohort from `ask.first`, as of the period listed under `until`.

    Those that pay most in their first period first, then by account.
    """
    starters, bound = _starters(tables, ask)
    facts, _, _ = tables.facts(ask.cut)
    quote = closing_quotes(tables, ask).get(ask.first) if ask.currency else Fraction(1)
    ends = f"e.period <= {day(until)}"
    standing = f"""
    SELECT s.entity, sum(e.closing_customers - e.opening_customers) AS customers
    FROM starters s JOIN {facts} e ON e.entity = s.entity WHERE {ends} GROUP BY s.entity"""
    amounts = f"""
    SELECT e.entity, e.rate, sum(CASE WHEN e.period <= e.cohort THEN e.change ELSE 0 END) AS first,
        sum(e.change) AS now
    FROM paid e WHERE {ends} GROUP BY e.entity, e.rate"""
    steps = [
        starters,
        Step("paid", _paid(tables, ask)),
        Step("standing", standing),
        Step("amounts", amounts),
    ]
    rows = tables.con.execute(
        stack(
            steps,
            """SELECT s.entity, i.account_id, c.customers, a.rate, a.first, a.now FROM starters s
            JOIN account_ids i ON i.account = s.account
            LEFT JOIN standing c ON c.entity = s.entity
            LEFT JOIN amounts a ON a.entity = s.entity""",
        ),
        bound,
    ).fetchall()
    found: dict[object, Starter] = {}
    for entity, account, customers, rate, first, now in rows:
        had = found.get(entity, Starter(account, Fraction(0), Fraction(0), bool(customers)))
        found[entity] = Starter(
            account,
            _sum(had.first, _worth(int(first or 0), rate, quote)),
            _sum(had.now, _worth(int(now or 0), rate, quote)),
            had.is_customer,
        )
    return sorted(found.values(), key=lambda one: (-(one.first or 0), one.account))


def _starters(tables: Tables, ask: Ask) -> tuple[Step, list[str]]:
    """Entities with the period they first paid in; the filter's values are bound."""
    facts, _, _ = tables.facts(ask.cut)
    condition, bound = filters(tables, ask)
    join = account_join([one for one, _ in ask.where])
    text = f"""
    SELECT e.entity, e.account, e.period AS cohort FROM {facts} e {join}
    WHERE e.first_paid_customers = 1
        AND e.period BETWEEN {day(ask.first)} AND {day(ask.last)}{condition}"""
    return Step("starters", text), bound


def _paid(tables: Tables, ask: Ask) -> str:
    """Every native change of the starters, with the rate of their first period's close."""
    _, changes, rates = tables.facts(ask.cut)
    plan = tables.plan(ask.cut)
    own = literal((plan.shape.currencies or ("",))[0])
    lane = "e.rated_as" if plan.lanes else own
    return f"""
    SELECT s.entity, s.cohort, e.period, e.change, r.closing_rate AS rate
    FROM starters s JOIN {changes} e ON e.entity = s.entity
    JOIN {rates} r ON r.period = s.cohort AND r.rated_as = {lane}
    WHERE e.change <> 0"""


def _worth(change: int, rate: int | None, quote: Fraction | None) -> Fraction | None:
    """Annual native units as an amount a month; `None` without a rate."""
    if not change:
        return Fraction(0)
    if rate is None or not quote:
        return None
    return Fraction(change * int(rate), _SCALE) / quote


def _sum(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other
