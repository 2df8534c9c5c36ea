"""Which snapshots and landed copies outlive a load, as the settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from revcompass.book.settings import Section


@dataclass(frozen=True, slots=True)
class Keep:
    """The rule: the `last` snapshots, and the last one of each of the newest `months` months.

    `last` is `None` where every snapshot is kept. `unneeded_copies` keeps landed copies that no
    kept snapshot was made from.
    """

    last: int | None = None
    months: int = 0
    unneeded_copies: bool = True

    def of(self, loaded: Mapping[int, date], current: int) -> set[int]:
        """The snapshots that stay, by number; `loaded` says on which day each was made.

        The current one always stays.

        >>> days = {1: date(2026, 1, 5), 2: date(2026, 1, 9), 3: date(2026, 2, 1)}
        >>> sorted(Keep(last=1, months=2).of(days, 3))
        [2, 3]
        """
        if self.last is None:
            return {*loaded, current}
        newest = sorted(loaded)
        of_month = {(loaded[number].year, loaded[number].month): number for number in newest}
        months = sorted(of_month)[-self.months :] if self.months else []
        return {current, *newest[-self.last :], *(of_month[month] for month in months)}


def read_keep(section: Section) -> Keep:
    """The `[keep]` table; raises `bad_setting`, `unknown_setting`, `unknown_setting_value`."""
    last, months = section.take("snapshots", int, 0), section.take("months", int, 0)
    for key, value in (("snapshots", last), ("months", months)):
        if value < 0:
            raise section.fault(
                "bad_setting", key, key=key, value=str(value), expected="number from 0 on"
            )
    copies = section.one_of("landed", ("all", "needed"), "all")
    section.close()
    return Keep(last or (1 if months else None), months, copies == "all")
