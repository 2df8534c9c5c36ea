"""Periods, and what they are compared with."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.glossary.term import Term, Theme

TIME: tuple[Term, ...] = (
    Term(
        "period",
        N_("Period"),
        N_("A stretch of time that a number belongs to: a day, week, month, quarter or year."),
        Theme.TIME,
        why=N_("A number without its period means nothing."),
        related=("quarter", "fiscal_year", "month_to_date", "grain"),
        covers=("labels.day", "labels.week", "labels.month", "labels.year"),
    ),
    Term(
        "grain",
        N_("Grain"),
        N_("The length of the periods an answer is cut into."),
        Theme.TIME,
        why=N_(
            "Retention of a quarter is not the mean of its three months: it is computed for the "
            "quarter."
        ),
        related=("period", "quarter", "trailing_12_months"),
    ),
    Term(
        "quarter",
        N_("Quarter"),
        N_("Three months, counted from the beginning of the year or of the fiscal year."),
        Theme.TIME,
        why=N_("It is the usual length of a sales plan."),
        related=("period", "fiscal_year", "quarterly_strategic_review"),
        covers=("labels.quarter", "labels.fiscal_quarter"),
    ),
    Term(
        "fiscal_year",
        N_("Fiscal year"),
        N_(
            "Twelve months of accounting, which need not begin in January; named by the year in "
            "which it ends."
        ),
        Theme.TIME,
        abbreviation="FY",
        why=N_("Targets and budgets follow it."),
        related=("quarter", "period", "annual_review"),
        covers=("labels.fiscal_year",),
    ),
    Term(
        "month_to_date",
        N_("Month to date"),
        N_("From the first day of the month to the last day with records."),
        Theme.TIME,
        abbreviation="MTD",
        why=N_("A running period is compared with the same number of days before."),
        beware=N_("Compared with a whole month it always looks bad."),
        related=("period", "year_over_year"),
        covers=("labels.to_date",),
    ),
    Term(
        "year_over_year",
        N_("Year over year"),
        N_("Compared with the same period a year before."),
        Theme.TIME,
        abbreviation="YoY",
        why=N_("It takes the season out of a comparison."),
        related=("period", "previous_period", "trailing_12_months"),
        covers=("labels.year_before",),
    ),
    Term(
        "previous_period",
        N_("Previous period"),
        N_("Compared with the period of the same length just before."),
        Theme.TIME,
        why=N_("It shows what is new."),
        beware=N_("Months differ in length and season."),
        related=("period", "year_over_year"),
        covers=("labels.previous",),
    ),
    Term(
        "trailing_12_months",
        N_("Trailing 12 months"),
        N_("The twelve months that end with the one named."),
        Theme.TIME,
        why=N_("It holds every season once, so it changes only when something really changes."),
        related=("period", "net_revenue_retention", "gross_revenue_retention"),
        covers=("labels.trailing_12_months", "labels.fewer_months"),
    ),
)
