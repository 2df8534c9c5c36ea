"""The small book that faults are tried on: loaded once, then changed."""

from __future__ import annotations

from pathlib import Path

_SETTINGS = """
[book]
currency = "EUR"

[[source]]
name = "billing"
table = "subscriptions"
files = "billing/*.csv"
slices = ["plan"]

[[source]]
name = "crm"
table = "accounts"
files = "accounts.csv"
"""
_HEAD = "subscription_id,account_id,starts_on,ends_on,interval,currency,amount,plan\n"


def write_book(folder: Path, *, changed: bool = False, rows: int = 300) -> None:
    """Write the book's settings and files; `changed` as they are for the second load."""
    (folder / "billing").mkdir(parents=True, exist_ok=True)
    (folder / "revcompass.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "accounts.csv").write_text(
        "account_id,name\n" + "".join(f"A{n},Customer {n}\n" for n in range(rows // 8)),
        encoding="utf-8",
    )
    for month in range(1, 4):
        lines = (
            f"S{month}-{n},A{n % (rows // 8)},2026-0{month + n % 4}-0{1 + n % 9},"
            f"{'' if n % 5 else '2026-09-01'},month,EUR,{n + 100 * changed}.50,p{n % 3}\n"
            for n in range(rows // 3)
        )
        (folder / "billing" / f"{month}.csv").write_text(_HEAD + "".join(lines), encoding="utf-8")
