"""A book whose every name was given by somebody who means harm to who reads it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from revcompass.desk.loading import load

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</text></svg><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }}{% include 'layout.html' %}",
    "${alert(1)}",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><script>alert(1)</script><!--",
    "\u202egnp.exe\u2066 \u200f\u061c",
    "datum['x']; alert(1)",
    "nul\x00<b>byte</b>",
    "<a href=//evil.example>" + "long" * 500,
    "unbroken" * 300,
)
DAY = date(2026, 3, 31)


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])


def file_name(number: int) -> str:
    """A file's name; no file system takes a slash or a null byte."""
    return NAMES[number].replace("/", "\u2215").replace("\x00", "")[:80] + ".csv"


def hostile_book(folder: Path) -> Path:
    """Write and load it; accounts, plans, products, stages, people, teams, sources and files."""
    folder.mkdir()
    _write(
        folder / file_name(0),
        ("subscription_id", "account_id", "starts_on", "ends_on", "amount", "plan", NAMES[1]),
        [
            *((n, n, "2026-01-01", "", 100 + i, n, n) for i, n in enumerate(NAMES)),
            (NAMES[0], "twice", "2026-01-01", "", NAMES[1], "", ""),
            ("bad", NAMES[2], NAMES[3], "", "1", "", ""),
        ],
    )
    _write(
        folder / file_name(7),
        ("account_id", "name", "segment", "owner", "team", "channel", "country"),
        ([n] * 7 for n in NAMES),
    )
    deals, stays = [], []
    for i, n in enumerate(NAMES):
        deals.append((n, n, n, n, n, n, "2025-10-01", "", "", 1000 + i))
        deals.append((f"{n} won", n, n, n, n, n, "2026-01-05", "2026-02-03", "won", 500 + i))
        stays += [(n, n, "2025-10-01"), (f"{n} won", n, "2026-01-05")]
    heads = ("opportunity_id", "account_id", "owner", "channel", "product", "stage")
    _write(folder / file_name(15), (*heads, "created_at", "closed_at", "outcome", "amount"), deals)
    _write(folder / "stays.csv", ("opportunity_id", "stage", "entered_at"), stays)
    sources = [
        ("subscriptions", file_name(0), 'constants = { interval = "month", currency = "EUR" }'),
        ("accounts", file_name(7), ""),
        ("opportunities", file_name(15), 'constants = { currency = "EUR" }'),
        ("stage_changes", "stays.csv", ""),
    ]
    stages = ", ".join(map(json.dumps, NAMES))
    text = f'[book]\nname = {json.dumps(NAMES[4])}\ncurrency = "EUR"\nas_of = "{DAY}"\n'
    text += f"[funnel]\nstages = [{stages}]\n"
    for table, file, more in sources:
        text += f'[[source]]\nname = "{table}"\ntable = "{table}"\n'
        text += f"files = {json.dumps(file)}\n{more}\n"
    (folder / "revcompass.toml").write_text(text, encoding="utf-8")
    load(folder, today=DAY)
    return folder
