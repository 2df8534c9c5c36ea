"""What can be wrong with a question: metrics, periods, policies, slices."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

ASKING: Texts = {
    "unknown_metric": Text(
        N_("There is no metric “{name}”."),
        N_("List all metrics with `revcompass status DIR`."),
    ),
    "no_such_account": Text(
        N_("No record names the account “{account}”."),
        N_("Search for it by a word of its name."),
    ),
    "no_such_term": Text(
        N_("The glossary has no entry for “{text}”."),
        N_("List all entries with `revcompass glossary`."),
    ),
    "too_many_periods": Text(
        N_("The range holds more than {most} periods, too many for one answer."),
        N_("Choose a shorter range, or a coarser grain."),
    ),
    "bad_period": Text(
        N_("“{text}” is not a period."),
        N_("Write 2026, 2026-Q3, 2026-09, 2026-W38, 2026-09-30, FY2026 or FY2026-Q1."),
    ),
    "unknown_choice": Text(
        N_("The policy {policy} has no choice “{choice}”."),
        N_("Its choices: {choices}."),
    ),
    "choice_number": Text(
        N_(
            "The choice {choice} of {policy} is written without its number, or with one it cannot "
            "take."
        ),
        N_("Numbers are whole and stand behind a colon, as in after_n_days:30."),
    ),
    "metric_lacks_columns": Text(
        N_("{metric} is counted from {missing}, which no loaded record fills."),
        N_(
            "Map that column in revcompass.toml and load again; until then its number says nothing."
        ),
    ),
    "policy_not_honoured": Text(
        N_("{policy}={choice} cannot be honoured: no loaded record fills {missing}."),
        N_("Load that column, or leave the choice out."),
    ),
    "one_number_only": Text(
        N_("{metric} has {count} numbers in this period; only one can be compared."),
        N_("Choose one with --where, as in --where {example}."),
        numbers=("count",),
    ),
    "definition_changed": Text(
        N_("{metric} is counted as {now}; when this snapshot was loaded it was {was}."),
        N_("Figures noted down since then are of the earlier definition: `revcompass explain`."),
    ),
    "never_converted": Text(
        N_("Nothing is shown in {code} where fx=never_convert: each currency has its own result."),
        N_("Leave --currency out, or choose another fx."),
    ),
    "one_currency_only": Text(
        N_("There is a result for each currency here, and only one can be opened."),
        N_("Say which of {known}, as in --where currency={example}."),
    ),
    "one_attainment_only": Text(
        N_("There is a result for each metric here, and only one can be opened."),
        N_("Say which of {known}, as in --where metric={example}."),
    ),
    "unknown_policy": Text(
        N_("There is no policy “{name}”."),
        N_("List the policies of a metric with `revcompass explain METRIC`."),
    ),
    "unknown_preset": Text(
        N_("There is no preset “{name}”."),
        N_("Known presets: {known}."),
    ),
    "nothing_dated": Text(
        N_("No record with a day is loaded, so there is no period to show."),
        N_("Add sources to revcompass.toml and run `revcompass load`."),
    ),
    "no_such_currency": Text(
        N_("“{code}” is no currency of ISO 4217."),
        N_("Write a code such as EUR or USD."),
    ),
    "unknown_slice_value": Text(
        N_("No record has “{slice_value}” as its {slice}."),
        N_("See the values there are with `--by {slice}`; a missing value is written “-”."),
    ),
    "unknown_as_of": Text(
        N_("No kept snapshot is meant by “{text}”."),
        N_("Give the number of a kept snapshot ({kept}) or a day on or after its load."),
    ),
    "unknown_slice": Text(
        N_("Nothing can be broken down by “{name}”."),
        N_("Break down by a column of the loaded records: `revcompass check DIR` lists them."),
    ),
    "off_grain": Text(
        N_("{bound} is not the first day of a period of the grain {grain}."),
        N_("Use {before} or {after}, or another --grain."),
    ),
    "nothing_to_trace": Text(
        N_("Nothing is behind {metric}: {reason}."),
        N_("`revcompass status DIR` says what is loaded and which days it covers."),
    ),
    "nothing_to_draw": Text(
        N_("There is no number of {metric} to draw."),
        N_("Ask for other periods or values, or download the table."),
    ),
    "no_denominator": Text(
        N_("{metric} is not divided by anything, so it has no denominator."),
        N_("Leave --side out."),
    ),
    "bridge_open": Text(
        N_(
            "The movements do not add up from opening to closing ({grain}, {period}, {slice} "
            "{slice_value}). Nothing was published."
        ),
        N_("This is a fault of the program; please report it."),
    ),
}
