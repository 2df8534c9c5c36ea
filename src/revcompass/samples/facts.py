"""What was planted in the sample company, so that an analysis can be held against it.

* **Leaking stage**: new deals are lost between `LEAK` (Demo → Proposal) far more often than
  between any other two stages.
* **Best channel**: customers won through `BEST_CHANNEL` cost the least and stay the longest.
* **Churn jump**: from `CHURN_JUMP_FROM` on, customers in `CHURN_JUMP_SEGMENT` leave
  `CHURN_JUMP_FACTOR` times as often as before.
* **Fading use**: in the 60 days before a customer's last day its use falls to about
  `USE_60_DAYS_BEFORE`, in the last 30 to about `USE_30_DAYS_BEFORE`, of what it was.
* **Strongest owner**: the first name on the small-business desk wins more of its deals than its
  colleagues (`people.SKILLS`).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

STAGES = ("Discovery", "Demo", "Proposal", "Negotiation", "Won")
"""The funnel, in order."""

PASSED: Mapping[str, float] = MappingProxyType(
    {"Discovery": 0.77, "Demo": 0.36, "Proposal": 0.77, "Negotiation": 0.79}
)
"""Share of new deals that leave each stage for the next."""

LEAK = ("Demo", "Proposal")

BEST_CHANNEL = "referral"

CHANNEL_CHURN: Mapping[str, float] = MappingProxyType(
    {"referral": 0.45, "content": 0.9, "outbound": 1.0, "events": 1.1, "paid_search": 1.4}
)
"""Churn of a channel's customers, relative to the segment's."""

CHURN: Mapping[str, float] = MappingProxyType(
    {"smb": 0.018, "mid": 0.013, "enterprise": 0.007, "b2c": 0.030}
)
"""Share of customers that leave in a month."""

CHURN_JUMP_SEGMENT = "mid"
CHURN_JUMP_FROM = date(2026, 3, 1)
CHURN_JUMP_FACTOR = 3.0

USE_60_DAYS_BEFORE = 0.5
USE_30_DAYS_BEFORE = 0.15


def monthly_churn(desk: str, channel: str, day: date) -> float:
    """The chance that a customer leaves in the month of the day."""
    jump = desk == CHURN_JUMP_SEGMENT and day >= CHURN_JUMP_FROM
    return CHURN[desk] * CHANNEL_CHURN[channel] * (CHURN_JUMP_FACTOR if jump else 1.0)


def remaining_use(days_left: int | None) -> float:
    """How much of its usual use a customer shows so many days before its last."""
    if days_left is None or days_left > 60:
        return 1.0
    return USE_60_DAYS_BEFORE if days_left > 30 else USE_30_DAYS_BEFORE
