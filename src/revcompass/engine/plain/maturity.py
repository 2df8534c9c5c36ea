"""How long the outcome of a cohort takes: nearest-rank 90th percentiles over the whole book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, day
from revcompass.engine.plain.dealfacts import decided
from revcompass.engine.plain.leadfacts import lead_facts

Cohort = Literal["decision", "conversion", "opportunity"]


def delay(
    company: Company, cohort: Cohort, policies: PolicySet, cut: date | None = None
) -> int | None:
    """Days within which nine in ten came to their outcome; `None` where nothing did."""
    known = _lengths(company, cohort, policies, cut or company.data_as_of)
    lengths = sorted(length for length in known if length >= 0)
    return nearest_rank(lengths, 90)


def nearest_rank(values: list[int], percent: int) -> int | None:
    """The smallest of the sorted values that at least `percent` of them do not exceed.

    >>> nearest_rank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90)
    9
    """
    return values[-(-percent * len(values) // 100) - 1] if values else None


def _lengths(company: Company, cohort: Cohort, policies: PolicySet, cut: date) -> Iterator[int]:
    """Days from creation to the outcome; what is the wrong way round comes out negative."""
    if cohort == "decision":
        for deal in company.rows("opportunities"):
            created, closed = day(deal, "created_at"), day(deal, "closed_at")
            if decided(deal, cut) and created and closed:
                yield (closed - created).days
        return
    for facts in lead_facts(company, policies, cut):
        if cohort == "conversion" and facts.is_converted and facts.paid_on:
            yield (facts.paid_on - facts.created).days
        if cohort == "opportunity":
            created_days = [day(deal, "created_at") for deal in facts.opportunities]
            known = [d for d in created_days if d is not None]
            if known:
                yield (min(known) - facts.created).days
