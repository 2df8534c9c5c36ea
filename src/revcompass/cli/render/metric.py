"""One metric's answer: heading, numbers, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from revcompass.cli.render.heading import Subject, heading
from revcompass.cli.render.notes import metric_notes
from revcompass.cli.render.series import series
from revcompass.cli.render.slices import slices
from revcompass.cli.render.terminal import line
from revcompass.cli.render.view import View
from revcompass.words.labels import UNDEFINED

if TYPE_CHECKING:
    from rich.console import RenderableType


def metric_parts(view: View, subject: Subject, compare: str | None) -> list[RenderableType]:
    """Everything `show` prints of a metric."""
    rows = subject.result.rows
    parts = [*heading(view, subject), line("")]
    reasons = {row.value.undefined for row in rows}
    if not rows:
        parts.append(line(view.words.ui(UNDEFINED["no_data"])))
    elif len(rows) > 1 and len(reasons) == 1 and None not in reasons:
        parts.append(line(view.why_undefined(rows[0])))
    elif rows[0].slice:
        parts += slices(view, subject)
    else:
        parts += series(view, subject, compare)
    return [*parts, *metric_notes(view, subject)]
