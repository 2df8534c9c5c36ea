"""What can be wrong with a book's settings."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

SETTINGS: Texts = {
    "no_sources": Text(
        N_("The book names no source."),
        N_("Add a [[source]] with its table and files, then run `revcompass check`."),
    ),
    "no_book": Text(
        N_("There is no {file} in {folder}."),
        N_("Run `revcompass init {folder}`, or name the folder of a book."),
    ),
    "book_exists": Text(
        N_("{folder} is a book already."),
        N_("Use --force to replace its settings; its snapshots stay."),
    ),
    "bad_settings": Text(
        N_("The settings cannot be read: {reason}."),
        N_("Correct the line; the file is TOML."),
    ),
    "unknown_setting": Text(
        N_("[{section}] has no setting “{key}”."),
        N_("Correct the name, or remove the line."),
    ),
    "bad_setting": Text(
        N_("“{key}” in [{section}] is “{value}”; expected: {expected}."),
        N_("Correct the line in revcompass.toml."),
    ),
    "setting_out_of_range": Text(
        N_("“{key}” in [{section}] is “{value}”; expected is a number from {least} to {most}."),
        N_("Correct the line in revcompass.toml."),
        numbers=("least", "most"),
    ),
    "missing_setting": Text(
        N_("[{section}] lacks “{key}”."),
        N_("Add it to revcompass.toml."),
    ),
    "unknown_setting_value": Text(
        N_("“{value}” is not a possible value of “{key}” in [{section}]."),
        N_("Use one of the known values."),
    ),
    "unknown_column": Text(
        N_("The table {table} has no column “{column}”."),
        N_("Use a column of {table}; further columns are kept by themselves."),
    ),
    "mapped_twice": Text(
        N_("“{column}” is filled by `columns` and by `constants` in [{section}]."),
        N_("Keep one of the two."),
    ),
    "double_source": Text(
        N_("Two sources, or two lookups of one source, are called “{name}”."),
        N_("Give each its own name."),
    ),
    "unknown_source": Text(
        N_("No source is called “{name}”."),
        N_("Use the name of a [[source]] in revcompass.toml."),
    ),
    "bad_database_url": Text(
        N_("The `database` of source {source} is not an address that can be used."),
        N_("Write it as sqlite:///file, postgresql://user@host/name or mysql://user@host/name."),
    ),
    "environment_missing": Text(
        N_("The `database` of source {source} names {name}, which is not set."),
        N_("Set the environment variable {name} and load again."),
    ),
    "driver_missing": Text(
        N_("What source {source} needs to reach its database is not installed."),
        N_("Install it: pip install 'revcompass[{extra}]'."),
    ),
    "database_unreachable": Text(
        N_("The database of source {source} cannot be reached: {reason}."),
        N_("Check the address, the user and the password in `database`."),
    ),
    "query_failed": Text(
        N_("The query of source {source} failed: {reason}."),
        N_("Correct `query`; it must be one statement that only reads."),
    ),
}
