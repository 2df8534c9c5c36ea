"""`account_prints`: one hash per account of everything its movements are made of.

Two snapshots know an account by a hash of its id (`key`), because its number shifts with every
account that is added. Two accounts of one key count as changed together, which costs time only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from revcompass.domain.policy import CustomerUnit
from revcompass.engine.backends import Backend
from revcompass.engine.ledgers.plan import Shape
from revcompass.engine.ledgers.spans import DISCOUNT, GIVES, READS
from revcompass.engine.sql import name, names
from revcompass.engine.tables import Cut

PRINTS = "account_prints"
_KEY = "hash(a.account_id)"

_CHAIN = ("subscription_id", "replaces")


@dataclass(frozen=True, slots=True)
class Content:
    """The columns that movements are made of: always those spans read, and these."""

    cells: tuple[str, ...]
    """Of subscription rows: the slices below the account."""
    attributes: tuple[str, ...]
    """Of accounts: those that sums are kept by."""
    is_chained: bool
    """Whether a chain of subscriptions is the customer, so that their ids matter."""
    has_discounts: bool
    """Whether there is any; the days of none tell nothing."""

    @property
    def records(self) -> tuple[str, ...]:
        """The columns of subscription rows, by name."""
        return tuple(sorted({*READS, *self.cells}))

    @property
    def spans(self) -> tuple[str, ...]:
        """The columns of spans."""
        return (*GIVES, *self.cells)

    @property
    def numbers(self) -> tuple[str, ...]:
        """What a row belongs to, by a number that shifts with every account that is added."""
        return ("account", "chain") if self.is_chained else ("account",)

    def filled(self, con: Backend, store: str) -> tuple[str, ...]:
        """The columns of records that hold any value in a store."""
        told = [c for c in self.records if self.has_discounts or c not in DISCOUNT]
        rows = f"{store}subscription_rows"
        asked = (f"EXISTS (SELECT 1 FROM {rows} WHERE {name(c)} IS NOT NULL)" for c in told)
        found = con.execute(f"SELECT {', '.join(asked)}").fetchone() or ()
        return tuple(c for c, is_filled in zip(told, found, strict=True) if is_filled)

    def prints(self, store: str, filled: Sequence[str]) -> str:
        """A select of `account`, `key` and `print` of all accounts of a store.

        Hashes of rows are summed: their order tells nothing, and equal rows do not cancel.
        """
        told = ", ".join(map(name, (*filled, *(_CHAIN if self.is_chained else ()))))
        own = names(self.attributes, "a.")
        return f"""SELECT a.account, {_KEY} AS key,
        hash({own}coalesce(s.content, 0)) AS print
    FROM {store}account_ids a LEFT JOIN (
        SELECT account, sum(CAST(hash({told}) AS HUGEINT)) AS content
        FROM {store}subscription_rows GROUP BY account
    ) s ON s.account = a.account"""


def content_of(cuts: Sequence[Cut], shape: Shape) -> Content:
    """What the sums of these cuts follow from; all are under the same policies."""
    slices = {one for cut in cuts for one in cut.slices}
    return Content(
        tuple(sorted(one.column for one in slices if one.own)),
        tuple(sorted(one.column for one in slices if not one.own)),
        cuts[0].policies.choice(CustomerUnit) is CustomerUnit.SUBSCRIPTION,
        shape.has_discounts,
    )


def columns(con: Backend, table: str) -> list[tuple[str, str]]:
    """Names and types of a table's columns."""
    found = con.execute(f"SELECT * FROM {table} LIMIT 0").description or []
    return [(one[0], str(one[1])) for one in found]
