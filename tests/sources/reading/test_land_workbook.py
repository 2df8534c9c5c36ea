"""Workbooks: every value as one text, and hostile files refused with a reason."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.sources.reading import Format, Landed, land, propose
from revcompass.sources.workbook import limits

Rows = list[tuple[Any, ...]]
Edit = dict[str, tuple[str, str]]


def written(
    path: Path, rows: Sequence[Sequence[object]], formats: dict[str, str] | None = None
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    other = book.create_sheet("Other")
    other.append(["id"])
    other.append(["x"])
    book.save(path)
    return path


def edited(path: Path, part: str, old: str, new: str) -> Path:
    """Change the XML of one part."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def read(path: Path, fmt: Format | None = None) -> tuple[Landed, Rows]:
    with duckdb.connect() as con:
        result = land(con, "t", path, fmt or Format())
        return result, con.execute("SELECT * FROM t ORDER BY rowid").fetchall()


def refused(path: Path, fmt: Format | None = None) -> tuple[str, dict[str, Any]]:
    with pytest.raises(RevcompassError) as caught:
        read(path, fmt)
    return caught.value.problem.code, caught.value.problem.params


DAY = dt.datetime(2026, 9, 30)  # noqa: DTZ001 - a cell has no zone


def test_one_text_for_each_value(tmp_path: Path) -> None:
    cells: list[tuple[object, str, str]] = [
        ("00123", "", "00123"),
        (" a\nb ", "", " a\nb "),
        (123, "", "123"),
        (10.5, "", "10.5"),
        (1e20, "", "100000000000000000000"),
        (1.1, "#,##0.00 €", "1.1"),
        (0.125, "0.0%", "12.5%"),
        (True, "", "true"),
        (DAY, "dd/mm/yyyy", "2026-09-30"),
        (DAY, "dd/mm/yyyy hh:mm", "2026-09-30T00:00:00"),
        (DAY + dt.timedelta(hours=10), "yyyy-mm-dd", "2026-09-30T10:00:00"),
        (dt.time(12, 30), "h:mm", "12:30:00"),
        (dt.timedelta(hours=26, minutes=5), "[h]:mm:ss", "26:05:00"),
        ("#N/A", "", "#N/A"),
    ]
    formats = {f"{chr(65 + n)}2": form for n, (_, form, _) in enumerate(cells) if form}
    header = [f"c{number}" for number in range(len(cells))]
    path = written(tmp_path / "b.xlsx", [header, [value for value, _, _ in cells]], formats)
    edited(path, "xl/worksheets/sheet1.xml", "<v>1.1</v>", "<v>1.1000000000000001</v>")
    assert read(path)[1] == [(2, *(text for _, _, text in cells))]


def test_lines_are_rows_and_nothing_is_dropped(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Report"],
        [],
        ["id", "", "amount"],
        ["a", None, 1],
        [],
        ["b", "x", 2, "note"],
        [None],
    ]
    path = written(tmp_path / "b.xlsx", rows)
    result, found = read(path, Format(header_row=3))
    assert result.columns == ("id", "amount", "column_2", "column_4")
    assert found == [(4, "a", "1", "", ""), (6, "b", "2", "x", "note")]
    assert (result.physical_lines, result.blank_lines) == (7, 2)
    assert refused(path, Format(header_row=5))[0] == "empty_file"


def test_sheets_by_name(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    assert read(path)[1] == [(2, "a")]
    assert read(path, Format(sheet="Other"))[1] == [(2, "x")]
    code, params = refused(path, Format(sheet="other"))
    assert (code, params["did_you_mean"], params["sheets"]) == (
        "unknown_sheet",
        "Other",
        ["Sheet", "Other"],
    )


def test_a_formula_nobody_computed_is_no_empty_cell(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", [["id", "sum"], ["a", "=1+1"]])
    assert refused(path) == ("formulas_without_values", {"count": 1})
    edited(path, "xl/worksheets/sheet1.xml", "<v />", "<v>2</v>")
    assert read(path)[1] == [(2, "a", "2")]
    edited(path, "xl/worksheets/sheet1.xml", "<f>1+1</f><v>2</v>", "<f>1+1</f>")
    assert refused(path) == ("formulas_without_values", {"count": 1})
    edited(path, "xl/worksheets/sheet1.xml", 'r="B2">', 'r="B2" t="str">')
    assert read(path)[1] == [(2, "a", "")]


def test_a_claim_is_refused(tmp_path: Path) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    edited(path, sheet, 'ref="A1:A2"', 'ref="A1:XFD1048576"')
    assert refused(path) == ("sheet_too_large", {"rows": 1_048_576, "columns": 16_384})
    edited(path, sheet, 'ref="A1:XFD1048576"', 'ref="A1:A2"')
    edited(path, sheet, 'row r="2"', 'row r="99999999999"')
    assert refused(path)[0] == "sheet_too_large"


def test_a_far_cell_is_only_far(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    edited(path, "xl/worksheets/sheet1.xml", 'row r="2"', 'row r="200000"')
    edited(path, "xl/worksheets/sheet1.xml", 'r="A2"', 'r="A200000"')
    result, rows = read(path)
    assert rows == [(200_000, "a")]
    assert result.blank_lines == 199_998


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", [["id"], ["a"], ["b"]])
    assert (
        refused(edited(path, "xl/worksheets/sheet1.xml", 'row r="3"', 'row r="2"'))[0]
        == "damaged_file"
    )


def test_a_ratio_bomb_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(40 << 20))
    code, params = refused(path)
    assert code == "workbook_bomb"
    assert params["ratio"] > limits.MOST_RATIO


def test_memory_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_MEMORY", 128 << 20)
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    items = "".join(f"<si><t>{number:0>8}</t></si>" for number in range(1 << 19)) * 3
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b"</Types>", override)
    xmlns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = f"<sst {xmlns}>{items}</sst>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert refused(path)[0] == "workbook_too_costly"


def test_time_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    monkeypatch.setattr(limits, "MOST_SECONDS", 0.001)
    assert refused(path)[0] == "workbook_too_costly"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 100, b"id,amount\n1,2\n"]
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(content)
    assert refused(path)[0] == "damaged_file"


def test_entities_do_not_explode(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", [["id"], ["a"]])
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20 if n else "ha"}">' for n in range(10))
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        copy = Path(str(path).replace("b.xlsx", "c.xlsx"))
        copy.write_bytes(path.read_bytes())
        with zipfile.ZipFile(copy) as archive:
            text = archive.read(part).decode()
        start = text.index("<", text.index("?>") if text.startswith("<?xml") else 0)
        root = text[start + 1 :].split(" ", 1)[0]
        edited(copy, part, text[start:], f"<!DOCTYPE {root} [{laughs}]>{text[start:]}&e9;")
        assert refused(copy)[0] in {"damaged_file", "workbook_too_costly"}


def test_no_file_and_no_header(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx")[0] == "missing_file"
    assert refused(written(tmp_path / "b.xlsx", []))[0] == "empty_file"


def test_a_proposal_stops_early(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["on", "price"],
        *(["31.01.2026", number + 0.5] for number in range(20_000)),
    ]
    path = written(tmp_path / "b.xlsx", rows)
    proposal = propose(path, Format(), sample_rows=10)
    assert (proposal.rows, proposal.format.dates) == (10_000, "%d.%m.%Y")
