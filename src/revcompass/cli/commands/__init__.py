"""The commands: what each is for. The file of one is read when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from revcompass.domain.words import N_

COMMANDS: Mapping[str, str] = {
    "demo": N_("A sample company, loaded, with its monthly review."),
    "init": N_("Make a book: a folder with a revcompass.toml to fill in."),
    "check": N_("What would be loaded, per file and column; nothing is written."),
    "load": N_("Load the sources into a new snapshot, all or nothing."),
    "status": N_("What is loaded, and which metrics it is enough for."),
    "show": N_("Numbers: over time, broken down, or a whole board."),
    "trace": N_("The records behind a number, with file and line."),
    "compare-policies": N_("A number under every policy and preset, and the records that differ."),
    "explain": N_("What a metric means and how it is counted."),
    "glossary": N_("What a word means, from any of six languages."),
    "problems": N_("Records set aside and what else is wrong with the data."),
    "serve": N_("Open the book as web pages and an API on this machine."),
    "users": N_("Who may sign in when the book is served, and what they see."),
    "tokens": N_("Tokens that programs come in with when the book is served."),
    "completion": N_("A script that completes commands, metrics and choices."),
}
"""Every command's short help, in the order a newcomer needs them."""


def command(name: str) -> click.Command:
    """A command of the table.

    >>> command("compare-policies").name
    'compare-policies'
    """
    function = name.replace("-", "_")
    found: click.Command = getattr(import_module(f"{__name__}.{function}"), function)
    return found
