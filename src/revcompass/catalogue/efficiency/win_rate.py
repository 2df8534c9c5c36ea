"""Win rate."""

from __future__ import annotations

from revcompass.domain.formula import Expression, Quotient, share
from revcompass.domain.ledgers import Deals
from revcompass.domain.metric import Aim, Better, Example, Group, Review, Unit, metric
from revcompass.domain.policy import WinRateBy, WinRateOf
from revcompass.domain.words import N_

_ROWS = """
    column             |   1 |   2 |   3 |   4
    created            |   1 |   1 |   1 |   1
    cohort_won         |   1 |   0 |   0 |   0
    created_amount     | 600 | 200 | 100 | 100
    cohort_won_amount  | 600 |   0 |   0 |   0
    won                |   1 |   0 |   0 |   0
    lost               |   0 |   1 |   0 |   0
    no_decision        |   0 |   0 |   1 |   0
    won_amount         | 600 |   0 |   0 |   0
    lost_amount        |   0 | 200 |   0 |   0
    no_decision_amount |   0 |   0 | 100 |   0
"""


def won_share(d: Deals, of: WinRateOf, by: WinRateBy) -> Quotient:
    """Won over the opportunities or deals of the policy, counted or by amount."""
    in_money = by is WinRateBy.AMOUNT
    won = (d.won_amount if in_money else d.won).sum()
    decided = won + (d.lost_amount if in_money else d.lost).sum()
    match of:
        case WinRateOf.ALL_OPPORTUNITIES:
            cohort_won = d.cohort_won_amount if in_money else d.cohort_won
            created = d.created_amount if in_money else d.created
            return share(cohort_won.sum(), of=created.sum())
        case WinRateOf.DECIDED:
            return share(won, of=decided)
        case WinRateOf.DECIDED_WITH_NO_DECISION:
            undecided = d.no_decision_amount if in_money else d.no_decision
            return share(won, of=decided + undecided.sum())


def _other_forms(d: Deals, win_rate_of: WinRateOf, win_rate_by: WinRateBy) -> dict[str, Expression]:
    return {
        f"{of.code}_by_{by.code}": won_share(d, of, by)
        for of in WinRateOf
        for by in WinRateBy
        if (of, by) != (win_rate_of, win_rate_by)
    }


@metric(
    name=N_("Win rate"),
    means=N_("Share of all opportunities created in the period that have been won."),
    why=N_("It shows how well sales turns opportunities into deals."),
    beware=N_(
        "Over decided deals only, the rate is far higher: compare rates only with the "
        "same denominator."
    ),
    group=Group.EFFICIENCY,
    unit=Unit.SHARE,
    better=Better.HIGHER,
    review=Review.MONTHLY,
    aim=Aim.EFFICIENCY,
    beside=_other_forms,
    related=("lead_conversion_rate", "stage_conversion", "average_deal_size", "pipeline_velocity"),
    example=(
        Example(_ROWS, gives="0.25"),
        Example(_ROWS, gives="0.6", policies={"win_rate_by": "amount"}),
        Example(_ROWS, gives="0.5", policies={"win_rate_of": "decided"}),
        Example(_ROWS, gives="0.75", policies={"win_rate_of": "decided", "win_rate_by": "amount"}),
        Example(_ROWS, gives="1/3", policies={"win_rate_of": "decided_with_no_decision"}),
        Example("deal | created | cohort_won\n1 | 0 | 0", gives="zero_denominator"),
    ),
)
def win_rate(d: Deals, win_rate_of: WinRateOf, win_rate_by: WinRateBy) -> Expression:
    return won_share(d, win_rate_of, win_rate_by)
