"""The market: leads, the deals that come of them, and the deals made with customers later on.

Leads come in bundles: one that buys, some that become deals and are lost, many that lead to
nothing. Every one of them draws its channel, day and owner for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from revcompass.samples.billing import Life
from revcompass.samples.days import AS_OF, FIRST_DAY, instant, known, later, some_time, working
from revcompass.samples.deals import Deal, furthest_stage, write_deal
from revcompass.samples.demand import Demand, campaign
from revcompass.samples.dice import Dice
from revcompass.samples.people import BUYERS, DESKS, Account, Staff, new_account
from revcompass.samples.prices import Offer, draw_offer
from revcompass.samples.rows import (
    AccountRow,
    ActivityRow,
    LeadRow,
    OpportunityRow,
    Sheets,
)
from revcompass.samples.spans import Purchase
from revcompass.samples.truth import Tally, cell

LOST_PER_BUYER = 4.9
"""Lost new deals for each buyer."""

IDLE_PER_BUYER = 12
"""Leads without a deal for each buyer."""

BUYER_CHANNELS: Mapping[str, float] = {
    "referral": 0.26, "content": 0.24, "paid_search": 0.20, "outbound": 0.18, "events": 0.12,
}  # fmt: skip
LOST_CHANNELS: Mapping[str, float] = {
    "referral": 0.13, "content": 0.24, "paid_search": 0.29, "outbound": 0.21, "events": 0.13,
}  # fmt: skip
IDLE_CHANNELS: Mapping[str, float] = {
    "referral": 0.07, "content": 0.34, "paid_search": 0.41, "outbound": 0.06, "events": 0.12,
}  # fmt: skip

CYCLE = {"b2c": 9.0, "smb": 38.0, "mid": 64.0, "enterprise": 108.0}
"""Median days from first contact to a won deal."""

WITHOUT_LEAD = 0.08
"""Share of new deals that a seller opened without a lead."""

DISQUALIFIED = {"no budget": 0.3, "wrong size": 0.25, "not reachable": 0.3, "student": 0.15}


@dataclass(frozen=True, slots=True)
class LostDeal:
    """A new deal that is not won, with the offer that was made."""

    account: Account
    offer: Offer
    row: OpportunityRow


@dataclass(slots=True)
class Market:
    """Writes leads, deals and the accounts they belong to."""

    sheets: Sheets
    tally: Tally
    staff: Staff
    demand: Demand

    def write_account(self, account: Account) -> None:
        self.sheets.accounts.write(
            AccountRow(
                account.account_id,
                account.name,
                account.segment,
                account.industry,
                account.country,
                account.region,
                account.business_model,
                account.owner,
                account.team,
                account.channel,
                account.created_on,
            )
        )

    def buyer(self, quantile: float, dice: Dice) -> Purchase | None:
        """A lead that buys; None while its deal is still open on the day of the export."""
        desk = dice.weighted(BUYERS)
        owner = self.staff.winner(desk, dice)
        made = self._new_deal(quantile, desk, owner, dice, won=True)
        if made is None or made[0].seen_closed_on is None:
            return None
        deal, offer, _ = made
        return Purchase(deal.account, offer, deal.created_on, made[0].seen_closed_on)

    def loser(self, quantile: float, dice: Dice) -> LostDeal | None:
        """A lead whose deal is not won; None if the deal has not begun by the export."""
        desk = dice.weighted(BUYERS)
        owner = self.staff.seller(desk, dice)
        made = self._new_deal(quantile, desk, owner, dice, won=False)
        return None if made is None else LostDeal(made[0].account, made[1], made[2])

    def idler(self, quantile: float, dice: Dice) -> LeadRow:
        """A lead that leads to nothing: disqualified sooner or later, or left alone."""
        created = self.demand.day(quantile)
        desk = dice.weighted(BUYERS)
        row = self._lead(created, dice.weighted(IDLE_CHANNELS), desk, dice)
        row = row._replace(owner=self.staff.seller(desk, dice))
        last = created
        if dice.chance(0.42):
            last = later(last, dice.between(0, 5))
            row = row._replace(mql_at=known(last))
            if dice.chance(0.3):
                last = later(last, dice.between(1, 6))
                row = row._replace(vetted_at=known(last))
                if dice.chance(0.35):
                    last = later(last, dice.between(0, 4))
                    row = row._replace(handed_over_at=known(last))
        last = later(last, dice.between(2, 25))
        if dice.chance(0.7) and last <= AS_OF:
            reason = dice.weighted(DISQUALIFIED)
            row = row._replace(disqualified_at=last, disqualified_reason=reason)
        self._write_lead(row)
        return row

    def customer_lead(self, account: Account, day: date, dice: Dice) -> None:
        """A customer who fills in a form once more: a lead that must not count as a new one."""
        row = self._lead(day, dice.weighted(IDLE_CHANNELS), account.desk, dice)
        self._write_lead(row._replace(account_id=account.account_id, owner=account.owner))

    def talks(self, life: Life, dice: Dice) -> None:
        """The expansions and renewals talked about with a customer."""
        first = life.terms[0].starts_on
        for talk in life.talks:
            created = later(talk.closed_on, -dice.between(18, 75))
            created = max(FIRST_DAY, first, created)
            if created > AS_OF:
                continue
            deal = Deal(
                life.account,
                life.account.owner,
                talk.kind,
                created,
                max(talk.closed_on, created),
                "won" if talk.won else "lost",
                "Won" if talk.won else dice.pick(("Proposal", "Negotiation")),
                talk.amount,
                channel="customer",
                product=talk.product,
                first_contact_on=created,
            )
            write_deal(deal, self.sheets, self.tally, dice)

    def _new_deal(
        self, quantile: float, desk: str, owner: str, dice: Dice, *, won: bool
    ) -> tuple[Deal, Offer, OpportunityRow] | None:
        """The way from the lead to the end of the deal."""
        channel = dice.weighted(BUYER_CHANNELS if won else LOST_CHANNELS)
        arrived = self.demand.day(quantile)
        lead = self._lead(arrived, channel, desk, dice)._replace(owner=owner)
        mql = later(arrived, dice.between(0, 4))
        vetted = later(mql, dice.between(0, 5))
        handed = later(vetted, dice.between(0, 3))
        created = later(handed, dice.between(0, 2))
        lead = lead._replace(
            mql_at=known(mql), vetted_at=known(vetted), handed_over_at=known(handed)
        )
        has_lead = channel not in ("outbound", "referral") or not dice.chance(2 * WITHOUT_LEAD)
        if created > AS_OF:
            if has_lead:
                self._write_lead(lead)
            return None
        account_id = self.sheets.new_id("A")
        account = new_account(account_id, desk, owner, channel, created, dice=dice)
        self.write_account(account)
        offer = draw_offer(desk, account.currency, dice)
        days = max(2, round(CYCLE[desk] * (1 if won else 1.2) * dice.spread(0.5)))
        deal = Deal(
            account,
            owner,
            "new",
            created,
            max(later(created, 1), working(later(vetted, days))),
            "won" if won else ("no_decision" if dice.chance(0.28) else "lost"),
            "Won" if won else furthest_stage(dice),
            12 * offer.monthly,
            lead.lead_id if has_lead else "",
            channel,
            first_contact_on=None if dice.chance(0.05) else vetted,
        )
        if not won and dice.chance(0.03):
            deal = replace(deal, closed_on=None)  # forgotten, and open to this day
        row = write_deal(deal, self.sheets, self.tally, dice)
        if has_lead:
            self._write_lead(
                lead._replace(account_id=account_id, opportunity_id=row.opportunity_id)
            )
            self._greet(lead.lead_id, mql, dice)
        return deal, offer, row

    def _lead(self, created: date, channel: str, desk: str, dice: Dice) -> LeadRow:
        return LeadRow(
            lead_id=self.sheets.new_id("L"),
            created_at=instant(created, dice.between(5 * 60, 20 * 60 + 59)),
            account_id="",
            opportunity_id="",
            channel=channel,
            campaign=campaign(channel, created),
            owner="",
            team=DESKS[desk],
            mql_at=None,
            vetted_at=None,
            handed_over_at=None,
            disqualified_at=None,
            disqualified_reason="",
        )

    def _write_lead(self, row: LeadRow) -> None:
        self.sheets.leads.write(row)
        self.tally.leads[cell(date.fromisoformat(row.created_at[:10]))] += 1

    def _greet(self, lead_id: str, day: date, dice: Dice) -> None:
        if day <= AS_OF:
            at = some_time(day, dice)
            self.sheets.activities.write(
                ActivityRow(self.sheets.new_id("T"), "", lead_id, "email", at)
            )
