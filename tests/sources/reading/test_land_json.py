"""JSON and JSON Lines land as texts, numbers untouched; what is none is refused with its place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.sources.reading import Format, Landed, land, propose


def landed(
    folder: Path, name: str, text: str | bytes, fmt: Format | None = None
) -> tuple[Landed, list[tuple[object, ...]]]:
    path = folder / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    with duckdb.connect() as con:
        result = land(con, "t", path, fmt or Format())
        return result, con.execute("SELECT * FROM t ORDER BY rowid").fetchall()


def refused(
    folder: Path, name: str, text: str, fmt: Format | None = None
) -> tuple[str, dict[str, object]]:
    with pytest.raises(RevcompassError) as caught:
        landed(folder, name, text, fmt)
    return caught.value.problem.code, caught.value.problem.params


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('{"a": 10.10}', {"a": "10.10"}),
        ('{"a": 1E5}', {"a": "1E5"}),
        ('{"a": -0}', {"a": "-0"}),
        ('{"a": 12345678901234567890123}', {"a": "12345678901234567890123"}),
        ('{"a": "00123"}', {"a": "00123"}),
        ('{"a": true, "b": false, "c": null}', {"a": "true", "b": "false", "c": ""}),
        ('{"a": {"b": {"c": 1}}, "d": {}}', {"a.b.c": "1", "d": ""}),
        ('{"a": [1.0, "1.0", {"b": 2.50}]}', {"a": '[1.0, "1.0", {"b": 2.50}]'}),
        ('{" a ": "é\\u00e9\\n", "": 1}', {"a": "éé\n", "column_2": "1"}),
    ],
)
@pytest.mark.parametrize("name", ["f.jsonl", "f.json", "f.jsonl.gz", "f.json.gz"])
def test_values_are_their_text(tmp_path: Path, name: str, text: str, cells: dict[str, str]) -> None:
    result, rows = landed(
        tmp_path, name, f"[{text}]" if ".json" in name[:6] and "l" not in name else f"{text}\n"
    )
    assert result.columns == tuple(cells)
    assert rows == [(1, *cells.values())]


def test_a_line_that_is_no_record_is_set_aside(tmp_path: Path) -> None:
    lines = ['{"a": 1}', "", '{"a": 1', "[2]", '{"a": 1, "a": 2}', '{"a": NaN}', '{"b": 3}',
             '{"b": {"c": 1}, "b.c": 2}', '{"b": "\\ud800"}', "[" * 100_000]  # fmt: skip
    result, rows = landed(tmp_path, "f.jsonl", "\r\n".join(lines))
    assert result.columns == ("a", "b")
    assert rows == [(1, "1", ""), (7, "", "3")]
    assert (result.blank_lines, result.physical_lines) == (1, 10)
    assert [(bad.line, bad.code) for bad in result.rejected] == [
        (3, "malformed_json"),
        (4, "not_an_object"),
        (5, "name_twice"),
        (6, "malformed_json"),
        (8, "name_twice"),
        (9, "undecodable"),
        (10, "malformed_json"),
    ]
    assert result.rejected[0].params["position"] == 8


def test_bytes_that_are_no_text_are_set_aside(tmp_path: Path) -> None:
    result, rows = landed(tmp_path, "f.jsonl", b'\xef\xbb\xbf{"a": "\xc3\xa9"}\n{"a": "\xff"}\n')
    assert rows == [(1, "é")]
    (bad,) = result.rejected
    assert (bad.line, bad.code, bad.params["bytes"]) == (2, "undecodable", "ff")


def test_late_columns_widen_the_table(tmp_path: Path) -> None:
    count = 60_000
    lines = [json.dumps({"a": number}) for number in range(count)]
    text = "\n".join([*lines, '{"z": "late", "a": 1}'])
    path = tmp_path / "f.jsonl"
    path.write_text(text)
    with duckdb.connect() as con:
        assert land(con, "t", path, Format()).rows == count + 1
        assert con.execute("SELECT z, count(*) FROM t GROUP BY 1 ORDER BY 1").fetchall() == [
            ("", count),
            ("late", 1),
        ]


DEEP = '{"next": null, "data": {"total": 2, "items": [\n{"id": "1"},\n{"id": "2"}\n]}, "ok": true}'


def test_records_inside_a_document(tmp_path: Path) -> None:
    result, rows = landed(tmp_path, "f.json", DEEP, Format(records="data.items"))
    assert (result.columns, rows) == (("id",), [(1, "1"), (2, "2")])
    assert refused(tmp_path, "f.json", DEEP) == ("records_undeclared", {"lists": ["data.items"]})
    code, params = refused(tmp_path, "f.json", DEEP, Format(records="data.item"))
    assert (code, params["did_you_mean"]) == ("records_missing", "items")
    assert refused(tmp_path, "f.json", DEEP, Format(records="data"))[0] == "records_missing"


@pytest.mark.parametrize(
    ("text", "line", "position"),
    [
        ('[{"a": 1},\n {"a" 1}]', 2, 7),
        ('[{"a": 1}\n{"a": 2}]', 2, 1),
        ('[{"a": 1}', 1, 10),
        ('[{"a": 1}] x', 1, 12),
        ('[{"a": Infinity}]', 1, 2),
        ('[\n{"a": 00123}]', 2, 8),
    ],
)
def test_a_document_that_is_not_json(tmp_path: Path, text: str, line: int, position: int) -> None:
    code, params = refused(tmp_path, "f.json", text)
    assert (code, params["line"], params["position"]) == ("malformed_json", line, position)


@pytest.mark.parametrize("text", ['[{"a": 1, "A": 2}]', '[{"a": 1}, {" a": 2}]', '[{"$line": 1}]'])
def test_names_that_are_one_column(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, "f.json", text)[0] == "duplicate_header"


def test_names_that_never_end(tmp_path: Path) -> None:
    text = json.dumps([{f"id{number}": 1} for number in range(2_001)])
    assert refused(tmp_path, "f.json", text)[0] == "too_many_columns"


def test_nothing_in_it(tmp_path: Path) -> None:
    assert landed(tmp_path, "f.json", "[]")[1] == []
    assert landed(tmp_path, "f.jsonl", "\n")[0].blank_lines == 1
    assert refused(tmp_path, "f.json", "")[0] == "malformed_json"


def test_a_proposal(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"on": "31.01.2026", "price": 10.5}\n{"on": "01.02.2026", "price": 1.25}\n')
    proposal = propose(path, Format())
    assert [column.kind.value for column in proposal.columns] == ["date", "decimal"]
    assert proposal.format == Format(decimal=".", dates="%d.%m.%Y")
