"""What the subscriptions of a store look like, and a store that holds a part of them."""

from __future__ import annotations

from dataclasses import dataclass

from revcompass.engine.backends import Backend
from revcompass.engine.ledgers.plan import Shape


@dataclass(frozen=True, slots=True)
class Part:
    """Some accounts of a whole, for movements alone: the whole's shape, what is read of spans."""

    shape: Shape
    span_columns: tuple[str, ...]


def read_shape(con: Backend, store: str = "") -> Shape:
    """What the subscriptions of a store look like; `store` prefixes one that is attached."""
    rows = f"{store}subscription_rows"

    def has(condition: str) -> bool:
        return con.execute(f"SELECT 1 FROM {rows} WHERE {condition} LIMIT 1").fetchone() is not None

    found = con.execute(f"SELECT DISTINCT currency FROM {rows} ORDER BY currency").fetchall()
    return Shape(
        currencies=tuple(row[0] for row in found),
        has_pauses=has("status = 'paused'"),
        has_discounts=has("discount_kind IS NOT NULL"),
    )
