"""`load`, `check`, `init` and `demo`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.fake import PROBLEMS, FakeDesk, Run
from revcompass.book.config import FileFormat
from revcompass.book.recorded import Coverage
from revcompass.cli import house, progress
from revcompass.cli.session import Session
from revcompass.desk import LoadReport
from revcompass.domain.problem import Problem
from revcompass.sources.check import CheckReport, ColumnCheck, FileCheck

COVERAGE = Coverage(
    124, 120, 3, 1, {"EUR": "1000.5"}, {"EUR": "900.5"}, {"EUR": "100"}, {}, unreadable_amounts=1
)


@dataclass
class Loads:
    """Loads that were asked for."""

    report: LoadReport
    asked: list[dict[str, Any]]


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Loads:
    made = Loads(LoadReport("000124", False, {"subscriptions": COVERAGE}, PROBLEMS), [])

    def load(folder: Path, **options: Any) -> LoadReport:
        made.asked.append({"folder": folder, **options})
        return made.report

    monkeypatch.setattr(house, "load_book", load)
    return made


@pytest.mark.usefixtures("desk")
def test_load_says_where_rows_and_money_went(cli: Run, loads: Loads) -> None:
    ran = cli("load", "--source", "billing,crm")
    assert ran.code == 0
    assert loads.asked[0]["only"] == ("billing", "crm")
    assert loads.asked[0]["today"] == house.today()
    flat = " ".join(ran.out.split())
    assert "subscriptions 124 120 3 1" in flat
    assert "EUR 1,000.50 900.50 100.00 0.00" in flat
    assert "1 amount could not be read" in flat
    assert "a.csv:7" in flat
    assert "Next: revcompass problems" in flat


@pytest.mark.usefixtures("desk")
def test_load_as_json(cli: Run, loads: Loads) -> None:
    document = json.loads(cli("load", "--json").out)
    assert document["tables"]["subscriptions"]["money_read"] == {"EUR": "1000.5"}
    assert loads.asked


def _report(*problems: Problem) -> CheckReport:
    column = ColumnCheck("Betrag", ("amount",), "amount", "number", ("1,50", "2\x1b,00"))
    kept = ColumnCheck("Farbe", (), "kept", "text", ("rot",))
    file = FileCheck("crm", "opportunities", "a.csv", FileFormat(), FileFormat(";"), (column, kept))
    return CheckReport((file,), {"opportunities": COVERAGE}, problems, date(2026, 9, 21))


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("problems", "code"), [(PROBLEMS, 3), (PROBLEMS[1:], 0), ((), 0)])
def test_check(
    cli: Run, monkeypatch: pytest.MonkeyPatch, problems: tuple[Problem, ...], code: int
) -> None:
    monkeypatch.setattr(house, "check_book", lambda folder, pin: (_report(*problems), ["crm"]))  # noqa: ARG005
    ran = cli("check", "--pin")
    assert ran.code == code
    flat = " ".join(ran.out.split())
    assert "Betrag amount amount 1,50" in flat
    assert "Farbe kept under its name" in flat
    assert "\x1b" not in ran.out
    assert ran.err == "The format of crm is pinned.\n"


def test_init_writes_a_book_once(cli: Run, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    assert cli("init", str(folder), "--currency", "usd", "--fiscal-year-start", "4").code == 0
    text = (folder / "revcompass.toml").read_text(encoding="utf-8")
    assert 'currency = "USD"' in text
    assert "fiscal_year_start = 4" in text
    again = cli("init", str(folder))
    assert again.code == 2
    assert again.err
    assert cli("init", str(folder), "--force").code == 0


def test_demo_can_be_run_twice(cli: Run, loads: Loads, desk: FakeDesk, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    for _ in range(2):
        ran = cli("demo", str(folder), "--accounts", "10")
        assert ran.code == 0, ran.err
        assert "an invented company" in ran.out
        assert "Where to look next" in ran.out
    assert len(loads.asked) == 2
    assert desk.boards == [None, None]


@pytest.mark.usefixtures("loads", "desk")
def test_demo_leaves_other_folders_alone(cli: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    kept = tmp_path / "mine" / "letter.txt"
    kept.write_text("dear", encoding="utf-8")
    ran = cli("demo", str(kept.parent))
    assert ran.code == 2
    assert list(kept.parent.iterdir()) == [kept]


def test_a_bar_waits_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.5, 1.5, 2.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    monkeypatch.setenv("FORCE_COLOR", "1")
    seen: list[str] = []
    with progress.progress_bar(Session()) as bar:
        assert bar is not None
        for share in (0.1, 0.5, 0.9):
            bar("sources", share)
            seen.append(capsys.readouterr().err)
    assert seen[0] == ""
    assert "".join(seen[1:]) + capsys.readouterr().err


def test_no_bar_in_a_pipe() -> None:
    with progress.progress_bar(Session()) as bar:
        assert bar is None
