"""A deal: its way through the stages, and what the CRM shows of it on the day of the export.

The whole course of a deal is drawn first, its future included; then only what has come to pass by
the export is written. So open deals are like the closed ones, only younger.
"""

from dataclasses import dataclass
from datetime import date

from revcompass.samples.days import AS_OF, instant, known, later, some_time
from revcompass.samples.dice import Dice
from revcompass.samples.facts import PASSED, STAGES
from revcompass.samples.people import Account
from revcompass.samples.prices import PRODUCT
from revcompass.samples.rows import ActivityRow, OpportunityRow, Sheets, StageRow, money
from revcompass.samples.truth import Tally, cell

KIND_NAMES = {"new": "New Business", "expansion": "Upsell", "renewal": "Renewal"}
"""What the CRM calls the kinds of deal."""

RESULT_NAMES = {"won": "Closed Won", "lost": "Closed Lost", "no_decision": "No Decision"}

LOSS_REASONS = {
    "price": 0.30,
    "competitor": 0.24,
    "missing feature": 0.18,
    "timing": 0.16,
    "budget cut": 0.12,
}

CONTACTS = {"b2c": (1, 1), "smb": (1, 3), "mid": (2, 6), "enterprise": (4, 11)}

FORECAST = {"Discovery": "pipeline", "Demo": "pipeline", "Proposal": "best_case"}

TOUCHES = {"call": 0.35, "email": 0.4, "meeting": 0.25}


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal with its whole course; `closed_on` may lie after the export, or never come."""

    account: Account
    owner: str
    kind: str
    created_on: date
    closed_on: date | None
    outcome: str
    furthest: str
    """The last stage it reaches."""
    amount: int
    lead_id: str = ""
    channel: str = ""
    product: str = PRODUCT
    first_contact_on: date | None = None

    @property
    def seen_closed_on(self) -> date | None:
        return known(self.closed_on)

    @property
    def seen_outcome(self) -> str:
        return "" if self.seen_closed_on is None else self.outcome


def furthest_stage(dice: Dice) -> str:
    """Where a lost new deal stops, in keeping with the share that passes each stage."""
    reached = 1.0
    stops = {}
    for stage, passed in PASSED.items():
        stops[stage] = reached * (1 - passed)
        reached *= passed
    return dice.weighted(stops)


def write_deal(deal: Deal, sheets: Sheets, tally: Tally, dice: Dice) -> OpportunityRow:
    """Write the deal with its stages and activities; gives back the row as written."""
    opportunity_id = sheets.new_id("O")
    visits = _visits(deal, dice)
    planned = later(deal.created_on, dice.between(30, 100))
    for at, (stage, entered_at) in enumerate(visits):
        estimate = deal.amount if at == len(visits) - 1 else _estimate(deal.amount, dice)
        planned = later(planned, dice.between(-7, 21) if at else 0)
        sheets.stage_changes.write(
            StageRow(
                opportunity_id, stage, entered_at, money(estimate), deal.account.currency, planned
            )
        )
    row = _row(deal, opportunity_id, visits[-1][0], planned, dice)
    sheets.opportunities.write(row)
    tally.deals_created[cell(deal.created_on)] += 1
    if deal.seen_outcome == "won" and deal.seen_closed_on is not None:
        tally.deals_won[cell(deal.seen_closed_on)] += 1
    _write_touches(deal, opportunity_id, sheets, dice)
    return row


def _estimate(amount: int, dice: Dice) -> int:
    """What the deal was thought to be worth earlier, in whole hundreds of minor units."""
    return max(100, round(amount * (0.75 + 0.5 * dice.random()) / 100) * 100)


def _path(deal: Deal, dice: Dice) -> list[str]:
    """The stages entered, in order: a few deals skip the demo, a few go one stage back."""
    first = "Discovery" if deal.kind == "new" else "Proposal"
    path = list(STAGES[STAGES.index(first) : STAGES.index(deal.furthest) + 1])
    if "Demo" in path and path[-1] != "Demo" and dice.chance(0.04):
        path.remove("Demo")
    if len(path) > 2 and dice.chance(0.05):
        path[2:2] = path[:2]
    return path


def _visits(deal: Deal, dice: Dice) -> list[tuple[str, str]]:
    """The stages with the instant each was entered, as far as they have come."""
    path = _path(deal, dice)
    end = deal.closed_on or later(deal.created_on, 60)
    length = (end - deal.created_on).days * 1440
    inner = sorted(dice.random() for _ in path[1:])
    if deal.outcome == "won":
        inner[-1] = 1.0
    visits = []
    before = -3
    for stage, part in zip(path, [0.0, *inner], strict=True):
        minute = max(before + 3, int(part * length))
        before = minute
        day = later(deal.created_on, minute // 1440)
        if day > AS_OF:
            break
        # The whole day is squeezed into working hours, so that the order stays.
        visits.append((stage, instant(day, 7 * 60 + minute % 1440 // 3)))
    return visits


def _row(deal: Deal, opportunity_id: str, stage: str, planned: date, dice: Dice) -> OpportunityRow:
    low, high = CONTACTS[deal.account.desk]
    outcome = deal.seen_outcome
    reason = dice.weighted(LOSS_REASONS) if outcome == "lost" else ""
    open_forecast = FORECAST.get(stage, "commit")
    return OpportunityRow(
        opportunity_id=opportunity_id,
        created_at=deal.created_on,
        account_id=deal.account.account_id,
        lead_id=deal.lead_id,
        owner=deal.owner,
        team=deal.account.team,
        channel=deal.channel,
        product=deal.product,
        kind=KIND_NAMES[deal.kind],
        stage=stage,
        amount=money(deal.amount),
        currency=deal.account.currency,
        first_contact_at=deal.first_contact_on,
        expected_close_on=deal.seen_closed_on or planned,
        closed_at=deal.seen_closed_on,
        outcome=RESULT_NAMES.get(outcome, ""),
        loss_reason="no decision" if outcome == "no_decision" else reason,
        forecast_category="closed" if outcome else open_forecast,
        contacts=dice.between(low, high),
    )


def _write_touches(deal: Deal, opportunity_id: str, sheets: Sheets, dice: Dice) -> None:
    begin = deal.first_contact_on or deal.created_on
    days = ((deal.closed_on or later(begin, 60)) - begin).days
    number = dice.between(3, 8) if deal.outcome == "won" else dice.between(1, 5)
    for _ in range(number):
        kind = dice.weighted(TOUCHES)
        day = later(begin, dice.between(0, days))
        if day <= AS_OF:
            sheets.activities.write(
                ActivityRow(
                    sheets.new_id("T"), opportunity_id, deal.lead_id, kind, some_time(day, dice)
                )
            )
