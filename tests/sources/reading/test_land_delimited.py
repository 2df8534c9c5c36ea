"""Delimited files: what lands, what is rejected, and every physical line accounted for."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from pathlib import Path
from typing import Any, Literal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revcompass.domain.problem import RevcompassError
from revcompass.sources.reading import Format, Landed, land, stored
from revcompass.sources.reading.record import Fault, Record, scan

Rows = list[tuple[Any, ...]]
DEFAULT = Format()
CON = duckdb.connect()


def read(
    folder: Path, content: bytes | str, fmt: Format = DEFAULT, name: str = "a.csv"
) -> tuple[Landed, Rows]:
    data = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(data)
    landed = land(CON, "landing", path, fmt)
    rows = CON.execute('SELECT * FROM landing ORDER BY "$line"').fetchall()
    in_order = CON.execute("SELECT * FROM landing").fetchall()
    CON.execute("DROP TABLE landing")
    assert rows == in_order
    assert landed.rows == len(rows)
    assert landed.bytes == len(data)
    assert landed.sha256 == hashlib.sha256(data).hexdigest()
    return landed, rows


def faults(landed: Landed) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in landed.rejected]


def refused(folder: Path, content: bytes, fmt: Format = DEFAULT, name: str = "a.csv") -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(RevcompassError) as caught:
        land(CON, "landing", path, fmt)
    assert CON.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
    return caught.value.problem.code


cells = st.text(
    st.one_of(st.sampled_from('",;\r\n ab\t\0'), st.characters(exclude_categories=["Cs"])),
    max_size=8,
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8)
)


@given(
    rows=tables,
    # csv.writer leaves a CR bare unless it is in the line end or everything is quoted.
    style=st.sampled_from(
        [
            ("\r\n", csv.QUOTE_MINIMAL),
            ("\r\n", csv.QUOTE_ALL),
            ("\n", csv.QUOTE_ALL),
            ("\r", csv.QUOTE_ALL),
        ]
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_csv_writes_lands_equal(
    tmp_path: Path, rows: list[list[str]], style: tuple[str, Literal[0, 1]], encoding: str
) -> None:
    width = len(rows[0]) if rows else 2
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=style[0], quoting=style[1])
    writer.writerow([f"c{n}" for n in range(width)])
    expected = []
    for row in rows:
        before = file.getvalue()
        expected.append((len(re.findall("\r\n|\r|\n", before)) + 1, *row))
        writer.writerow(row)
    fmt = Format(encoding=encoding)
    for block in (5, 1 << 20):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stored, "BLOCK_BYTES", block)
            landed, got = read(tmp_path, file.getvalue().encode(encoding), fmt)
        assert got == expected
        assert landed.rejected == ()


@given(st.text(st.sampled_from('""",,ab\r\n '), max_size=30), st.sampled_from([4, 1 << 20]))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_accounted_for_whatever_the_blocks(
    tmp_path: Path, text: str, block: int
) -> None:
    whole = read(tmp_path, "x,y\n" + text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored, "BLOCK_BYTES", block)
        assert read(tmp_path, "x,y\n" + text) == whole
    landed, _ = whole
    assert landed.physical_lines == len(list(io.StringIO("x,y\n" + text, newline="")))


@given(st.text(st.sampled_from('""",,ab\r\n \0'), min_size=1, max_size=20))
@settings(max_examples=500, deadline=None)
def test_a_record_is_what_the_csv_module_reads(text: str) -> None:
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    found = scan(lines, 0, ",", most=None, final=True)
    try:
        expected = next(reader)
    except csv.Error:
        assert isinstance(found, Fault)
    else:
        assert found == Record(expected, reader.line_num)


@pytest.mark.parametrize(
    ("content", "rows", "expected"),
    [
        ('a,b\n1,"x\n2,y\n3,z\n', [(3, "2", "y"), (4, "3", "z")], [(2, "unterminated_quote")]),
        ('a,b\n1,"x"y\n2,z\n', [(3, "2", "z")], [(2, "bad_quote")]),
        ('a,b\n1,"x" \n2,"z"\n', [(3, "2", "z")], [(2, "bad_quote")]),
        ('a,b\n1,"x\n2,"y"\n3,z\n', [(3, "2", "y"), (4, "3", "z")], [(2, "bad_quote")]),
        (
            "a,b\n1,2,3\n4\n5,6\n",
            [(4, "5", "6")],
            [(2, "wrong_field_count"), (3, "wrong_field_count")],
        ),
        (
            'a,b\n"1\n2",3,4\n5,6\n',
            [(4, "5", "6")],
            [(2, "wrong_field_count"), (3, "wrong_field_count")],
        ),
        ("a,b\n1,2\n3", [(2, "1", "2")], [(3, "wrong_field_count")]),
        ("a,b\n1,2\n3,4", [(2, "1", "2"), (3, "3", "4")], []),
        ('a,b\n1,5" pipe\n', [(2, "1", '5" pipe')], []),
        ('a,b\n1,"say ""hi"""\n', [(2, "1", 'say "hi"')], []),
        ("a,b\n,\n 1 , 2 \n", [(2, "", ""), (3, " 1 ", " 2 ")], []),
        ('a,b\n1,"x\r\n\ny"\n2,z\n', [(2, "1", "x\r\n\ny"), (5, "2", "z")], []),
    ],
)
def test_malformed_records_reject_one_line(
    tmp_path: Path, content: str, rows: Rows, expected: list[tuple[int, str]]
) -> None:
    landed, got = read(tmp_path, content)
    assert got == rows
    assert faults(landed) == expected
    assert all(each.lines == 1 for each in landed.rejected)


def test_wrong_field_count_says_how_many(tmp_path: Path) -> None:
    landed, _ = read(tmp_path, "a,b\n1,2,3\n")
    assert landed.rejected[0].params == {"expected": 2, "found": 3}
    assert landed.rejected[0].text == "1,2,3"


def test_blank_lines_are_counted(tmp_path: Path) -> None:
    landed, rows = read(tmp_path, "\n  \na,b\n\n1,2\n  \n\r\n3,4\n\n")
    assert rows == [(5, "1", "2"), (8, "3", "4")]
    assert (landed.blank_lines, landed.physical_lines) == (6, 9)


def test_one_column_keeps_spaces_and_quoted_nothing(tmp_path: Path) -> None:
    landed, rows = read(tmp_path, 'a\n  \n""\n\nx\n')
    assert rows == [(2, "  "), (3, ""), (5, "x")]
    assert landed.blank_lines == 1


def test_line_separators_of_unicode_are_text(tmp_path: Path) -> None:
    _, rows = read(tmp_path, "a,b\n1\x0b,2\u2028\x85\n")
    assert rows == [(2, "1\x0b", "2\u2028\x85")]


def test_undecodable_bytes_reject_the_record(tmp_path: Path) -> None:
    landed, rows = read(tmp_path, b'a,b\n1,\xff\n2,"x\n\x80"\n3,\xc3\xa9\n')
    assert rows == [(5, "3", "é")]
    assert [(each.line, each.lines, each.code) for each in landed.rejected] == [
        (2, 1, "undecodable"),
        (3, 2, "undecodable"),
    ]
    assert landed.rejected[0].text == "1,\\xff"
    assert landed.rejected[0].params == {"encoding": "utf-8", "bytes": "ff", "column": "b"}


def test_utf_16_with_a_lone_surrogate(tmp_path: Path) -> None:
    content = "\ufeffa,b\n1,".encode("utf-16-le") + b"\x00\xd8" + "\n2,ਊ\n".encode("utf-16-le")
    landed, rows = read(tmp_path, content)
    assert rows == [(3, "2", "ਊ")]
    assert faults(landed) == [(2, "undecodable")]


def test_truncated_utf_16(tmp_path: Path) -> None:
    landed, rows = read(tmp_path, "a,b\n1,2\n3,4".encode("utf-16") + b"\x35")
    assert rows == [(2, "1", "2")]
    assert faults(landed) == [(3, "undecodable")]


def test_declared_encoding_delimiter_and_a_mark_that_beats_it(tmp_path: Path) -> None:
    fmt = Format(delimiter=";", encoding="cp1252")
    assert read(tmp_path, "a;b\nZoë;1€\n".encode("cp1252"), fmt)[1] == [(2, "Zoë", "1€")]
    assert read(tmp_path, "\ufeffa;b\nZoë;1€\n".encode(), fmt)[1] == [(2, "Zoë", "1€")]
    landed, _ = read(tmp_path, b"a;b\n\x81;1\n", fmt)
    assert faults(landed) == [(2, "undecodable")]


def test_compressed_and_tabbed(tmp_path: Path) -> None:
    content = gzip.compress(b"a\tb\n1\t2\n", mtime=0) + gzip.compress(b"3\t4\n", mtime=0)
    landed, rows = read(tmp_path, content, name="A.TSV.GZ")
    assert rows == [(2, "1", "2"), (3, "3", "4")]
    assert landed.physical_lines == 3


def test_headers(tmp_path: Path) -> None:
    assert read(tmp_path, '\ufeff a ,,"b\nc"\n1,2,3\n')[0].columns == ("a", "column_2", "b\nc")
    assert read(tmp_path, 'a"b,select\n')[0].columns == ('a"b', "select")


@pytest.mark.parametrize(
    ("content", "name", "fmt", "code"),
    [
        (b"", "a.csv", DEFAULT, "empty_file"),
        (b"\xef\xbb\xbf\n\n", "a.csv", DEFAULT, "empty_file"),
        (b"a,b, A\n", "a.csv", DEFAULT, "duplicate_header"),
        (b"a,$line\n", "a.csv", DEFAULT, "duplicate_header"),
        (b'a,"b\n1,2\n', "a.csv", DEFAULT, "unterminated_quote"),
        (b"a,\xff\n", "a.csv", DEFAULT, "undecodable_header"),
        ("a,b\n1,2\n".encode("utf-16-le"), "a.csv", DEFAULT, "undecodable_header"),
        (b"a,b\n", "a.txt", DEFAULT, "unknown_format"),
        (b"a,b\n", "a.csv", Format(encoding="klingon"), "unknown_encoding"),
        (b"a,b\n", "a.csv", Format(encoding="base64"), "unknown_encoding"),
        (b"a,b\n", "a.csv", Format(delimiter="||"), "bad_delimiter"),
        (b"a,b\n", "a.csv.gz", DEFAULT, "damaged_file"),
        (gzip.compress(b"a,b\n1,2\n" * 999, mtime=0)[:-9], "a.csv.gz", DEFAULT, "damaged_file"),
        (b"a,b\n1,2+AAo-3,4\n", "a.csv", Format(encoding="utf-7"), "lines_unaccounted"),
        (b"a,b\n", "a.csv", Format(encoding="unicode_escape"), "unknown_encoding"),
    ],
)
def test_files_that_cannot_be_read(
    tmp_path: Path, content: bytes, name: str, fmt: Format, code: str
) -> None:
    assert refused(tmp_path, content, fmt, name) == code


def test_missing_file(tmp_path: Path) -> None:
    with duckdb.connect() as con, pytest.raises(RevcompassError) as caught:
        land(con, "landing", tmp_path / "no.csv", DEFAULT)
    assert caught.value.problem.code == "missing_file"


def test_records_have_a_greatest_length(tmp_path: Path) -> None:
    long = "x" * (3 << 20)
    landed, rows = read(tmp_path, f"a,b\n1,{long}\n2,{'y' * 200_000}\n")
    assert faults(landed) == [(2, "record_too_long")]
    assert len(landed.rejected[0].text) == 200
    assert rows == [(3, "2", "y" * 200_000)]
    lines = "\n" * 1500
    landed, rows = read(tmp_path, f'a,b\n1,"{lines}"\n2,3\n')
    assert faults(landed) == [(2, "unterminated_quote"), (1502, "unterminated_quote")]
    assert rows == [(1503, "2", "3")]


def test_an_unterminated_quote_near_the_end_costs_one_row(tmp_path: Path) -> None:
    lines = [f"S{n},A{n % 50},2024-01-01,{n}.50" for n in range(200_000)]
    lines[180_000] = lines[180_000].replace("A", '"A')
    told: list[int] = []
    path = tmp_path / "large.csv"
    path.write_text("id,account,day,amount\n" + "\n".join(lines) + "\n")
    with duckdb.connect() as con:
        landed = land(con, "landing", path, DEFAULT, told.append)
        total = con.execute("SELECT sum(amount::DECIMAL(18,2)) FROM landing").fetchone()
    assert landed.rows == 199_999
    assert faults(landed) == [(180_002, "unterminated_quote")]
    assert total is not None
    assert int(total[0] * 2) == sum(2 * n + 1 for n in range(200_000) if n != 180_000)
    assert told[-1] == path.stat().st_size


def test_quotes_that_open_on_every_line_stay_linear(tmp_path: Path) -> None:
    landed, rows = read(tmp_path, "a,b,c\n" + 'x",b,"y\n' * 30_000)
    assert rows == []
    assert len(landed.rejected) == 30_000
