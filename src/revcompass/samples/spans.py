"""What billing records of a customer: spans of unchanged service, and how they are written."""

from dataclasses import dataclass, replace
from datetime import date

from revcompass.samples.days import AS_OF, add_months, known, later
from revcompass.samples.people import Account
from revcompass.samples.prices import ADD_ON, PRODUCT, Offer, unit_amount
from revcompass.samples.rows import Sheets, SubscriptionRow, money

TRIAL_DAYS = 14


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a customer bought first, and when the deal began and was closed."""

    account: Account
    offer: Offer
    created_on: date
    closed_on: date


@dataclass(slots=True)
class Span:
    """A time of unchanged service; `ends_on` is the first day without it."""

    subscription_id: str
    plan: str
    seats: int
    mrr: int
    starts_on: date
    ends_on: date | None = None
    status: str = "active"
    requested_on: date | None = None
    reason: str = ""
    replaces: str = ""

    @property
    def product(self) -> str:
        return ADD_ON if self.plan == ADD_ON else PRODUCT


@dataclass(frozen=True, slots=True)
class Talk:
    """A sales conversation with a customer: an expansion or a renewal, won or not."""

    kind: str
    closed_on: date
    won: bool
    amount: int
    product: str = PRODUCT


@dataclass(frozen=True, slots=True)
class Term:
    """A time as a customer, from first paid day to the first day without service."""

    starts_on: date
    ends_on: date | None


def write_spans(purchase: Purchase, spans: list[Span], sheets: Sheets) -> list[Span]:
    """Write the spans that have begun by the export; gives them back as written."""
    first = next(span.starts_on for span in spans if span.status != "trialing")
    written = []
    for span in spans:
        if span.starts_on > AS_OF:
            continue
        seen = replace(span)
        if known(span.requested_on) is None:
            seen.ends_on = known(span.ends_on)
            seen.reason = span.reason if seen.ends_on else ""
        booked = purchase.closed_on if span.starts_on <= first else span.starts_on
        sheets.subscriptions.write(_row(purchase.account, purchase.offer, seen, first, booked))
        written.append(seen)
    return written


def write_trial(account: Account, offer: Offer, start: date, sheets: Sheets) -> None:
    """Write a free trial that was never followed by a paid day."""
    end = later(start, TRIAL_DAYS)
    if end <= AS_OF:
        span = Span(sheets.new_id("S"), offer.plan, offer.seats, 0, start, end, "trialing")
        full_price = replace(offer, discount_percent=0)
        sheets.subscriptions.write(_row(account, full_price, span, start, start))


def _row(account: Account, offer: Offer, span: Span, first: date, booked: date) -> SubscriptionRow:
    reduced = offer.discount_percent > 0
    runs_out = reduced and offer.discount_months > 0
    return SubscriptionRow(
        subscription_id=span.subscription_id,
        account_id=account.account_id,
        plan=span.plan,
        product=span.product,
        quantity=span.seats,
        unit_amount=money(100 * unit_amount(span.plan, offer.interval, offer.currency)),
        interval=offer.interval,
        currency=offer.currency,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        status=span.status,
        booked_at=booked,
        cancel_requested_at=span.requested_on,
        cancel_reason=span.reason,
        discount_percent=offer.discount_percent if reduced else None,
        discount_kind=("repeating" if runs_out else "forever") if reduced else "",
        discount_starts_on=first if reduced else None,
        discount_ends_on=add_months(first, offer.discount_months) if runs_out else None,
        replaces=span.replaces,
    )
