"""Which slice a record belongs to: its own columns first, then those of its account."""

from __future__ import annotations

from collections.abc import Callable

from revcompass.domain.records import TABLES
from revcompass.engine.plain.company import Company, Record, optional_text

Slice = tuple[str | None, ...]
Slicer = Callable[[Record], Slice]


def slicer(
    company: Company,
    table: str,
    by: tuple[str, ...],
    account_of: Callable[[Record], str | None] = lambda row: optional_text(row, "account_id"),
) -> Slicer:
    """A function from a record of `table` to its values in the order of `by`.

    Raises LookupError where neither the table nor (through the account) `accounts` has a column.
    """
    accounts = company.by_key("accounts")
    own = _columns(company, table)
    attributes = _columns(company, "accounts") if "account_id" in own else set()
    for name in by:
        if name not in own | attributes:
            raise LookupError(f"{table} cannot be sliced by {name}")

    def slice_of(row: Record) -> Slice:
        account = accounts.get(account_of(row) or "", {})
        return tuple(optional_text(row if name in own else account, name) for name in by)

    return slice_of


def account_slicer(company: Company, by: tuple[str, ...]) -> Callable[[str], Slice]:
    """The same from an account's id, for ledgers that know nothing below the account."""
    accounts = company.by_key("accounts")
    for name in by:
        if name not in _columns(company, "accounts"):
            raise LookupError(f"accounts have no {name}")
    return lambda account: tuple(optional_text(accounts.get(account, {}), name) for name in by)


def in_order(values: Slice) -> tuple[tuple[bool, str], ...]:
    """Sorting key: code points, missing last."""
    return tuple((value is None, value or "") for value in values)


def _columns(company: Company, table: str) -> set[str]:
    canonical = {column.name for column in TABLES[table].columns}
    return canonical.union(*(row.keys() for row in company.rows(table)))
