"""The ledgers once more, slow and obvious: what the SQL ledgers must equal.

Every function reads a `Company` and walks its records, customers and days one by one, in whole
numbers and fractions. What the columns mean is written in docs/ledgers.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from revcompass.domain.period import Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import (
    answers,
    contracts,
    deals,
    engagement,
    leads,
    movements,
    pipeline,
    spend,
    stages,
    usage,
)
from revcompass.engine.plain.company import Company, company_from_snapshot
from revcompass.engine.plain.contracts import running_by_account
from revcompass.engine.plain.deals import owners
from revcompass.engine.plain.maturity import delay
from revcompass.engine.plain.pipeline import stage_weights
from revcompass.engine.plain.slices import Slice
from revcompass.engine.plain.sums import UNRATED, Table

__all__ = [
    "UNRATED",
    "Company",
    "Slice",
    "Table",
    "build",
    "company_from_snapshot",
    "delay",
    "owners",
    "running_by_account",
    "scores",
    "stage_weights",
    "values",
]

_Builder = Callable[[Company, Period, PolicySet, tuple[str, ...], date], Table]
_BUILDERS: Mapping[str, _Builder] = {
    "movements": movements.build,
    "contracts": contracts.build,
    "deals": deals.build,
    "pipeline": pipeline.build,
    "leads": leads.build,
    "stages": stages.build,
    "spend": spend.build,
    "usage": usage.build,
    "engagement": engagement.build,
    "answers": answers.build,
}


def build(
    ledger: str,
    company: Company,
    period: Period,
    policies: PolicySet,
    *,
    by: tuple[str, ...] = (),
    cut: date | None = None,
    native: str | None = None,
) -> Table:
    """One period of a ledger: slice values (in the order of `by`) → columns.

    Columns are in natural units: recurring money in major units of the reporting currency per
    month, amounts in major units, counts, days; and `unrated`, the values that had no rate of
    exchange (its number is an indication, whether it is 0 is exact). Slices whose columns are all
    0 are left out. `cut` is the last day that counts, by default the data's last day. Movements
    under `fx=never_convert` are those of one currency, `native`, in that currency.

    Raises LookupError for a slice the ledger does not have.
    """
    last = cut or company.data_as_of
    if native is not None:
        return movements.build(company, period, policies, by, last, native=native)
    return _BUILDERS[ledger](company, period, policies, by, last)


def values(
    ledger: str,
    column: str,
    company: Company,
    period: Period,
    policies: PolicySet,
    *,
    by: tuple[str, ...] = (),
    cut: date | None = None,
) -> Mapping[Slice, list[int] | list[Fraction]]:
    """The single values behind a column, ascending: days, or for `won_amount` major units."""
    last = cut or company.data_as_of
    match ledger, column:
        case "deals", "won_cycle_days":
            return deals.cycles(company, period, policies, by, last, won_only=True)
        case "deals", "closed_cycle_days":
            return deals.cycles(company, period, policies, by, last, won_only=False)
        case "deals", "won_amount":
            return deals.won_amounts(company, period, by, last)
        case "stages", "stage_days":
            return stages.stage_lengths(company, period, by, last)
    raise LookupError(f"{ledger}.{column} has no single values")


def scores(
    company: Company,
    period: Period,
    policies: PolicySet,
    *,
    by: tuple[str, ...] = (),
    cut: date | None = None,
) -> dict[Slice, list[Fraction]]:
    """The engagement scores (0-100) of the accounts of each slice, ascending."""
    return engagement.scores(company, period, policies, by, cut or company.data_as_of)
