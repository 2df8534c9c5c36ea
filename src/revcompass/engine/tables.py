"""The tables an answer is read from: made when first needed, kept while the connection lives.

A snapshot brings those of the book's own policies along (`stored`); any other policy, grain, slice
or last day is built on demand from the same steps, in temporary tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeVar

from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Grain
from revcompass.domain.policy import Fx, Netting, PolicySet, Reactivation
from revcompass.domain.viewer import EVERYTHING, Sight
from revcompass.engine.backends import Backend
from revcompass.engine.frame import Frame
from revcompass.engine.kept import read_filled, read_kept
from revcompass.engine.ledgers import (
    answers,
    contracts,
    deals,
    engagement,
    leads,
    pipeline,
    spend,
    stages,
    usage,
)
from revcompass.engine.ledgers.movements import ledger_steps, rates_by_period
from revcompass.engine.ledgers.plan import Plan, Shape
from revcompass.engine.ledgers.returns import soon_back
from revcompass.engine.ledgers.spans import span_steps
from revcompass.engine.prepare import columns_of
from revcompass.engine.rollups import flows, movements, standing, sums
from revcompass.engine.shape import Part, read_shape
from revcompass.engine.slices import Slice, Slices
from revcompass.engine.sql import Days, Step, name, stack, text, up_to

T = TypeVar("T")

_MADE = "made_"
_KEPT = ("deals", "leads", "stages")
_NARROWED = ("deals", "pipeline", "stages")
DATED = ("deals", "leads", "stages", "spend", "answers")
STANDING = ("contracts", "pipeline")
"""Ledgers of what stands on a closing day, made of edges."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows a table is made of: policies, last day, grain, slices below the account."""

    policies: PolicySet
    until: date
    grain: Grain = Grain.MONTH
    slices: tuple[Slice, ...] = ()
    native: str | None = None
    """The one currency whose subscriptions count, where nothing is converted."""
    days: Days | None = None
    """Where only these days are read: what does not count on them may be left out."""

    @property
    def cells(self) -> tuple[str, ...]:
        """Columns of subscriptions that split an account."""
        return tuple(one.column for one in self.slices if one.own)

    @property
    def slice_name(self) -> str:
        """The one slice a stored roll-up is by; '' for the whole."""
        return self.slices[0].column if self.slices else ""


class Tables:
    """Makes and remembers tables on one connection."""

    def __init__(
        self,
        con: Backend,
        frame: Frame,
        *,
        keeps: bool = False,
        part: Part | None = None,
        sight: Sight = EVERYTHING,
    ) -> None:
        """`keeps` rows that many answers read in the store, for those who open it later; `part`
        says that the store holds some accounts only; `sight` is what may be seen."""
        self.con, self.sight = con, sight
        self.frame = frame
        self._keeps, self._part = keeps, part
        self.kept = read_kept(con)
        self._made = {table: table for table in self.kept.lasting if table.startswith(_MADE)}
        self._read: dict[object, Any] = {}
        self._by_account: dict[Cut, str] = {}

    @cached_property
    def shape(self) -> Shape:
        """What the store's subscriptions look like."""
        return self._part.shape if self._part else read_shape(self.con)

    @cached_property
    def slices(self) -> Slices:
        """What the store's ledgers can be sliced by."""
        return Slices(self.con)

    def has_rows(self, table: str) -> bool:
        """Whether any record of a canonical table is loaded."""
        if "filled_columns" in self.kept.lasting:
            return table in self.filled
        query = f"SELECT 1 FROM {name(table)} LIMIT 1"
        return self.remember(("has rows", table), lambda: self.con.execute(query).fetchone()) == (
            1,
        )

    @cached_property
    def filled(self) -> Mapping[str, Set[str]]:
        """By canonical table with any record, the columns that hold a value in one."""
        return read_filled(self.con)

    def spans(self, cut: Cut) -> str:
        """Spans under these policies; of a whole a view, because few columns are read at a time."""
        key = ("spans", cut.policies.ledger_key(), cut.native)
        only = "" if cut.native is None else f" WHERE currency = {text(cut.native)}"
        listed = ", ".join(map(name, self._part.span_columns)) if self._part else "*"
        steps = span_steps(cut.policies, has_discounts=self.shape.has_discounts)
        select = partial(stack, steps, f"SELECT {listed} FROM spans{only}")
        return self._once(key, select, is_view=self._part is None)

    def facts(self, cut: Cut) -> tuple[str, str, str]:
        """Movements per entity and period; native changes; rates by period.

        The first is a view where what it adds to the stored step costs a look at each row; its rows
        carry the native change too, where that is one number.
        """
        plan = self.plan(cut)
        steps = ledger_steps(plan, self.spans(cut))
        key = (cut.policies.ledger_key(), cut.until, cut.grain, plan.cells, cut.native)
        made: dict[str, str] = {"rates": self.rates(cut)}
        for last in (*(("changes",) if plan.lanes else ()), plan.stored, "movements"):
            if last not in made:
                is_view = last == "movements" and plan.stored != "movements"
                part = up_to(steps, last, made)
                made[last] = self._once(
                    (last, *key), partial(stack, part, f"SELECT * FROM {last}"), is_view=is_view
                )
        facts = self._quick_returns(cut, made["movements"])
        return facts, made.get("changes", facts), made["rates"]

    def rates(self, cut: Cut) -> str:
        """For every period and currency, the rates that movements are valued at."""
        key = ("rates", cut.policies.ledger_key(), cut.until, cut.grain, cut.native)
        spans = self.spans(cut) if cut.policies.choice(Fx) is Fx.SUBSCRIPTION_START_RATE else ""
        return self._once(key, lambda: rates_by_period(self.plan(cut), spans))

    def _quick_returns(self, cut: Cut, facts: str) -> str:
        """Under `reactivation=after_n_days`, returns within n days as expansion."""
        choice = cut.policies["reactivation"]
        if choice.member is not Reactivation.AFTER_N_DAYS:
            return facts
        own_class = cut.policies.with_choice("reactivation", Reactivation.OWN_CLASS)
        daily = self.facts(replace(cut, policies=own_class, grain=Grain.DAY))[0]
        return self._once(
            ("returns", facts),
            lambda: soon_back(
                facts, columns_of(self.con, facts), daily, cut.grain, choice.number or 0
            ),
        )

    def fixed_rates(self, ledger: str, cut: Cut) -> str | None:
        """The rate each amount of a subscription keeps, where it is that of its first day."""
        at_start = cut.policies.choice(Fx) is Fx.SUBSCRIPTION_START_RATE
        if not at_start or Fx not in LEDGERS[ledger].policies:
            return None
        return f"""(SELECT DISTINCT s.rated_as AS currency, d.rate FROM {self.spans(cut)} s
            JOIN daily_rates d ON d.currency = s.currency AND d.day = s.rated_on)"""

    def plan(self, cut: Cut) -> Plan:
        """How the movements ledger is built for a cut."""
        shape = self.shape if cut.native is None else replace(self.shape, currencies=(cut.native,))
        return Plan(cut.grain, cut.cells, cut.policies, cut.until, shape)

    def entries(self, ledger: str, cut: Cut) -> str:
        """A ledger's rows: per record and date role, or (usage) per account and period."""
        days = cut.days if ledger in _NARROWED else None
        key = (ledger, cut.policies.ledger_key(), cut.until, *(days or ()))
        if ledger == "engagement":
            counted = partial(engagement.counted, self.scores(cut))
            return self._once(("entries", *key, cut.grain), counted, is_view=True)
        if ledger == "usage":
            steps = usage.period_steps(cut.grain, cut.until)
            select = partial(stack, steps, "SELECT * FROM entries")
            return self._once(("entries", *key, cut.grain), select)
        return self._once(
            ("entries", *key),
            lambda: stack(self._entry_steps(ledger, cut), "SELECT * FROM entries"),
            is_kept=ledger in _KEPT or days is not None,
            is_view=ledger == "contracts",
        )

    def _entry_steps(self, ledger: str, cut: Cut) -> list[Step]:  # noqa: PLR0911 - one each
        bills = self.has_rows("subscriptions")
        match ledger:
            case "deals":
                return deals.entry_steps(cut.policies, cut.until, cut.days)
            case "pipeline":
                own = columns_of(self.con, "opportunities")
                return pipeline.entry_steps(cut.until, self.frame.stages, own, cut.days)
            case "contracts":
                own = columns_of(self.con, "subscriptions")
                return contracts.entry_steps(cut.until, self.spans(cut), own)
            case "leads":
                spans = self.spans(cut)
                return leads.entry_steps(cut.policies, cut.until, bills=bills, spans=spans)
            case "stages":
                columns = self.slices.columns("opportunities")
                return stages.entry_steps(
                    cut.policies, cut.until, self.frame.stages, columns, cut.days
                )
            case "spend":
                return spend.entry_steps(cut.until)
            case "answers":
                return answers.entry_steps(cut.until)
        raise ValueError(ledger)

    def scores(self, cut: Cut) -> str:
        """Engagement signals per account and period, as ranks."""
        key = ("scores", cut.policies.ledger_key(), cut.until, cut.grain)

        def select() -> str:
            bills, spans = self.has_rows("subscriptions"), self.spans(cut)
            steps = engagement.score_steps(cut.grain, cut.until, bills=bills, spans=spans)
            return stack(steps, "SELECT * FROM scores")

        return self._once(key, select, is_kept=True)

    def rollup(self, ledger: str, cut: Cut, *, gross: bool = False) -> str:
        """A relation with `period`, `k0`…, the ledger's columns: stored, or made now."""
        if ledger not in _NARROWED:
            cut = replace(cut, days=None)
        stored = self._stored_rollup(ledger, cut)
        if stored and not gross:
            return stored
        key = ("rollup", ledger, cut, cut.policies.ledger_key(), gross)
        made = self._once(key, lambda: self._rollup_text(ledger, cut, stored=stored, gross=gross))
        netted = not gross and sums.are_kept(cut.policies)
        if ledger == "movements" and netted and cut.slices and not cut.cells:
            self._by_account[replace(cut, slices=())] = made
        return made

    def store(self, ledger: str, grain: Grain, cuts: Sequence[Cut]) -> None:
        """Keep roll-ups of no or one slice in the snapshot, all in one table per ledger."""
        money = {c for c, column in LEDGERS[ledger].columns().items() if column.kind.is_money}
        listed = ", ".join(
            c if c in money else f"CAST({c} AS BIGINT) AS {c}" for c in rollup_columns(ledger)
        )  # counts in 64 bits: DuckDB hands those over six times as fast
        parts = [
            f"SELECT '{grain}' AS grain, {text(cut.slice_name)} AS slice,"
            f" {'k0' if cut.slices else text('')} AS value, period, {listed}"
            f" FROM ({self._stored_text(ledger, cut)}) r"
            for cut in cuts
        ]
        select = "\nUNION ALL ".join(parts)
        target = f"stored_{ledger}"
        if target in self._made:
            self.con.execute(f"INSERT INTO {target} {select}")
        else:
            self.con.execute(f"CREATE TABLE {target} AS {select}")
            self._made[target] = target

    def _stored_text(self, ledger: str, cut: Cut) -> str:
        if ledger != "movements" or not sums.are_kept(cut.policies) or not cut.grain.chains:
            return self._rollup_text(ledger, cut)
        plan, count = self.plan(cut), len(cut.slices)
        kept = sums.kept_steps(plan, cut.slices)
        return movements.summed_rollup(plan, count, kept, self.rates(cut))

    def sum_up(self, cut: Cut) -> None:
        """Keep the sums of movements that their stored roll-up follows from."""
        facts, changes, _ = self.facts(cut)
        for statement in sums.insert_texts(self.plan(cut), cut.slices, facts, changes):
            self.con.execute(statement)

    def _rollup_text(
        self, ledger: str, cut: Cut, *, stored: str | None = None, gross: bool = False
    ) -> str:
        if ledger in STANDING:
            return standing.standing_rollup(
                ledger,
                cut.slices,
                self.entries(ledger, cut),
                cut.grain,
                cut.until,
                is_frozen=is_frozen(ledger, cut),
                fixed=self.fixed_rates(ledger, cut),
            )
        if ledger != "movements":
            return flows.flow_rollup(
                ledger, cut.slices, self.entries(ledger, cut), cut.grain, dated=ledger in DATED
            )
        each_change = cut.policies.choice(Netting) is Netting.EACH_CHANGE
        if not gross and not each_change:
            return self._movements(cut)
        base = stored or f"({self._movements(cut)})"
        daily = self.facts(replace(cut, grain=Grain.DAY))[0]
        instead = each_change and not stored
        netted = rollup_columns("movements")
        return movements.with_gross(base, netted, cut.slices, daily, cut.grain, instead=instead)

    def _movements(self, cut: Cut) -> str:
        if cut in self._by_account:  # an account has one value, so these add up to the whole
            return movements.whole(self._by_account[cut], rollup_columns("movements"))
        facts, changes, rates = self.facts(cut)
        plan = self.plan(cut)
        if cut.grain.chains:
            return movements.chaining_rollup(plan, cut.slices, facts, changes, rates)
        months = replace(cut, grain=Grain.MONTH)
        key = ("months", months, cut.policies.ledger_key())
        monthly = self._once(key, lambda: self._movements(months))
        return movements.trailing_rollup(plan, cut.slices, facts, monthly)

    def _stored_rollup(self, ledger: str, cut: Cut) -> str | None:
        if cut.native or len(cut.slices) > 1 or cut.until != self.kept.until:
            return None
        if cut.policies.ledger_key() != self.kept.policy_key:
            return None
        if (ledger, cut.grain.value, cut.slice_name) not in self.kept.rollups:
            return None
        key = "value AS k0, " if cut.slices else ""
        return (
            f"(SELECT period, {key}{', '.join(rollup_columns(ledger))} FROM stored_{ledger}"
            f" WHERE grain = '{cut.grain}' AND slice = {text(cut.slice_name)})"
        )

    def remember(self, key: Hashable, read: Callable[[], T]) -> T:
        """What was read once under a key; a snapshot never changes, so it stays true."""
        if key not in self._read:
            self._read[key] = read()
        found: T = self._read[key]
        return found

    def _once(
        self,
        key: Sequence[object],
        select: Callable[[], str],
        *,
        is_view: bool = False,
        is_kept: bool = False,
    ) -> str:
        """The table (or view) of that key; made from the text the first time."""
        digest = hashlib.sha256(repr(tuple(key)).encode()).hexdigest()[:16]
        table = f"{_MADE}{digest}"
        if table not in self._made:
            kind = "VIEW" if is_view else "TABLE"
            scope = "" if is_kept and self._keeps else "TEMP "
            self.con.execute(f"CREATE {scope}{kind} {table} AS {select()}")
            self._made[table] = table
        return table


def is_frozen(ledger: str, cut: Cut) -> bool:
    """Whether a ledger's amounts are valued at the newest rate instead of their own day's."""
    frozen = cut.policies.choice(Fx) is Fx.FROZEN_RATES
    return frozen and Fx in LEDGERS[ledger].policies


def rollup_columns(ledger: str) -> list[str]:
    """The columns of a roll-up besides period and slices; movements without the gross ones."""
    columns = [c for c in LEDGERS[ledger].columns() if not c.startswith("gross_")]
    rates = ["opening_unrated", "closing_unrated"] if ledger == "movements" else []
    return [*columns, *rates, "unrated"]
