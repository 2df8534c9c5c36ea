"""From opportunity to won deal: the funnel, what is open now, how old it is, and is it enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from revcompass import catalogue
from revcompass.desk.ageing import Ageing, OpenDeal, total
from revcompass.domain.period import Grain, Period
from revcompass.domain.question import MetricResult, Question, Row
from revcompass.web.cells import Cell, cell
from revcompass.web.page import Page
from revcompass.web.pages import panels, shared
from revcompass.words.labels import UNDEFINED, label
from revcompass.words.rows import NOTHING

_CARDS = ("win_rate", "average_deal_size", "sales_cycle_length", "bookings")
_PIPELINE = ("pipeline", "weighted_pipeline", "open_opportunities", "pipeline_velocity")
_COVERED = ("bookings", "pipeline", "pipeline_coverage")
_SHOWN_DEALS = 25
_SHOWN_PERIODS = 4


@dataclass(frozen=True, slots=True)
class OpenStage:
    """What is open in a stage: how many, worth what, how long a stay takes, how many stalled."""

    name: str
    count: Cell
    amount: Cell
    filled: float
    usual: str
    limit: str
    stalled: str


@dataclass(frozen=True, slots=True)
class Span:
    """Deals of some ages: how many, worth what, and that as a bar's length in per cent."""

    name: str
    count: str
    amount: str
    filled: float


@dataclass(frozen=True, slots=True)
class Stalled:
    """A deal that has stalled, as it is listed."""

    key: str
    href: str
    place: str
    account: str
    account_href: str
    owner: str
    stage: str
    amount: str
    age: str
    limit: str
    expected: str
    is_overdue: bool


def funnel(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    filled, question, period = shared.begin(page)
    asked = replace(question, grain=None)
    found = page.desk.lists.ageing(question, period)
    return {
        **filled,
        "cards": shared.cards(page, question, period, _CARDS),
        "pipeline_cards": shared.cards(page, question, period, _PIPELINE),
        "stages": panels.funnel(page, asked, period),
        "win_rate": shared.history(page, question, period, "win_rate"),
        "ageing": _ageing(page, question, period, found),
        "coverage": _coverage(page, question, period),
        **shared.table(page, asked, period, "segment", _CARDS),
    }


def _ageing(page: Page, question: Question, period: Period, found: Ageing) -> Mapping[str, Any]:
    say, write = page.words.ui, page.write
    if found.undefined or found.day is None:
        return {"missing": say(label(UNDEFINED, found.undefined or "no_data"))}
    stalled = found.stalled
    return {
        "missing": "",
        "day": write.date(found.day),
        "stages": _open_stages(page, question, period, found),
        "spans": _spans(page, found),
        "stalled_count": page.words.ngettext(
            "{count} deal", "{count} deals", len(stalled), count=write.count(len(stalled))
        ),
        "stalled_amount": _money(page, total(stalled), found.currency),
        "stalled": _stalled(page, question, period, found),
        "more": say("… and {count} more", count=write.count(len(stalled) - _SHOWN_DEALS))
        if len(stalled) > _SHOWN_DEALS
        else "",
        "decided_within": write.days(found.decided_within)
        if found.decided_within is not None
        else "",
    }


def _open_stages(
    page: Page, question: Question, period: Period, found: Ageing
) -> tuple[OpenStage, ...]:
    """The pipeline by the stage of the day, in the funnel's order."""
    asked = replace(
        question,
        metrics=("open_opportunities", "pipeline"),
        grain=None,
        period=period,
        by=("stage",),
    )
    counts, amounts = page.desk.show(asked).results
    worth = {row.slice: row for row in amounts.rows if row.slice}
    most = max((row.value.number or Fraction(0) for row in worth.values()), default=Fraction(0))
    made = []
    for row in sorted(counts.rows, key=lambda one: page.rows.slice_order(one.slice)):
        if not row.slice:
            continue
        stage = row.slice[0][1]
        stay = found.stays.get(stage or "")
        standing = [one for one in found.stalled if one.deal.stage == stage]
        amount = worth.get(row.slice)
        held = amount.value.number if amount else None
        made.append(
            OpenStage(
                name=stage or page.words.ui("(missing)"),
                count=_cell(page, counts, row, asked),
                amount=_cell(page, amounts, amount, asked),
                filled=float(round(held / most * 100, 1)) if held and most else 0.0,
                usual=page.write.days(stay.median) if stay else NOTHING,
                limit=page.write.days(stay.most) if stay else NOTHING,
                stalled=page.write.count(len(standing)),
            )
        )
    return tuple(made)


def _cell(page: Page, result: MetricResult, row: Row | None, question: Question) -> Cell:
    if row is None:
        return Cell(NOTHING, is_number=False)
    return cell(page, catalogue.get(result.metric), result, row, question)


def _spans(page: Page, found: Ageing) -> tuple[Span, ...]:
    say, write = page.words.ui, page.write
    spans = [(first, last, deals, total(deals)) for first, last, deals in found.spans()]
    most = max((amount or Fraction(0) for *_, amount in spans), default=Fraction(0))
    return tuple(
        Span(
            name=say("over {days} days", days=write.count(first - 1))
            if last is None
            else say("{first} to {last} days", first=write.count(first), last=write.count(last)),
            count=write.count(len(deals)),
            amount=_money(page, amount, found.currency),
            filled=float(round((amount or 0) / most * 100, 1)) if most else 0.0,
        )
        for first, last, deals, amount in spans
    )


def _stalled(page: Page, question: Question, period: Period, found: Ageing) -> tuple[Stalled, ...]:
    shown = found.stalled[:_SHOWN_DEALS]
    names = page.desk.lists.account_names([one.deal.account for one in shown if one.deal.account])

    def href(one: OpenDeal) -> str:
        own = (("account_id", one.deal.account), ("stage", one.deal.stage))
        return page.slice_link("open_opportunities", period, own, question)

    return tuple(_listed(page, found, one, names, href(one)) for one in shown)


def _listed(
    page: Page, found: Ageing, one: OpenDeal, names: Mapping[str, str], href: str
) -> Stalled:
    deal, write = one.deal, page.write
    account = deal.account or ""
    return Stalled(
        key=deal.key,
        href=href,
        place=f"{deal.file}:{deal.line}" if page.opens_records else "",
        account=names.get(account, account),
        account_href=page.account_link(account) if account else "",
        owner=deal.owner or "",
        stage=deal.stage or page.words.ui("(missing)"),
        amount=_money(page, deal.amount, found.currency),
        age=write.days(one.age),
        limit=write.days(one.limit or 0),
        expected=write.date(deal.expected_on) if deal.expected_on else "",
        is_overdue=one.is_overdue,
    )


def _money(page: Page, amount: Fraction | None, currency: str) -> str:
    return NOTHING if amount is None else page.write.money(amount, currency, places=0)


@dataclass(frozen=True, slots=True)
class Covered:
    """A period's target for bookings, what is won of it, and the pipeline against the rest."""

    name: str
    is_to_date: bool
    target: str
    won: Cell
    attained: str
    pipeline: Cell
    coverage: Cell


def _coverage(page: Page, question: Question, period: Period) -> Mapping[str, Any]:
    """The finest periods with a target: the one that the close leads into, and those before."""
    calendar = page.desk.calendar
    on = min(period.end, page.desk.data_as_of or period.end)
    own = (calendar.own(Grain.QUARTER), calendar.own(Grain.YEAR))
    for grain in dict.fromkeys((period.grain, *own)):
        last = calendar.period_of(grain, on)
        lines = _covered(page, question, last)
        if lines:
            return {"lines": lines, "needed": _needed(page, question)}
    return {"lines": (), "needed": None}


def _covered(page: Page, question: Question, last: Period) -> Sequence[Covered]:
    calendar = page.desk.calendar
    asked = replace(
        question,
        metrics=_COVERED,
        grain=last.grain,
        period=None,
        start=calendar.label_day(calendar.shift(last, 1 - _SHOWN_PERIODS)),
        end=calendar.label_day(calendar.shift(last, 1)),
    )
    bookings, pipeline, coverage = page.desk.show(asked).results
    made = []
    for won, open_, covered in zip(bookings.rows, pipeline.rows, coverage.rows, strict=True):
        if won.target is None:
            continue
        currency = won.currency or bookings.currency or ""
        made.append(
            Covered(
                name=page.write.period(won.period),
                is_to_date=won.to_date,
                target=page.write.money(won.target.value, currency, places=0),
                won=_cell(page, bookings, won, asked),
                attained=page.write.share(won.target.attainment)
                if won.target.attainment is not None
                else NOTHING,
                pipeline=_cell(page, pipeline, open_, asked),
                coverage=_cell(page, coverage, covered, asked),
            )
        )
    return made[::-1]


def _needed(page: Page, question: Question) -> Mapping[str, str] | None:
    """How much coverage the own win rate asks for: one over won by decided, of twelve months."""
    asked = replace(
        question,
        metrics=("win_rate",),
        grain=Grain.TRAILING_12_MONTHS,
        period=page.desk.last_full(Grain.TRAILING_12_MONTHS),
        policies=(*question.policies, ("win_rate_of", "decided")),
    )
    result = page.desk.show(asked).results[0]
    rate = result.rows[-1].value.number if result.rows else None
    if not rate:
        return None
    return {
        "coverage": page.write.number(1 / rate, 1),
        "rate": page.write.share(rate),
        "href": page.records_link("win_rate", result.rows[-1], asked),
    }
