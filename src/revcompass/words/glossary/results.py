"""What stands beside a number: marks, reasons, and how records were read."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.glossary.term import Term, Theme
from revcompass.words.labels import LEFT_OUT

RESULTS: tuple[Term, ...] = (
    Term(
        "not_defined",
        N_("Not defined"),
        N_("There is no value: no records in the period, or nothing to divide by."),
        Theme.RESULTS,
        why=N_("Zero would be a statement; this is the absence of one."),
        related=("coverage", "numerator_denominator", "withheld"),
        covers=("labels.no_data", "labels.zero_denominator", "labels.not_loaded"),
    ),
    Term(
        "withheld",
        N_("Withheld"),
        N_("Not shown, because so few answered that single persons could be recognised."),
        Theme.RESULTS,
        why=N_("Employees answer honestly only when they stay anonymous."),
        related=("survey", "sample_size", "enps", "not_defined"),
        covers=("labels.withheld", "labels.not_permitted", "labels.not_limitable"),
    ),
    Term(
        "coverage",
        N_("Coverage"),
        N_("How many of the records read were loaded, set aside or skipped."),
        Theme.RESULTS,
        why=N_("Rows and money add up, so nothing disappears unnoticed."),
        related=("set_aside", "data_quality", "snapshot"),
    ),
    Term(
        "set_aside",
        N_("Set aside"),
        N_(
            "Not loaded because something in the record cannot be used; listed with file, line and "
            "reason."
        ),
        Theme.RESULTS,
        why=N_("Bad records neither stop a load nor vanish."),
        related=("coverage", "data_quality"),
    ),
    Term(
        "left_out",
        N_("Left out"),
        N_("Loaded, but in neither side of a number, because something it needs is missing."),
        Theme.RESULTS,
        why=N_("The count of these records tells how far a number can be trusted."),
        related=("coverage", "numerator_denominator", "data_quality"),
        covers=tuple(f"labels.{reason}" for reason in LEFT_OUT),
    ),
    Term(
        "snapshot",
        N_("Snapshot"),
        N_("The state of all records after one load; it never changes afterwards."),
        Theme.RESULTS,
        why=N_("A number can be shown again as it was known on a day."),
        related=("coverage", "report"),
    ),
    Term(
        "business_model",
        N_("Business model"),
        N_("Whether an account is a company (B2B) or a private person (B2C)."),
        Theme.HEALTH,
        why=N_("The two behave so differently that one mean over both misleads."),
        related=("b2b", "b2c", "segment"),
        covers=("accounts.business_model",),
    ),
    Term(
        "industry",
        N_("Industry"),
        N_("The line of business an account is in."),
        Theme.HEALTH,
        why=N_("Needs, budgets and seasons differ from one industry to the next."),
        related=("segment", "account"),
        covers=("accounts.industry",),
    ),
    Term(
        "country",
        N_("Country"),
        N_("The country an account is in."),
        Theme.HEALTH,
        why=N_("Currency, law and language follow it."),
        related=("region", "account"),
        covers=("accounts.country",),
    ),
)
