"""From days to periods: one period for chaining grains, twelve for trailing 12 months."""

from __future__ import annotations

from revcompass.domain.period import Grain


def in_period(day_column: str, grain: Grain) -> str:
    """A join that adds `t.period` for a day column."""
    if grain.chains:
        return f"JOIN calendar t ON t.day = {day_column} AND t.grain = '{grain}'"
    return f"""JOIN (
        SELECT c.day, m.later AS period FROM calendar c
        JOIN month_steps m ON m.month = c.period AND m.step < 12
        JOIN periods w ON w.grain = '{grain}' AND w.period = m.later
        WHERE c.grain = 'month'
    ) t ON t.day = {day_column}"""


def base_grain(grain: Grain) -> Grain:
    """The chaining grain whose labels a grain shares: months for trailing 12 months."""
    return grain if grain.chains else Grain.MONTH
