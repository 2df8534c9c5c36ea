"""The books of the finance department: spend and exchange rates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from revcompass.samples.days import AS_OF, FIRST_DAY, MONTHS, later, month_close, month_start
from revcompass.samples.demand import Demand, campaign
from revcompass.samples.dice import Dice
from revcompass.samples.rows import RateRow, Sheets, SpendRow, money
from revcompass.samples.truth import Tally

CATEGORY_NAMES = {
    "sales": "Vertrieb",
    "marketing": "Marketing",
    "success": "Kundenbetreuung",
    "cogs": "Betriebskosten",
}
KIND_NAMES = {"programme": "Sachkosten", "people": "Personal"}

PROGRAMMES: Mapping[str, float] = {
    "paid_search": 0.36, "events": 0.20, "content": 0.22, "outbound": 0.16, "referral": 0.06,
}  # fmt: skip
"""Where the money for campaigns goes; recommendations cost least."""

PROGRAMME_COST = 9_500_00
"""Campaign money for each customer hoped for, in minor units."""

PEOPLE = {"sales": 5_200_00, "marketing": 1_900_00, "success": 1_500_00}
"""People for each customer hoped for, in minor units."""

FAIR_SHARE = 0.35
"""Part of the month's money for events that is spent on the day of a fair."""

COST_OF_SERVICE = Fraction(1, 5)
"""Cost of running the service, as a share of recurring revenue: the gross margin is 0.8."""

FIRST_QUOTE = date(2022, 12, 30)
"""A Friday before the first month, so that its opening can be converted."""

QUOTES = {"USD": 9345, "GBP": 11290}
"""Euros for one unit at the first quote, in ten thousandths."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Weekly quotes, in ten thousandths of a euro for one unit."""

    quotes: Mapping[str, tuple[int, ...]]

    def on(self, currency: str, day: date) -> Fraction:
        """The last quote on or before the day."""
        if currency == "EUR":
            return Fraction(1)
        week = (day - FIRST_QUOTE).days // 7
        return Fraction(self.quotes[currency][week], 10_000)


def draw_rates(seed: int) -> Rates:
    """A gentle random walk that is drawn back to where it began."""
    weeks = (AS_OF - FIRST_QUOTE).days // 7 + 1
    quotes = {}
    for currency, start in QUOTES.items():
        dice = Dice(seed, "rates", currency)
        walk = [start]
        while len(walk) < weeks:
            pull = (start - walk[-1]) // 40
            walk.append(walk[-1] + pull + dice.between(-90, 90))
        quotes[currency] = tuple(walk)
    return Rates(quotes)


def write_rates(rates: Rates, sheets: Sheets) -> None:
    """One row per week and currency."""
    for currency, quotes in rates.quotes.items():
        for week, quote in enumerate(quotes):
            day = later(FIRST_QUOTE, 7 * week)
            rate = f"{quote // 10_000}.{quote % 10_000:04d}"
            sheets.exchange_rates.write(RateRow(day, currency, rate))


def euro_revenue(tally: Tally, rates: Rates) -> list[int]:
    """Monthly recurring revenue at the opening and at each month's close, in whole euro cents."""
    days = [later(FIRST_DAY, -1), *(month_close(index) for index in range(MONTHS))]
    return [
        int(sum(amounts[place] * rates.on(name, day) for name, amounts in tally.mrr.items()))
        for place, day in enumerate(days)
    ]


def german(day: date) -> str:
    """The day as Germans write it."""
    return f"{day.day:02d}.{day.month:02d}.{day.year}"


def _spend(category: str, kind: str, amount: int, *, channel: str = "", team: str = "") -> SpendRow:
    """A row of spend that has no day and no number yet."""
    return SpendRow(
        spend_id="",
        date="",
        since="",
        until="",
        channel=channel,
        campaign="",
        team=team,
        category=CATEGORY_NAMES[category],
        kind=KIND_NAMES[kind],
        amount=money(amount).replace(".", ","),
        currency="EUR",
    )


def _over_month(row: SpendRow, index: int) -> SpendRow:
    """Spent evenly over the month; the running month is booked to date."""
    after = later(month_close(index), 1)
    return row._replace(since=german(month_start(index)), until=german(after))


def write_spend(
    buyers: int, demand: Demand, revenue: Sequence[int], dice: Dice, sheets: Sheets
) -> None:
    """Write the spend of every month; `revenue` begins with the opening."""
    for index in range(MONTHS):
        rows = [
            *_campaigns(index, buyers * demand.share[index], dice),
            *_people(index, buyers),
            _service(index, revenue[index + 1]),
        ]
        for row in rows:
            sheets.spend.write(row._replace(spend_id=sheets.new_id("B")))


def _campaigns(index: int, hoped: float, dice: Dice) -> Iterator[SpendRow]:
    """Money for campaigns follows demand; a part of that for events is spent on one day."""
    month = month_start(index)
    for channel, share in PROGRAMMES.items():
        amount = round(PROGRAMME_COST * share * hoped * (0.9 + 0.2 * dice.random()))
        if channel == "events":
            fair = round(amount * FAIR_SHARE)
            amount -= fair
            row = _spend("marketing", "programme", fair, channel=channel)
            day = german(later(month, dice.between(4, 15)))
            yield row._replace(date=day, campaign=f"fair-{month:%Y-%m}")
        row = _spend("marketing", "programme", amount, channel=channel)
        yield _over_month(row._replace(campaign=campaign(channel, month)), index)


def _people(index: int, buyers: int) -> Iterator[SpendRow]:
    """The cost of people follows the size of the company, which grows steadily."""
    usual = Fraction(buyers * (100 + 2 * index), MONTHS * (100 + MONTHS)) * _elapsed(index)
    for category, each in PEOPLE.items():
        row = _spend(category, "people", round(each * usual), team=category.title())
        yield _over_month(row, index)


def _service(index: int, mrr: int) -> SpendRow:
    """The cost of running the service follows revenue."""
    amount = round(mrr * COST_OF_SERVICE * _elapsed(index))
    return _over_month(_spend("cogs", "programme", amount), index)


def _elapsed(index: int) -> Fraction:
    """The part of the month that has passed by the export."""
    return Fraction(month_close(index).day, (month_start(index + 1) - month_start(index)).days)
