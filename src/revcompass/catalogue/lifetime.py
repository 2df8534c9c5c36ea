"""What a customer is worth over the whole relationship: the ways to estimate it."""

from __future__ import annotations

from revcompass.domain.formula import Expression, Quotient, per, ratio, share, times
from revcompass.domain.ledgers import Movements
from revcompass.domain.policy import ClvMethod

_A_YEAR = 12
_OBSERVED = 120
_ALL = 100


def lifetime_revenue(m: Movements, method: ClvMethod, n: int) -> Expression:
    """Revenue of a customer; `n` is the number its method carries, 0 without one."""
    match method:
        case ClvMethod.ARPA_BY_CHURN:
            return per(revenue_per_account(m), monthly_churn(m, n or _A_YEAR))
        case ClvMethod.DISCOUNTED:
            return times(per(revenue_per_account(m), discounted_churn(m, n)), _ALL * _A_YEAR)
        case ClvMethod.OBSERVED_COHORT:
            return observed(m, n or _OBSERVED)


def revenue_per_account(m: Movements) -> Quotient:
    """Monthly revenue of a customer at the close."""
    return per(m.closing.sum(), m.closing_customers.sum())


def monthly_churn(m: Movements, months: int) -> Quotient:
    """Share of customers lost in a month, over so many monthly ledgers."""
    lost = m.churned_customers.sum_over_months(months)
    return share(lost, of=m.opening_customers.sum_over_months(months))


def discounted_churn(m: Movements, percent: int) -> Quotient:
    """A month's losses and a twelfth of so many per cent a year, in 1200ths.

    Over the last twelve months.
    """
    lost = m.churned_customers.sum_over_months(_A_YEAR) * (_ALL * _A_YEAR)
    there = m.opening_customers.sum_over_months(_A_YEAR)
    return ratio(lost + there * percent if percent else lost, there)


def observed(m: Movements, months: int) -> Quotient:
    """What customers paid in so many months, for each who first paid in them."""
    paid, won = m.closing.sum_over_months(months), m.first_paid_customers.sum_over_months(months)
    return per(paid, won)
