"""The files of the book: one row type per table, one sheet per file.

A row's fields are its columns. Dates are written as ISO days, missing values as nothing.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import NamedTuple


class AccountRow(NamedTuple):
    account_id: str
    name: str
    segment: str
    industry: str
    country: str
    region: str
    business_model: str
    owner: str
    team: str
    channel: str
    created_at: date


class LeadRow(NamedTuple):
    lead_id: str
    created_at: str
    account_id: str
    opportunity_id: str
    channel: str
    campaign: str
    owner: str
    team: str
    mql_at: date | None
    vetted_at: date | None
    handed_over_at: date | None
    disqualified_at: date | None
    disqualified_reason: str


class OpportunityRow(NamedTuple):
    opportunity_id: str
    created_at: date
    account_id: str
    lead_id: str
    owner: str
    team: str
    channel: str
    product: str
    kind: str
    stage: str
    amount: str
    currency: str
    first_contact_at: date | None
    expected_close_on: date
    closed_at: date | None
    outcome: str
    loss_reason: str
    forecast_category: str
    contacts: int


class StageRow(NamedTuple):
    opportunity_id: str
    stage: str
    entered_at: str
    amount: str
    currency: str
    expected_close_on: date


class ActivityRow(NamedTuple):
    activity_id: str
    opportunity_id: str
    lead_id: str
    kind: str
    occurred_at: str


class SubscriptionRow(NamedTuple):
    subscription_id: str
    account_id: str
    plan: str
    product: str
    quantity: int
    unit_amount: str
    interval: str
    currency: str
    starts_on: date
    ends_on: date | None
    status: str
    booked_at: date | None
    cancel_requested_at: date | None
    cancel_reason: str
    discount_percent: int | None
    discount_kind: str
    discount_starts_on: date | None
    discount_ends_on: date | None
    replaces: str


class UsageRow(NamedTuple):
    event_id: str
    account_id: str
    user_id: str
    feature: str
    occurred_at: str
    events: int


class AnswerRow(NamedTuple):
    answer_id: str
    survey: str
    audience: str
    respondent_id: str
    account_id: str
    team: str
    answered_at: str
    score: int | None
    scale: str


class SpendRow(NamedTuple):
    spend_id: str
    date: str
    since: str
    until: str
    channel: str
    campaign: str
    team: str
    category: str
    kind: str
    amount: str
    currency: str


class TargetRow(NamedTuple):
    metric: str
    period: str
    slice: str
    value: str
    stored_at: date
    author: str
    objective: str


class RateRow(NamedTuple):
    date: date
    currency: str
    rate: str


OPPORTUNITY_HEADINGS = {
    "opportunity_id": "Opportunity ID",
    "created_at": "Created Date",
    "account_id": "Account ID",
    "lead_id": "Lead ID",
    "owner": "Owner",
    "team": "Team",
    "channel": "Lead Source",
    "product": "Product",
    "kind": "Type",
    "stage": "Stage",
    "amount": "Amount",
    "currency": "Currency",
    "first_contact_at": "First Contact",
    "expected_close_on": "Expected Close",
    "closed_at": "Close Date",
    "outcome": "Result",
    "loss_reason": "Loss Reason",
    "forecast_category": "Forecast Category",
    "contacts": "Contacts",
}
"""What a CRM export calls the columns of a deal."""

USAGE_HEADINGS = {
    "event_id": "event_id",
    "account_id": "account_id",
    "user_id": "user_id",
    "feature": "feature",
    "occurred_at": "occurred_at",
    "count": "events",
}
"""The product counts events."""

SPEND_HEADINGS = {
    "spend_id": "Beleg",
    "date": "Datum",
    "from": "Von",
    "to": "Bis",
    "channel": "Kanal",
    "campaign": "Kampagne",
    "team": "Team",
    "category": "Kostenart",
    "kind": "Sachkosten/Personal",
    "amount": "Betrag",
    "currency": "Währung",
}
"""What a German bookkeeper calls the columns of spend."""


class Sheet:
    """One CSV file being written; it knows the number of the line it wrote last."""

    def __init__(self, path: Path, headings: Sequence[str], delimiter: str = ",") -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.name = f"{path.parent.name}/{path.name}"
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, delimiter=delimiter, lineterminator="\n")
        self._writer.writerow(headings)
        self.last: Sequence[object] = headings
        self.line = 1

    def write(self, row: Sequence[object]) -> None:
        self._writer.writerow(row)
        self.last = row
        self.line += 1

    @property
    def rows(self) -> int:
        return self.line - 1

    def close(self) -> None:
        self._file.close()


class Sheets:
    """All files of the book, and the identifiers given out so far."""

    def __init__(self, folder: Path, usage_years: Sequence[int]) -> None:
        deals = list(OPPORTUNITY_HEADINGS.values())
        self.accounts = Sheet(folder / "crm/accounts.csv", AccountRow._fields)
        self.leads = Sheet(folder / "crm/leads.csv", LeadRow._fields)
        self.opportunities = Sheet(folder / "crm/opportunities.csv", deals)
        self.stage_changes = Sheet(folder / "crm/stage_history.csv", StageRow._fields)
        self.activities = Sheet(folder / "crm/activities.csv", ActivityRow._fields)
        self.subscriptions = Sheet(folder / "billing/subscriptions.csv", SubscriptionRow._fields)
        self.usage = {
            year: Sheet(folder / f"product/usage_{year}.csv", UsageRow._fields)
            for year in usage_years
        }
        self.answers = Sheet(folder / "survey/answers.csv", AnswerRow._fields)
        self.spend = Sheet(folder / "finance/ausgaben.csv", list(SPEND_HEADINGS.values()), ";")
        self.targets = Sheet(folder / "finance/targets.csv", TargetRow._fields)
        self.exchange_rates = Sheet(folder / "finance/exchange_rates.csv", RateRow._fields)
        self._given: Counter[str] = Counter()

    def new_id(self, letter: str) -> str:
        """The next free identifier that begins with the letter."""
        self._given[letter] += 1
        return f"{letter}-{self._given[letter]:06d}"

    def by_table(self) -> dict[str, list[Sheet]]:
        """The sheets of each canonical table."""
        return {
            "accounts": [self.accounts],
            "leads": [self.leads],
            "opportunities": [self.opportunities],
            "stage_changes": [self.stage_changes],
            "activities": [self.activities],
            "subscriptions": [self.subscriptions],
            "usage": list(self.usage.values()),
            "answers": [self.answers],
            "spend": [self.spend],
            "targets": [self.targets],
            "exchange_rates": [self.exchange_rates],
        }

    def __enter__(self) -> "Sheets":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for sheets in self.by_table().values():
            for sheet in sheets:
                sheet.close()


def money(minor: int) -> str:
    """An amount of minor units in major units, with two decimals."""
    return f"{minor // 100}.{minor % 100:02d}"
