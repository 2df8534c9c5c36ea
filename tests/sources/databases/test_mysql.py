"""Queries to a MariaDB server: a real one, started here."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from revcompass.book.databases import fetch
from revcompass.domain.problem import RevcompassError
from sources.databases.servers import free_port, home, program, run, running

pymysql = pytest.importorskip("pymysql", reason="the extra revcompass[mysql] is not installed")
SERVER = program("mariadbd", "usr/sbin/mariadbd", "usr/libexec/mariadbd")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if SERVER is None:
        pytest.skip("no MariaDB server is installed (Debian: mariadb-server)")
    with home() as folder:
        port = free_port()
        data = folder / "data"
        run(["mkdir", str(data), str(data / "mysql")], folder)
        common = [SERVER, "--no-defaults", f"--datadir={data}", "--skip-grant-tables",
                  f"--socket={folder}/s", f"--pid-file={folder}/p"]  # fmt: skip
        share = Path(SERVER).parents[1] / "share" / "mysql"
        common.append(f"--lc-messages-dir={share}")

        def ready() -> bool:
            try:
                pymysql.connect(host="127.0.0.1", port=port, user="ada").close()
            except pymysql.Error:
                return False
            return True

        own = ["--bind-address=127.0.0.1", f"--port={port}"]
        with running([*common, *own, "--skip-networking=0"], folder, ready):
            con = pymysql.connect(host="127.0.0.1", port=port, user="ada", autocommit=True)
            with con, con.cursor() as cursor:
                cursor.execute("CREATE DATABASE sales")
                cursor.execute("CREATE TABLE sales.n (id INT)")
                cursor.execute("INSERT INTO sales.n SELECT seq FROM sales.seq_1_to_30000")
            yield f"mysql://ada:s3cret@127.0.0.1:{port}/sales"


def rows(url: str, query: str, folder: Path) -> list[list[str]]:
    fetched = fetch("billing", url, query, folder)
    with fetched.path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("NULL", ""),
        ("'00123'", "00123"),
        ("CAST(10.10 AS DECIMAL(10, 2))", "10.10"),
        ("CAST(0.1 AS DOUBLE)", "0.1"),
        ("1e20", "100000000000000000000"),
        ("18446744073709551615", "18446744073709551615"),
        ("DATE '2026-09-30'", "2026-09-30"),
        ("TIMESTAMP '2026-09-30 10:00:00'", "2026-09-30 10:00:00"),
        ("CAST('0000-00-00' AS DATE)", "0000-00-00"),
        ("x'0fff'", "0fff"),
        ("'a\\n\"é\"'", 'a\n"é"'),
        ("TRUE", "1"),
        ("'%s'", "%s"),
    ],
)
def test_values_are_the_servers_text(url: str, tmp_path: Path, value: str, text: str) -> None:
    assert rows(url, f"SELECT {value} AS v", tmp_path) == [["v"], [text]]


def test_many_rows_and_none(url: str, tmp_path: Path) -> None:
    assert len(rows(url, "SELECT id FROM n ORDER BY id", tmp_path)) == 30_001
    assert rows(url, "SELECT id FROM n WHERE false", tmp_path) == [["id"]]


@pytest.mark.parametrize("query", ["DELETE FROM n", "SELECT 1; DELETE FROM n", "SELECT x FROM n"])
def test_only_reading(url: str, tmp_path: Path, query: str) -> None:
    with pytest.raises(RevcompassError) as caught:
        rows(url, query, tmp_path)
    assert caught.value.problem.code == "query_failed"
    assert rows(url, "SELECT count(*) FROM n", tmp_path)[1] == ["30000"]


def test_no_server(tmp_path: Path) -> None:
    with pytest.raises(RevcompassError) as caught:
        rows(f"mysql://ada:s3cret@127.0.0.1:{free_port()}/x", "SELECT 1", tmp_path)
    assert caught.value.problem.code == "database_unreachable"
    assert "s3cret" not in str(caught.value)
