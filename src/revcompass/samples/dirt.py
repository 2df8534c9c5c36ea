"""The few rows that are wrong on purpose, so that a newcomer sees what problems look like.

None of them takes part in the known truth, save that a deal which contradicts itself is lost to
the count of deals, and the deal that closed before it began still counts as one.
"""

from datetime import timedelta

from revcompass.samples.market import LostDeal
from revcompass.samples.rows import LeadRow, Sheets, SubscriptionRow
from revcompass.samples.truth import DirtyRow, Tally, cell

UNREADABLE = "29,OO"
"""An amount in which letters stand for digits."""


def spoil_deals(lost: LostDeal, sheets: Sheets, tally: Tally) -> None:
    """Repeat the deal just written with another amount; add one that closed before it began."""
    sheet, row = sheets.opportunities, lost.row
    original = sheet.line
    sheet.write(row._replace(amount="1.00"))
    tally.deals_created[cell(row.created_at)] -= 1
    tally.dirty.append(
        DirtyRow(
            "opportunities",
            sheet.name,
            (original, sheet.line),
            row.opportunity_id,
            "amount",
            "the same identifier with two amounts",
        )
    )
    backward = row._replace(
        opportunity_id=sheets.new_id("O"), closed_at=row.created_at - timedelta(days=9), lead_id=""
    )
    sheet.write(backward)
    tally.deals_created[cell(row.created_at)] += 1
    tally.dirty.append(
        DirtyRow(
            "opportunities",
            sheet.name,
            (sheet.line,),
            backward.opportunity_id,
            "closed_at",
            "closed before it was created",
        )
    )


def spoil_lead(row: LeadRow, sheets: Sheets, tally: Tally) -> None:
    """Add a lead that does not say when it came."""
    sheet = sheets.leads
    lead = LeadRow(sheets.new_id("L"), "", "", "", *row[4:8], None, None, None, None, "")
    sheet.write(lead)
    tally.dirty.append(
        DirtyRow("leads", sheet.name, (sheet.line,), lead.lead_id, "created_at", "no day of origin")
    )


def spoil_subscription(lost: LostDeal, sheets: Sheets, tally: Tally) -> None:
    """Add a subscription whose price cannot be read."""
    sheet, start = sheets.subscriptions, lost.row.created_at
    row = SubscriptionRow(
        subscription_id=sheets.new_id("S"),
        account_id=lost.account.account_id,
        plan=lost.offer.plan,
        product=lost.row.product,
        quantity=lost.offer.seats,
        unit_amount=UNREADABLE,
        interval=lost.offer.interval,
        currency=lost.offer.currency,
        starts_on=start,
        ends_on=None,
        status="active",
        booked_at=start,
        cancel_requested_at=None,
        cancel_reason="",
        discount_percent=None,
        discount_kind="",
        discount_starts_on=None,
        discount_ends_on=None,
        replaces="",
    )
    sheet.write(row)
    tally.dirty.append(
        DirtyRow(
            "subscriptions",
            sheet.name,
            (sheet.line,),
            row.subscription_id,
            "unit_amount",
            "an amount with letters in it",
        )
    )


def spoil_usage(sheets: Sheets, tally: Tally) -> None:
    """Repeat the last row exactly."""
    sheet = sheets.usage[max(sheets.usage)]
    original, row = sheet.line, sheet.last
    sheet.write(row)
    tally.dirty.append(
        DirtyRow("usage", sheet.name, (original, sheet.line), str(row[0]), "", "the same row twice")
    )
