"""What can be wrong with what was typed, and faults of the machine or of this program."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

COMMAND_LINE: Texts = {
    "no_such_command": Text(
        N_("There is no command “{name}”."),
        N_("List the commands with `revcompass --help`."),
    ),
    "no_such_option": Text(
        N_("{command} has no option {option}."),
        N_("List the options with `{command} --help`."),
    ),
    "missing_argument": Text(
        N_("{argument} is missing."),
        N_("See the examples of `{command} --help`."),
    ),
    "extra_argument": Text(
        N_("{command} does not know what to do with “{argument}”."),
        N_("See the examples of `{command} --help`."),
    ),
    "missing_option": Text(
        N_("{option} is missing."),
        N_("See the examples of `{command} --help`."),
    ),
    "option_needs_value": Text(
        N_("{option} is written without its value, or with one it does not take."),
        N_("See the examples of `{command} --help`."),
    ),
    "bad_option": Text(
        N_("{option} cannot be read: {reason}"),
        N_("See the examples of `{command} --help`."),
    ),
    "bad_usage": Text(
        N_("The command cannot be read: {reason}"),
        N_("See the examples of `{command} --help`."),
    ),
    "bad_choice": Text(
        N_("{option} does not take “{value}”."),
        N_("It takes one of: {choices}."),
    ),
    "bad_number": Text(
        N_("{option} does not take “{value}”."),
        N_("Write a whole number from {least} to {most}."),
        numbers=("least", "most"),
    ),
    "bad_pair": Text(
        N_("{option} cannot read “{text}”."),
        N_("Write it as {form}."),
    ),
    "period_or_range": Text(
        N_("--period {period} stands beside --from or --to."),
        N_("Give either the period or its bounds."),
    ),
    "empty_range": Text(
        N_("From {start} to {end} there is no day."),
        N_("--to is exclusive: give a day after --from."),
        days=("start", "end"),
    ),
    "grain_and_period": Text(
        N_("{period} is not a period of the grain {grain}."),
        N_("Leave --grain out, or write the period as that grain does, as in 2026-Q3."),
    ),
    "one_form_only": Text(
        N_("{one} stands beside {other}."),
        N_("Choose one form."),
    ),
    "one_metric_only": Text(
        N_("{command} takes one metric."),
        N_("Run it once for each."),
    ),
    "no_book_here": Text(
        N_("{folder} is not inside a book: there is no revcompass.toml."),
        N_("Name the book's folder, or make one with `revcompass init DIR`."),
    ),
    "not_a_demo": Text(
        N_("{folder} holds files that are not of the sample company."),
        N_("Name a new or empty folder: `revcompass demo DIR`."),
    ),
    "system_error": Text(
        N_("The system refused {path}: {reason}"),
        N_("Check that the path exists, that you may use it, and that the disk has space."),
    ),
    "internal_error": Text(
        N_("This is a fault in revcompass: {reason}"),
        N_("Run the command again with `REVCOMPASS_DEBUG=1` in front and report what it prints."),
    ),
}
