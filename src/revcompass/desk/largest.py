"""The largest accounts of a day and their share of recurring revenue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from revcompass.desk.answers import Trace

LARGEST = 10


@dataclass(frozen=True, slots=True)
class LargestAccount:
    """One of them, with what it pays a month, its share of all, and that of all up to it."""

    account: str
    amount: Fraction
    share: Fraction
    together: Fraction


def largest_accounts(trace: Trace, whole: Fraction) -> tuple[LargestAccount, ...]:
    """From the records of the largest accounts and the sum over all; largest first, then by id."""
    amounts: dict[str, Fraction] = defaultdict(Fraction)
    for record in trace.records:
        amounts[record.account or ""] += record.contribution
    found, together = [], Fraction(0)
    for account, amount in sorted(amounts.items(), key=lambda one: (-one[1], one[0])):
        together += amount
        found.append(LargestAccount(account, amount, amount / whole, together / whole))
    return tuple(found)
