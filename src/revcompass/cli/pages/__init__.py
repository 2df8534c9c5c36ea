"""Pages of the reference that are made from the catalogue and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from revcompass.cli.pages.commands import commands_page
from revcompass.cli.pages.metrics import metrics_page

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "metrics.md": metrics_page,
}
