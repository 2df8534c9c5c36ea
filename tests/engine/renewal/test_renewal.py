"""A snapshot brought up to date holds what a full build holds, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from companies import MICRO, MOVEMENT_CHOICES, Rows, companies, company, fill_tables, policy_sets
from revcompass.domain.policy import PolicySet
from revcompass.engine import prints
from revcompass.engine.build import build_rollups, verify_bridge
from revcompass.engine.frame import Frame
from revcompass.engine.plain.company import Company
from revcompass.engine.renewal import Renewal
from revcompass.engine.rollups import sums
from revcompass.engine.tables import Cut, Tables
from worlds import in_worlds_of, worlds

_STORED = ("stored_movements", "movement_classes", "movement_changes", "account_prints")
_SIZE = 12


@dataclass(frozen=True)
class _Watched(Renewal):
    """A renewal that remembers whether it could."""

    could: list[bool] = field(default_factory=list)

    def apply(self, tables: Tables, cuts: Sequence[Cut]) -> bool:
        self.could.append(super().apply(tables, cuts))
        return self.could[-1]


@contextmanager
def _built(
    file: Path, one: Company, policies: PolicySet, renewal: Renewal
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(file), config={"threads": 1}) as con:
        fill_tables(con, one)
        frame = Frame(one.currency, one.calendar, one.data_as_of, one.stages)
        build_rollups(con, frame, policies, renewal=renewal)
        yield con


def _stored(file: Path, one: Company, policies: PolicySet, renewal: Renewal) -> dict[str, Rows]:
    with _built(file, one, policies, renewal) as con:
        verify_bridge(con)
        found = {}
        for table in _STORED if sums.are_kept(policies) else _STORED[:1]:
            result = con.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in result.description or []]
            rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
            found[table] = sorted(rows, key=repr)
        return found


def _agree(versions: Sequence[Company], policies: PolicySet) -> list[bool]:
    """Load one version after the other, each also on its own; whether each could be renewed."""
    could: list[bool] = []
    with TemporaryDirectory() as folder:
        before: Path | None = None
        for n, one in enumerate(versions):
            file = Path(folder) / f"renewed{n}.duckdb"
            renewal = _Watched(before)
            renewed = _stored(file, one, policies, renewal)
            fresh = _stored(Path(folder) / f"fresh{n}.duckdb", one, policies, Renewal())
            assert renewed.keys() == fresh.keys()
            for table, rows in renewed.items():
                assert rows == fresh[table], table
            could += renewal.could
            before = file
    return could


# --- any edits ---------------------------------------------------------------------------------

Tabled = dict[str, Rows]


@st.composite
def edits(draw: st.DrawFn, one: Company) -> Company:
    """The company with some rows added, removed, changed, backdated or moved; or a later day."""
    tables: Tabled = {name: [dict(row) for row in one.rows(name)] for name in one.tables}
    ended = one.data_as_of
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from([*_EDITS, "later"]))
        if kind == "later":
            ended += timedelta(days=draw(st.sampled_from([1, 5, 17, 40])))
        elif tables["subscriptions"]:
            place = draw(st.integers(0, len(tables["subscriptions"]) - 1))
            _EDITS[kind](tables, place, draw(st.integers(1, 300)))
    return replace(one, tables=tables, data_as_of=ended)


def _remove(tables: Tabled, place: int, number: int) -> None:
    del tables["subscriptions"][place : place + 1 + number % 2]


def _reprice(tables: Tabled, place: int, number: int) -> None:
    row = tables["subscriptions"][place]
    row |= {"amount": number * MICRO, "unit_amount": None}


def _backdate(tables: Tabled, place: int, number: int) -> None:
    _put(tables, place, {"starts_on": _day(tables, place) - timedelta(days=number)})


def _move(tables: Tabled, place: int, number: int) -> None:
    rows = tables["subscriptions"]
    rows[place]["account_id"] = rows[number % len(rows)]["account_id"]


def _follow(tables: Tabled, place: int, number: int) -> None:
    """A new subscription in place of another, perhaps of a new or of another account."""
    rows = tables["subscriptions"]
    other = rows[number % len(rows)]
    rows.append(
        {
            **rows[place],
            "subscription_id": f"new {len(rows)} {number}",
            "starts_on": _day(tables, place) + timedelta(days=number % 60),
            "replaces": other["subscription_id"],
            "account_id": "A new" if number % 3 == 0 else other["account_id"],
        }
    )


def _other_currency(tables: Tabled, place: int, number: int) -> None:
    tables["subscriptions"][place]["currency"] = ["EUR", "USD"][number % 2]


def _other_plan(tables: Tabled, place: int, number: int) -> None:
    tables["subscriptions"][place]["plan"] = ["basic", "pro", None][number % 3]


def _other_segment(tables: Tabled, place: int, number: int) -> None:
    accounts = tables["accounts"]
    accounts[place % len(accounts)]["segment"] = ["smb", "large", None][number % 3]


def _other_quote(tables: Tabled, place: int, number: int) -> None:
    if quotes := tables["exchange_rates"]:
        quotes[place % len(quotes)]["rate"] = 10**7 * number


def _day(tables: Tabled, place: int) -> date:
    day = tables["subscriptions"][place]["starts_on"]
    assert isinstance(day, date)
    return day


def _put(tables: Tabled, place: int, values: Mapping[str, object]) -> None:
    """Change a row, unless a row with that key is there."""
    row = {**tables["subscriptions"][place], **values}
    taken = {(one["subscription_id"], one["starts_on"]) for one in tables["subscriptions"]}
    if (row["subscription_id"], row["starts_on"]) not in taken:
        tables["subscriptions"][place] = row


_EDITS: Mapping[str, Callable[[Tabled, int, int], None]] = {
    "remove": _remove,
    "reprice": _reprice,
    "backdate": _backdate,
    "move": _move,
    "follow": _follow,
    "currency": _other_currency,
    "plan": _other_plan,
    "segment": _other_segment,
    "quote": _other_quote,
}


@in_worlds_of(_SIZE)
@given(worlds(companies(), _SIZE), policy_sets(MOVEMENT_CHOICES), st.data())
def test_after_any_edits_a_renewed_snapshot_equals_a_full_build(
    world: object, policies: PolicySet, data: st.DataObject
) -> None:
    versions = [world.merged]  # type: ignore[attr-defined]
    for _ in range(2):
        versions.append(data.draw(edits(versions[-1])))
    could = _agree(versions, policies)
    event(f"brought up to date: {sum(could)} of {len(could) - 1} loads")


# --- when it can, and when it cannot -----------------------------------------------------------


def _many(**changed: object) -> Company:
    """Ten accounts, each with an upgrade; the last one's second row with other values."""
    rows: Rows = []
    for n in range(10):
        row = {"subscription_id": f"S{n}", "account_id": f"A{n}", "plan": "basic"}
        rows.append({**row, "starts_on": date(2024, 1 + n, 1), "amount": 10 * MICRO})
        rows.append({**row, "starts_on": date(2024, 3 + n, 1), "amount": 20 * MICRO})
    rows[-1] |= changed
    accounts = [{"account_id": f"A{n}", "segment": "smb"} for n in range(10)]
    return company(accounts=accounts, subscriptions=rows)


@pytest.mark.parametrize("unit", ["account", "subscription"])
@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 5 * MICRO},
        {"starts_on": date(2023, 12, 20)},
        {"plan": "pro", "ends_on": date(2025, 2, 3)},
        {"account_id": "A new"},
        {"replaces": "S8"},
        {"account_id": "A8", "replaces": "S8"},
    ],
)
def test_one_changed_account_is_recomputed_alone(changed: dict[str, object], unit: str) -> None:
    policies = PolicySet.of({"customer_unit": unit})
    assert _agree([_many(), _many(**changed)], policies) == [False, True]


@pytest.mark.parametrize("attribute", ["segment", "name"])
def test_an_account_with_another_attribute(attribute: str) -> None:
    other = _many()
    other.tables["accounts"][3][attribute] = "large"  # type: ignore[index]
    assert _agree([_many(), other, _many()], PolicySet()) == [False, True, True]


def test_accounts_of_one_key_are_recomputed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "CASE WHEN a.account_id IN ('A8', 'A9') THEN 0 ELSE hash(a.account_id) END"
    monkeypatch.setattr(prints, "_KEY", key)
    for changed in ({"amount": 5 * MICRO}, {"account_id": "A new"}, {"account_id": "A8"}):
        assert _agree([_many(), _many(**changed), _many()], PolicySet()) == [False, True, True]


def test_a_later_last_day_recomputes_only_who_moves() -> None:
    later = replace(_many(), data_as_of=date(2025, 6, 2))
    assert _agree([_many(), later], PolicySet()) == [False, True]


def test_a_new_currency_or_most_accounts_changed_builds_anew() -> None:
    assert _agree([_many(), _many(currency="USD")], PolicySet()) == [False, False]
    other = _many()
    for row in other.tables["subscriptions"]:
        row["amount"] = 7 * MICRO  # type: ignore[index]
    assert _agree([_many(), other], PolicySet()) == [False, False]


def test_other_policies_build_anew(tmp_path: Path) -> None:
    gross = PolicySet.of({"discounts": "gross"})
    _stored(tmp_path / "a.duckdb", _many(), PolicySet(), Renewal())
    renewal = _Watched(tmp_path / "a.duckdb")
    renewed = _stored(tmp_path / "b.duckdb", _many(), gross, renewal)
    assert renewal.could == [False]
    assert renewed == _stored(tmp_path / "c.duckdb", _many(), gross, Renewal())


def test_an_unreadable_earlier_snapshot_builds_anew(tmp_path: Path) -> None:
    (tmp_path / "a.duckdb").write_bytes(b"no database" * 1000)
    renewal = _Watched(tmp_path / "a.duckdb")
    renewed = _stored(tmp_path / "b.duckdb", _many(), PolicySet(), renewal)
    assert renewal.could == [False]
    assert renewed == _stored(tmp_path / "c.duckdb", _many(), PolicySet(), Renewal())
