"""What the customers do in the product: counted events per user, feature and day."""

from datetime import date

from revcompass.samples.billing import Life
from revcompass.samples.days import AS_OF, MONTHS, later, month_index, month_start, some_time
from revcompass.samples.demand import SEASON
from revcompass.samples.dice import Dice
from revcompass.samples.facts import remaining_use
from revcompass.samples.rows import Sheets, UsageRow

USAGE_FROM = date(2025, 1, 1)
"""Product records are kept from this day on."""

USAGE_YEARS = tuple(range(USAGE_FROM.year, AS_OF.year + 1))

FEATURES = {
    "dashboard": 0.34,
    "invoices": 0.24,
    "exports": 0.16,
    "approvals": 0.12,
    "imports": 0.09,
    "automation": 0.05,
}

ROWS_A_MONTH = {"b2c": 5.0, "smb": 8.0, "mid": 13.0, "enterprise": 22.0}

MOST_USERS = 40
"""Users of one account that show up in the records at most."""


def write_usage(life: Life, sheets: Sheets, dice: Dice) -> None:
    """Write the use of one customer over all its terms, fading before each end."""
    habit = 0.55 + 0.9 * dice.random()
    usual = ROWS_A_MONTH[life.account.desk] * habit
    users = min(MOST_USERS, max(span.seats for span in life.spans))
    interrupted = any(span.status in ("paused", "unpaid") for span in life.spans)
    for term in life.terms:
        end = term.ends_on
        for index in range(max(month_index(USAGE_FROM), month_index(term.starts_on)), MONTHS):
            first = month_start(index)
            if end is not None and first >= end:
                break
            season = 0.75 + 0.25 * SEASON[index % 12]
            for _ in range(round(usual * season * (0.8 + 0.4 * dice.random()))):
                day = later(first, dice.between(0, 27))
                if day < term.starts_on or day > AS_OF or (end is not None and day >= end):
                    continue
                left = remaining_use(None if end is None else (end - day).days)
                if not dice.chance(left) or (interrupted and life.idle(day)):
                    continue
                row = _event(life, users, day, left, dice)
                sheets.usage[day.year].write(row._replace(event_id=sheets.new_id("E")))


def _event(life: Life, users: int, day: date, left: float, dice: Dice) -> UsageRow:
    account_id = life.account.account_id
    # The product of two draws makes the first users of an account the busiest.
    user = 1 + int(users * dice.random() * dice.random())
    return UsageRow(
        event_id="",
        account_id=account_id,
        user_id=f"{account_id}-U{user:02d}",
        feature=dice.weighted(FEATURES),
        occurred_at=some_time(day, dice),
        events=1 + int(24 * left * dice.random()),
    )
