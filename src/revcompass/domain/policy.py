"""Named choices: wherever practice differs, a policy says which way was taken.

A policy is an enum; its first member is the default. *Ledger* policies change the rows a ledger is
made of; *reading* policies only choose columns. A choice may carry one whole number
(`after_n_days:30`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from revcompass.domain.policy_kind import LedgerPolicy, Number, Policy
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_

P = TypeVar("P", bound=Policy)

_DAYS = Number(usual=30)
_PERCENT = Number(usual=10, most=100)
_MONTHS = Number(least=1, most=120)


class Week(LedgerPolicy):
    """Weeks in a month, for weekly prices."""

    W52_12 = "52/12", N_("a week's price × 52 ÷ 12")
    W4 = "4", N_("a week's price × 4")
    D30_44 = "30.44 days", N_("a week's price × 30.44 ÷ 7")


class Discounts(LedgerPolicy):
    """Which discounts reduce MRR."""

    NET_RECURRING = "net_recurring", N_("only discounts that last forever reduce MRR")
    NET_ALL = "net_all", N_("every discount reduces MRR while it lasts")
    GROSS = "gross", N_("no discount reduces MRR")


class Metered(LedgerPolicy):
    """Whether metered prices count."""

    EXCLUDE = "exclude", N_("metered prices are left out")
    TRAILING_3_MONTHS = (
        "trailing_3_months",
        N_("metered prices count as the mean of three months, the running one and two before"),
    )
    INVOICED_MONTH = (
        "invoiced_month",
        N_("metered prices count in the months they are recorded for"),
    )


class FreeAfterPaid(LedgerPolicy):
    """A paying account that goes on for free."""

    CHURN = "churn", N_("going on for free is churn")
    STAYS_ACTIVE = "stays_active", N_("going on for free is contraction; the customer stays")


class PastDue(LedgerPolicy):
    """How long an overdue subscription counts."""

    COUNTS_UNTIL_UNPAID = "counts_until_unpaid", N_("overdue counts until it is marked unpaid")
    COUNTS_UNTIL_CANCELLED = (
        "counts_until_cancelled",
        N_("overdue and unpaid count until cancelled"),
    )
    ENDS_AFTER_N_DAYS = "ends_after_n_days", N_("overdue counts for n days"), _DAYS


class Pause(LedgerPolicy):
    """How a pause shows."""

    OWN_CLASS = "own_class", N_("pauses are churn or contraction, with a line of their own")
    CHURN_THEN_REACTIVATION = "churn_then_reactivation", N_("pauses are churn, then reactivation")


class ChurnDate(LedgerPolicy):
    """The day a customer is gone."""

    SERVICE_END = "service_end", N_("the first day without service")
    CANCEL_REQUEST = "cancel_request", N_("the day the cancellation was asked for")


class CustomerUnit(LedgerPolicy):
    """What one customer is."""

    ACCOUNT = "account", N_("an account, whatever it subscribes to")
    SUBSCRIPTION = "subscription", N_("a subscription (with those that replace it)")


class Netting(LedgerPolicy):
    """Whether changes inside a period cancel."""

    PERIOD = "period", N_("opening against closing, per customer")
    EACH_CHANGE = "each_change", N_("every change counts")


class Reactivation(LedgerPolicy):
    """How a customer who returns is counted."""

    OWN_CLASS = "own_class", N_("returning customers are reactivations")
    AFTER_N_DAYS = (
        "after_n_days",
        N_("a return within n days is expansion, later reactivation"),
        _DAYS,
    )
    AS_NEW = "as_new", N_("returning customers count as new")
    IN_EXPANSION = "in_expansion", N_("returning customers count as expansion")


class Fx(LedgerPolicy):
    """Which rate of exchange values a movement."""

    OPENING_RATE = "opening_rate", N_("movements at the opening rate; the rate's effect apart")
    FROZEN_RATES = "frozen_rates", N_("every amount at the newest rate (constant currency)")
    SUBSCRIPTION_START_RATE = (
        "subscription_start_rate",
        N_("every amount at the rate of its subscription's first day"),
    )
    NEVER_CONVERT = "never_convert", N_("nothing is converted: one result for each currency")


class CustomerChurn(Policy):
    """Lost customers over what."""

    START_COHORT = (
        "start_cohort",
        N_("customers of the opening gone at the close ÷ opening customers"),
    )
    ALL_LOST = "all_lost", N_("every loss in the period ÷ opening customers")
    OPENING_PLUS_NEW = "opening_plus_new", N_("every loss ÷ (opening + new customers)")
    AVERAGE_CUSTOMERS = "average_customers", N_("every loss ÷ the mean of opening and closing")


class RevenueChurn(Policy):
    """Lost revenue: what is in it."""

    GROSS = "gross", N_("churn and contraction")
    CHURN_ONLY = "churn_only", N_("churn without contraction")
    NET = "net", N_("churn and contraction less expansion")


class Nrr(Policy):
    """Net revenue retention: of whom."""

    START_COHORT = "start_cohort", N_("customers of the opening")
    MOVEMENT_SUM = "movement_sum", N_("every change in the period, with reactivation")


class LeadConversion(Policy):
    """Which leads a conversion is measured on."""

    COHORT = "cohort", N_("leads created in the period, whenever they convert")
    PERIOD = "period", N_("conversions in the period ÷ leads created in it")


class ConvertedWhen(LedgerPolicy):
    """When a lead is a customer."""

    PAYING = "paying", N_("the first paid subscription")
    WON = "won", N_("the first won opportunity")


class WinRateOf(Policy):
    """Won deals over what."""

    ALL_OPPORTUNITIES = "all_opportunities", N_("all opportunities created in the period")
    DECIDED = "decided", N_("won + lost, by closing date")
    DECIDED_WITH_NO_DECISION = (
        "decided_with_no_decision",
        N_("won + lost + no decision, by closing date"),
    )


class WinRateBy(Policy):
    """Whether deals or their amounts are counted."""

    COUNT = "count", N_("deals are counted")
    AMOUNT = "amount", N_("amounts are summed")


class CycleStart(LedgerPolicy):
    """Where a sales cycle begins."""

    FIRST_CONTACT = "first_contact", N_("the first contact")
    LEAD_CREATED = "lead_created", N_("the lead's creation")
    OPPORTUNITY_CREATED = "opportunity_created", N_("the opportunity's creation")
    FIRST_STAGE = "first_stage", N_("the first stage entered")


class CyclePopulation(Policy):
    """Whose cycles are measured."""

    WON = "won", N_("won deals")
    CLOSED = "closed", N_("all closed deals")


class StageOrder(LedgerPolicy):
    """What a skipped stage means."""

    FILL_SKIPPED = "fill_skipped", N_("a skipped stage counts as passed")
    STRICT = "strict", N_("only stages entered count, in order")
    ANY_ORDER = "any_order", N_("only stages entered count, in any order")


class StageBackward(LedgerPolicy):
    """What a step back means."""

    FURTHEST = "furthest", N_("the furthest stage reached counts")
    LAST = "last", N_("the stage entered last counts")


class CacSpend(Policy):
    """Which spend acquires customers."""

    FULLY_LOADED = "fully_loaded", N_("all sales and marketing spend")
    PROGRAMME_ONLY = "programme_only", N_("programme spend without people")


class CacLag(Policy):
    """When spend meets the customers it won."""

    SAME_PERIOD = "same_period", N_("spend of the same period")
    LAG_N = (
        "lag_n",
        N_("spend of n periods before; without a number, the median sales cycle"),
        Number(),
    )


class ClvBasis(Policy):
    """What a customer is worth."""

    REVENUE = "revenue", N_("revenue")
    MARGIN = "margin", N_("revenue × gross margin")


class ClvMethod(Policy):
    """How a lifetime is estimated."""

    ARPA_BY_CHURN = (
        "arpa_by_churn",
        N_("revenue per account ÷ monthly churn of the last n months, 12 without a number"),
        _MONTHS,
    )
    DISCOUNTED = (
        "discounted",
        N_("revenue per account ÷ (monthly churn + a twelfth of n % a year)"),
        _PERCENT,
    )
    OBSERVED_COHORT = (
        "observed_cohort",
        N_("revenue of the last n months ÷ customers won in them, 120 without a number"),
        _MONTHS,
    )


POLICIES: dict[str, type[Policy]] = {
    cls.policy_name(): cls
    for cls in (
        Week,
        Discounts,
        Metered,
        FreeAfterPaid,
        PastDue,
        Pause,
        ChurnDate,
        CustomerUnit,
        Netting,
        Reactivation,
        Fx,
        CustomerChurn,
        RevenueChurn,
        Nrr,
        LeadConversion,
        ConvertedWhen,
        WinRateOf,
        WinRateBy,
        CycleStart,
        CyclePopulation,
        StageOrder,
        StageBackward,
        CacSpend,
        CacLag,
        ClvBasis,
        ClvMethod,
    )
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One policy's choice, with its number where it takes one."""

    member: Policy
    number: int | None = None

    def __str__(self) -> str:
        return self.member.code if self.number is None else f"{self.member.code}:{self.number}"


def parse_choice(policy: type[Policy], text: str) -> Choice:
    """Read `choice` or `choice:number`.

    >>> str(parse_choice(Reactivation, "after_n_days:30"))
    'after_n_days:30'
    """
    code, _, number = text.partition(":")
    member = next((member for member in policy if member.code == code.strip()), None)
    if member is None:
        codes = [member.code for member in policy]
        raise usage_error(
            "unknown_choice",
            policy=policy.policy_name(),
            choice=code,
            choices=codes,
            did_you_mean=", ".join(get_close_matches(code, codes, 1)),
        )
    number = number.strip()
    if not member.number.accepts(number) if member.number else number:
        raise usage_error("choice_number", policy=policy.policy_name(), choice=member.code)
    return Choice(member, int(number) if number else None)


@dataclass(frozen=True, slots=True)
class PolicySet(Mapping[str, Choice]):
    """Every policy with its choice: defaults, overridden by what was asked.

    >>> PolicySet.of({"week": "4"})["week"].member is Week.W4
    True
    """

    chosen: tuple[tuple[str, Choice], ...] = ()

    @classmethod
    def of(cls, *layers: Mapping[str, str]) -> PolicySet:
        """Later layers win. Unknown names are usage errors that suggest the nearest."""
        chosen: dict[str, Choice] = {}
        for name, text in (pair for layer in layers for pair in layer.items()):
            if name not in POLICIES:
                near = ", ".join(get_close_matches(name, POLICIES, 1))
                raise usage_error("unknown_policy", name=name, did_you_mean=near)
            chosen[name] = parse_choice(POLICIES[name], str(text))
        return cls(tuple(sorted(chosen.items())))

    def __getitem__(self, name: str) -> Choice:
        for chosen_name, choice in self.chosen:
            if chosen_name == name:
                return choice
        return Choice(POLICIES[name].default())

    def __iter__(self) -> Iterator[str]:
        return iter(POLICIES)

    def __len__(self) -> int:
        return len(POLICIES)

    def choice(self, policy: type[P]) -> P:
        """The member chosen for a policy."""
        member = self[policy.policy_name()].member
        if not isinstance(member, policy):
            raise TypeError(f"{member} is no {policy.policy_name()}")
        return member

    def with_choice(self, name: str, member: Policy, number: int | None = None) -> PolicySet:
        """The same choices, one of them changed."""
        kept = tuple(pair for pair in self.chosen if pair[0] != name)
        changed = (name, Choice(member, number))
        return PolicySet(tuple(sorted([*kept, changed], key=lambda pair: pair[0])))

    def ledger_key(self) -> str:
        """A short hash of the choices that change rows; equal keys share ledgers and roll-ups."""
        text = ";".join(f"{n}={self[n]}" for n in self if issubclass(POLICIES[n], LedgerPolicy))
        return hashlib.sha256(text.encode()).hexdigest()[:12]
