"""What a ledger can be sliced by: its own records' columns, then its accounts' attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from revcompass.domain.problem import usage_error
from revcompass.domain.records import TABLES, Kind
from revcompass.engine.backends import Backend
from revcompass.engine.prepare import columns_of
from revcompass.engine.sql import name

_SOURCE = {
    "movements": "subscriptions",
    "contracts": "subscriptions",
    "deals": "opportunities",
    "pipeline": "opportunities",
    "leads": "leads",
    "stages": "opportunities",
    "spend": "spend",
    "usage": None,
    "engagement": None,
    "answers": "answers",
}
_NO_ACCOUNT = ("spend",)
_BOOKKEEPING = ("row", "file_id", "line")
_TEXT = (Kind.TEXT, Kind.CHOICE, Kind.CURRENCY)


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice: `own` columns live in the ledger's rows, others in the account."""

    column: str
    own: bool

    def select(self) -> str:
        """The slice's value in SQL, '' where missing; `e` = the ledger's rows, `a` = accounts."""
        return f"coalesce(CAST({'e' if self.own else 'a'}.{name(self.column)} AS VARCHAR), '')"


class Slices:
    """The slices a snapshot offers, per ledger."""

    def __init__(self, con: Backend) -> None:
        self._con = con
        self._columns: dict[str, tuple[str, ...]] = {}
        self._offered: dict[str, Mapping[str, Slice]] = {}

    def offered(self, ledger: str) -> Mapping[str, Slice]:
        """All slices of a ledger by name."""
        if ledger not in self._offered:
            self._offered[ledger] = self._find(ledger)
        return self._offered[ledger]

    def _find(self, ledger: str) -> dict[str, Slice]:
        found: dict[str, Slice] = {}
        if ledger not in _NO_ACCOUNT:
            found |= {c: Slice(c, own=False) for c in self._text_columns("accounts")}
            found["acquisition_channel"] = Slice("acquisition_channel", own=False)
        source = _SOURCE[ledger]
        if source:
            found |= {c: Slice(c, own=True) for c in self._text_columns(source)}
        if ledger in ("stages", "pipeline"):
            found["stage"] = Slice("stage", own=True)
        return found

    def columns(self, table: str) -> tuple[str, ...]:
        """Every column of a canonical table, those a book added too."""
        if table not in self._columns:
            self._columns[table] = columns_of(self._con, table)
        return self._columns[table]

    def relation(self, ledger: str) -> str:
        """The canonical table a ledger's own slices live in."""
        return _SOURCE[ledger] or "accounts"

    def resolve(self, ledger: str, wanted: Sequence[str]) -> list[Slice] | None:
        """The slices of these names; `None` when the ledger lacks one that exists elsewhere.

        A name no ledger knows is a usage error that suggests the nearest.
        """
        offered = self.offered(ledger)
        if all(one in offered for one in wanted):
            return [offered[one] for one in wanted]
        everywhere = {one for other in _SOURCE for one in self.offered(other)}
        for one in wanted:
            if one not in everywhere:
                near = ", ".join(get_close_matches(one, sorted(everywhere), 1))
                raise usage_error("unknown_slice", name=one, did_you_mean=near)
        return None

    def _text_columns(self, table: str) -> list[str]:
        canonical = {c.name: c for c in TABLES[table].columns}
        days = {f"{c}_day" for c in canonical}
        return [
            column
            for column in self.columns(table)
            if column not in _BOOKKEEPING
            and column not in days
            and (column not in canonical or canonical[column].kind in _TEXT)
        ]


def key_columns(count: int, prefix: str = "") -> str:
    """`k0, k1, ` with a prefix, ready to be followed by more."""
    return "".join(f"{prefix}k{i}, " for i in range(count))


def select_keys(slices: Sequence[Slice]) -> str:
    """`… AS k0, … AS k1, `."""
    return "".join(f"{one.select()} AS k{i}, " for i, one in enumerate(slices))


def account_join(slices: Sequence[Slice]) -> str:
    """A join that adds the accounts (`a`) to rows (`e`) that have one, where a slice needs it."""
    if any(not one.own for one in slices):
        return "JOIN account_ids a ON a.account = e.account"
    return ""


def account_left_join(slices: Sequence[Slice]) -> str:
    """The same for rows that may have none."""
    return account_join(slices) and f"LEFT {account_join(slices)}"


def same_keys(count: int, left: str, right: str) -> str:
    """` AND left.k0 = right.k0 …`."""
    return "".join(f" AND {left}.k{i} = {right}.k{i}" for i in range(count))
