"""What can be wrong with a question: metrics, periods, policies, slices."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

ASKING: Texts = {
    "unknown_metric": Text(
        N_("There is no metric “{name}”."),
        N_("List all metrics with: revcompass status DIR"),
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
        N_("The choice {choice} of {policy} is written without its number, or with one too many."),
        N_("Only choices with an n in their name take a number, as in after_n_days:30."),
    ),
    "unknown_policy": Text(
        N_("There is no policy “{name}”."),
        N_("List the policies of a metric with: revcompass explain METRIC"),
    ),
}
