"""The settings: every fault names its place and the nearest right word."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from revcompass.book.config import Book, FileFormat, Span, read_book
from revcompass.book.scaffold import init_book
from revcompass.domain.problem import ExitCode, RevcompassError

BOOK = '[book]\ncurrency = "EUR"\n'
SOURCE = '[[source]]\nname = "s"\ntable = "subscriptions"\nfiles = "s.csv"\n'


def read(folder: Path, text: str) -> Book:
    (folder / "revcompass.toml").write_text(text, encoding="utf-8")
    return read_book(folder)


def test_everything_the_contract_names(tmp_path: Path) -> None:
    book = read(
        tmp_path,
        """
[book]
name = "Acme"
currency = "EUR"
timezone = "Europe/Berlin"
fiscal_year_start = 4
week_start = "sunday"
language = "de"
gross_margin = 0.8
preset = "stripe"
as_of = 2026-09-30
minimum_n = 3

[policies]
churn_date = "cancel_request"

[[source]]
name = "billing"
table = "subscriptions"
files = "billing/*.csv"
format = { delimiter = ";", decimal = ",", dates = "%d.%m.%Y", encoding = "cp1252" }
columns = { account_id = "customer_id", amount = "monthly_amount" }
constants = { interval = "month", currency = "USD", quantity = 1.50, is_metered = false }
values = { status = { "Won" = "active" } }
slices = ["plan", "sales_agent"]
minor_units = ["amount"]
ends_on_inclusive = true
covers = "3 months"

[[source.lookup]]
table = "products"
files = "products.csv"
on = { product = "product" }
take = { amount = "price" }
when = "always"

[funnel]
stages = ["Prospecting", "Won"]
""",
    )
    assert (book.name, book.currency, book.timezone, book.language) == (
        "Acme",
        "EUR",
        "Europe/Berlin",
        "de",
    )
    assert (book.fiscal_year_start, book.week_start, book.minimum_n) == (4, 6, 3)
    assert book.gross_margin == Fraction(4, 5)
    assert (book.preset, book.as_of) == ("stripe", date(2026, 9, 30))
    assert book.policies == {"churn_date": "cancel_request"}
    assert book.stages == ("Prospecting", "Won")
    (source,) = book.sources
    assert source.format == FileFormat(";", ",", "%d.%m.%Y", "cp1252")
    assert source.constants == {
        "interval": "month",
        "currency": "USD",
        "quantity": "1.50",
        "is_metered": "false",
    }
    assert source.values == {"status": {"Won": "active"}}
    assert source.covers == Span(3, "month")
    assert source.lookup[0].always
    assert str(book.zone) == "Europe/Berlin"


def test_the_defaults(tmp_path: Path) -> None:
    book = read(tmp_path, BOOK)
    assert book == Book(tmp_path, tmp_path.name, "EUR", "UTC")


@pytest.mark.parametrize(
    ("settings", "language", "week_start"),
    [
        ('language = "ar-SA"', "ar", 6),
        ('language = "ar_EG"', "ar", 5),
        ('language = "ar-AE"', "ar", 0),
        ('language = "ar"', "ar", 0),
        ('language = "ms-MY"', "ms", 0),
        ('language = "ar-SA"\nweek_start = "monday"', "ar", 0),
    ],
)
def test_the_week_begins_as_in_the_territory_of_the_language(
    tmp_path: Path, settings: str, language: str, week_start: int
) -> None:
    book = read(tmp_path, f"{BOOK}{settings}\n")
    assert (book.language, book.week_start) == (language, week_start)


@pytest.mark.parametrize(
    ("text", "code", "line", "params"),
    [
        ('[book]\ncurrency = "EURO"\n', "unknown_setting_value", 2, {"did_you_mean": "EUR"}),
        ("[book]\n", "missing_setting", None, {"key": "currency"}),
        (
            BOOK + 'timezone = "Europe/Berln"\n',
            "unknown_setting_value",
            3,
            {"did_you_mean": "Europe/Berlin"},
        ),
        (BOOK + "fiscal_year_start = 13\n", "setting_out_of_range", 3, {"most": 12}),
        (BOOK + "week_start = 7\n", "setting_out_of_range", 3, {"least": 0, "most": 6}),
        (BOOK + 'language = "arr-SA"\n', "unknown_setting_value", 3, {"value": "arr-SA"}),
        (BOOK + "fiscal_year_start = true\n", "bad_setting", 3, {"expected": "whole number"}),
        (BOOK + "gross_margin = 80\n", "bad_setting", 3, {}),
        (BOOK + "currancy = 1\n", "unknown_setting", 3, {"did_you_mean": "currency"}),
        (BOOK + "as_of = 2026-09-30T10:00:00\n", "bad_setting", 3, {}),
        (BOOK + 'week_start = "sonday"\n', "unknown_setting_value", 3, {"did_you_mean": "sunday"}),
        (BOOK + "[policy]\n", "unknown_setting", 3, {"did_you_mean": "policies"}),
        (
            BOOK + '[policies]\nchurn_dat = "x"\n',
            "unknown_policy",
            4,
            {"did_you_mean": "churn_date"},
        ),
        (
            BOOK + '[policies]\nchurn_date = "service_emd"\n',
            "unknown_choice",
            4,
            {"did_you_mean": "service_end"},
        ),
        (BOOK + "[book\n", "bad_settings", 3, {}),
        (
            BOOK + SOURCE.replace('"subscriptions"', '"subscription"'),
            "unknown_setting_value",
            5,
            {"did_you_mean": "subscriptions"},
        ),
        (BOOK + SOURCE.replace("files", "file"), "unknown_setting", 6, {"did_you_mean": "files"}),
        (
            BOOK + SOURCE + 'columns = { start_on = "a" }\n',
            "unknown_column",
            7,
            {"did_you_mean": "starts_on"},
        ),
        (
            BOOK + SOURCE + "constants = { amonut = 1 }\n",
            "unknown_column",
            7,
            {"did_you_mean": "amount"},
        ),
        (
            BOOK + SOURCE + 'values = { status = { a = "activ" } }\n',
            "unknown_setting_value",
            7,
            {"did_you_mean": "active"},
        ),
        (
            BOOK + SOURCE + 'values = { stats = { a = "b" } }\n',
            "unknown_setting",
            7,
            {"did_you_mean": "status"},
        ),
        (
            BOOK + SOURCE + 'format = { decimals = "," }\n',
            "unknown_setting",
            7,
            {"did_you_mean": "decimal"},
        ),
        (BOOK + SOURCE + 'format = { decimal = ";" }\n', "bad_setting", 7, {}),
        (BOOK + SOURCE + 'minor_units = ["plan"]\n', "unknown_setting_value", 7, {}),
        (BOOK + SOURCE + 'covers = "a month"\n', "bad_setting", 7, {"key": "covers"}),
        (
            BOOK + SOURCE + 'columns = { amount = "a" }\nconstants = { amount = 1 }\n',
            "mapped_twice",
            7,
            {},
        ),
        (BOOK + SOURCE + SOURCE, "double_source", 4, {"name": "s"}),
        (
            BOOK + SOURCE + 'lookup = [{ table = "p", files = "p.csv", on = { a = "b" } }]\n',
            "missing_setting",
            None,
            {"key": "take"},
        ),
    ],
)
def test_faults(
    tmp_path: Path, text: str, code: str, line: int | None, params: dict[str, str]
) -> None:
    with pytest.raises(RevcompassError) as caught:
        read(tmp_path, text)
    problem = caught.value.problem
    assert (problem.code, problem.where.file, problem.where.line) == (code, "revcompass.toml", line)
    assert params.items() <= problem.params.items()
    assert caught.value.exit_code == ExitCode.USAGE


def test_no_book(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RevcompassError, match="no_book"):
            read_book(folder)


def test_a_starter_is_a_book(tmp_path: Path) -> None:
    folder = tmp_path / 'A "new" book'
    init_book(folder, "USD", "America/New_York", 4)
    book = read_book(folder)
    assert (book.name, book.currency, book.timezone) == (folder.name, "USD", "America/New_York")
    assert book.fiscal_year_start == 4
    with pytest.raises(RevcompassError, match="book_exists"):
        init_book(folder)
    init_book(folder, force=True)
    assert read_book(folder).currency == "EUR"


@pytest.mark.parametrize(
    ("currency", "timezone", "month", "code"),
    [
        ("EURO", "UTC", 1, "unknown_setting_value"),
        ("EUR", "Mars", 1, "unknown_setting_value"),
        ("EUR", "UTC", 0, "setting_out_of_range"),
    ],
)
def test_a_starter_refuses_nonsense(
    tmp_path: Path, currency: str, timezone: str, month: int, code: str
) -> None:
    with pytest.raises(RevcompassError, match=code):
        init_book(tmp_path / "x", currency, timezone, month)
    assert not (tmp_path / "x").exists()
