"""Dirty files whose every row has a known fate, and large files with a single fault."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from faults.figure import Figure
from revcompass.book.config import read_book
from revcompass.book.recorded import Coverage, read_problems
from revcompass.domain.problem import Problem
from revcompass.sources.fill import fill

TODAY = date(2026, 9, 30)
HEAD = ("subscription_id", "account_id", "starts_on", "interval", "currency", "amount", "note")
_SETTINGS = """
[book]
currency = "EUR"
[[source]]
name = "billing"
table = "subscriptions"
files = "s.*"
format = {{ {form} }}
"""
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d %b %Y")
_ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
_ENDS = ("\n", "\r\n", "\r")


@dataclass
class Fate:
    """What must become of the rows, and of the money by currency."""

    rows: Counter[str] = field(default_factory=Counter)
    money: dict[str, Counter[str]] = field(default_factory=dict)
    unreadable: int = 0

    def add(self, way: str, currency: str, amount: Decimal | None, times: int = 1) -> None:
        """So many rows loaded, set_aside or skipped, with their money if it is readable."""
        self.rows[way] += times
        if amount is None:
            self.unreadable += times
        else:
            for sums in (
                self.money.setdefault(way, Counter()),
                self.money.setdefault("read", Counter()),
            ):
                sums[currency] += amount * times  # type: ignore[assignment] # exact, not whole

    def is_of(self, found: Coverage) -> bool:
        """Whether this is what a load says, to the last digit."""
        counts = (
            self.rows.total(),
            *(self.rows[way] for way in ("loaded", "set_aside", "skipped")),
        )
        ways = ("read", "loaded", "set_aside", "skipped")
        said = (found.money_read, found.money_loaded, found.money_set_aside, found.money_skipped)
        return (
            counts == (found.read, found.loaded, found.set_aside, found.skipped)
            and self.unreadable == found.unreadable_amounts
            and all(
                _sums(self.money.get(way, {})) == _sums(sums)
                for way, sums in zip(ways, said, strict=True)
            )
        )


def _sums(money: Mapping[str, object]) -> dict[str, Decimal]:
    return {code: Decimal(str(value)) for code, value in money.items() if Decimal(str(value))}


class Dirty:
    """A generator of one file; the same seed gives the same bytes."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - seeded on purpose
        self.fate = Fate()
        self.delimiter = self.rng.choice(",;\t|")
        self.decimal = self.rng.choice(".,")
        self.dates = self.rng.choice(_DATES)
        self.encoding = self.rng.choice(_ENCODINGS)
        self.end = self.rng.choice(_ENDS)
        self.packed = self.rng.random() < 0.3
        self._ids = 0

    def write(self, folder: Path) -> None:
        """The file and the settings that declare how it is written."""
        lines = [self._line(HEAD)]
        for _ in range(self.rng.randrange(60, 160)):
            lines += self.rng.choice(_KINDS)(self)
        data = "".join(f"{line}{self.end}" for line in lines).encode(self.encoding)
        name = f"s.{'tsv' if self.delimiter == chr(9) else 'csv'}{'.gz' if self.packed else ''}"
        (folder / name).write_bytes(gzip.compress(data) if self.packed else data)
        plain = self.encoding.removesuffix("-sig")
        form = {"delimiter": self.delimiter, "decimal": self.decimal, "encoding": plain}
        if self.dates != "%Y-%m-%d":
            form["dates"] = self.dates
        text = ", ".join(f'{key} = "{value}"' for key, value in form.items()).replace("\t", "\\t")
        (folder / "revcompass.toml").write_text(_SETTINGS.format(form=text), encoding="utf-8")

    def row(self, **other: str) -> tuple[list[str], Decimal, str]:
        """A row that can be loaded but for what is given; its money and currency."""
        self._ids += 1
        cents = self.rng.randrange(1, 10**9)
        amount, currency = Decimal(cents) / 100, self.rng.choice(("EUR", "USD", "CHF"))
        cells = {
            "subscription_id": f"S{self._ids}",
            "account_id": f"A{self.rng.randrange(30)}",
            "starts_on": (date(2025, 1, 1) + timedelta(self.rng.randrange(500))).strftime(
                self.dates
            ),
            "interval": self.rng.choice(("month", "year")),
            "currency": currency,
            "amount": f"{amount:f}".replace(".", self.decimal),
            "note": self.rng.choice(
                ("", "plain", 'a "quoted" word', f"one{self.delimiter}two", f"two{self.end}lines")
            ),
        }
        cells |= other
        return [cells[name] for name in HEAD], amount, cells["currency"]

    def _line(self, cells: Sequence[str]) -> str:
        return self.delimiter.join(
            '"' + cell.replace('"', '""') + '"'
            if set(cell) & {self.delimiter, '"', "\n", "\r"}
            else cell
            for cell in cells
        )

    def good(self) -> list[str]:
        """Loaded."""
        cells, amount, currency = self.row()
        self.fate.add("loaded", currency, amount)
        return [self._line(cells)]

    def negative(self) -> list[str]:
        """In brackets, as accountants write it: loaded."""
        cells, amount, currency = self.row()
        cells[5] = f"({cells[5]})"
        self.fate.add("loaded", currency, -amount)
        return [self._line(cells)]

    def no_key(self) -> list[str]:
        """Set aside with its money."""
        cells, amount, currency = self.row(account_id="")
        self.fate.add("set_aside", currency, amount)
        return [self._line(cells)]

    def bad_day(self) -> list[str]:
        """Set aside with its money."""
        day = self.rng.choice(("soon", "2026-02-30", "31/31/2026", "0"))
        cells, amount, currency = self.row(starts_on=day)
        self.fate.add("set_aside", currency, amount)
        return [self._line(cells)]

    def bad_amount(self) -> list[str]:
        """Set aside, counted as an amount that cannot be read."""
        text = self.rng.choice(
            ("n/a", "1.2.3,4", "--5", "12 EUR x", "1e5", "0" + self.decimal + "1" * 9)
        )
        cells, _, currency = self.row(amount=text)
        self.fate.add("set_aside", currency, None)
        return [self._line(cells)]

    def no_such_money(self) -> list[str]:
        """Set aside: an amount of nothing known cannot be summed."""
        cells, _, currency = self.row(currency="XXQ")
        self.fate.add("set_aside", currency, None)
        return [self._line(cells)]

    def cut(self) -> list[str]:
        """Too few fields."""
        cells, _, currency = self.row(note="")
        self.fate.add("set_aside", currency, None)
        return [self._line(cells[: self.rng.randrange(2, 6)])]

    def twice(self) -> list[str]:
        """Once loaded, once skipped."""
        cells, amount, currency = self.row()
        self.fate.add("loaded", currency, amount)
        self.fate.add("skipped", currency, amount)
        return [self._line(cells)] * 2

    def contradicts(self) -> list[str]:
        """One id, two amounts: both set aside."""
        cells, amount, currency = self.row()
        other = [*cells[:5], "1", cells[6]]
        self.fate.add("set_aside", currency, amount)
        self.fate.add("set_aside", currency, Decimal(1))
        return [self._line(cells), self._line(other)]

    def blank(self) -> list[str]:
        """No record."""
        return [""]


_KINDS: tuple[Callable[[Dirty], list[str]], ...] = (
    *[Dirty.good] * 6,
    Dirty.negative,
    Dirty.no_key,
    Dirty.bad_day,
    Dirty.bad_amount,
    Dirty.no_such_money,
    Dirty.cut,
    Dirty.twice,
    Dirty.contradicts,
    Dirty.blank,
)


def dirty_files(folder: Path, files: int) -> Figure:
    """Figure 6: so many dirty files; rows and money go where they must, to the last digit."""
    figure = Figure(
        "Dirty files of 60 to 160 kinds of rows; rows and money against what was written"
    )
    rows = 0
    for seed in range(files):
        book = folder / str(seed)
        book.mkdir()
        dirty = Dirty(seed)
        dirty.write(book)
        with duckdb.connect() as con:
            found = fill(con, read_book(book), TODAY, keep_copies=False).tables["subscriptions"]
        rows += found.read
        figure.check(f"seed {seed}: {found} for {dirty.fate}", holds=dirty.fate.is_of(found))
    figure.notes.append(f"{rows:,} rows reconciled exactly")
    return figure


def one_bad_row(folder: Path, rows: int) -> Figure:
    """Figure 8: one bad row among many is set aside with its line and reason."""
    bad = rows * 7 // 10
    lines = (_plain_row(n, "soon" if n == bad else "2026-01-01") for n in range(rows))
    found, problems = _filled(folder, lines)
    figure = Figure(f"One bad row among {rows:,}")
    said = [(p.code, p.where.line, p.where.value) for p in problems]
    figure.check(f"{found.loaded} loaded", holds=(found.loaded, found.set_aside) == (rows - 1, 1))
    figure.check(f"said {said[:3]}", holds=said == [("unreadable_date", bad + 2, "soon")])
    figure.notes.append(f"{found.loaded:,} loaded, 1 set aside with its line and reason")
    return figure


def open_quote(folder: Path, rows: int) -> Figure:
    """Figure 9: a quote that is never closed, nine tenths down the file."""
    bad = rows * 9 // 10
    lines = (_plain_row(n, "2026-01-01", '"' if n == bad else "") for n in range(rows))
    found, problems = _filled(folder, lines)
    figure = Figure(f"A quote never closed in row {bad:,} of {rows:,}")
    accounted = found.loaded + found.set_aside + found.skipped
    said = [(p.code, p.where.line) for p in problems]
    figure.check(f"{accounted} of {rows} accounted for", holds=accounted == found.read == rows)
    figure.check(f"said {said[:3]}", holds=len(said) == 1 and said[0][1] == bad + 2)
    figure.notes.append(
        f"{found.loaded:,} loaded, {found.set_aside:,} set aside, 0 unaccounted for"
    )
    return figure


def _plain_row(n: int, day: str, quote: str = "") -> str:
    return f"S{n},{quote}A{n % 5000},{day},month,EUR,{n % 900}.50,\n"


def _filled(folder: Path, lines: Iterable[str]) -> tuple[Coverage, list[Problem]]:
    folder.mkdir(exist_ok=True)
    (folder / "revcompass.toml").write_text(_SETTINGS.format(form=""), encoding="utf-8")
    with (folder / "s.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(HEAD) + "\n")
        file.writelines(lines)
    with duckdb.connect() as con:
        found = fill(con, read_book(folder), TODAY, keep_copies=False).tables["subscriptions"]
        return found, list(read_problems(con, 10))
