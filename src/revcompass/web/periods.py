"""The periods a page offers: the grain, the periods to choose from, the one that is shown."""

from __future__ import annotations

from dataclasses import dataclass

from revcompass.domain.asking import one_of, read_period
from revcompass.domain.period import Grain, Period
from revcompass.web.page import Page
from revcompass.words.labels import GRAINS

OFFERED = (Grain.MONTH, Grain.QUARTER, Grain.YEAR)
_CHOICES = {Grain.MONTH: 24, Grain.QUARTER: 12, Grain.YEAR: 5}


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    text: str
    is_chosen: bool


def offered_grains(page: Page) -> tuple[Grain, ...]:
    """Months, quarters and years; where the fiscal year is another, its quarters and years too."""
    own = tuple(page.desk.calendar.own(grain) for grain in OFFERED)
    return tuple(dict.fromkeys((*own[:1], *own[1:])))


def grain_of(page: Page, default: Grain = Grain.MONTH) -> Grain:
    """The grain the URL asks for."""
    text = one_of("grain", page.asked.one("grain") or None, [grain.value for grain in Grain])
    return page.desk.calendar.own(Grain(text) if text else default)


def period_of(page: Page, grain: Grain) -> Period:
    """The period the URL asks for, if it is one of the grain; else the last full one."""
    text = page.asked.one("period")
    if text:
        found = read_period(text, page.desk.calendar, grain)
        if found.grain is grain:
            return found
        return page.desk.calendar.period_of(grain, found.last_day)
    return page.desk.last_full(grain)


def grains(page: Page, chosen: Grain) -> tuple[Choice, ...]:
    """The grains to choose from."""
    known = offered_grains(page)
    if chosen not in known:
        known = (*known, chosen)
    return tuple(Choice(g.value, page.words.ui(GRAINS[g]), g is chosen) for g in known)


def periods(page: Page, grain: Grain, chosen: Period) -> tuple[Choice, ...]:
    """The running period and those before it, newest first."""
    calendar, last = page.desk.calendar, page.desk.last_full(grain)
    known = [calendar.shift(last, 1 - back) for back in range(_CHOICES.get(grain, 24) + 1)]
    if chosen not in known:
        known.append(chosen)
    return tuple(Choice(page.code(p), page.write.period(p), p == chosen) for p in known)
