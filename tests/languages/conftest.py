"""The command line of `tests/cli`, in every language."""

from cli.conftest import cli, desk, plain_terminal

__all__ = ["cli", "desk", "plain_terminal"]
