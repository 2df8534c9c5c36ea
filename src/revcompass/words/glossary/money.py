"""Revenue, cost, currencies, and the columns of the movements ledger."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.glossary.term import Term, Theme

MONEY: tuple[Term, ...] = (
    Term(
        "revenue",
        N_("Revenue"),
        N_("What customers pay for what they bought."),
        Theme.REVENUE,
        why=N_("It is the first of the three groups of metrics."),
        beware=N_(
            "Booked, invoiced, recognised and received revenue fall into different periods; "
            "recurring revenue is yet another thing."
        ),
        related=("mrr", "arr", "bookings", "gross_margin"),
        covers=("labels.revenue",),
    ),
    Term(
        "opening_mrr",
        N_("Opening MRR"),
        N_("Monthly recurring revenue on the day before a period begins."),
        Theme.LEDGERS,
        why=N_("Growth, churn and retention are shares of it."),
        related=("mrr", "closing_mrr", "movement", "gross_revenue_retention"),
        covers=("movements.opening", "movements.opening_customers"),
    ),
    Term(
        "closing_mrr",
        N_("Closing MRR"),
        N_("Monthly recurring revenue on the last day of a period."),
        Theme.LEDGERS,
        why=N_("It is the MRR shown for the period, and the opening of the next."),
        related=("mrr", "opening_mrr", "movement"),
        covers=(
            "movements.closing",
            "movements.closing_customers",
            "contracts.running",
            "contracts.running_subscriptions",
        ),
    ),
    Term(
        "movement",
        N_("MRR movement"),
        N_(
            "What changed between opening and closing MRR: new, expansion, contraction, churned "
            "and reactivated revenue, transfers and exchange rates."
        ),
        Theme.LEDGERS,
        why=N_("Opening and movements add up to closing, to the last cent."),
        related=("opening_mrr", "closing_mrr", "net_new_mrr", "netting", "transfer"),
        covers=(
            "movements.new",
            "movements.expansion",
            "movements.contraction",
            "movements.churn",
            "movements.reactivation",
            "movements.fx_effect",
            "movements.new_customers",
            "movements.churned_customers",
        ),
    ),
    Term(
        "booked_change",
        N_("Booked change"),
        N_("A start or an end of a subscription that is agreed now and takes effect later."),
        Theme.REVENUE,
        why=N_("It tells today what recurring revenue will be."),
        related=("mrr", "subscription", "cancellation"),
        covers=("contracts.booked_starts", "contracts.booked_ends"),
    ),
    Term(
        "every_change",
        N_("Every change"),
        N_(
            "Movements without netting: a customer who gains 50 and loses 50 in one period shows "
            "both."
        ),
        Theme.LEDGERS,
        why=N_(
            "Netted movements compare opening and closing only; these show how much was in motion."
        ),
        related=("movement", "netting"),
        covers=(
            "movements.gross_new",
            "movements.gross_expansion",
            "movements.gross_contraction",
            "movements.gross_churn",
            "movements.gross_reactivation",
            "movements.gross_new_customers",
            "movements.gross_churned_customers",
            "movements.gross_reactivated_customers",
        ),
    ),
    Term(
        "transfer",
        N_("Transfer between slices"),
        N_(
            "Revenue or customers that moved from one plan or product to another: nobody came or "
            "left."
        ),
        Theme.LEDGERS,
        why=N_("Without it a change of plan would look like churn of one and growth of the other."),
        related=("movement", "plan", "dimension"),
        covers=("movements.transfer", "movements.transfer_customers"),
    ),
    Term(
        "reactivated_customer",
        N_("Reactivated customer"),
        N_("A former customer who pays again."),
        Theme.HEALTH,
        why=N_("It is neither a new customer nor a kept one."),
        related=("reactivation_mrr", "reactivation", "new_customers"),
        covers=("movements.reactivated_customers",),
    ),
    Term(
        "paused_revenue",
        N_("Paused revenue"),
        N_("Recurring revenue of subscriptions that are paused: not paid now, not cancelled."),
        Theme.REVENUE,
        why=N_("It may come back without a new sale."),
        related=("pause", "churned_mrr", "reactivation_mrr"),
        covers=("movements.paused", "movements.resumed"),
    ),
    Term(
        "gross_margin",
        N_("Gross margin"),
        N_("The share of revenue that is left after the cost of delivering it."),
        Theme.REVENUE,
        why=N_("A customer pays back its acquisition cost from the margin, not from the revenue."),
        related=("cac_payback_period", "clv", "cost_of_goods_sold", "clv_basis"),
    ),
    Term(
        "cost_of_goods_sold",
        N_("Cost of goods sold"),
        N_("What it costs to deliver the product: hosting, licences, support."),
        Theme.REVENUE,
        why=N_("Revenue less this cost is the gross margin."),
        related=("gross_margin", "spend_record"),
        covers=("spend.cogs",),
    ),
    Term(
        "spend_record",
        N_("Spend"),
        N_("Money that was spent, with the days it was for and what it was for."),
        Theme.EFFICIENCY,
        why=N_("Acquisition cost is spend divided by new customers."),
        related=("acquisition_spend", "spend_by_channel", "cac_spend", "cost_of_goods_sold"),
        covers=(
            "spend.spend_id",
            "spend.date",
            "spend.from",
            "spend.to",
            "spend.category",
            "spend.kind",
            "spend.amount",
            "spend.sales",
            "spend.marketing",
            "spend.programme",
            "spend.success",
            "spend.total",
            "spend.rows",
        ),
    ),
    Term(
        "budget_allocation",
        N_("Budget allocation"),
        N_("Dividing a budget among channels, teams or products."),
        Theme.EFFICIENCY,
        why=N_(
            "The next euro belongs where it brings most, which is seldom where the last one went."
        ),
        related=("marginal_cac", "spend_by_channel", "channel", "cac"),
    ),
    Term(
        "marginal_cac",
        N_("Marginal CAC"),
        N_(
            "What one more customer costs: the additional spend divided by the additional "
            "customers."
        ),
        Theme.EFFICIENCY,
        why=N_("The average hides that the last customers of a channel cost more than the first."),
        related=("cac", "budget_allocation", "channel"),
    ),
    Term(
        "reporting_currency",
        N_("Reporting currency"),
        N_("The one currency all amounts are brought to."),
        Theme.REVENUE,
        why=N_("Sums over several currencies exist only in one of them."),
        related=("exchange_rate", "fx", "fx_effect"),
        covers=(
            "opportunities.currency",
            "stage_changes.currency",
            "subscriptions.currency",
            "spend.currency",
        ),
    ),
    Term(
        "exchange_rate",
        N_("Exchange rate"),
        N_("What one unit of a currency is worth in the reporting currency on a day."),
        Theme.REVENUE,
        why=N_("Movements are valued at the opening rate, so that rates do not look like growth."),
        related=("fx_effect", "reporting_currency", "fx"),
        covers=(
            "exchange_rates.date",
            "exchange_rates.currency",
            "exchange_rates.rate",
            "labels.missing_rate",
        ),
    ),
    Term(
        "billing_interval",
        N_("Billing interval"),
        N_("How often a subscription is paid: every month, every year, every two weeks …"),
        Theme.REVENUE,
        why=N_("Prices of different intervals are brought to one month before they are added."),
        related=("mrr", "subscription", "week"),
        covers=("subscriptions.interval", "subscriptions.interval_count"),
    ),
    Term(
        "price",
        N_("Price"),
        N_("What a subscription costs per interval: an amount, or a quantity times a unit amount."),
        Theme.REVENUE,
        why=N_("Recurring revenue is made of it."),
        related=("mrr", "subscription", "discount", "billing_interval"),
        covers=("subscriptions.amount", "subscriptions.unit_amount", "subscriptions.quantity"),
    ),
    Term(
        "discount",
        N_("Discount"),
        N_("A reduction of the price, for one interval, for some time or forever."),
        Theme.REVENUE,
        why=N_("A passing discount does not change what a subscription is worth each month."),
        related=("discounts", "price", "mrr"),
        covers=(
            "subscriptions.discount_percent",
            "subscriptions.discount_amount",
            "subscriptions.discount_kind",
            "subscriptions.discount_starts_on",
            "subscriptions.discount_ends_on",
        ),
    ),
    Term(
        "metered_price",
        N_("Metered price"),
        N_("A price by use, which changes from month to month."),
        Theme.REVENUE,
        why=N_("It recurs, but nobody has promised it."),
        related=("metered", "mrr", "price"),
        covers=("subscriptions.is_metered",),
    ),
    Term(
        "service_period",
        N_("Service period"),
        N_(
            "The days a subscription is served: from its first day up to the first day without "
            "service."
        ),
        Theme.REVENUE,
        why=N_("It decides on which days a subscription counts."),
        related=("subscription", "churn_date", "mrr"),
        covers=(
            "subscriptions.starts_on",
            "subscriptions.ends_on",
            "subscriptions.account_id",
            "subscriptions.booked_at",
        ),
    ),
    Term(
        "subscription_status",
        N_("Subscription status"),
        N_("Whether a subscription is active, on trial, overdue, unpaid, paused or cancelled."),
        Theme.REVENUE,
        why=N_("Trials and unpaid subscriptions are not revenue."),
        related=("subscription", "past_due", "pause", "free_after_paid"),
        covers=("subscriptions.status",),
    ),
    Term(
        "cancellation",
        N_("Cancellation"),
        N_("The customer's notice that a subscription shall end, and the reason given."),
        Theme.HEALTH,
        why=N_("Between notice and end there is time to talk."),
        related=("churn_date", "customer_churn_rate", "churned_mrr", "subscription"),
        covers=("subscriptions.cancel_requested_at", "subscriptions.cancel_reason"),
    ),
)
