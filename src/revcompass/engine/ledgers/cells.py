"""Slices below the account: one entity's change shared among its cells.

The class of a change is the entity's. Inside the entity, deltas of opposite sign cancel into
`transfer`; what is left goes to the cells of the entity's sign, the largest first. An entity counts
once, under its largest cell. Rules: docs/ledgers.md, "Slices below the account".
"""

from __future__ import annotations

from collections.abc import Sequence

from revcompass.engine.sql import Step, name


def cell_steps(cells: Sequence[str], was: str, is_now: str, *, keeps_free: bool) -> list[Step]:
    """The steps from `valued` to `shared`; `keeps_free`: an entity may count under a free cell."""
    ties = ", ".join(
        f"CASE WHEN v.{name(c)} = '' THEN 1 ELSE 0 END NULLS FIRST, v.{name(c)} NULLS FIRST"
        for c in cells
    )
    return [
        Step("ranked", _ranked(ties, was, is_now, keeps_free=keeps_free)),
        Step("shared", _shared(ties)),
    ]


def _ranked(ties: str, was: str, is_now: str, *, keeps_free: bool) -> str:
    held = "CASE WHEN v.{}_free > 0 THEN 1 ELSE 0 END DESC NULLS LAST, " if keeps_free else ""
    opening, closing = (held.format(side) + ties for side in ("open", "close"))
    return f"""
    SELECT v.*, {was} AS was, {is_now} AS is_now,
        CASE WHEN v.unrated > 0 OR v.o <> 0 OR v.c <> 0 THEN sum(v.unrated) OVER entity ELSE 0 END
            AS lacking,
        v.c - v.o AS delta,
        sum(v.c - v.o) OVER entity AS entity_delta,
        row_number() OVER (PARTITION BY v.entity, v.period
            ORDER BY v.o DESC NULLS LAST, v.open_paying DESC NULLS LAST, {opening})
            AS opening_rank,
        row_number() OVER (PARTITION BY v.entity, v.period
            ORDER BY v.e DESC NULLS LAST, v.close_paying DESC NULLS LAST, {closing})
            AS closing_rank,
        row_number() OVER (PARTITION BY v.entity, v.period ORDER BY v.cell_paid NULLS LAST, {ties})
            AS first_rank
    FROM valued v
    WINDOW entity AS (PARTITION BY v.entity, v.period)"""


def _shared(ties: str) -> str:
    """`moved` = what of the cell's delta is in the class."""
    aligned = "CASE WHEN sign(v.delta) = sign(v.entity_delta) THEN abs(v.delta) ELSE 0 END"
    return f"""
    SELECT x.*,
        sign(x.entity_delta) * greatest(least(x.aligned, abs(x.entity_delta) - x.taken), 0)
            AS moved,
        CASE WHEN x.opening_rank = 1 THEN 1 ELSE 0 END AS opens_here,
        CASE WHEN x.closing_rank = 1 THEN 1 ELSE 0 END AS closes_here,
        CASE WHEN x.first_paid BETWEEN x.starts AND x.closes_on
            AND CASE WHEN x.is_now THEN x.closing_rank ELSE x.first_rank END = 1 THEN 1 ELSE 0 END
            AS first_here
    FROM (
        SELECT v.*, {aligned} AS aligned,
            coalesce(sum({aligned}) OVER (
                PARTITION BY v.entity, v.period ORDER BY {aligned} DESC NULLS LAST, {ties}
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS taken
        FROM ranked v
    ) x"""
