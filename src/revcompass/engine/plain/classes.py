"""The class of a movement, and the columns it is written to."""

from __future__ import annotations

from datetime import date
from enum import Enum

from revcompass.domain.policy import PolicySet, Reactivation
from revcompass.engine.plain.life import Life


class Class(Enum):
    """What happened to a customer between two days."""

    NEW = "new"
    REACTIVATION = "reactivation"
    CHURN = "churn"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"

    @property
    def is_loss(self) -> bool:
        """Whether its column holds what was lost, as a positive amount."""
        return self in (Class.CHURN, Class.CONTRACTION)


_COLUMN: dict[Class, str] = {kind: str(kind.value) for kind in Class}

COUNTED = {
    Class.NEW: "new_customers",
    Class.REACTIVATION: "reactivated_customers",
    Class.CHURN: "churned_customers",
}
"""The classes that count customers."""


def classify(life: Life, start: date, opening_day: date, last: date, change: int) -> Class:
    """Customer or not at both ends, else the sign of the change (0 counts as expansion of 0)."""
    was = life.is_customer(opening_day, at=opening_day)
    is_now = life.is_customer(last, at=opening_day)
    if is_now and not was:
        is_first = life.first_paid is not None and life.first_paid >= start
        return Class.NEW if is_first else Class.REACTIVATION
    if was and not is_now:
        return Class.CHURN
    return Class.EXPANSION if change >= 0 else Class.CONTRACTION


def amount_column(kind: Class, life: Life, start: date, policies: PolicySet) -> str:
    """The column its amount goes to: a reactivation may be told otherwise by policy."""
    if kind is not Class.REACTIVATION:
        return _COLUMN[kind]
    choice = policies["reactivation"]
    if choice.member is Reactivation.AS_NEW:
        return _COLUMN[Class.NEW]
    if choice.member is Reactivation.IN_EXPANSION:
        return _COLUMN[Class.EXPANSION]
    if choice.member is Reactivation.AFTER_N_DAYS:
        stopped, returned = life.stopped_before(start), life.next_day_with_mrr(start)
        if stopped and returned and (returned - stopped).days < (choice.number or 0):
            return _COLUMN[Class.EXPANSION]
    return _COLUMN[kind]


def count_column(kind: Class, policies: PolicySet) -> str | None:
    """The column that counts the customer, if the class counts customers."""
    if kind is Class.REACTIVATION and policies.choice(Reactivation) is Reactivation.AS_NEW:
        return COUNTED[Class.NEW]
    return COUNTED.get(kind)
