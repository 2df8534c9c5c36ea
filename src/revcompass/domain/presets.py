"""Presets: several policies chosen at once, as another tool counts.

A preset states only what its source says; where the source is silent the default stands. `sources`
say where each choice was read, `gaps` what the tool does that no policy covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from revcompass.domain.policy import PolicySet
from revcompass.domain.problem import usage_error
from revcompass.domain.words import N_


@dataclass(frozen=True, slots=True)
class Preset:
    """One tool's way of counting: its name as people write it, and its choices by policy."""

    id: str
    name: str
    choices: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()


_STRIPE = "https://docs.stripe.com/billing/subscriptions/analytics/glossary"
_STRIPE_HELP = "https://support.stripe.com/questions/billing-analytics"
_STRIPE_CHURN = "https://support.stripe.com/questions/calculating-subscriber-churn-rate-in-billing"
_CHARTMOGUL = "https://help.chartmogul.com/hc/en-us/articles"
_SETTINGS = f"{_CHARTMOGUL}/15384089786524-Configuring-Subscription-Analytics-settings"
_DISCOUNTS = "203299542-How-does-ChartMogul-handle-customers-with-discounts-"
_CURRENCIES = "201520952-How-ChartMogul-handles-subscriptions-billed-in-foreign-currencies"
_PROFITWELL = "https://learn.profitwell.com/article/gf9qqkyplu-profitwell-vs-stripe"
_LAGO = "https://getlago.com/docs/guide/analytics/revenue/mrr.md"
_RECURLY = "https://www.paddle.com/help/profitwell-metrics/measure/compare/profitwell-vs-recurly"
_HUBSPOT = "https://kpitree.co/integrations/hubspot"
_GONG = "https://help.gong.io/docs"

_ALL = (
    Preset("revcompass", "revcompass"),
    Preset(
        "chartmogul",
        "ChartMogul",
        {
            "discounts": "net_all",
            "free_after_paid": "churn",
            "past_due": "counts_until_cancelled",
            "churn_date": "service_end",
            "reactivation": "own_class",
            "fx": "subscription_start_rate",
            "clv_method": "arpa_by_churn:6",
        },
        {
            "discounts": f"{_CHARTMOGUL}/{_DISCOUNTS}",
            "free_after_paid": _SETTINGS,
            "past_due": "https://help.chartmogul.com/article/303-handling-past-due-subscriptions",
            "churn_date": _SETTINGS,
            "reactivation": _SETTINGS,
            "fx": f"{_CHARTMOGUL}/{_CURRENCIES}",
            "clv_method": f"{_CHARTMOGUL}/203359061-Chart-Customer-Lifetime-Value-LTV",
        },
        (
            N_(
                "ChartMogul takes the rate of each service period's first day and shows what the "
                "rates did apart; here a subscription keeps the rate of its own first day, so "
                "that there is no effect to show."
            ),
            N_(
                "Newer ChartMogul accounts keep customers who turn free as active: that is "
                "free_after_paid=stays_active."
            ),
            N_(
                "ChartMogul averages the churn rates of the six months before; here the customers "
                "lost in six months, to the period's end, are divided by those there were."
            ),
        ),
    ),
    Preset(
        "stripe",
        "Stripe",
        {
            "discounts": "net_recurring",
            "metered": "exclude",
            "past_due": "counts_until_unpaid",
            "customer_churn": "opening_plus_new",
        },
        {
            "discounts": _STRIPE_HELP,
            "metered": _STRIPE,
            "past_due": _STRIPE,
            "customer_churn": _STRIPE_CHURN,
        },
        (
            N_(
                "Stripe measures churn over the 30 days before each day; here it is measured over "
                "the period asked for."
            ),
        ),
    ),
    Preset(
        "profitwell",
        "ProfitWell",
        {
            "discounts": "net_all",
            "churn_date": "service_end",
            "reactivation": "own_class",
            "pause": "own_class",
        },
        dict.fromkeys(("discounts", "churn_date"), _PROFITWELL)
        | dict.fromkeys(("reactivation", "pause"), _RECURLY),
        (
            N_(
                "ProfitWell keeps a customer who pauses everything, at an MRR of 0; here that is "
                "churn, with the paused amount on a line of its own."
            ),
            N_(
                "ProfitWell leaves out customers who came and went within one calendar month from "
                "every number; here they are missing only where opening is held against closing."
            ),
        ),
    ),
    Preset(
        "lago",
        "Lago",
        {
            "week": "52/12",
            "discounts": "gross",
            "metered": "exclude",
            "reactivation": "in_expansion",
            "fx": "never_convert",
        },
        dict.fromkeys(("week", "discounts", "metered", "reactivation", "fx"), _LAGO),
    ),
    Preset(
        "recurly",
        "Recurly",
        {"discounts": "net_all", "netting": "period", "reactivation": "after_n_days:30"},
        dict.fromkeys(("discounts", "netting", "reactivation"), _RECURLY),
        (
            N_("Recurly's month is a calendar month; here a return within 30 days is meant."),
            N_("Recurly counts refunds of a period into its MRR; refunds are not recorded here."),
        ),
    ),
    Preset(
        "hubspot",
        "HubSpot",
        {
            "win_rate_of": "decided",
            "cycle_start": "opportunity_created",
            "stage_order": "any_order",
        },
        {
            "win_rate_of": f"{_HUBSPOT}/win-rate",
            "cycle_start": f"{_HUBSPOT}/sales-cycle-length",
            "stage_order": f"{_HUBSPOT}/pipeline-stage-conversion-analysis",
        },
        (N_("HubSpot takes the mean of the cycles; here the median stands, the mean beside it."),),
    ),
    Preset(
        "gong",
        "Gong",
        {
            "win_rate_of": "decided",
            "cycle_start": "first_stage",
            "stage_order": "fill_skipped",
        },
        {
            "win_rate_of": f"{_GONG}/analyze-review-winloss",
            "cycle_start": f"{_GONG}/understanding-your-funnel",
            "stage_order": f"{_GONG}/understanding-your-funnel",
        },
        (N_("Gong takes the mean of the cycles; here the median stands, the mean beside it."),),
    ),
)

PRESETS: Mapping[str, Preset] = {one.id: one for one in _ALL}


def preset(name: str) -> Preset:
    """The preset of that name.

    Raises:
        RevcompassError: `unknown_preset` (a usage error) with the nearest name.

    >>> preset("Stripe").choices["metered"]
    'exclude'
    """
    found = PRESETS.get(name.strip().casefold())
    if found is None:
        near = ", ".join(get_close_matches(name.casefold(), PRESETS, 1))
        raise usage_error("unknown_preset", name=name, known=list(PRESETS), did_you_mean=near)
    return found


def chosen(
    own_preset: str,
    own: Mapping[str, str],
    asked_preset: str | None = None,
    asked: Mapping[str, str] | None = None,
) -> PolicySet:
    """The policies in force: what was asked, then the preset asked for, then the book's own
    policies, then the book's preset.

    >>> str(chosen("lago", {"discounts": "net_all"}, "stripe", {"week": "4"})["discounts"])
    'net_recurring'
    """
    above = preset(asked_preset).choices if asked_preset else {}
    return PolicySet.of(preset(own_preset).choices, own, above, asked or {})
