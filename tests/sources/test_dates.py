"""Days and instants in texts, and the book's zone that moves an instant over midnight."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.sources.dates import form_pattern
from toybook import Fill

LEADS = '[[source]]\nname = "l"\ntable = "leads"\nfiles = "l.csv"\n'


def read(load: Fill, text: str, form: str | None = None, zone: str = "Europe/Berlin") -> object:
    settings = f'[book]\ncurrency = "EUR"\ntimezone = "{zone}"\n' + LEADS
    settings += 'format.delimiter = ";"\n' + (f"format.dates = '{form}'\n" if form else "")
    loaded = load(settings, {"l.csv": f"lead_id;created_at\nL1;{text}\n"})
    if loaded.coverage("leads").loaded:
        return loaded.one("SELECT created_at FROM leads")
    return loaded.problems[0].code


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", "impossible_date"),
        ("2024-3-1", "unreadable_date"),
        ("01/03/2024", "unreadable_date"),
        ("45352", "unreadable_date"),
        ("", "missing_value"),
        ("2024-03-31T22:30:00Z", date(2024, 4, 1)),
        ("2024-03-31T22:30:00+02:00", date(2024, 3, 31)),
        ("2024-03-31 22:30:00.123", date(2024, 4, 1)),
        ("2024-03-31 22:30 UTC", date(2024, 4, 1)),
        ("2024-03-31T22:30:00-0500", date(2024, 4, 1)),
        ("2024-02-30T10:00:00Z", "impossible_date"),
        ("2024-03-01T10:00:61Z", "impossible_date"),
        ("yesterday", "unreadable_date"),
    ],
)
def test_iso(load: Fill, text: str, outcome: object) -> None:
    assert read(load, text) == outcome


@pytest.mark.parametrize(
    ("form", "text", "outcome"),
    [
        ("%d.%m.%Y", "1.3.2024", date(2024, 3, 1)),
        ("%d.%m.%Y", "01.03.2024", date(2024, 3, 1)),
        ("%d.%m.%Y", "31.2.2024", "impossible_date"),
        ("%d.%m.%Y", "1.3.24", "unreadable_date"),
        ("%d.%m.%Y", "1/3/2024", "unreadable_date"),
        ("%d.%m.%Y", "1.3.2024 10:00", "unreadable_date"),
        ("%d.%m.%Y", "2024-03-01", date(2024, 3, 1)),
        ("%Y-%d-%m", "2024-01-03", date(2024, 3, 1)),
        ("%m/%d/%Y", "3/1/2024", date(2024, 3, 1)),
        ("%m/%d/%Y", "13/1/2024", "impossible_date"),
        ("%m/%d/%y", "3/1/24", date(2024, 3, 1)),
        ("%d %B %Y", "1 March 2024", date(2024, 3, 1)),
        ("%d-%b-%Y", "1-MAR-2024", date(2024, 3, 1)),
        ("%d.%m.%Y %H:%M", "31.3.2024 22:30", date(2024, 4, 1)),
        ("%m/%d/%Y %I:%M %p", "3/31/2024 10:30 PM", date(2024, 4, 1)),
        ("%Y-%m-%dT%H:%M:%S%z", "2024-03-31T22:30:00+0200", date(2024, 3, 31)),
        ("%Y-%m-%dT%H:%M:%S%z", "2024-03-31T22:30:00Z", date(2024, 4, 1)),
        ("%Y-%m-%d 00:00:00", "2024-03-31 00:00:00", date(2024, 3, 31)),
    ],
)
def test_declared_forms(load: Fill, form: str, text: str, outcome: object) -> None:
    assert read(load, text, form) == outcome


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2024, 1, 1)),
        ("Asia/Tokyo", date(2024, 1, 1)),
        ("America/New_York", date(2023, 12, 31)),
    ],
)
def test_the_zone_moves_an_instant(load: Fill, zone: str, day: date) -> None:
    assert read(load, "2024-01-01T00:30:00Z", zone=zone) == day


def test_a_moment_keeps_its_instant_and_its_day(load: Fill) -> None:
    source = '[[source]]\nname = "s"\ntable = "stage_changes"\nfiles = "s.csv"\n'
    text = "opportunity_id,entered_at,stage\nO1,2024-03-31T22:30:00Z,Won\nO2,2024-03-31,Won\n"
    loaded = load(source, {"s.csv": text})
    assert loaded.rows("SELECT entered_at, entered_at_day FROM stage_changes ORDER BY row") == [
        (datetime(2024, 3, 31, 22, 30), date(2024, 4, 1)),  # noqa: DTZ001 - stored as UTC
        (datetime(2024, 3, 30, 23, 0), date(2024, 3, 31)),  # noqa: DTZ001 - the day's start here
    ]


def test_times_without_a_zone_are_named_once(load: Fill) -> None:
    text = "lead_id,created_at\nL1,2024-03-31 10:00\nL2,2024-03-31\nL3,2024-04-01T00:00:00\n"
    loaded = load(LEADS, {"l.csv": text})
    problem = loaded.only_problem("naive_times")
    assert (problem.rows, problem.where.line, problem.where.column) == (2, 2, "created_at")


@pytest.mark.parametrize("form", ["%d.%m", "%Q", "%d.%m.%Y %", "nothing"])
def test_a_form_must_name_a_day(form: str) -> None:
    with pytest.raises(RevcompassError, match="unknown_date_form"):
        form_pattern(form)
