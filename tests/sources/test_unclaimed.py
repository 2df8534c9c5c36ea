"""Files as offices in six languages write them: proposed, pasted, and read to the last digit."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from revcompass.book.config import Book, read_book
from revcompass.sources.check import CheckReport, check_book
from toybook import TODAY, MakeBook

BOOK = '[book]\ncurrency = "EUR"\ntimezone = "Europe/Berlin"\n'

GERMAN = """\
Vertragsnummer;Kundennummer;Beginn;Ende;Preis;Währung;Abrechnungsintervall
V1;K1;1. März 2026;;1.200,00 €;EUR;month
V2;K2;15. Januar 2026;30. Juni 2026;450,00 €;EUR;month
V3;K2;2. Mai 2026;;1.450,50 €;EUR;month
"""
FRENCH = """\
Contrat;Client;Date de début;Date de fin;Montant HT;Devise;Périodicité
F1;C1;3 février 2026;;1 200,50;EUR;month
F2;C2;14 août 2026;;12 450,00;EUR;month
F3;C2;14 déc. 2026;;450,25;EUR;month
"""
ITALIAN = """\
Numero contratto;Codice cliente;Data inizio;Data fine;Importo;Valuta;Periodicità
I1;A;31 gennaio 2026;;1.234,50;EUR;month
I2;B;15 giugno 2026;;99,90;EUR;month
"""
SWISS = """\
Vertrag;Kunde;Gültig ab;Gültig bis;Betrag;Währung;Turnus
H1;A;31.01.2026;;1'234.50;CHF;month
H2;B;15.02.2026;;99.90;CHF;month
"""
MALAY = """\
ID langganan,ID pelanggan,Tarikh mula,Jumlah,Mata wang,Tempoh bil
M1,A,31/01/2026,RM 1200.50,MYR,month
M2,B,15/02/2026,RM 99.90,MYR,month
"""
ARABIC = """\
رقم الاشتراك,رقم العميل,تاريخ البدء,المبلغ,العملة,دورة الفوترة
S1,A,٢٠٢٦-٠١-٠١,١٢٫٥,EUR,month
S2,B,٢٠٢٦-٠٢-٠١,١٤٫٢٥,EUR,month
"""
ENGLISH = """\
Subscription,Customer,Start Date,End Date,Price,Currency,Billing Period
E1,A,01/31/2026,,"1,200.50",USD,month
E2,B,02/15/2026,,99.90,USD,month
"""
EXCEL_DAYS = """\
Subscription ID,Customer Number,Start,Amount,Currency,Interval
X1,A,46023,10.5,EUR,month
X2,B,46054,20.25,EUR,month
"""
WRITTEN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "de": (GERMAN, {"EUR": "3100.5"}),
    "fr": (FRENCH, {"EUR": "14100.75"}),
    "it": (ITALIAN, {"EUR": "1334.4"}),
    "ch": (SWISS, {"CHF": "1334.4"}),
    "ms": (MALAY, {"MYR": "1300.4"}),
    "ar": (ARABIC, {"EUR": "26.75"}),
    "en": (ENGLISH, {"USD": "1300.4"}),
}


def checked(book: Book, settings: str) -> CheckReport:
    """The look at the book with these settings instead."""
    (book.folder / "revcompass.toml").write_text(settings, encoding="utf-8")
    return check_book(read_book(book.folder), TODAY)


@pytest.mark.parametrize("language", WRITTEN)
def test_what_is_proposed_reads_the_file(make_book: MakeBook, language: str) -> None:
    text, money = WRITTEN[language]
    (currency,) = money
    settings = BOOK.replace("EUR", currency)
    book = make_book(settings, {"in/export.csv": text})
    (found,) = check_book(book, TODAY).unclaimed
    assert (found.file, found.proposal.table, found.proposal.missing) == (
        "in/export.csv",
        "subscriptions",
        (),
    )
    report = checked(book, settings + found.settings)
    assert [problem.code for problem in report.problems] == []
    coverage = report.tables["subscriptions"]
    assert (coverage.loaded, coverage.set_aside) == (len(text.splitlines()) - 1, 0)
    assert coverage.money_loaded == money
    assert report.unclaimed == ()


def test_days_counted_as_spreadsheets_do_need_a_word(make_book: MakeBook) -> None:
    book = make_book(BOOK, {"export.csv": EXCEL_DAYS})
    (found,) = check_book(book, TODAY).unclaimed
    assert found.proposal.columns["starts_on"] == "Start"
    report = checked(book, BOOK + found.settings + 'dates = "excel"\n')
    assert report.tables["subscriptions"].money_loaded == {"EUR": "30.75"}


def test_headers_that_nothing_fills_are_suggested(make_book: MakeBook) -> None:
    source = '[[source]]\nname = "b"\ntable = "subscriptions"\nfiles = "s.csv"\n'
    form = 'format = { delimiter = ";", decimal = ",", dates = "%d.%m.%Y" }\n'
    report = check_book(make_book(BOOK + source + form, {"s.csv": SWISS}), TODAY)
    assert report.stopped is not None
    assert report.stopped.code == "missing_column"
    (file,) = report.files
    assert file.suggested == {
        "subscription_id": "Vertrag",
        "account_id": "Kunde",
        "starts_on": "Gültig ab",
        "ends_on": "Gültig bis",
        "amount": "Betrag",
        "currency": "Währung",
        "interval": "Turnus",
    }


def test_a_suggestion_fits_what_stands_there_and_what_is_free(make_book: MakeBook) -> None:
    source = (
        '[[source]]\nname = "b"\ntable = "subscriptions"\nfiles = "s.csv"\n'
        'columns = { account_id = "Kunde" }\nconstants = { interval = "month", currency = "EUR" }\n'
    )
    text = "subscription_id,Kunde,Firma,starts_on,amount,Ende\nS1,A,Alder,2026-01-01,1,offen\n"
    (file,) = check_book(make_book(BOOK + source, {"s.csv": text}), TODAY).files
    assert file.suggested == {}


_DAYS = {"Close Date", "angelegt am", "Data", "Datum", "Timestamp"}


@pytest.mark.parametrize(
    ("name", "header", "table"),
    [
        ("deals.csv", "Deal ID,Customer,Stage,Deal Value,Close Date,Result", "opportunities"),
        ("leads.csv", "Lead-ID,angelegt am,Kanal,Kampagne", "leads"),
        ("kunden.csv", "Kundennummer,Kundenname,Branche,Land", "accounts"),
        ("spesa.csv", "Data,Categoria,Importo,Valuta,Canale", "spend"),
        ("kurse.csv", "Datum,Währung,Kurs", "exchange_rates"),
        ("usage.csv", "Customer ID,User ID,Event Name,Timestamp", "usage"),
    ],
)
def test_the_table_is_told_by_the_headers(
    make_book: MakeBook, name: str, header: str, table: str
) -> None:
    cells = ["2026-01-31" if word in _DAYS else "1" for word in header.split(",")]
    book = make_book(BOOK, {name: f"{header}\n{','.join(cells)}\n"})
    (found,) = check_book(book, TODAY).unclaimed
    assert found.proposal.table == table


def test_what_is_not_known_or_not_ours_is_left_alone(make_book: MakeBook) -> None:
    files = {
        "readme.csv": "a,b\n1,2\n",
        "landed/x.csv": GERMAN,
        ".hidden/x.csv": GERMAN,
        "notes.txt": GERMAN,
        "broken.json": "{",
    }
    assert check_book(make_book(BOOK, files), TODAY).unclaimed == ()


def test_files_of_one_name_get_sources_of_two(make_book: MakeBook) -> None:
    found = check_book(make_book(BOOK, {"a/x.csv": GERMAN, "b/x.csv": FRENCH}), TODAY).unclaimed
    assert ['name = "x"' in one.settings for one in found] == [True, False]
    assert 'name = "x_2"' in found[1].settings
