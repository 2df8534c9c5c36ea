"""Who buys, and whether they stay."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.glossary.term import Term, Theme

CUSTOMERS: tuple[Term, ...] = (
    Term(
        "customer",
        N_("Customer"),
        N_("A company or person who pays: an account with recurring revenue on the day looked at."),
        Theme.HEALTH,
        why=N_("Churn, acquisition cost and lifetime value are all counted per customer."),
        beware=N_(
            "Some companies count subscriptions instead of accounts; the policy customer_unit says "
            "which."
        ),
        related=("customers", "paying_customer", "account", "customer_unit", "customer_churn_rate"),
    ),
    Term(
        "paying_customer",
        N_("Paying customer"),
        N_(
            "A customer who pays for at least one subscription; trials and free plans do not count."
        ),
        Theme.HEALTH,
        why=N_("A lead has only been converted once somebody pays."),
        related=("customer", "new_customers", "lead_conversion_rate", "converted_when"),
        covers=("movements.first_paid_customers", "leads.conversions"),
    ),
    Term(
        "account",
        N_("Account"),
        N_("A company in the records, customer or not; subscriptions and deals belong to it."),
        Theme.HEALTH,
        why=N_("It ties together what billing, sales and product know about one company."),
        related=("customer", "active_accounts", "arpa", "subscription"),
        covers=("accounts.account_id", "accounts.name", "accounts.created_at"),
    ),
    Term(
        "subscription",
        N_("Subscription"),
        N_("An agreement that is paid again in every interval until it ends."),
        Theme.REVENUE,
        why=N_("Recurring revenue is the sum of the subscriptions in force."),
        related=("plan", "mrr", "account", "billing_interval", "past_due"),
        covers=("subscriptions.subscription_id", "subscriptions.replaces"),
    ),
    Term(
        "plan",
        N_("Plan"),
        N_("What is offered at a price: the version of the product a subscription is for."),
        Theme.REVENUE,
        why=N_("Broken down by plan, revenue and churn show which offer holds customers."),
        related=("subscription", "product", "arpa", "expansion_mrr"),
        covers=("subscriptions.plan",),
    ),
    Term(
        "retention",
        N_("Retention"),
        N_("Keeping customers, and the revenue they bring, from one period to the next."),
        Theme.HEALTH,
        why=N_("Kept revenue needs no new sale, so it is the cheapest there is."),
        beware=N_("Customers kept and revenue kept are different numbers; say which is meant."),
        related=(
            "customer_retention_rate",
            "gross_revenue_retention",
            "net_revenue_retention",
            "customer_churn_rate",
            "cohort",
        ),
        covers=("movements.kept",),
    ),
    Term(
        "customer_health",
        N_("Customer health"),
        N_(
            "How likely a customer is to stay, judged by its use of the product, its answers to "
            "surveys and its payments."
        ),
        Theme.HEALTH,
        why=N_("It warns before the cancellation arrives."),
        beware=N_(
            "It is not satisfaction: a satisfied customer may leave, and a dissatisfied one stay."
        ),
        related=("engagement_score", "customer_churn_rate", "customer_satisfaction", "nps"),
        covers=("labels.health", "engagement.scored_accounts"),
    ),
    Term(
        "customer_satisfaction",
        N_("Customer satisfaction"),
        N_("How content customers say they are, asked in a survey."),
        Theme.HEALTH,
        abbreviation="CSAT",
        why=N_("It tells what customers think, where usage only tells what they do."),
        beware=N_("Those who answer are not all customers."),
        related=("nps", "survey", "customer_health"),
    ),
    Term(
        "active_day",
        N_("Active day"),
        N_("A day on which a user used the product at least once."),
        Theme.HEALTH,
        why=N_("Counting days instead of clicks compares users of different features fairly."),
        related=("stickiness", "active_users", "usage_event"),
        covers=("usage.user_days", "usage.user_day_slots"),
    ),
    Term(
        "usage_event",
        N_("Usage event"),
        N_("One recorded use of a feature by a user of an account on a day."),
        Theme.HEALTH,
        why=N_("Active users, stickiness and the engagement score are counted from usage events."),
        related=("active_users", "active_day", "engagement_score"),
        covers=(
            "usage.events",
            "usage.event_id",
            "usage.account_id",
            "usage.user_id",
            "usage.feature",
            "usage.occurred_at",
            "usage.count",
        ),
    ),
    Term(
        "survey",
        N_("Survey"),
        N_("Questions put to employees or customers, and the answers to them."),
        Theme.HEALTH,
        why=N_("It brings in what no system records: opinions."),
        beware=N_(
            "With few answers, single persons could be recognised; such figures are withheld."
        ),
        related=("response", "nps", "enps", "customer_satisfaction", "answer_class"),
        covers=("answers.survey", "answers.audience"),
    ),
    Term(
        "response",
        N_("Response"),
        N_("One person's answer to a survey, on a day and on a known scale."),
        Theme.HEALTH,
        why=N_("Scores and shares are counted over responses."),
        related=("survey", "answer_class", "nps", "enps"),
        covers=(
            "answers.answer_id",
            "answers.respondent_id",
            "answers.account_id",
            "answers.answered_at",
            "answers.score",
            "answers.answer",
            "answers.scale",
            "answers.employee_answers",
            "answers.customer_answers",
        ),
    ),
    Term(
        "answer_class",
        N_("Answer class"),
        N_(
            "Promoter, passive or detractor: 9 to 10, 7 to 8 and 0 to 6 on a scale to 10; 5, 4 and "
            "1 to 3 on a scale to 5; agree, neutral and disagree in words."
        ),
        Theme.HEALTH,
        why=N_("Classes make answers on different scales comparable."),
        related=("promoters", "passives", "detractors", "response"),
        covers=(
            "answers.customer_promoters",
            "answers.customer_passives",
            "answers.customer_detractors",
        ),
    ),
    Term(
        "b2b",
        N_("B2B"),
        N_("Business between companies: the customer is a company."),
        abbreviation="B2B",
        why=N_(
            "Fewer and larger deals, decided by several people over weeks or months: single "
            "customers weigh more, and rates from few customers are less certain."
        ),
        related=("b2c", "account", "sales_cycle_length", "business_model"),
    ),
    Term(
        "b2c",
        N_("B2C"),
        N_("Business with private persons: the customer is a consumer."),
        abbreviation="B2C",
        why=N_(
            "Many small purchases, decided quickly by one person: rates are steadier, and lost "
            "customers are replaced rather than won back."
        ),
        related=("b2b", "customer", "business_model"),
    ),
    Term(
        "segment",
        N_("Segment"),
        N_("A part of the customers that is looked at apart, such as small companies."),
        Theme.HEALTH,
        why=N_("A mean over all customers hides what differs between segments."),
        beware=N_("The smaller the segment, the less its rates say."),
        related=("account", "region", "industry", "business_model"),
        covers=("accounts.segment",),
    ),
    Term(
        "buyer_journey",
        N_("Buyer's journey"),
        N_("The way from the first interest to the purchase, seen from the buyer's side."),
        Theme.EFFICIENCY,
        why=N_("The funnel shows where it ends; the journey explains why."),
        related=("funnel", "first_contact", "lead"),
    ),
    Term(
        "start_cohort",
        N_("Start cohort"),
        N_("The customers who first paid in the same period."),
        Theme.HEALTH,
        why=N_(
            "Followed from period to period, it shows how long customers stay and how their "
            "revenue develops."
        ),
        related=("cohort", "new_customers", "customer_retention_rate", "net_revenue_retention"),
    ),
    Term(
        "saas",
        N_("Software as a service"),
        N_("Software that is rented and used over the network instead of bought and installed."),
        Theme.REVENUE,
        why=N_("Its revenue recurs, so keeping customers counts as much as winning them."),
        abbreviation="SaaS",
        related=("subscription", "mrr", "quick_ratio", "business_model"),
    ),
)
