"""What numbers are made from: books, sources, records, and how their columns are read."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.glossary.term import Term, Theme

RECORDS: tuple[Term, ...] = (
    Term(
        "book",
        N_("Book"),
        N_(
            "A folder with the settings of one company, its snapshots and a copy of every file "
            "that was read."
        ),
        Theme.RECORDS,
        why=N_("All that a number comes from is in one place."),
        related=("source", "snapshot", "reporting_currency"),
    ),
    Term(
        "source",
        N_("Source"),
        N_("Where records of one kind come from: files, or a query to a database."),
        Theme.RECORDS,
        why=N_("Its settings say how each column is read."),
        related=("book", "record", "column_kind", "lead_source"),
    ),
    Term(
        "record",
        N_("Record"),
        N_("One row of a source: a subscription, a deal, a lead."),
        Theme.RECORDS,
        why=N_("Every number can be traced to its records."),
        beware=N_("Rows that repeat each other are one record; rows that contradict are none."),
        related=("source", "drill_down", "coverage", "set_aside"),
    ),
    Term(
        "column_kind",
        N_("Kind of a column"),
        N_(
            "How the text of a column is read: as a key, a day, a moment, an amount, a number, a "
            "choice or a text."
        ),
        Theme.RECORDS,
        why=N_("What cannot be read that way is set aside, never guessed."),
        related=("record", "set_aside", "data_quality"),
        covers=(
            "labels.key",
            "labels.text",
            "labels.moment",
            "labels.amount",
            "labels.currency",
            "labels.quantity",
            "labels.integer",
            "labels.rate",
            "labels.choice",
            "labels.boolean",
            "labels.kept",
        ),
    ),
    Term(
        "data_as_of",
        N_("Data as of"),
        N_("The last day the records reach to."),
        Theme.TIME,
        why=N_("A period that ends later is shown to date."),
        related=("period", "snapshot", "month_to_date"),
    ),
    Term(
        "aim",
        N_("Effectiveness and efficiency"),
        N_(
            "What a metric judges: effectiveness, whether the goal is reached; or efficiency, at "
            "what cost."
        ),
        Theme.MEASURING,
        why=N_("Growth at any price is effective and not efficient."),
        related=("metric", "operational_efficiency", "better_direction"),
        covers=("labels.effectiveness",),
    ),
    Term(
        "access_role",
        N_("Role"),
        N_(
            "What somebody who signs in may do: see pages and numbers (viewer), also records and "
            "exports (analyst), or also load, upload and manage users (admin)."
        ),
        Theme.RECORDS,
        why=N_("Records of single customers are not meant for everybody."),
        related=("row_policy", "book"),
    ),
    Term(
        "row_policy",
        N_("Row policy"),
        N_(
            "Which records somebody sees: those with certain values, such as the accounts of one "
            "team."
        ),
        Theme.RECORDS,
        why=N_("Every number is computed from these records alone, so no other can be read off."),
        beware=N_("Two people may see different numbers for one metric."),
        related=("access_role", "record", "dimension"),
    ),
)
