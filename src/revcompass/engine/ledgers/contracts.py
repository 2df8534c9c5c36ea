"""Contracts: what runs, and what is booked to start or end later.

Made of edges, as the pipeline is: a span adds its amount on the day it begins to run (or to be
booked) and takes it away when that is over. Rules: docs/ledgers.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from revcompass.engine.sql import Step, day, name

_KNOWN_FROM = "least(coalesce(k.booked_at, k.span_from), k.span_from)"

_PARTS = {
    "running": ("k.span_from", "k.span_to"),
    "booked_starts": (_KNOWN_FROM, "k.span_from"),
    "booked_ends": (
        f"CASE WHEN k.end_booked_at IS NOT NULL THEN greatest(k.end_booked_at, {_KNOWN_FROM}) END",
        "k.span_to",
    ),
}
"""From which day to which a span stands in a column; without the first day never."""


def entry_steps(cut: date, spans: str, columns: Sequence[str]) -> list[Step]:
    """The steps that end in `entries`; `columns` are those of `subscriptions`."""
    return [
        Step("followers", _FOLLOWERS),
        Step("known", _known(spans)),
        Step("entries", _entries(cut, columns)),
    ]


_FOLLOWERS = """
    SELECT x.subscription_id, x.starts_on, min(x.booked_at) AS booked_at
    FROM (
        SELECT s.subscription_id, s.starts_on, s.booked_at FROM subscription_rows s
        UNION ALL
        SELECT s.replaces, s.starts_on, s.booked_at FROM subscription_rows s
        WHERE s.replaces IS NOT NULL
    ) x GROUP BY x.subscription_id, x.starts_on"""
"""When what begins on a day in place of a subscription was booked."""


def _known(spans: str) -> str:
    """Each span with the day its end was booked: a discount's with its row."""
    return f"""
    SELECT s.*, CASE
        WHEN s.span_to IS NULL THEN NULL
        WHEN s.until IS NULL OR s.own_to < s.until THEN s.booked_at
        WHEN s.cancel_requested_at IS NOT NULL THEN s.cancel_requested_at
        WHEN f.subscription_id IS NOT NULL THEN f.booked_at
        ELSE s.booked_at END AS end_booked_at
    FROM {spans} s
    LEFT JOIN followers f ON f.subscription_id = s.subscription_id AND f.starts_on = s.until
    WHERE s.annual <> 0"""


def _entries(cut: date, columns: Sequence[str]) -> str:
    own = "".join(f"k.{name(column)}, " for column in columns)
    parts = []
    for column, (since, until) in _PARTS.items():
        when = f"CASE x.sign WHEN 1 THEN {since} ELSE {until} END"
        amounts = ", ".join(
            f"{'x.sign * k.annual' if one == column else '0'} AS {one}" for one in _PARTS
        )
        counted = "x.sign" if column == "running" else "0"
        parts.append(f"""
    SELECT {own}k.account, {when} AS day, k.rated_as AS held_in, {amounts},
        {counted} AS running_subscriptions
    FROM known k CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) x
    WHERE {since} IS NOT NULL AND ({until} IS NULL OR {since} < {until})
        AND {when} <= {day(cut)}""")
    return "\n    UNION ALL".join(parts)
