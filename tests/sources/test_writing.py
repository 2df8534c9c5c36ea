"""Numbers and dates as people write them elsewhere: read where declared, set aside where not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.sources.reading import Format, propose
from toybook import Fill

HEAD = "subscription_id|account_id|starts_on|interval|currency|amount|discount_percent\n"


def one(subscriptions: Fill, column: str, text: str, form: str, currency: str = "EUR") -> object:
    """The value a text gives, or why it gives none."""
    cells = {"starts_on": "2026-01-01", "amount": "5", "discount_percent": "", column: text}
    start, amount, percent = cells["starts_on"], cells["amount"], cells["discount_percent"]
    row = f"S1|A|{start}|month|{currency}|{amount}|{percent}"
    loaded = subscriptions(f"{HEAD}{row}\n", f'format = {{ delimiter = "|", {form} }}\n')
    beside = ("naive_times", "missing_rate")
    problems = [problem for problem in loaded.problems if problem.code not in beside]
    if problems:
        return problems[0].code
    return loaded.one(f"SELECT {column} FROM subscriptions")


@pytest.mark.parametrize(
    ("text", "form", "outcome"),
    [
        ("1 234,50", 'decimal = ",", thousands = " "', 1_234_500_000),
        ("1\u202f234,50", 'decimal = ",", thousands = " "', 1_234_500_000),
        ("1\u00a0234\u00a0567", 'decimal = ",", thousands = "\u202f"', 1_234_567_000_000),
        ("1'234.50", 'thousands = "\'"', 1_234_500_000),
        ("1’234.50", 'thousands = "’"', 1_234_500_000),
        ("1 23,50", 'decimal = ",", thousands = " "', "unreadable_amount"),
        ("12 34 567", 'thousands = " "', "unreadable_amount"),
        ("1,234.50", 'thousands = " "', "unreadable_amount"),
        ("1.234,50", 'decimal = ",", thousands = " "', "unreadable_amount"),
        ("1.234", 'decimal = ",", thousands = "."', 1_234_000_000),
        ("1.234", 'decimal = ","', 1_234_000_000),
        ("١٬٢٣٤٫٥٠", 'digits = "arab"', 1_234_500_000),
        ("۱٬۲۳۴٫۵۰", 'digits = "arab"', 1_234_500_000),
        ("\u200e-\u200e١٢", 'digits = "arab"', -12_000_000),
        ("12.5", 'digits = "arab"', 12_500_000),
        ("١٢", 'digits = "latn"', "unreadable_amount"),
        ("€10.50", "currency_signs = true", 10_500_000),
        ("10,50 €", 'decimal = ",", currency_signs = true', 10_500_000),
        ("10,50\u00a0EUR", 'decimal = ",", currency_signs = true', 10_500_000),
        ("-€10", "currency_signs = true", -10_000_000),
        ("€-10", "currency_signs = true", -10_000_000),
        ("(€10)", "currency_signs = true", -10_000_000),
        ("(10 €)", "currency_signs = true", -10_000_000),
        ("10", "currency_signs = true", 10_000_000),
        ("$10", "currency_signs = true", "currency_contradicts"),
        ("10 USD", "currency_signs = true", "currency_contradicts"),
        ("€10€", "currency_signs = true", "unreadable_amount"),
        ("€", "currency_signs = true", "unreadable_amount"),
        ("10 apples", "currency_signs = true", "unreadable_amount"),
        ("€ 1\u202f234,50", 'decimal=",", thousands=" ", currency_signs=true', 1_234_500_000),
        ("1'234.50 €", 'thousands = "\'", currency_signs = true', 1_234_500_000),
        ("€10", 'decimal = "."', "unreadable_amount"),
    ],
)
def test_amounts(subscriptions: Fill, text: str, form: str, outcome: object) -> None:
    assert one(subscriptions, "amount", text, form) == outcome


@pytest.mark.parametrize(
    ("text", "currency", "outcome"),
    [
        ("$10", "USD", 10_000_000),
        ("$10", "CAD", 10_000_000),
        ("US$10", "CAD", "currency_contradicts"),
        ("CHF 10", "CHF", 10_000_000),
        ("Fr. 10.50", "CHF", 10_500_000),
        ("RM10", "MYR", 10_000_000),
        ("¥10", "JPY", 100_000),
        ("د.إ.\u200f 10", "AED", 10_000_000),
    ],
)
def test_signs_mean_what_the_row_says(
    subscriptions: Fill, text: str, currency: str, outcome: object
) -> None:
    assert one(subscriptions, "amount", text, "currency_signs = true", currency) == outcome


def test_signs_reconcile(subscriptions: Fill) -> None:
    rows = "S1|A|2026-01-01|month|CHF|Fr. 1'234.50|\nS2|A|2026-01-01|month|EUR|(€ 2)|\n"
    form = 'format = { delimiter = "|", thousands = "\'", currency_signs = true }\n'
    coverage = subscriptions(HEAD + rows, form).coverage()
    assert coverage.money_read == coverage.money_loaded == {"CHF": "1234.5", "EUR": "-2"}


@pytest.mark.parametrize(
    ("text", "form", "outcome"),
    [
        ("46295", 'dates = "excel"', date(2026, 9, 30)),
        ("46295.0", 'dates = "excel"', date(2026, 9, 30)),
        ("46295.5", 'dates = "excel"', date(2026, 9, 30)),
        ("46295,5", 'dates = "excel", decimal = ","', date(2026, 9, 30)),
        ("46.295", 'dates = "excel", decimal = ","', "unreadable_date"),
        ("1", 'dates = "excel"', date(1900, 1, 1)),
        ("59", 'dates = "excel"', date(1900, 2, 28)),
        ("60", 'dates = "excel"', "impossible_date"),
        ("61", 'dates = "excel"', date(1900, 3, 1)),
        ("9999999", 'dates = "excel"', "impossible_date"),
        ("44833", 'dates = "excel1904"', date(2026, 9, 30)),
        ("2026-09-30", 'dates = "excel"', date(2026, 9, 30)),
        ("46295", 'decimal = "."', "unreadable_date"),
        ("30 September 2026", 'dates = "%d %B %Y"', date(2026, 9, 30)),
        ("30 septembre 2026", 'dates = "%d %B %Y", language = "fr"', date(2026, 9, 30)),
        ("3 févr. 2026", 'dates = "%d %b %Y", language = "fr"', date(2026, 2, 3)),
        ("3 AOÛT 2026", 'dates = "%d %B %Y", language = "fr"', date(2026, 8, 3)),
        ("30. März 2026", 'dates = "%d. %B %Y", language = "de"', date(2026, 3, 30)),
        ("30-Mrz-26", 'dates = "%d-%b-%y", language = "de"', date(2026, 3, 30)),
        ("1 gennaio 2026", 'dates = "%d %B %Y", language = "it"', date(2026, 1, 1)),
        ("1-ott-2026", 'dates = "%d-%b-%Y", language = "it"', date(2026, 10, 1)),
        ("1 Ogos 2026", 'dates = "%d %B %Y", language = "ms"', date(2026, 8, 1)),
        ("1 أغسطس 2026", 'dates = "%d %B %Y", language = "ar"', date(2026, 8, 1)),
        ("1 غشت 2026", 'dates = "%d %B %Y", language = "ar"', date(2026, 8, 1)),
        ("١ اغسطس ٢٠٢٦", 'dates="%d %B %Y", language="ar", digits="arab"', date(2026, 8, 1)),
        ("٣١/١٢/٢٠٢٦", 'dates = "%d/%m/%Y", digits = "arab"', date(2026, 12, 31)),
        ("30 septembre 2026", 'dates = "%d %B %Y", language = "de"', "unreadable_date"),
        ("3 jui 2026", 'dates = "%d %b %Y", language = "fr"', "unreadable_date"),
        ("30 février 2026", 'dates = "%d %B %Y", language = "fr"', "impossible_date"),
    ],
)
def test_days(subscriptions: Fill, text: str, form: str, outcome: object) -> None:
    assert one(subscriptions, "starts_on", text, form) == outcome


def test_a_counted_instant(load: Fill) -> None:
    source = (
        '[[source]]\nname = "c"\ntable = "stage_changes"\nfiles = "c.csv"\n'
        'format = { dates = "excel" }\n'
    )
    loaded = load(source, {"c.csv": "opportunity_id,entered_at,stage\nO1,46295.75,Won\n"})
    assert loaded.one("SELECT entered_at FROM stage_changes") == datetime(2026, 9, 30, 18)  # noqa: DTZ001
    assert loaded.codes.count("naive_times") == 1


@pytest.mark.parametrize("text", ["12,5 %", "12,5%", "12,5\u00a0%", "12,5\u202f%"])
def test_percents(subscriptions: Fill, text: str) -> None:
    assert str(one(subscriptions, "discount_percent", text, 'decimal = ","')) == "12.500000"


def test_arabic_percents(subscriptions: Fill) -> None:
    found = one(subscriptions, "discount_percent", "\u200e١٢٫٥٪\u200e", 'digits = "arab"')
    assert str(found) == "12.500000"


@pytest.mark.parametrize(
    "form",
    [
        'thousands = "x"',
        'decimal = ",", thousands = ","',
        'thousands = "."',
        'digits = "roman"',
        'currency_signs = "yes"',
        'language = "xx"',
    ],
)
def test_what_cannot_be_declared(subscriptions: Fill, form: str) -> None:
    with pytest.raises(RevcompassError) as caught:
        one(subscriptions, "amount", "5", form)
    assert caught.value.problem.code == "bad_setting"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1\u202f234,50", "2,5"], Format(decimal=",", thousands=" ")),
        (["1'234.50", "2.5"], Format(decimal=".", thousands="'")),
        (["€10.50", "€2"], Format(decimal=".", currency_signs=True)),
        (["3 janvier 2026", "14 août 2026"], Format(dates="%d %B %Y", language="fr")),
        (["3. Oktober 2026", "14. Mai 2026"], Format(dates="%d. %B %Y", language="de")),
        (["١٢٫٥", "٣"], Format(decimal=".", digits="arab")),
        (["1.5", "2.5"], Format(decimal=".")),
    ],
)
def test_proposals(tmp_path: Path, texts: list[str], expected: Format) -> None:
    path = tmp_path / "f.tsv"
    path.write_text("\n".join(["id\tx", *(f"k{n}\t{text}" for n, text in enumerate(texts))]))
    seen = propose(path, Format())
    assert (seen.format.delimiter, seen.format.encoding) == ("\t", "utf-8")
    found = Format(
        decimal=seen.format.decimal,
        dates=seen.format.dates,
        thousands=seen.format.thousands,
        digits=seen.format.digits,
        currency_signs=seen.format.currency_signs,
        language=seen.format.language,
    )
    assert found == expected
