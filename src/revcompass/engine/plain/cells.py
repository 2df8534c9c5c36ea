"""Slices below the customer: how one movement is shared among its cells."""

from __future__ import annotations

from collections.abc import Container

from revcompass.engine.plain.life import Cells
from revcompass.engine.plain.slices import Slice, in_order


def share_out(change: Cells) -> Cells:
    """What each cell takes of the customer's change; the rest of its own change is transfer.

    >>> share_out({("A",): -100, ("B",): 70})
    {('A',): -30, ('B',): 0}
    """
    total = sum(change.values())
    left = abs(total)
    taken = dict.fromkeys(change, 0)
    for cell in sorted(change, key=lambda cell: (-abs(change[cell]), in_order(cell))):
        own = change[cell]
        if own * total > 0:
            part = min(abs(own), left)
            taken[cell] = part if own > 0 else -part
            left -= part
    return taken


def largest(amounts: Cells, paying: Container[Slice] = (), free: Container[Slice] = ()) -> Slice:
    """The cell with the largest amount.

    Ties go to a cell that is paid for natively (without its rate it is worth 0, like a free one),
    then to one that is held for free, then to the first in code-point order, missing last.

    >>> largest({("B",): 50, ("A",): 50, (None,): 50})
    ('A',)
    >>> largest({("A",): 0, ("B",): 0}, paying={("B",)})
    ('B',)
    """
    return min(
        amounts,
        key=lambda cell: (-amounts[cell], cell not in paying, cell not in free, in_order(cell)),
    )
