"""Parquet lands as canonical text, and damage is noticed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.sources.reading import Content, Format, Landed, land, propose

BERLIN = dt.timezone(dt.timedelta(hours=1))
COLUMNS = {
    "text": (pa.array(["ä, \n", None]), "ä, \n"),
    "dictionary": (pa.array(["x", None]).dictionary_encode(), "x"),
    "whole": (pa.array([2**63 - 1, None]), "9223372036854775807"),
    "double": (pa.array([0.1, None]), "0.1"),
    "single": (pa.array([0.1, None], pa.float32()), "0.1"),
    "large": (pa.array([1e22, None]), "10000000000000000000000"),
    "small": (pa.array([1e-9, None]), "0.000000001"),
    "nan": (pa.array([float("nan"), None], from_pandas=False), "nan"),
    "money": (pa.array([Decimal("-1234567.8900"), None], pa.decimal128(18, 4)), "-1234567.8900"),
    "tiny": (pa.array([Decimal("1E-10"), None], pa.decimal128(18, 10)), "0.0000000001"),
    "yes": (pa.array([True, None]), "true"),
    "day": (pa.array([dt.date(2024, 2, 29), None]), "2024-02-29"),
    "naive": (pa.array([dt.datetime(2024, 1, 31, 10), None]), "2024-01-31T10:00:00"),  # noqa: DTZ001
    "zoned": (
        pa.array([dt.datetime(2024, 1, 31, 10, 0, 0, 120_000, BERLIN), None]),
        "2024-01-31T09:00:00.12Z",
    ),
    "nanoseconds": (pa.array([1, None], pa.timestamp("ns")), "1970-01-01T00:00:00.000000001"),
    "list": (pa.array([["a", "é"], None]), '["a", "é"]'),
    "record": (pa.array([{"a": dt.date(2024, 1, 1)}, None]), '{"a": "2024-01-01"}'),
    "bytes": (pa.array(["é".encode(), None]), "é"),
    "none": (pa.nulls(2), ""),
}


def read(path: Path) -> tuple[Landed, list[tuple[object, ...]]]:
    with duckdb.connect() as con:
        landed = land(con, "landing", path, Format())
        return landed, con.execute("SELECT * FROM landing").fetchall()


def test_every_type_has_one_text(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({name: array for name, (array, _) in COLUMNS.items()}), path)
    landed, rows = read(path)
    assert dict(zip(landed.columns, rows[0][1:], strict=True)) == {
        name: text for name, (_, text) in COLUMNS.items()
    }
    assert rows[1] == (2, *[""] * len(COLUMNS))
    assert (landed.rows, landed.physical_lines, landed.rejected) == (2, 2, ())


def test_binary_that_is_no_text_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [1, 2, 3], "b": [b"x", b"\xff", b"y"]}), path)
    landed, rows = read(path)
    assert rows == [(1, "1", "x"), (3, "3", "y")]
    assert [(each.line, each.code, each.text) for each in landed.rejected] == [
        (2, "undecodable", "\\xff")
    ]


def test_many_rows_keep_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": range(120_000)}), path, row_group_size=7_000)
    landed, rows = read(path)
    assert landed.rows == 120_000
    assert rows == [(n + 1, str(n)) for n in range(120_000)]


@pytest.mark.parametrize("kept", [0, 50, -20])
def test_damage_is_noticed(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": range(100)}), path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(RevcompassError, match="damaged_file"):
        read(path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(RevcompassError, match="missing_file"):
        read(tmp_path / "a.parquet")


def test_types_are_proposed_without_questions(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({name: array for name, (array, _) in COLUMNS.items()}), path)
    proposal = propose(path, Format())
    kinds = {column.name: column.kind for column in proposal.columns}
    assert proposal.questions == ()
    assert proposal.format == Format(decimal=".")
    assert kinds["money"] is Content.DECIMAL
    assert kinds["day"] is Content.DATE
    assert kinds["zoned"] is Content.INSTANT
    assert kinds["yes"] is Content.BOOLEAN
    assert kinds["text"] is Content.TEXT


def test_a_text_whose_bytes_are_none_is_set_aside(tmp_path: Path) -> None:
    """As in a file that was damaged: the column says text, and one cell is not."""
    path = tmp_path / "damaged.parquet"
    table = pa.table({"id": ["S1", "S2", "S3"], "name": ["Ada", "Bo", "Cy"]})
    pq.write_table(table, path, compression="none", use_dictionary=False, write_statistics=False)
    data = path.read_bytes()
    assert data.count(b"Bo") == 1
    path.write_bytes(data.replace(b"Bo", b"B\xff"))
    with duckdb.connect() as con:
        landed = land(con, "t", path, Format())
        assert con.execute("SELECT id FROM t ORDER BY id").fetchall() == [("S1",), ("S3",)]
    (rejected,) = landed.rejected
    assert (rejected.line, rejected.code) == (2, "undecodable")
