"""What the reading of one column is, in SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Cell:
    """How a cell's text becomes a value.

    `value` is an SQL expression: the typed value, or NULL where the text cannot be read. `reason`
    gives the problem's code where `value` is NULL although there is a text; `params` are what its
    message says besides column and value.
    """

    value: str
    reason: str
    params: dict[str, Any] = field(default_factory=dict)
