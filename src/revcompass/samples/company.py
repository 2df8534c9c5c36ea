"""The sample company: written to a folder, the same every time, with its truth known."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from revcompass.samples.billing import Life
from revcompass.samples.book import book_text
from revcompass.samples.days import AS_OF, FIRST_DAY, later
from revcompass.samples.demand import Demand
from revcompass.samples.dice import Dice
from revcompass.samples.dirt import spoil_deals, spoil_lead, spoil_subscription, spoil_usage
from revcompass.samples.finance import draw_rates, euro_revenue, write_rates, write_spend
from revcompass.samples.market import (
    BUYER_CHANNELS,
    IDLE_PER_BUYER,
    LOST_PER_BUYER,
    LostDeal,
    Market,
)
from revcompass.samples.people import BUYERS, Staff, new_account
from revcompass.samples.prices import draw_offer
from revcompass.samples.product import USAGE_YEARS, write_usage
from revcompass.samples.rows import Sheets
from revcompass.samples.spans import TRIAL_DAYS, Purchase, write_spans, write_trial
from revcompass.samples.survey import write_customer_answers, write_staff_answers
from revcompass.samples.targets import write_targets
from revcompass.samples.truth import Planted, Tally, Truth

FEWEST = 10
"""The smallest company that still shows every kind of record."""

FOUNDED = date(2020, 3, 2)
"""Customers of the time before the records came after this day."""

HANDED_OVER_PER_BUYER = 6.2
"""Leads handed over to sales for each buyer, near enough to plan with."""


def write_company(
    folder: Path, *, accounts: int = 400, seed: int = 1, say: Callable[[str], str] = str
) -> Truth:
    """Write a book of a company whose customers, past and present, number about `accounts`.

    A quarter of them are customers before the first month; the others come by way of a lead and a
    deal, and the last few of those are still being talked to on the day of the export. Companies
    that never buy stand in the accounts table too. Files of the same names are overwritten. `say`
    gives the remarks in the settings in a language.
    """
    if accounts < FEWEST:
        raise ValueError(f"a sample company needs at least {FEWEST} accounts, not {accounts}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "revcompass.toml").write_text(book_text(say), encoding="utf-8", newline="\n")
    with Sheets(folder, USAGE_YEARS) as sheets:
        company = _Company(accounts, seed, sheets)
        company.write()
    return company.truth()


@dataclass(slots=True)
class _Company:
    accounts: int
    seed: int
    sheets: Sheets
    tally: Tally = field(default_factory=Tally)
    market: Market = field(init=False)
    _clean: bool = True

    def __post_init__(self) -> None:
        demand = Demand(self.seed)
        staff = Staff(self.accounts)
        self.market = Market(self.sheets, self.tally, staff, demand)

    def write(self) -> None:
        """Customers first, one by one; then what depends on all of them."""
        known_before = self.accounts // 4
        buyers = self.accounts - known_before
        for number in range(known_before):
            self._old_customer(number)
        for number in range(buyers):
            self._bundle(number, buyers)
        spoil_usage(self.sheets, self.tally)
        self._write_offices(buyers)

    def truth(self) -> Truth:
        rows = {
            table: sum(sheet.rows for sheet in sheets)
            for table, sheets in self.sheets.by_table().items()
        }
        return Truth(
            self.accounts,
            self.seed,
            AS_OF,
            MappingProxyType(rows),
            tuple(self.tally.dirty),
            Planted(strongest_owner=self.market.staff.strongest),
            self.tally.months(),
        )

    def _old_customer(self, number: int) -> None:
        """A customer from before the records: only those who were still there are known."""
        dice = Dice(self.seed, "old", number)
        desk = dice.weighted(BUYERS)
        age = (FIRST_DAY - FOUNDED).days
        start = later(FIRST_DAY, -1 - int(age * dice.random() * dice.random()))
        owner = self.market.staff.winner(desk, dice)
        channel = dice.weighted(BUYER_CHANNELS)
        account_id = self.sheets.new_id("A")
        account = new_account(account_id, desk, owner, channel, start, dice=dice, euro_only=True)
        self.market.write_account(account)
        offer = draw_offer(desk, account.currency, dice)
        self._live(Purchase(account, offer, start, start), start, dice)

    def _bundle(self, number: int, buyers: int) -> None:
        """One lead that buys, and the many around it that do not."""

        def quantile(dice: Dice) -> float:
            # A few places to either side: numbers rise with time, but not like a clock.
            place = abs((number + 10 * dice.random() - 4.5) / buyers)
            return min(place, 2 - place)

        dice = Dice(self.seed, "buyer", number)
        purchase = self.market.buyer(quantile(dice), dice)
        if purchase is not None:
            start = min(AS_OF, later(purchase.closed_on, dice.between(0, 9)))
            self._live(purchase, start, dice)
        for place in range(_part(LOST_PER_BUYER, number)):
            dice = Dice(self.seed, "loser", number, place)
            lost = self.market.loser(quantile(dice), dice)
            if lost is not None:
                self._after_loss(lost, dice)
        dice = Dice(self.seed, "idler", number)
        for _ in range(_part(IDLE_PER_BUYER, number)):
            row = self.market.idler(quantile(dice), dice)
        if number == 0:
            spoil_lead(row, self.sheets, self.tally)

    def _after_loss(self, lost: LostDeal, dice: Dice) -> None:
        """A small company may have tried the product; the first deal that can be is spoiled."""
        if lost.account.desk == "smb" and dice.chance(0.1):
            write_trial(lost.account, lost.offer, later(lost.row.created_at, 3), self.sheets)
        if self._clean and lost.row.closed_at is not None:
            self._clean = False
            spoil_deals(lost, self.sheets, self.tally)
            spoil_subscription(lost, self.sheets, self.tally)

    def _live(self, purchase: Purchase, start: date, dice: Dice) -> None:
        """Write all that happens to a customer from the first paid day on."""
        account_id = purchase.account.account_id
        life = Life(purchase, start, self.sheets, Dice(self.seed, "life", account_id))
        trial_from = later(start, -TRIAL_DAYS)
        small = purchase.account.segment == "smb"
        if small and trial_from > purchase.created_on and dice.chance(0.5):
            life.add_trial()
        written = write_spans(purchase, life.spans, self.sheets)
        self.tally.account(purchase.account.currency, written)
        self.market.talks(life, Dice(self.seed, "talks", account_id))
        again = later(start, dice.between(30, 700))
        if dice.chance(0.2) and FIRST_DAY <= again <= AS_OF:
            self.market.customer_lead(purchase.account, again, dice)
        write_usage(life, self.sheets, Dice(self.seed, "usage", account_id))
        write_customer_answers(life, self.sheets, Dice(self.seed, "answers", account_id))

    def _write_offices(self, buyers: int) -> None:
        """Finance and staff: what is kept for the company as a whole."""
        demand, rates = self.market.demand, draw_rates(self.seed)
        revenue = euro_revenue(self.tally, rates)
        write_rates(rates, self.sheets)
        dice = Dice(self.seed, "spend")
        write_spend(buyers, demand, revenue, dice, self.sheets)
        handed_over = round(buyers * HANDED_OVER_PER_BUYER)
        write_targets(handed_over, demand, revenue, self.sheets)
        write_staff_answers(self.accounts, self.seed, self.sheets)


def _part(each: float, number: int) -> int:
    """The whole things that fall to one of many, so that all together come to `each` apiece."""
    return int(each * (number + 1)) - int(each * number)
