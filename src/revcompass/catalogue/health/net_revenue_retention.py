"""Net revenue retention."""

from __future__ import annotations

from revcompass.domain.formula import Expression, share
from revcompass.domain.ledgers import Movements
from revcompass.domain.metric import Aim, Benchmark, Better, Example, Group, Review, Unit, metric
from revcompass.domain.period import Grain
from revcompass.domain.policy import Nrr
from revcompass.domain.words import N_

_ROWS = """
    column             | Ada |  Bo | Cy
    opening            | 100 | 200 |  0
    expansion          |  20 |   0 |  0
    contraction        |   0 |  50 |  0
    churn              |   0 |   0 |  0
    gross_expansion    |  30 |   0 |  0
    gross_reactivation |   0 |   0 | 30
    gross_contraction  |  10 |  50 |  0
    gross_churn        |   0 |   0 |  0
"""


@metric(
    name=N_("Net revenue retention"),
    abbreviation="NRR",
    means=N_(
        "Share of the opening recurring revenue still there at the close, upgrades "
        "counted and new customers not."
    ),
    why=N_("Above 100 % the base grows without a single new customer."),
    beware=N_("Above 100 % can hide many small losses behind one large upgrade."),
    group=Group.HEALTH,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.QUARTERLY,
    aim=Aim.EFFECTIVENESS,
    default_grain=Grain.TRAILING_12_MONTHS,
    related=(
        "arr",
        "expansion_mrr",
        "quick_ratio",
        "revenue_churn_rate",
        "gross_revenue_retention",
    ),
    benchmarks=(
        Benchmark(
            N_("Over a year: below 100 % poor, median 101 %, from 110 % good, from 120 % top."),
            source="Benchmarkit",
            year=2025,
        ),
    ),
    example=(
        Example(_ROWS, gives="0.90"),
        Example(_ROWS, gives="1", policies={"nrr": "movement_sum"}),
        Example(
            """
                account | opening | expansion | contraction | churn
                Ada     |       0 |         0 |           0 |     0
            """,
            gives="zero_denominator",
        ),
    ),
)
def net_revenue_retention(m: Movements, nrr: Nrr) -> Expression:
    opening = m.opening.sum()
    match nrr:
        case Nrr.START_COHORT:
            still = opening + m.expansion.sum() - m.contraction.sum() - m.churn.sum()
        case Nrr.MOVEMENT_SUM:
            gained = m.gross_expansion.sum() + m.gross_reactivation.sum()
            still = opening + gained - m.gross_contraction.sum() - m.gross_churn.sum()
    return share(still, of=opening)
