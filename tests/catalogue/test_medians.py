"""The places that a median and its interval stand on, of many values."""

from __future__ import annotations

import duckdb

from revcompass.engine.readings.intervals import median_ranks
from revcompass.engine.readings.medians import about_the_middle


def test_the_places_fetched_are_all_that_are_read() -> None:
    sizes = [*range(1, 2_000), *range(9_990, 10_020), 50_001, 10**6, 10**9]
    read = [(n, {(n + 1) // 2, n // 2 + 1, *(median_ranks(n) or ())}) for n in sizes]
    with duckdb.connect() as con:
        con.execute("CREATE TABLE read (n BIGINT, place BIGINT)")
        listed = ", ".join(f"({n}, {place})" for n, places in read for place in places)
        con.execute(f"INSERT INTO read VALUES {listed}")
        lacking = f"SELECT * FROM read WHERE NOT {about_the_middle('place', 'n')}"
        assert con.execute(lacking).fetchall() == []
        ((few,),) = con.execute(
            f"SELECT count(*) FROM range(10000) r(i) WHERE {about_the_middle('i + 1', '10000')}"
        ).fetchall()
        assert few <= 2 * 100 + 5
