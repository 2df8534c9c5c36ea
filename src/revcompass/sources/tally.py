"""Where records and money went, counted twice: from the texts, and from what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from revcompass.book.recorded import Coverage
from revcompass.domain.money import decimal_text, unit_digits
from revcompass.domain.problem import RevcompassError
from revcompass.sources.load import Load


class Money:
    """Exact sums by currency, in major units."""

    def __init__(self) -> None:
        self._sums: dict[str, Fraction] = defaultdict(Fraction)

    def add(self, more: Mapping[str, Fraction]) -> None:
        """Add sums by currency."""
        for code, value in more.items():
            self._sums[code] += value

    def texts(self) -> dict[str, str]:
        """Sums as decimal texts, by currency; a currency whose sum is 0 stays if it was seen."""
        return {code: decimal_text(self._sums[code]) for code in sorted(self._sums)}

    def of(self, code: str) -> Fraction:
        """The sum of one currency."""
        return self._sums.get(code, Fraction(0))


@dataclass(slots=True)
class Tally:
    """Coverage of one table while it is being filled; `landed` records were read so far."""

    landed: int = 0
    read: int = 0
    loaded: int = 0
    set_aside: int = 0
    skipped: int = 0
    unreadable_amounts: int = 0
    money_read: Money = field(default_factory=Money)
    money_loaded: Money = field(default_factory=Money)
    money_set_aside: Money = field(default_factory=Money)
    money_skipped: Money = field(default_factory=Money)

    def coverage(self) -> Coverage:
        """The tally as it is stored."""
        return Coverage(
            self.read,
            self.loaded,
            self.set_aside,
            self.skipped,
            self.money_read.texts(),
            self.money_loaded.texts(),
            self.money_set_aside.texts(),
            self.money_skipped.texts(),
            self.unreadable_amounts,
        )

    def reconcile(self, table: str) -> None:
        """Everything read is loaded, set aside or skipped; else `not_reconciled`."""
        if self.read != self.loaded + self.set_aside + self.skipped:
            raise RevcompassError(
                "not_reconciled",
                table=table,
                of="records",
                read=str(self.read),
                accounted=str(self.loaded + self.set_aside + self.skipped),
            )
        went = (self.money_loaded, self.money_set_aside, self.money_skipped)
        codes = {code for money in (self.money_read, *went) for code in money.texts()}
        for code in sorted(codes):
            accounted = sum((money.of(code) for money in went), Fraction(0))
            if self.money_read.of(code) != accounted:
                raise RevcompassError(
                    "not_reconciled",
                    table=table,
                    of=code,
                    read=decimal_text(self.money_read.of(code)),
                    accounted=decimal_text(accounted),
                )


def by_currency(
    load: Load, table: str, value: str, currency: str, where: str = "TRUE"
) -> dict[str, Fraction]:
    """Sums of stored units by currency, in major units."""
    rows = load.rows(
        f"SELECT {currency}, sum({value}) FROM {table} "
        f"WHERE {value} IS NOT NULL AND {where} GROUP BY 1"
    )
    return {code: Fraction(int(units), 10 ** unit_digits(code)) for code, units in rows}


def exact_by_currency(
    load: Load, table: str, number: str, readable: str, currency: str
) -> dict[str, Fraction]:
    """Sums by currency of the exact numbers that the texts of a column hold, where readable."""
    rows = load.rows(f"SELECT {currency}, sum({number}) FROM {table} WHERE {readable} GROUP BY 1")
    return {code: Fraction(total) for code, total in rows}
