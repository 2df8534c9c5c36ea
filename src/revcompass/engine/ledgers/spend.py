"""Spend: records spread evenly over their days, exactly. Rules: docs/ledgers.md."""

from __future__ import annotations

from datetime import date

from revcompass.engine.sql import Step, day


def entry_steps(cut: date) -> list[Step]:
    """The steps that end in `entries`: one row per record and day.

    A day's part is a difference of two cumulative floors, so nothing is lost.
    """
    return [
        Step("spread", _spread()),
        Step("entries", _entries(cut)),
    ]


def _spread() -> str:
    return """
    SELECT s.*, coalesce(s.date, s."from") AS first_day,
        CASE WHEN s.date IS NOT NULL THEN 1
            WHEN s."to" > s."from" THEN s."to" - s."from" ELSE 1 END AS days
    FROM spend s"""


def _entries(cut: date) -> str:
    """Floors of negative amounts go down, as those of positive ones do."""

    def floor(product: str) -> str:
        return (
            f"(CASE WHEN {product} >= 0 THEN ({product}) // s.days"
            f" ELSE -((-({product}) + s.days - 1) // s.days) END)"
        )

    amount = "CAST(s.amount AS HUGEINT)"
    nth = "(d.day - s.first_day)"
    part = f"({floor(f'{amount} * ({nth} + 1)')} - {floor(f'{amount} * {nth}')})"
    value = "x.part * coalesce(r.rate, 0)"

    def when(test: str) -> str:
        return f"CASE WHEN {test} THEN {value} ELSE CAST(0 AS HUGEINT) END"

    return f"""
    SELECT x.*, CAST(NULL AS INTEGER) AS account,
        {when("x.category = 'sales'")} AS sales,
        {when("x.category = 'marketing'")} AS marketing,
        {when("x.category IN ('sales', 'marketing') AND x.kind = 'programme'")} AS programme,
        {when("x.category = 'success'")} AS success,
        {when("x.category = 'cogs'")} AS cogs,
        {value} AS total,
        CASE WHEN x.day = x.first_day THEN 1 ELSE 0 END AS rows,
        CASE WHEN x.part <> 0 AND r.rate IS NULL THEN 1 ELSE 0 END AS unrated
    FROM (
        SELECT s.*, d.day, {part} AS part
        FROM spread s
        JOIN days d ON d.day >= s.first_day AND d.day < s.first_day + CAST(s.days AS INTEGER)
        WHERE d.day <= {day(cut)}
    ) x
    LEFT JOIN daily_rates r ON r.currency = x.currency AND r.day = x.day"""
