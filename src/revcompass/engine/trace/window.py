"""The one period that is traced: its days, and the rates at its two ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from revcompass.engine.readings.cells import Ask
from revcompass.engine.sql import day
from revcompass.engine.tables import Tables


@dataclass(frozen=True, slots=True)
class Window:
    """A period of the movements; `rates` are those of the opening and the closing day."""

    label: date
    starts: date
    opens_on: date
    closes_on: date
    rates: Mapping[str, tuple[int | None, int | None]]

    @classmethod
    def of(cls, tables: Tables, ask: Ask) -> Window | None:
        """The window of the period asked for; `None` outside the days of the data."""
        rows = tables.con.execute(
            f"""SELECT starts, opens_on, closes_on, rated_as, opening_rate, closing_rate
            FROM {tables.facts(ask.sliced)[2]} WHERE period = {day(ask.first)}"""
        ).fetchall()
        if not rows:
            return None
        starts, opens_on, closes_on = rows[0][:3]
        return cls(ask.first, starts, opens_on, closes_on, {row[3]: row[4:] for row in rows})
