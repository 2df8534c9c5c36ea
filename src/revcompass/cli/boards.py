"""The boards, ready to print."""

# ruff: noqa: PLC0415 - late imports keep the command line quick to start

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from revcompass.cli import house
from revcompass.cli.session import Session
from revcompass.domain.asking import read_period

if TYPE_CHECKING:
    from rich.console import RenderableType

    from revcompass.desk import Desk


def board_parts(
    session: Session, desk: Desk, named: Sequence[str] = (), code: str | None = None
) -> list[RenderableType]:
    """The review of a period (without one: of the last full month); all boards or those named."""
    from revcompass.cli.render.board import board
    from revcompass.desk.answers import BOARDS

    calendar = house.calendar_of(desk)
    asked = desk.board(read_period(code, calendar) if code else None)
    ids = {result.metric for _, results in asked.sections for result in results}
    metrics = {metric_id: house.metric(metric_id) for metric_id in sorted(ids)}
    titles = tuple(BOARDS[name] for name in named if name in BOARDS)
    return board(session.view(calendar), asked, metrics, titles)
