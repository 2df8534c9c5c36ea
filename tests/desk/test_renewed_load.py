"""A book loaded again holds what one loaded for the first time holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from revcompass.desk import Desk
from revcompass.desk.loading import load
from revcompass.domain.problem import RevcompassError
from revcompass.engine import renewal
from revcompass.engine.renewal import Renewal
from revcompass.engine.tables import Cut, Tables

_SETTINGS = """
[book]
currency = "EUR"
as_of = 2026-03-31
[[source]]
name = "billing"
table = "subscriptions"
files = "s.csv"
"""
_HEAD = "subscription_id,account_id,starts_on,interval,currency,amount\n"
_ROWS = [f"S{n},A{n},2025-0{1 + n % 9}-01,month,EUR,{100 + n}\n" for n in range(12)]


def _load(folder: Path, rows: Sequence[str], day: int) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "revcompass.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "s.csv").write_text(_HEAD + "".join(rows), encoding="utf-8")
    report = load(folder, today=date(2026, 4, day))
    return folder / "snapshots" / f"{report.snapshot}.duckdb"


def _stored(file: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as con:
        return sorted(con.execute("SELECT * FROM stored_movements").fetchall())


def test_a_reload_recomputes_who_changed_and_equals_a_first_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    could: list[bool] = []
    apply = Renewal.apply

    def watched(self: Renewal, tables: Tables, cuts: Sequence[Cut]) -> bool:
        could.append(apply(self, tables, cuts))
        return could[-1]

    monkeypatch.setattr(renewal.Renewal, "apply", watched)
    backdated = [
        *_ROWS[:-1],
        "S11,A11,2024-11-05,month,EUR,300\n",
        "S12,A12,2025-05-05,year,EUR,7\n",
    ]
    _load(tmp_path / "again", _ROWS, 1)
    again = _load(tmp_path / "again", backdated, 2)
    first = _load(tmp_path / "first", backdated, 2)
    assert could == [False, True, False]
    assert _stored(again) == _stored(first)


def test_a_snapshot_of_another_release_says_to_load_anew(tmp_path: Path) -> None:
    """Its ledgers may lack what is read today; the records it was made from are all there."""
    made = _load(tmp_path / "book", _ROWS, 1)
    with duckdb.connect(str(made)) as con:
        con.execute("UPDATE meta SET value = '0' WHERE key IN ('schema_version', 'fingerprint')")
    with pytest.raises(RevcompassError) as refused:
        Desk.open(tmp_path / "book")
    assert refused.value.problem.code == "snapshot_of_another_release"
    _load(tmp_path / "book", _ROWS, 1)
    Desk.open(tmp_path / "book").close()
