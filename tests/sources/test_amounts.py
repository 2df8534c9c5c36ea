"""Money in texts: one declared outcome each, never rounded, never guessed."""

from __future__ import annotations

import pytest

from toybook import Fill

HEAD = "subscription_id;account_id;starts_on;interval;currency;amount\n"


def one(
    subscriptions: Fill, text: str, decimal: str, currency: str = "EUR", more: str = ""
) -> object:
    settings = f'format = {{ delimiter = ";", decimal = "{decimal}" }}\n{more}'
    loaded = subscriptions(f"{HEAD}S1;A;2026-01-01;month;{currency};{text}\n", settings)
    if loaded.coverage().loaded:
        return loaded.one("SELECT amount FROM subscriptions")
    (problem,) = loaded.problems
    assert (problem.where.file, problem.where.line, problem.where.column) == ("s.csv", 2, "amount")
    assert problem.where.value == text
    return problem.code


@pytest.mark.parametrize(
    ("text", "decimal", "outcome"),
    [
        ("10", ".", 10_000_000),
        ("10.50", ".", 10_500_000),
        (" 10.5 ", ".", 10_500_000),
        ("10.500000", ".", 10_500_000),
        ("0.0000001", ".", "too_many_decimals"),
        ("0.00000100", ".", 1),
        (".5", ".", 500_000),
        ("1,234.56", ".", 1_234_560_000),
        ("1,234,567", ".", 1_234_567_000_000),
        ("1.234", ".", 1_234_000),
        ("1.234", ",", 1_234_000_000),
        ("1.234,56", ",", 1_234_560_000),
        ("10,50", ",", 10_500_000),
        ("10,50", ".", "unreadable_amount"),
        ("1.23,4", ",", "unreadable_amount"),
        ("12,34,567", ".", "unreadable_amount"),
        ("1 234", ".", "unreadable_amount"),
        ("-3.5", ".", -3_500_000),
        ("(3.5)", ".", -3_500_000),
        ("(3.5", ".", "unreadable_amount"),
        ("-(3.5)", ".", "unreadable_amount"),
        ("-", ".", "unreadable_amount"),
        ("€10", ".", "unreadable_amount"),
        ("10 EUR", ".", "unreadable_amount"),
        ("1E5", ".", "unreadable_amount"),
        ("١٢", ".", "unreadable_amount"),
        ("NaN", ".", "unreadable_amount"),
        ("9223372036854.775807", ".", 9_223_372_036_854_775_807),
        ("9223372036854.775808", ".", "amount_too_large"),
        ("0", ".", 0),
    ],
)
def test_one_outcome(subscriptions: Fill, text: str, decimal: str, outcome: object) -> None:
    assert one(subscriptions, text, decimal) == outcome


@pytest.mark.parametrize(
    ("currency", "text", "outcome"),
    [
        ("JPY", "12", 120_000),
        ("JPY", "0.00001", "too_many_decimals"),
        ("KWD", "1.234", 12_340_000),
        ("kwd", "1.234", 12_340_000),
        ("CLF", "1", 100_000_000),
    ],
)
def test_units_follow_the_currency(
    subscriptions: Fill, currency: str, text: str, outcome: object
) -> None:
    assert one(subscriptions, text, ".", currency) == outcome


@pytest.mark.parametrize(
    ("currency", "text", "outcome"), [("EUR", "1050", 10_500_000), ("JPY", "1050", 10_500_000)]
)
def test_minor_units(subscriptions: Fill, currency: str, text: str, outcome: int) -> None:
    more = 'minor_units = ["amount"]\n'
    assert one(subscriptions, text, ".", currency, more) == outcome


def test_minor_units_reconcile(subscriptions: Fill) -> None:
    text = f"{HEAD}S1;A;2026-01-01;month;EUR;1050\nS2;A;2026-01-01;month;JPY;1050\n"
    loaded = subscriptions(text, 'format = { delimiter = ";" }\nminor_units = ["amount"]\n')
    assert loaded.coverage().money_read == {"EUR": "10.5", "JPY": "1050"}


@pytest.mark.parametrize("currency", ["", "XXX", "Euro"])
def test_currency_is_required(subscriptions: Fill, currency: str) -> None:
    loaded = subscriptions(
        f"{HEAD}S1;A;2026-01-01;month;{currency};5\n", 'format.delimiter = ";"\n'
    )
    (problem,) = loaded.problems
    assert problem.code == ("unknown_currency" if currency else "missing_value")
    assert problem.where.column == "currency"
    assert loaded.coverage().unreadable_amounts == 1


def test_an_optional_amount_that_cannot_be_read_is_left_empty(load: Fill) -> None:
    source = '[[source]]\nname = "crm"\ntable = "opportunities"\nfiles = "o.csv"\n'
    text = "opportunity_id,created_at,amount\nO1,2026-01-01,oops\nO2,2026-01-01,5\n"
    loaded = load(source, {"o.csv": text})
    assert loaded.rows("SELECT opportunity_id, amount, currency FROM opportunities") == [
        ("O1", None, "EUR"),
        ("O2", 5_000_000, "EUR"),
    ]
    (problem,) = loaded.problems
    assert (problem.code, problem.severity) == ("unreadable_amount", "warning")
    assert loaded.coverage("opportunities").unreadable_amounts == 1
    assert loaded.coverage("opportunities").money_read == {"EUR": "5"}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("1.0815", 108_150_000),
        ("0", "unreadable_rate"),
        ("-1", "unreadable_rate"),
        ("0.123456789", "too_many_decimals"),
        ("abc", "unreadable_rate"),
    ],
)
def test_rates(load: Fill, text: str, outcome: object) -> None:
    source = '[[source]]\nname = "fx"\ntable = "exchange_rates"\nfiles = "r.csv"\n'
    loaded = load(source, {"r.csv": f"date,currency,rate\n2026-01-01,USD,{text}\n"})
    found = loaded.rows("SELECT rate FROM exchange_rates")
    assert (found[0][0] if found else loaded.problems[0].code) == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("12.5", "12.500000"),
        ("12.5 %", "12.500000"),
        ("12.5%", "12.500000"),
        ("a", None),
        ("0.1234567", None),
    ],
)
def test_percentages(subscriptions: Fill, text: str, outcome: str | None) -> None:
    head = "subscription_id,account_id,starts_on,interval,currency,amount,discount_percent\n"
    loaded = subscriptions(f"{head}S1,A,2026-01-01,month,EUR,5,{text}\n")
    assert loaded.one("SELECT CAST(discount_percent AS VARCHAR) FROM subscriptions") == outcome


@pytest.mark.parametrize(
    ("text", "outcome"), [("9", 9), ("9.0", 9), ("1,000", 1000), ("9.5", None), ("1e3", None)]
)
def test_whole_numbers(subscriptions: Fill, text: str, outcome: int | None) -> None:
    head = "subscription_id;account_id;starts_on;interval;currency;amount;interval_count\n"
    row = f"S1;A;2026-01-01;month;EUR;5;{text}\n"
    loaded = subscriptions(head + row, 'format.delimiter = ";"\n')
    assert loaded.one("SELECT interval_count FROM subscriptions") == outcome
