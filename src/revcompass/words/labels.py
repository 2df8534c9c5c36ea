"""Short names for the codes that stand in results."""

from __future__ import annotations

from collections.abc import Mapping

from revcompass.domain.words import N_

UNDEFINED: Mapping[str, str] = {
    "no_data": N_("no records in this period"),
    "zero_denominator": N_("nothing to divide by"),
    "missing_rate": N_("an exchange rate is missing"),
    "withheld": N_("withheld: too few answers to stay anonymous"),
    "not_loaded": N_("the records it needs are not loaded"),
    "not_sliceable": N_("cannot be broken down this way"),
    "not_limitable": N_("cannot be limited to the records you may see"),
    "not_permitted": N_("takes a permission you do not have"),
}
"""Why there is no value."""

FLAGS: Mapping[str, str] = {
    "to_date": N_("to date: the period is not over"),
    "immature": N_("may still change: not all have had the usual time to decide"),
    "below_minimum_n": N_("few records behind it"),
    "fewer_months": N_("fewer months are recorded than it is meant to cover"),
    "current_attributes": N_("accounts are grouped by their attributes of today"),
}
"""What to know about a value."""

FLAGS_SHORT: Mapping[str, str] = {
    "to_date": N_("to date"),
    "immature": N_("may still change"),
    "below_minimum_n": N_("few records"),
    "fewer_months": N_("fewer months"),
    "current_attributes": N_("attributes of today"),
}
"""The same in a word or two, for a table's cell."""

LEFT_OUT: Mapping[str, str] = {
    "missing_first_contact": N_("without a first contact"),
    "missing_lead_created": N_("without a lead's day of creation"),
    "missing_opportunity_created": N_("without a day of creation"),
    "missing_first_stage": N_("without a first stage"),
    "closed_before_start": N_("closed before they started"),
    "won_without_amount": N_("won without an amount"),
    "open_without_amount": N_("open without an amount"),
    "closed_on_unknown_day": N_("closed on an unknown day"),
    "no_created_at": N_("without a day of creation"),
    "leads_of_customers": N_("leads of existing customers"),
    "accounts_without_score": N_("accounts that were never seen to use the product"),
    "leads_without_account": N_("leads without an account"),
    "opportunities_without_lead": N_("opportunities without a lead"),
    "blank_or_unscaled": N_("blank answers, or without a known scale"),
}
"""Why records are in neither side of a number."""

UNITS: Mapping[str, str] = {
    "money": N_("money"),
    "count": N_("count"),
    "share": N_("share"),
    "ratio": N_("ratio"),
    "days": N_("days"),
    "months": N_("months"),
    "score": N_("score, 0 to 100"),
    "points": N_("points, -100 to +100"),
}

BETTER: Mapping[str, str] = {
    "higher": N_("higher is better"),
    "lower": N_("lower is better"),
    "neither": N_("neither direction is better"),
}

GRAINS: Mapping[str, str] = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
    "fiscal_quarter": N_("Fiscal quarter"),
    "fiscal_year": N_("Fiscal year"),
    "trailing_12_months": N_("12 months to"),
}
"""Heads of the period column."""

COMPARE: Mapping[str, str] = {
    "previous": N_("against the period before"),
    "year_before": N_("against a year before"),
}

READ_AS: Mapping[str, str] = {
    "key": N_("key"),
    "text": N_("text"),
    "day": N_("day"),
    "moment": N_("moment"),
    "amount": N_("amount"),
    "currency": N_("currency"),
    "quantity": N_("number"),
    "integer": N_("whole number"),
    "rate": N_("exchange rate"),
    "choice": N_("choice"),
    "boolean": N_("yes or no"),
    "kept": N_("text"),
}
"""How a column's text is read."""

SIDES: Mapping[str, str] = {"numerator": N_("numerator"), "denominator": N_("denominator")}

EXPECTED: Mapping[str, str] = {
    text: text
    for text in (
        N_("text"),
        N_("whole number"),
        N_("true or false"),
        N_("list"),
        N_("table"),
        N_("date"),
        N_("date like 2026-09-30"),
        N_("list of texts"),
        N_("list of tables"),
        N_("number from 0 on"),
        N_("share from 0 to 1"),
        N_("row number"),
        N_("another sign than the decimal one"),
        N_("nothing, for a query"),
        N_("space, apostrophe, point or comma"),
        N_('length such as "1 month", in a source of subscriptions'),
    )
}
"""What a setting should have been."""

IN_PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "reason": UNDEFINED,
    "expected": EXPECTED,
    "of": {"records": N_("records")},
}
"""Parameters of problems whose values are said in words, by the parameter's name."""

GROUPS: Mapping[str, str] = {
    "revenue": N_("Revenue"),
    "health": N_("Customer health"),
    "efficiency": N_("Operational efficiency"),
}

AIMS: Mapping[str, str] = {
    "effectiveness": N_("effectiveness: whether the goal is reached"),
    "efficiency": N_("efficiency: at what cost the goal is reached"),
}

REVIEWS: Mapping[str, str] = {
    "monthly": N_("monthly review"),
    "quarterly": N_("quarterly review"),
}

EXPLAINED: tuple[Mapping[str, str], ...] = (
    *(UNDEFINED, FLAGS, FLAGS_SHORT, LEFT_OUT, UNITS, BETTER, GRAINS),
    *(COMPARE, READ_AS, SIDES, GROUPS, AIMS, REVIEWS),
)
"""The labels that the glossary explains, by code: all but what settings should have been."""


def said_by_code(code: str) -> tuple[str, ...]:
    """Every label shown for a code.

    >>> said_by_code("to_date")
    ('to date: the period is not over', 'to date')
    """
    return tuple(labels[code] for labels in EXPLAINED if code in labels)


def label(labels: Mapping[str, str], code: str) -> str:
    """The English message for a code; an unknown code is shown as words.

    >>> label(FLAGS, "some_new_flag")
    'some new flag'
    """
    return labels.get(code) or code.replace("_", " ")
