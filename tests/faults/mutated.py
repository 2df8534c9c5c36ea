"""Files that were damaged at random, and bombs: whatever is in them, the process lives on."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from faults.figure import Figure
from faults.worker import Worker

_BATCH = 25
_MOST_MB = 700
_MOST_SHEET_MB = 1024
_ROWS = [{"id": f"S{n}", "name": f"Café {n}", "amount": f"{n}.50"} for n in range(60)]
_HEAD = list(_ROWS[0])
_TOKENS = (
    b'"',
    b"\x00",
    b"\r",
    b"\n",
    b"\xff\xfe",
    b"{",
    b"]",
    b",",
    b"\\u",
    b"1e999",
    b"\xed\xa0\x80",
)


def _delimited(delimiter: str) -> bytes:
    lines = [delimiter.join(_HEAD), *(delimiter.join(row.values()) for row in _ROWS)]
    return "".join(f"{line}\n" for line in lines).encode()


def _workbook() -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    for row in (_HEAD, *([*row.values()] for row in _ROWS)):
        sheet.append(list(row))
    book.save(buffer)
    return buffer.getvalue()


def _parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(_ROWS), buffer, compression="none")
    return buffer.getvalue()


def whole_files() -> Mapping[str, bytes]:
    """A good file of each kind, by its ending."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _ROWS).encode()
    return {
        "csv": _delimited(","),
        "tsv": _delimited("\t"),
        "csv.gz": gzip.compress(_delimited(","), mtime=0),
        "json": json.dumps({"data": _ROWS}).encode(),
        "jsonl": lines,
        "parquet": _parquet(),
        "xlsx": _workbook(),
    }


def mutate(data: bytes, rng: random.Random) -> bytes:
    """One to four random changes: bits, cuts, repeats, swaps, and signs that mean something."""
    text = bytearray(data)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(text) or 1)
        end = min(len(text), at + rng.choice((1, 8, 200)))
        match rng.randrange(6):
            case 0:
                text[at:end] = bytes(byte ^ 1 << rng.randrange(8) for byte in text[at:end])
            case 1:
                del text[at:end]
            case 2:
                text[at:at] = text[at:end] * rng.choice((1, 50))
            case 3:
                text[at:at] = rng.choice(_TOKENS)
            case 4:
                text[at:end] = rng.randbytes(end - at)
            case _ if rng.random() < 0.2:
                del text[at:]
    return bytes(text)


def mutated_files(folder: Path, times: int) -> Figure:
    """Figure 13, first half: so many damaged files of each kind are read or refused."""
    figure = Figure("Mutated files of 7 kinds (csv, tsv, csv.gz, json, jsonl, parquet, xlsx)")
    read = refused = 0
    with Worker() as worker:
        for kind, data in whole_files().items():
            rng = random.Random(kind)  # noqa: S311 - seeded on purpose
            for start in range(0, times, _BATCH):
                paths = []
                for n in range(min(_BATCH, times - start)):
                    path = folder / f"{n}.{kind}"
                    path.write_bytes(mutate(data, rng))
                    paths.append(str(path))
                outcome = worker("land", paths=paths)
                dead = f"{kind}, batch at {start}: {outcome}"
                for said in outcome.said or ["died"] * len(paths):
                    figure.check(f"{said}: {dead}", holds=said in ("read", "refused"))
                    read, refused = read + (said == "read"), refused + (said == "refused")
    figure.notes.append(f"{read:,} read, {refused:,} refused with a reason; no process died")
    return figure


def large_workbook(folder: Path, rows: int) -> Figure:
    """An Excel sheet of so many rows is read within a gigabyte, both processes together."""
    figure = Figure(
        f"An Excel sheet of {rows:,} rows and 8 columns, read within {_MOST_SHEET_MB} MB"
    )
    path = folder / "large.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([f"column {n}" for n in range(8)])
    for n in range(rows):
        sheet.append([f"S{n}", f"A{n % 5000}", "2026-01-01", n % 900 + 0.5, n, "month", "EUR", ""])
    book.save(path)
    with Worker() as worker:
        found = worker("defuse", path=str(path)).said
    peak = found["peak"] + found["child"]
    figure.check(f"{found}", holds=found["said"] == "read" and peak <= _MOST_SHEET_MB)
    size = path.stat().st_size / (1 << 20)
    figure.notes.append(
        f"{size:.1f} MB stored; {found['peak']} MB, and {found['child']} MB in the child"
    )
    return figure


def _repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _swollen(parts: dict[str, bytes]) -> None:
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"<sheetData>", b"<sheetData>" + b" " * (1 << 30)
    )


def _claimed(parts: dict[str, bytes]) -> None:
    sheet = parts["xl/worksheets/sheet1.xml"]
    end = sheet.index(b"</sheetData>")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    parts["xl/worksheets/sheet1.xml"] = sheet[:end] + far + sheet[end:]


def _laughs(parts: dict[str, bytes]) -> None:
    names = [f"l{n}" for n in range(10)]
    entities = [b'<!ENTITY l0 "lol">'] + [
        f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode() for before, name in pairwise(names)
    ]
    sheet = parts["xl/worksheets/sheet1.xml"]
    _, _, rest = sheet.partition(b"?>") if sheet.startswith(b"<?xml") else (b"", b"", sheet)
    assert b">S0<" in rest
    doctype = b"<!DOCTYPE worksheet [" + b"".join(entities) + b"]>"
    parts["xl/worksheets/sheet1.xml"] = doctype + rest.replace(b">S0<", b">&l9;<")


def bombs() -> Mapping[str, bytes]:
    """Small files that grow when they are opened, by name with its ending."""
    zeros = gzip.compress(bytes(1 << 30), 9)
    return {
        "zeros.csv.gz": zeros,
        "zeros.json.gz": zeros,
        "swollen.xlsx": _repacked(_swollen),
        "claimed.xlsx": _repacked(_claimed),
        "laughs.xlsx": _repacked(_laughs),
        "deep.json": b"[" * 2_000_000,
        "deep.jsonl": b'{"a":' * 2_000_000,
        "number.json": b'[{"a": ' + b"9" * 5_000_000 + b"}]",
    }


def defused(folder: Path) -> Figure:
    """Figure 13, second half: bombs are refused, and memory stays bounded."""
    figure = Figure("Bombs: zeros packed 1,000 to 1, swollen sheets, entities, deep nesting")
    said: Counter[str] = Counter()
    most = 0
    with Worker() as worker:
        for name, data in bombs().items():
            path = folder / name
            path.write_bytes(data)
            outcome = worker("defuse", path=str(path))
            found = outcome.said or {"said": f"signal {outcome.signal}", "peak": 0}
            well = found["said"] != "raised" and outcome.signal == 0 and found["peak"] <= _MOST_MB
            most = max(most, found["peak"])
            said[found["said"]] += 1
            figure.check(f"{name}: {found}", holds=well)
    figure.notes.append(", ".join(f"{count} × {code}" for code, count in said.most_common()))
    figure.notes.append(f"at most {most} MB in the reading process")
    return figure
