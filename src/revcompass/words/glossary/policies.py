"""What each policy decides. What its choices mean stands in `domain/policy.py`."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.glossary.term import Term, Theme


def _policy(name: str, term: str, means: str, *related: str) -> Term:
    return Term(name, term, means, Theme.POLICIES, related=("policy", *related))


POLICY_TERMS: tuple[Term, ...] = (
    _policy(
        "week",
        N_("Weeks in a month"),
        N_("How a weekly price is brought to a month."),
        "mrr",
        "billing_interval",
    ),
    _policy(
        "discounts",
        N_("Discounts in MRR"),
        N_("Which discounts reduce recurring revenue."),
        "discount",
        "mrr",
    ),
    _policy(
        "metered",
        N_("Metered prices in MRR"),
        N_("Whether prices by use count as recurring revenue."),
        "metered_price",
        "mrr",
    ),
    _policy(
        "free_after_paid",
        N_("Free after paid"),
        N_("Whether a paying account that goes on for free is lost."),
        "churned_customers",
        "contraction_mrr",
    ),
    _policy(
        "past_due",
        N_("Overdue subscriptions"),
        N_("How long a subscription that is not paid in time counts."),
        "subscription_status",
        "mrr",
    ),
    _policy(
        "pause",
        N_("Pauses"),
        N_("How a pause and its end show in the movements."),
        "paused_revenue",
        "churned_mrr",
    ),
    _policy(
        "churn_date",
        N_("Churn date"),
        N_("The day from which a customer counts as lost."),
        "cancellation",
        "customer_churn_rate",
    ),
    _policy(
        "customer_unit",
        N_("What one customer is"),
        N_("Whether accounts or subscriptions are counted as customers."),
        "customer",
        "customers",
    ),
    _policy(
        "netting",
        N_("Netting"),
        N_("Whether gains and losses of one customer inside a period cancel out."),
        "movement",
        "every_change",
    ),
    _policy(
        "reactivation",
        N_("Returning customers"),
        N_("Whether a customer who returns is a reactivation, new, or an expansion."),
        "reactivation_mrr",
        "reactivated_customer",
    ),
    _policy(
        "fx",
        N_("Exchange rates of movements"),
        N_("Which exchange rate values a movement."),
        "exchange_rate",
        "fx_effect",
    ),
    _policy(
        "customer_churn",
        N_("How customer churn is counted"),
        N_("Which lost customers are divided by which customers."),
        "customer_churn_rate",
        "customer_retention_rate",
    ),
    _policy(
        "revenue_churn",
        N_("What revenue churn holds"),
        N_("Whether smaller payments and expansion are in it."),
        "revenue_churn_rate",
        "contraction_mrr",
    ),
    _policy(
        "nrr",
        N_("Whose revenue NRR follows"),
        N_("Whether only customers of the opening are followed, or every change counts."),
        "net_revenue_retention",
        "cohort",
    ),
    _policy(
        "lead_conversion",
        N_("How lead conversion is counted"),
        N_(
            "Whether leads are followed from their creation, or conversions counted when they "
            "happen."
        ),
        "lead_conversion_rate",
        "cohort",
    ),
    _policy(
        "converted_when",
        N_("When a lead is a customer"),
        N_("Whether the first payment or the first won deal makes a customer."),
        "lead_conversion_rate",
        "paying_customer",
    ),
    _policy(
        "win_rate_of",
        N_("Won of what"),
        N_("Which opportunities the won ones are divided by."),
        "win_rate",
        "no_decision",
    ),
    _policy(
        "win_rate_by",
        N_("Win rate by count or amount"),
        N_("Whether deals are counted or their amounts are summed."),
        "win_rate",
        "deal",
    ),
    _policy(
        "cycle_start",
        N_("Start of the sales cycle"),
        N_("The event a sales cycle is measured from."),
        "sales_cycle_length",
        "first_contact",
    ),
    _policy(
        "cycle_population",
        N_("Whose sales cycles"),
        N_("Whether lost deals are measured too."),
        "sales_cycle_length",
        "deal",
    ),
    _policy(
        "stage_order",
        N_("Skipped stages"),
        N_("Whether an opportunity that skipped a stage has passed it."),
        "stage",
        "stage_conversion",
    ),
    _policy(
        "stage_backward",
        N_("Steps back"),
        N_("Which stage counts for an opportunity that went back."),
        "stage",
        "stage_drop_off",
    ),
    _policy(
        "cac_spend",
        N_("Spend in CAC"),
        N_("Whether the cost of people is part of the acquisition cost."),
        "cac",
        "spend_record",
    ),
    _policy(
        "cac_lag",
        N_("Delay of spend"),
        N_("Whether customers are divided into the spend of their own or an earlier period."),
        "cac",
        "acquisition_spend",
    ),
    _policy(
        "clv_basis",
        N_("Revenue or margin in CLV"),
        N_("Whether a customer is worth its revenue or the margin on it."),
        "clv",
        "gross_margin",
    ),
    _policy(
        "clv_method",
        N_("How lifetime is estimated"),
        N_("How the expected length of the relationship is found."),
        "clv",
        "customer_churn_rate",
    ),
)
