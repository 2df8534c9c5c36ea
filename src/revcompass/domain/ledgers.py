"""The ledgers: what a formula may read.

One row per entity and period; every column is additive over entities, so any slice is a plain sum.
The engine builds them (`engine/ledgers`); here stands what their columns are and mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import ClassVar

from revcompass.domain import policy as p
from revcompass.domain.formula import ColumnKind, LedgerColumn
from revcompass.domain.policy_kind import LedgerPolicy
from revcompass.domain.words import N_


def _recurring(words: str, counted_by: str) -> LedgerColumn:
    return LedgerColumn(ColumnKind.RECURRING, words, counted_by=counted_by)


def _amount(words: str, counted_by: str, *, matures: str = "") -> LedgerColumn:
    return LedgerColumn(ColumnKind.AMOUNT, words, counted_by=counted_by, matures=matures)


def _count(
    words: str,
    *,
    counted_by: str = "",
    matures: str = "",
    policies: tuple[type[LedgerPolicy], ...] = (),
    tables: tuple[str, ...] = (),
) -> LedgerColumn:
    return LedgerColumn(
        ColumnKind.COUNT,
        words,
        counted_by=counted_by,
        matures=matures,
        policies=policies,
        tables=tables,
    )


def _days(
    words: str, counted_by: str, policies: tuple[type[LedgerPolicy], ...] = ()
) -> LedgerColumn:
    return LedgerColumn(ColumnKind.DAYS, words, counted_by=counted_by, policies=policies)


_CYCLE = (p.CycleStart,)
_CONVERSION = (p.ConvertedWhen, p.Discounts, p.Metered, p.PastDue)


class Ledger:
    """Base of the ledgers. `policies` change its rows; `tables` must hold records for it."""

    policies: ClassVar[tuple[type[LedgerPolicy], ...]] = ()
    tables: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def ledger_name(cls) -> str:
        """The class's name in lower case."""
        return cls.__name__.lower()

    @classmethod
    @cache
    def columns(cls) -> Mapping[str, LedgerColumn]:
        """Its columns by name, in the order they are declared."""
        return {name: c for name, c in vars(cls).items() if isinstance(c, LedgerColumn)}


class Movements(Ledger):
    """Account × period: recurring revenue from opening to closing.

    closing = opening + new + expansion − contraction − churn + reactivation + transfer + fx_effect,
    exactly, for every period, slice and grain. Columns named `gross_…` count every change, netted
    per account and day only.
    """

    policies = (
        p.Week,
        p.Discounts,
        p.Metered,
        p.FreeAfterPaid,
        p.PastDue,
        p.Pause,
        p.ChurnDate,
        p.CustomerUnit,
        p.Netting,
        p.Reactivation,
        p.Fx,
    )
    tables = ("subscriptions",)

    opening = _recurring(N_("opening MRR"), "opening_customers")
    new = _recurring(N_("new MRR"), "new_customers")
    expansion = _recurring(N_("expansion"), "closing_customers")
    contraction = _recurring(N_("contraction"), "opening_customers")
    churn = _recurring(N_("churned MRR"), "churned_customers")
    reactivation = _recurring(N_("reactivation"), "reactivated_customers")
    transfer = _recurring(N_("transfer between slices"), "closing_customers")
    fx_effect = _recurring(N_("effect of exchange rates"), "closing_customers")
    closing = _recurring(N_("closing MRR"), "closing_customers")
    kept = _recurring(N_("kept MRR"), "opening_customers")
    paused = _recurring(N_("of which paused"), "opening_customers")
    resumed = _recurring(N_("of which resumed"), "closing_customers")

    opening_customers = _count(N_("opening customers"))
    new_customers = _count(N_("new customers"))
    churned_customers = _count(N_("churned customers"))
    reactivated_customers = _count(N_("reactivated customers"))
    transfer_customers = _count(N_("customers moved between slices"))
    closing_customers = _count(N_("closing customers"))
    first_paid_customers = _count(N_("customers who paid for the first time"))

    gross_new = _recurring(N_("new MRR, every change"), "gross_new_customers")
    gross_expansion = _recurring(N_("expansion, every change"), "closing_customers")
    gross_contraction = _recurring(N_("contraction, every change"), "opening_customers")
    gross_churn = _recurring(N_("churned MRR, every change"), "gross_churned_customers")
    gross_reactivation = _recurring(N_("reactivation, every change"), "gross_reactivated_customers")
    gross_new_customers = _count(N_("new customers, every change"))
    gross_churned_customers = _count(N_("churned customers, every change"))
    gross_reactivated_customers = _count(N_("reactivated customers, every change"))


class Contracts(Ledger):
    """Subscription × period: what runs at the close, and what is booked by then for later."""

    policies = (p.Week, p.Discounts, p.Metered, p.PastDue, p.ChurnDate, p.Fx)
    tables = ("subscriptions",)

    running = _recurring(N_("closing MRR"), "running_subscriptions")
    booked_starts = _recurring(N_("MRR booked to start later"), "running_subscriptions")
    booked_ends = _recurring(N_("MRR booked to end later"), "running_subscriptions")
    running_subscriptions = _count(N_("running subscriptions"))


class Deals(Ledger):
    """Opportunity × date role: created, closed.

    Columns named `cohort_…` belong to the period the opportunity was created in and tell what had
    happened by the data's last day; the others to the period it was closed in.
    """

    tables = ("opportunities",)

    created = _count(N_("opportunities created"))
    created_amount = _amount(N_("amount of opportunities created"), "created")
    cohort_won = _count(N_("opportunities created and since won"), matures="decision")
    cohort_lost = _count(N_("opportunities created and since lost"), matures="decision")
    cohort_no_decision = _count(
        N_("opportunities created and since closed without decision"), matures="decision"
    )
    cohort_won_amount = _amount(
        N_("amount since won of opportunities created"), "cohort_won", matures="decision"
    )

    won = _count(N_("won deals"))
    lost = _count(N_("lost deals"))
    no_decision = _count(N_("deals without decision"))
    won_amount = _amount(N_("won amount"), "won_with_amount")
    lost_amount = _amount(N_("lost amount"), "lost")
    no_decision_amount = _amount(N_("amount without decision"), "no_decision")
    won_with_amount = _count(N_("won deals with an amount"))
    won_with_owner = _count(N_("won deals with an owner"))
    won_touches = _count(
        N_("activities up to the day they were won"), counted_by="won", tables=("activities",)
    )
    won_cycle_days = _days(N_("days from start to won"), "won_cycles", _CYCLE)
    won_cycles = _count(N_("won deals with a start"), policies=_CYCLE)
    closed_cycle_days = _days(N_("days from start to closed"), "closed_cycles", _CYCLE)
    closed_cycles = _count(N_("closed deals with a start"), policies=_CYCLE)


class Pipeline(Ledger):
    """Opportunity × period: what is open at the close, at the stage and amount of that day."""

    tables = ("opportunities",)

    open = _count(N_("open opportunities"))
    open_amount = _amount(N_("amount of open opportunities"), "open")


class Leads(Ledger):
    """Lead × date role: created, marketing-qualified, handed over, converted.

    Columns named `cohort_…` belong to the period the lead was created in.
    """

    tables = ("leads",)

    leads = _count(N_("leads created"))
    leads_of_customers = _count(N_("leads of existing customers"), policies=_CONVERSION)
    cohort_customers = _count(
        N_("leads created and since converted to customers"),
        matures="conversion",
        policies=_CONVERSION,
    )
    cohort_opportunities = _count(
        N_("leads created that have an opportunity"), matures="opportunity"
    )
    mqls = _count(N_("marketing-qualified leads"))
    sqls = _count(N_("leads vetted and handed over"))
    conversions = _count(N_("leads that became customers in the period"), policies=_CONVERSION)


class Stages(Ledger):
    """Opportunity × stage, in the period the opportunity was created in."""

    policies = (p.StageOrder, p.StageBackward)
    tables = ("opportunities",)

    entered = _count(N_("opportunities that reached the stage"))
    advanced = _count(N_("opportunities that went on to a later stage"), matures="decision")
    dropped = _count(N_("opportunities lost in the stage"), matures="decision")
    dropped_amount = _amount(N_("amount lost in the stage"), "dropped", matures="decision")
    stage_days = _days(N_("days in the stage"), "visits")
    visits = _count(N_("stage visits that ended"))


class Spend(Ledger):
    """Spend × day: what was spent, by category, spread evenly over its days."""

    tables = ("spend",)

    sales = _amount(N_("sales spend"), "rows")
    marketing = _amount(N_("marketing spend"), "rows")
    programme = _amount(N_("sales and marketing programme spend"), "rows")
    success = _amount(N_("success spend"), "rows")
    cogs = _amount(N_("cost of goods sold"), "rows")
    total = _amount(N_("spend"), "rows")
    rows = _count(N_("spend records"))


class Usage(Ledger):
    """Account × period: how the product was used."""

    tables = ("usage",)

    active_accounts = _count(N_("active accounts"))
    active_users = _count(N_("active users"))
    user_days = _count(N_("days on which users were active"))
    user_day_slots = _count(N_("days active users could have been active"))
    events = _count(N_("usage events"))


class Engagement(Ledger):
    """Account × period: the engagement score over the 28 days before the period's end."""

    tables = ("usage",)

    scored_accounts = _count(N_("accounts with a score"))


class Answers(Ledger):
    """Answer × survey: employees' and customers' answers, by class."""

    tables = ("answers",)

    employee_answers = _count(N_("employees' answers"))
    employee_promoters = _count(N_("employees who are promoters"), counted_by="employee_answers")
    employee_passives = _count(N_("employees who are passives"), counted_by="employee_answers")
    employee_detractors = _count(N_("employees who are detractors"), counted_by="employee_answers")
    customer_answers = _count(N_("customers' answers"))
    customer_promoters = _count(N_("customers who are promoters"), counted_by="customer_answers")
    customer_passives = _count(N_("customers who are passives"), counted_by="customer_answers")
    customer_detractors = _count(N_("customers who are detractors"), counted_by="customer_answers")


LEDGERS: dict[str, type[Ledger]] = {
    cls.ledger_name(): cls
    for cls in (
        Movements,
        Contracts,
        Deals,
        Pipeline,
        Leads,
        Stages,
        Spend,
        Usage,
        Engagement,
        Answers,
    )
}
