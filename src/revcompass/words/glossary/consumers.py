"""Where business with consumers (B2C) differs from business with companies, by entry."""

from __future__ import annotations

from collections.abc import Mapping

from revcompass.domain.words import N_

IN_B2C: Mapping[str, str] = {
    "mrr": N_(
        "Many small monthly amounts: it changes smoothly, and card failures cost part of it."
    ),
    "customers": N_("Customers are persons or households, and there are thousands of them."),
    "customer_churn_rate": N_(
        "It is usually higher, and part of it is failed payment, not a decision to leave."
    ),
    "net_revenue_retention": N_(
        "It rarely passes 100 %: a person seldom needs a larger plan every year."
    ),
    "clv": N_("It is small and known from many customers, so it is more certain."),
    "cac": N_("Mostly advertising; in B2B mostly the time of people in sales."),
    "cac_payback_period": N_("Weeks or a few months, since the first purchase already earns much."),
    "lead_conversion_rate": N_("Most leads decide within days, so recent periods are mature soon."),
    "win_rate": N_("Usually not measured: there are visits and orders, no opportunities."),
    "average_deal_size": N_("Called average order value; it is small and varies little."),
    "sales_cycle_length": N_("Minutes to days and one person; in B2B weeks to months and several."),
    "engagement_score": N_("One account is one person, so breadth of use counts more than users."),
    "nps": N_("Each customer answers for itself; in B2B several persons answer for one account."),
    "funnel": N_("Its stages are visits, baskets and orders instead of stages of a deal."),
    "segment": N_("Segments are ages, places and habits instead of industries and sizes."),
    "pipeline": N_("Seldom used: most purchases are decided before anybody could record them."),
    "channel": N_("Advertising and search dominate; in B2B referrals, fairs and direct contact."),
    "first_contact": N_("It is usually a visit to a page, without a name."),
}
"""One sentence per entry id; entries that do not differ are absent."""
