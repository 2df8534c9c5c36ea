"""A book on disk, loaded and asked the way every face does: question in, JSON document out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from revcompass.desk import Desk, LoadReport
from revcompass.desk.documents import load_document, result_document
from revcompass.desk.loading import load
from revcompass.domain.period import Grain
from revcompass.domain.question import Question, Value
from revcompass.words.translate import Translator

SHARED = Path(__file__).parents[2].parent / "shared"
DATA = Path(__file__).parents[1] / "data"

Document = dict[str, Any]
Number = Fraction | str  # an exact number, or the reason why there is none
Series = dict[date, Number]


@dataclass(frozen=True)
class Asked:
    """A loaded book that answers."""

    folder: Path
    report: LoadReport
    desk: Desk

    @property
    def loaded(self) -> Document:
        """What the load said, as JSON."""
        return load_document(self.report, Translator("en"))

    def document(self, metric: str, **asked: Any) -> Document:
        """The whole answer about one metric, as JSON."""
        question = Question((metric,), **_normal(asked))
        return result_document(self.desk.show(question), Translator("en"))

    def cells(self, metric: str, **asked: Any) -> dict[tuple[Any, ...], Number]:
        """Exact numbers by the period's first day and slice values; the JSON says the same."""
        question = Question((metric,), **_normal(asked))
        result = self.desk.show(question)
        (document,) = result_document(result, Translator("en"))["results"]
        found: dict[tuple[Any, ...], Number] = {}
        for row, said in zip(result.results[0].rows, document["rows"], strict=True):
            assert said["from"] == row.period.start.isoformat()
            assert_same(row.value, said)
            key = (row.period.start, *(value for _, value in row.slice))
            number, reason = row.value.number, row.value.undefined
            assert (number is None) == (reason is not None)
            assert key not in found
            found[key] = number if number is not None else str(reason)
        return found

    def series(self, metric: str, **asked: Any) -> Series:
        """The numbers of an unsliced metric by the first day of their periods."""
        return {key[0]: number for key, number in self.cells(metric, **asked).items()}

    def companions(self, metric: str, name: str, **asked: Any) -> Series:
        """A companion's exact numbers by the first day of their periods."""
        result = self.desk.show(Question((metric,), **_normal(asked)))
        rows = result.results[0].rows
        return {row.period.start: exact(dict(row.companions)[name]) for row in rows}

    def one(self, metric: str, **asked: Any) -> Number:
        """The number of the only period."""
        (number,) = self.series(metric, **asked).values()
        return number


def exact(value: Value) -> Number:
    """The number of a value, or its reason."""
    return value.number if value.number is not None else str(value.undefined)


def assert_same(value: Value, said: Mapping[str, Any]) -> None:
    """The JSON's decimal string is the number: to the last digit where it ends, else to 18."""
    text, number = said["value"], value.number
    assert said["undefined"] == value.undefined
    if number is None:
        assert text is None
        return
    assert isinstance(text, str)
    written = Fraction(text)
    ends = 10**60 % number.denominator == 0
    assert written == number if ends else abs(written - number) <= abs(number) / 10**17
    if said["numerator"] is not None and Fraction(said["denominator"]):
        divided = Fraction(said["numerator"]) / Fraction(said["denominator"])
        assert divided == number if ends else abs(divided - number) <= abs(number) / 10**16


def _normal(asked: Mapping[str, Any]) -> dict[str, Any]:
    """`policies` may be a mapping, `grain` a text."""
    found = dict(asked)
    if "policies" in found:
        found["policies"] = tuple(found["policies"].items())
    if "grain" in found:
        found["grain"] = Grain(found["grain"])
    return found


Books = Callable[..., Asked]


def write_book(folder: Path, settings: str, files: Mapping[str, str]) -> Path:
    """Write a book's folder as a person would."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "revcompass.toml").write_text(settings, encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


def make_books(factory: pytest.TempPathFactory) -> Iterator[Books]:
    """A maker of loaded books; closes them in the end."""
    opened: list[Desk] = []

    def make(
        settings: str, files: Mapping[str, str] | None = None, *, today: date = date(2026, 9, 30)
    ) -> Asked:
        folder = write_book(factory.mktemp("book"), settings, files or {})
        report = load(folder, today=today)
        opened.append(Desk.open(folder))
        return Asked(folder, report, opened[-1])

    yield make
    for desk in opened:
        desk.close()


def month_starts(first: date, count: int) -> list[date]:
    """The first days of so many months."""
    index = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(index, index + count)]


def oracle(path: str) -> Path:
    """A file of figures that may not be copied into the project; skips where it is absent."""
    found = SHARED / "oracles" / path
    if not found.exists():
        pytest.skip(f"{path} may not be vendored and does not lie beside the project")
    return found
