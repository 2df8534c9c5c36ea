"""A look before a load, and the formats it pins."""

from __future__ import annotations

from revcompass.book.config import read_book
from revcompass.book.file_format import FileFormat
from revcompass.sources.check import check_book, pin
from toybook import TODAY, MakeBook

SETTINGS = """# my book
[book]
currency = "EUR"  # ours

[[source]]
name = "billing"  # the invoices
table = "subscriptions"
files = "s.csv"
columns = { amount = "price" }
constants = { interval = "month", currency = "EUR" }

# the end
"""
TEXT = (
    "subscription_id;account_id;starts_on;price;note\n"
    "S1;A;31.01.2026;1.234,50;x\nS2;A;15.02.2026;99,90;y\nS3;A;20.02.2026;1,5;z\n"
)


def test_what_would_stop_a_load_is_said_and_a_pin_helps(make_book: MakeBook) -> None:
    book = make_book(SETTINGS, {"s.csv": TEXT})
    before = check_book(book, TODAY)
    assert before.stopped is None or before.stopped.code in {"missing_column", "wrong_delimiter"}
    assert pin(book, before) == ["billing"]
    text = (book.folder / "revcompass.toml").read_text()
    assert all(
        comment in text for comment in ("# my book", "# ours", "# the invoices", "# the end")
    )
    pinned = read_book(book.folder)
    assert pinned.sources[0].format == FileFormat(";", ",", "%d.%m.%Y", "utf-8")
    after = check_book(pinned, TODAY)
    assert after.stopped is None
    assert after.tables["subscriptions"].loaded == 3
    assert after.tables["subscriptions"].money_loaded == {"EUR": "1335.9"}
    assert pin(pinned, after) == []


def test_every_column_is_shown(make_book: MakeBook) -> None:
    form = 'format = { delimiter = ";", decimal = ",", dates = "%d.%m.%Y" }\n'
    book = make_book(SETTINGS.replace("# the end", form), {"s.csv": TEXT})
    report = check_book(book, TODAY)
    (file,) = report.files
    shown = {column.header: (column.fills, column.read_as) for column in file.columns}
    assert shown == {
        "subscription_id": (("subscription_id",), "key"),
        "account_id": (("account_id",), "key"),
        "starts_on": (("starts_on",), "day"),
        "price": (("amount",), "amount"),
        "note": ((), "kept"),
    }
    assert file.columns[3].examples[0] == "1.234,50"


def test_nothing_is_written(make_book: MakeBook) -> None:
    book = make_book(SETTINGS, {"s.csv": TEXT})
    check_book(book, TODAY)
    assert sorted(path.name for path in book.folder.iterdir()) == ["revcompass.toml", "s.csv"]


def test_a_missing_file_is_reported_not_raised(make_book: MakeBook) -> None:
    report = check_book(make_book(SETTINGS, {}), TODAY)
    assert report.stopped is not None
    assert report.stopped.code == "missing_file"
    assert report.problems == (report.stopped,)
