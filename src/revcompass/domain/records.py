"""The canonical tables: what a record is, column by column.

Every source, whatever it looks like, is mapped onto these tables. A column's `kind` says how its
text is read and what is stored; `event` marks the past-tense dates that tell how far the data go.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column's text is read, and what is stored."""

    KEY = "key"  # text, never empty, case and zeros kept
    TEXT = "text"
    DAY = "day"  # DATE; an instant becomes a day in the book's zone
    MOMENT = "moment"  # TIMESTAMP in UTC beside its day (column `<name>_day`)
    AMOUNT = "amount"  # BIGINT, units of the row's currency (domain/money.py)
    CURRENCY = "currency"  # ISO 4217, upper case
    QUANTITY = "quantity"  # DECIMAL(18,6)
    INTEGER = "integer"  # BIGINT
    RATE = "rate"  # BIGINT, × 10⁸
    CHOICE = "choice"  # one of `choices`, lower case
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    event: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table; `key` identifies a record, `sliceable` columns may be grouped by.

    `one_of` lists groups of columns of which each record needs at least one.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sliceable: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name, if the table has one."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def amounts(self) -> tuple[str, ...]:
        """Names of the columns that hold money."""
        return tuple(column.name for column in self.columns if column.kind is Kind.AMOUNT)


def _key(name: str) -> Column:
    return Column(name, Kind.KEY, required=True)


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _past(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.DAY, event=True) for name in names)


_AMOUNT = Column("amount", Kind.AMOUNT)
_CURRENCY = Column("currency", Kind.CURRENCY)

ACCOUNTS = Table(
    "accounts",
    (
        _key("account_id"),
        Column("name", required=True),
        *_text("segment", "industry", "country", "region"),
        Column("business_model", Kind.CHOICE, choices=("b2b", "b2c")),
        *_text("owner", "team", "channel"),
        *_past("created_at"),
    ),
    key=("account_id",),
    sliceable=(
        "segment",
        "industry",
        "country",
        "region",
        "business_model",
        "owner",
        "team",
        "channel",
    ),
)

LEADS = Table(
    "leads",
    (
        _key("lead_id"),
        Column("created_at", Kind.DAY, required=True, event=True),
        *_text("account_id", "opportunity_id", "channel", "campaign", "owner", "team"),
        *_past("mql_at", "vetted_at", "handed_over_at", "disqualified_at"),
        *_text("disqualified_reason"),
    ),
    key=("lead_id",),
    sliceable=("channel", "campaign", "owner", "team"),
)

OPPORTUNITIES = Table(
    "opportunities",
    (
        _key("opportunity_id"),
        *_past("created_at", "booked_at"),
        *_text("account_id", "lead_id", "owner", "team", "channel", "product"),
        Column("kind", Kind.CHOICE, choices=("new", "expansion", "renewal")),
        *_text("stage"),
        _AMOUNT,
        _CURRENCY,
        *_past("first_contact_at"),
        Column("expected_close_on", Kind.DAY),
        *_past("closed_at"),
        Column("outcome", Kind.CHOICE, choices=("won", "lost", "no_decision", "open")),
        *_text("loss_reason", "forecast_category"),
        Column("contacts", Kind.INTEGER),
    ),
    key=("opportunity_id",),
    sliceable=("owner", "team", "channel", "product", "kind", "loss_reason", "forecast_category"),
)

STAGE_CHANGES = Table(
    "stage_changes",
    (
        _key("opportunity_id"),
        Column("entered_at", Kind.MOMENT, required=True, event=True),
        Column("stage", required=True),
        _AMOUNT,
        _CURRENCY,
        Column("expected_close_on", Kind.DAY),
    ),
    key=("opportunity_id", "entered_at", "stage"),
)

SUBSCRIPTIONS = Table(
    "subscriptions",
    (
        _key("subscription_id"),
        Column("starts_on", Kind.DAY, required=True, event=True),
        _key("account_id"),
        *_text("plan", "product"),
        Column("quantity", Kind.QUANTITY),
        Column("unit_amount", Kind.AMOUNT),
        _AMOUNT,
        Column(
            "interval",
            Kind.CHOICE,
            required=True,
            choices=("day", "week", "month", "quarter", "half_year", "year"),
        ),
        Column("interval_count", Kind.INTEGER),
        Column("currency", Kind.CURRENCY, required=True),
        Column("ends_on", Kind.DAY, event=True),
        Column(
            "status",
            Kind.CHOICE,
            choices=("active", "trialing", "past_due", "unpaid", "paused", "cancelled"),
        ),
        *_past("cancel_requested_at", "booked_at"),
        *_text("cancel_reason"),
        Column("discount_percent", Kind.QUANTITY),
        Column("discount_amount", Kind.AMOUNT),
        Column("discount_kind", Kind.CHOICE, choices=("once", "repeating", "forever")),
        Column("discount_starts_on", Kind.DAY),
        Column("discount_ends_on", Kind.DAY),
        Column("is_metered", Kind.BOOLEAN),
        *_text("replaces"),
    ),
    key=("subscription_id", "starts_on"),
    sliceable=("plan", "product"),
    one_of=(("amount", "unit_amount"),),
)

SPEND = Table(
    "spend",
    (
        *_text("spend_id"),
        *_past("date", "from", "to"),
        *_text("channel", "campaign", "team"),
        Column(
            "category",
            Kind.CHOICE,
            required=True,
            choices=("sales", "marketing", "success", "cogs", "other"),
        ),
        Column("kind", Kind.CHOICE, choices=("programme", "people")),
        Column("amount", Kind.AMOUNT, required=True),
        Column("currency", Kind.CURRENCY, required=True),
    ),
    key=("spend_id",),
    sliceable=("channel", "campaign", "team", "category", "kind"),
    one_of=(("date", "from"),),
)

USAGE = Table(
    "usage",
    (
        *_text("event_id"),
        _key("account_id"),
        *_text("user_id"),
        Column("feature", required=True),
        Column("occurred_at", Kind.DAY, required=True, event=True),
        Column("count", Kind.INTEGER),
    ),
    key=("event_id",),
    sliceable=("feature",),
)

ANSWERS = Table(
    "answers",
    (
        _key("answer_id"),
        Column("survey", required=True),
        *_text("respondent_id"),
        Column("audience", Kind.CHOICE, choices=("employee", "customer")),
        *_text("account_id", "team"),
        Column("answered_at", Kind.DAY, required=True, event=True),
        Column("score", Kind.INTEGER),
        Column(
            "answer",
            Kind.CHOICE,
            choices=("strongly_agree", "agree", "neutral", "disagree", "strongly_disagree"),
        ),
        Column("scale", Kind.CHOICE, choices=("0-10", "1-5", "agree")),
    ),
    key=("answer_id",),
    sliceable=("survey", "audience", "team"),
)

TARGETS = Table(
    "targets",
    (
        Column("metric", required=True),
        Column("period", required=True),
        *_text("slice"),
        Column("stored_at", Kind.MOMENT, required=True),
        Column("value", Kind.QUANTITY, required=True),
        *_text("author", "objective"),
    ),
    key=("metric", "period", "slice", "stored_at"),
)

ACTIVITIES = Table(
    "activities",
    (
        _key("activity_id"),
        *_text("opportunity_id", "lead_id", "kind"),
        Column("occurred_at", Kind.DAY, required=True, event=True),
    ),
    key=("activity_id",),
    sliceable=("kind",),
)

EXCHANGE_RATES = Table(
    "exchange_rates",
    (
        Column("date", Kind.DAY, required=True),
        Column("currency", Kind.CURRENCY, required=True),
        Column("rate", Kind.RATE, required=True),
    ),
    key=("date", "currency"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ACCOUNTS,
        LEADS,
        OPPORTUNITIES,
        STAGE_CHANGES,
        SUBSCRIPTIONS,
        SPEND,
        USAGE,
        ANSWERS,
        TARGETS,
        ACTIVITIES,
        EXCHANGE_RATES,
    )
}
