"""What a customer is worth over the whole relationship: the ways to estimate it."""

from __future__ import annotations

from fractions import Fraction

from revcompass.domain.formula import Expression, Quotient, Times, per, ratio, share
from revcompass.domain.ledgers import Movements
from revcompass.domain.policy import ClvMethod

_A_YEAR = 12
_OBSERVED = 120
_1200THS = 100 * _A_YEAR


def lifetime_revenue(m: Movements, method: ClvMethod, n: int) -> Expression:
    """Revenue of a customer; `n` is the number its method carries, 0 without one."""
    match method:
        case ClvMethod.ARPA_BY_CHURN:
            return per(revenue_per_account(m), monthly_churn(m, n or _A_YEAR))
        case ClvMethod.DISCOUNTED:
            return per(revenue_per_account(m), discounted_churn(m, n))
        case ClvMethod.OBSERVED_COHORT:
            return observed(m, n or _OBSERVED)


def revenue_per_account(m: Movements) -> Quotient:
    """Monthly revenue of a customer at the close."""
    return per(m.closing.sum(), m.closing_customers.sum())


def monthly_churn(m: Movements, months: int) -> Quotient:
    """Share of customers lost in a month, over so many monthly ledgers."""
    lost = m.churned_customers.sum_over_months(months)
    return share(lost, of=m.opening_customers.sum_over_months(months))


def discounted_churn(m: Movements, percent: int) -> Times:
    """Share of customers lost in a month, and a twelfth of so many per cent a year.

    Over the last twelve months; counted in 1200ths, so that all factors are whole numbers.
    """
    lost = m.churned_customers.sum_over_months(_A_YEAR) * _1200THS
    there = m.opening_customers.sum_over_months(_A_YEAR)
    in_1200ths = ratio(lost + there * percent if percent else lost, there)
    return Times(in_1200ths, Fraction(1, _1200THS))


def observed(m: Movements, months: int) -> Quotient:
    """What customers paid in so many months, for each who first paid in them."""
    paid, won = m.closing.sum_over_months(months), m.first_paid_customers.sum_over_months(months)
    return per(paid, won)
