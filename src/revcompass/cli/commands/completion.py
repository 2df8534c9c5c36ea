"""`revcompass completion`."""

from __future__ import annotations

import click

from revcompass.cli import complete, options
from revcompass.cli.help import Command
from revcompass.cli.values import Named
from revcompass.domain.words import N_


@click.command(
    cls=Command,
    help=N_(
        "Print the script by which bash, zsh or fish completes commands, options, metrics, "
        "slices, policies and their choices. To have it always, put into ~/.bashrc (or "
        '~/.zshrc) the line: eval "$(revcompass completion bash)" (or zsh). For fish, write what '
        "is printed to ~/.config/fish/completions/revcompass.fish."
    ),
    examples=(
        "revcompass completion bash",
        "revcompass completion zsh",
        "revcompass completion fish",
    ),
)
@click.argument("shell", metavar="bash|zsh|fish", type=Named(("bash", "zsh", "fish")))
@options.language
@click.pass_context
def completion(context: click.Context, /, shell: str) -> None:
    """Print a completion script."""
    group = context.find_root().command
    options.session_of(context).write(complete.script(shell, group))
