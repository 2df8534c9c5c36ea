"""Mistakes people make: each is named with its place and a next step, and loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mainjob.running import Ran, revcompass_run
from oracles.asking import write_book
from revcompass.cli.main import run

HEADER = "subscription_id,account_id,starts_on,ends_on,plan,amount\n"
GOOD = HEADER + "S1,A,2026-01-01,,gold,10\n"
BOOK = """
[book]
currency = "EUR"

[[source]]
name = "billing"
table = "subscriptions"
files = "s.csv"
constants = { interval = "month", currency = "EUR" }
"""
OWN_CURRENCY = BOOK.replace(', currency = "EUR" }', " }")

Type = Callable[..., Ran]


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Type:
    """Run a command line in this process."""

    def go(*arguments: str | Path) -> Ran:
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    return go


def accounted(table: dict[str, Any]) -> bool:
    """Rows and money read = loaded + set aside + skipped."""
    ways = ("loaded", "set_aside", "skipped")
    money = [table[f"money_{way}"] for way in ways]
    return table["read"] == sum(table[way] for way in ways) and all(
        Decimal(amount) == sum(Decimal(part.get(currency, "0")) for part in money)
        for currency, amount in table["money_read"].items()
    )


# Files and settings that cannot be loaded


@dataclass(frozen=True)
class Fatal:
    """A mistake that ends a load: nothing is published."""

    code: str
    next_step: str
    file: str = "s.csv"
    line: int | None = None
    text: str | None = GOOD
    settings: str = BOOK


FATAL = {
    "no file": Fatal("missing_file", "Put the file there", file="revcompass.toml", text=None),
    "an empty file": Fatal("empty_file", "Export it again", text=""),
    "a misspelt header": Fatal(
        "missing_column",
        "Did you mean acount_id?",
        line=1,
        text=GOOD.replace("account_id", "acount_id"),
    ),
    "a misspelt header in the settings": Fatal(
        "missing_column",
        "Did you mean Betrag?",
        line=1,
        text=GOOD.replace("amount", "Betrag"),
        settings=BOOK + 'columns = { amount = "Betrg" }\n',
    ),
    "another delimiter": Fatal(
        "wrong_delimiter", "format = { delimiter", line=1, text=GOOD.replace(",", ";")
    ),
    "two columns of one name": Fatal(
        "duplicate_header", "Rename one of them", line=1, text=GOOD.replace("plan", "amount")
    ),
    "another encoding": Fatal(
        "unknown_encoding",
        "utf-8",
        settings=BOOK + 'format = { encoding = "utf-9" }\n',
    ),
}


@pytest.mark.parametrize("mistake", FATAL.values(), ids=list(FATAL))
def test_nothing_is_loaded(tmp_path: Path, typed: Type, mistake: Fatal) -> None:
    files = {} if mistake.text is None else {"s.csv": mistake.text}
    book = write_book(tmp_path / "book", mistake.settings, files)
    checked = typed("check", book, "--json")
    assert checked.code == 3
    problem = checked.document["problems"][0]
    assert (problem["code"], problem["severity"]) == (mistake.code, "error")
    assert (problem["file"], problem["line"]) == (mistake.file, mistake.line)
    assert mistake.next_step in problem["next"]

    loaded = revcompass_run("load", book)
    assert (loaded.code, loaded.out) == (1, "")
    place = mistake.file if mistake.line is None else f"{mistake.file}:{mistake.line}"
    assert loaded.err.splitlines() == [f"{place}: {problem['message']}", problem["next"]]
    assert not (book / "CURRENT").exists()


SETTINGS = {
    "a column that does not exist": (
        BOOK + 'columns = { amout = "amount" }\n',
        10,
        "Did you mean amount?",
    ),
    "a table that does not exist": (
        BOOK.replace('"subscriptions"', '"subscription"'),
        7,
        "Did you mean subscriptions?",
    ),
    "no currency of this name": (BOOK.replace('"EUR"\n', '"EURO"\n', 1), 3, "Did you mean EUR?"),
    "no policy of this name": (BOOK + '\n[policies]\nwek = "4"\n', 12, "Did you mean week?"),
    "a word that is no setting": (
        BOOK + 'fromat = { decimal = "," }\n',
        10,
        "Did you mean format?",
    ),
    "a needed setting misspelt": (BOOK.replace("files =", "file ="), 8, "Did you mean files?"),
    "half a table's name": (BOOK.replace("[book]", "[book"), 2, "TOML"),
}


@pytest.mark.parametrize(("settings", "line", "next_step"), SETTINGS.values(), ids=list(SETTINGS))
def test_settings(tmp_path: Path, typed: Type, settings: str, line: int, next_step: str) -> None:
    book = write_book(tmp_path / "book", settings, {"s.csv": GOOD})
    ran = typed("load", book)
    assert (ran.code, ran.out) == (2, "")
    assert typed("check", book) == ran
    message, following = ran.err.splitlines()
    assert message.startswith(f"revcompass.toml:{line}: ")
    assert next_step in following
    assert sorted(path.name for path in book.iterdir()) == ["revcompass.toml", "s.csv"]


def test_a_broken_load_leaves_the_last_one(tmp_path: Path, typed: Type) -> None:
    book = write_book(tmp_path / "book", BOOK, {"s.csv": GOOD})
    assert typed("load", book).code == 0
    before = typed("show", "mrr", "--book", book, "--json")
    (book / "s.csv").write_text(GOOD.replace(",", ";"), encoding="utf-8")
    assert typed("load", book).code == 1
    assert typed("show", "mrr", "--book", book, "--json") == before


# Records that cannot be used


@dataclass(frozen=True)
class Bad:
    """A mistake in some records: they are set aside or named, and the others load."""

    code: str
    next_step: str
    lines: tuple[int, ...]
    rows: str
    counts: tuple[int, int, int, int]  # read, loaded, set aside, skipped
    column: str | None = None
    value: str | None = None
    settings: str = BOOK
    header: str = HEADER
    severity: str = "error"
    unreadable: int = 0


BAD = {
    "no currency of this name": Bad(
        "unknown_currency",
        "EUR",
        (3,),
        "S1,A,2026-01-01,10,EUR\nS2,B,2026-01-01,20,EURO\n",
        (2, 1, 1, 0),
        column="currency",
        value="EURO",
        settings=OWN_CURRENCY,
        header="subscription_id,account_id,starts_on,amount,currency\n",
        unreadable=1,
    ),
    "a header and nothing else": Bad("", "", (), "", (0, 0, 0, 0)),
    "end before start": Bad(
        "ends_before_start",
        "Correct the dates",
        (2,),
        "S1,A,2026-03-01,2026-01-01,gold,10\n",
        (1, 1, 0, 0),
        column="ends_on",
        value="2026-01-01",
        severity="warning",
    ),
    "day and month swapped": Bad(
        "impossible_date",
        "day and month",
        (2,),
        "S1,A,03/25/2026,,gold,10\nS2,A,25/03/2026,,gold,20\n",
        (2, 1, 1, 0),
        column="starts_on",
        value="03/25/2026",
        settings=BOOK + 'format = { dates = "%d/%m/%Y" }\n',
    ),
    "a day that is none": Bad(
        "impossible_date",
        "Correct it",
        (2,),
        "S1,A,2026-02-30,,gold,10\n",
        (1, 0, 1, 0),
        column="starts_on",
        value="2026-02-30",
    ),
    "the same twice": Bad("", "", (), "S1,A,2026-01-01,,gold,10\n" * 2, (2, 1, 0, 1)),
    "two records of one key": Bad(
        "conflicting_duplicates",
        "Keep the right one",
        (2, 3),
        "S1,A,2026-01-01,,gold,10\nS1,A,2026-01-01,,gold,12\nS2,A,2026-01-01,,gold,7\n",
        (3, 1, 2, 0),
        column="subscription_id",
        value="S1 / 2026-01-01",
    ),
    "a comma as decimal sign": Bad(
        "unreadable_amount",
        "decimal",
        (2, 3),
        'S1,A,2026-01-01,,gold,"1.234,50"\nS2,B,2026-01-01,,gold,"20,5"\n',
        (2, 0, 2, 0),
        column="amount",
        unreadable=2,
    ),
    "a point as decimal sign": Bad(
        "unreadable_amount",
        "decimal",
        (2,),
        "S1,A,2026-01-01,,gold,1234.5\nS2,B,2026-01-01,,gold,7\n",
        (2, 1, 1, 0),
        column="amount",
        value="1234.5",
        settings=BOOK + 'format = { decimal = "," }\n',
        unreadable=1,
    ),
    "a missing key": Bad(
        "missing_value",
        "Fill it in",
        (3,),
        "S1,A,2026-01-01,,gold,10\nTotal,,,,,10\n",
        (2, 1, 1, 0),
    ),
    "a field too many": Bad(
        "wrong_field_count",
        "delimiter",
        (2,),
        "S1,A,2026-01-01,,gold,10,50\nS2,A,2026-01-01,,gold,20\n",
        (2, 1, 1, 0),
        unreadable=1,
    ),
}


@pytest.mark.parametrize("mistake", BAD.values(), ids=list(BAD))
def test_the_rest_is_loaded(tmp_path: Path, typed: Type, mistake: Bad) -> None:
    book = write_book(tmp_path / "book", mistake.settings, {"s.csv": mistake.header + mistake.rows})
    ran = typed("load", book, "--json")
    assert (ran.code, ran.err) == (0, "")
    table = ran.document["tables"]["subscriptions"]
    assert accounted(table)
    counts = tuple(table[way] for way in ("read", "loaded", "set_aside", "skipped"))
    assert counts == mistake.counts
    assert table["unreadable_amounts"] == mistake.unreadable
    said = [problem for problem in ran.document["problems"] if problem["code"] == mistake.code]
    assert ran.document["problems"][: len(said)] == said, "nothing else is wrong"
    assert tuple(problem["line"] for problem in said) == mistake.lines
    for problem in said:
        assert (problem["file"], problem["severity"]) == ("s.csv", mistake.severity)
        assert mistake.column in (None, problem["column"])
        assert mistake.value in (None, problem["value"])
        assert mistake.next_step in problem["next"]
        assert problem["message"]
    told = typed("problems", book)
    assert told.code == 0
    for problem in said:
        assert f"s.csv:{problem['line']}:" in told.out
    failed = any(problem["severity"] == "error" for problem in said)
    assert typed("check", book).code == (3 if failed else 0)


def with_open_quote(path: Path, rows: int, at: int) -> None:
    """A file whose row `at` opens a quote that only a far later, proper quote seems to close."""
    later = at + (rows - at) // 2
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for n in range(1, rows + 1):
            plan = {at: '"gold', later: '"gold, plus"'}.get(n, "gold")
            file.write(f"S{n},A{n},2026-01-01,,{plan},{n}\n")


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        (100_000, 90_000),
        pytest.param(
            1_000_000,
            900_000,
            marks=pytest.mark.skipif(
                os.environ.get("REVCOMPASS_SLOW") != "1", reason="slow: REVCOMPASS_SLOW=1 runs it"
            ),
        ),
    ],
)
def test_a_quote_that_is_never_closed(tmp_path: Path, typed: Type, rows: int, at: int) -> None:
    """It costs its own line and no other, though ten thousand lines follow it."""
    book = write_book(tmp_path / "book", BOOK, {})
    with_open_quote(book / "s.csv", rows, at)
    ran = typed("load", book, "--json")
    table = ran.document["tables"]["subscriptions"]
    assert (table["read"], table["loaded"], table["set_aside"]) == (rows, rows - 1, 1)
    assert table["unreadable_amounts"] == 1
    total = rows * (rows + 1) // 2 - at
    assert table["money_read"] == table["money_loaded"] == {"EUR": str(total)}
    (problem,) = ran.document["problems"]
    assert problem["code"] in ("unterminated_quote", "bad_quote")
    assert (problem["file"], problem["line"]) == ("s.csv", at + 1)
    assert problem["next"]
    shown = typed("show", "mrr", "customers", "--book", book, "--period", "2026-01", "--json")
    values = [found["rows"][0]["value"] for found in shown.document["results"]]
    assert values == [str(total), str(rows - 1)]


# Questions that cannot be answered


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good book."""
    made = write_book(tmp_path_factory.mktemp("good") / "book", BOOK, {"s.csv": GOOD})
    assert run(["load", str(made)]) == 0
    return made


QUESTIONS = {
    "a metric": ("mmr", "“mmr”", "Did you mean mrr?"),
    "a slice": ("mrr --by plann", "“plann”", "Did you mean plan?"),
    "a slice to select by": ("mrr --where plann=gold", "“plann”", "Did you mean plan?"),
    "a selection without a value": ("mrr --where plan", "“plan”", "SLICE=VALUE"),
    "a policy": ("mrr --policy wek=4", "“wek”", "Did you mean week?"),
    "a choice": ("mrr --policy week=5", "“5”", "52/12, 4, 30.44 days"),
    "a choice without its number": (
        "mrr --policy reactivation=after_n_days",
        "after_n_days",
        "after_n_days:30",
    ),
    "a preset": ("mrr --preset revcompas", "“revcompas”", "revcompass"),
    "a grain": ("mrr --grain fortnight", "“fortnight”", "month"),
    "a start off the grain": (
        "mrr --grain quarter --from 2026-02-01",
        "2026-02-01",
        "2026-01-01 or 2026-04-01",
    ),
    "an end off the grain": (
        "mrr --grain month --from 2026-01-01 --to 2026-02-15",
        "2026-02-15",
        "2026-02-01 or 2026-03-01",
    ),
    "an end before the start": ("mrr --from 2026-03 --to 2026-01", "Mar 1, 2026", "--to"),
    "a month that is none": ("mrr --from 2026-13", "“2026-13”", "2026-09"),
    "a period that is none": ("mrr --period yesterday", "“yesterday”", "2026-Q3"),
    "a period and its bounds": ("mrr --period 2026 --from 2026-01", "2026", "Give either"),
    "a comparison": ("mrr --compare last", "“last”", "previous, year_before"),
    "a currency": ("mrr --currency EURO", "“EURO”", "EUR"),
    "a snapshot": ("mrr --as-of 000099", "000099", "000001"),
    "an option": ("mrr --jsn", "--jsn", "Did you mean --json?"),
    "no metric at all": ("", "METRIC", "--help"),
}


@pytest.mark.parametrize(("asked", "named", "next_step"), QUESTIONS.values(), ids=list(QUESTIONS))
def test_questions(book: Path, typed: Type, asked: str, named: str, next_step: str) -> None:
    """Exit code 2, nothing on stdout, and what was typed stands in the message."""
    ran = typed("show", *asked.split(), "--book", book)
    assert (ran.code, ran.out) == (2, "")
    message, following = ran.err.splitlines()
    assert named in message
    assert next_step in following


def test_questions_to_other_commands(book: Path, typed: Type, tmp_path: Path) -> None:
    fresh = write_book(tmp_path / "fresh", BOOK, {"s.csv": GOOD})
    for arguments, code, said in (
        (("trace", "mrr", "--book", book), 2, "--period"),
        (("trace", "mrr", "--book", book, "--period", "2031-01"), 2, "no records"),
        (("trace", "mrr", "--book", book, "--period", "2026-01", "--side", "top"), 2, "“top”"),
        (("trace", "win_rate", "--book", book, "--period", "2026-01"), 2, "win_rate"),
        (("explain", "mmr"), 2, "Did you mean mrr?"),
        (("load", book, "--source", "biling"), 2, "“biling”"),
        (("show", "mrr", "--book", tmp_path / "nowhere"), 2, "revcompass init"),
        (("show", "mrr", "--book", fresh), 1, "revcompass load"),
        (("status", fresh), 1, "revcompass load"),
        (("lod", book), 2, "Did you mean load?"),
    ):
        ran = typed(*arguments)
        assert (ran.code, ran.out) == (code, ""), arguments
        assert said in ran.err, arguments
        assert len(ran.err.splitlines()) == 2, arguments


def test_a_number_that_cannot_be_is_no_error(book: Path, typed: Type) -> None:
    """What nobody loaded is said in the answer, with exit code 0."""
    for asked, reason in (
        ("win_rate", "not_loaded"),
        ("active_accounts", "not_loaded"),
        ("mrr --currency USD", "missing_rate"),
        ("quick_ratio", "zero_denominator"),
    ):
        ran = typed("show", *asked.split(), "--book", book, "--period", "2026-01", "--json")
        assert ran.code == 0
        (row,) = ran.document["results"][0]["rows"]
        assert (row["value"], row["undefined"]) == (None, reason), asked
