"""What holds for the other ledgers whatever the records."""

from __future__ import annotations

from fractions import Fraction

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from companies import (
    OTHER_CHOICES,
    companies,
    fill_tables,
    periods,
    policy_sets,
    quick,
)
from company_variants import (
    answering_companies,
    selling_companies,
    spending_companies,
    using_companies,
)
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Calendar, Grain, Period
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain import build, company_from_snapshot, scores, values
from revcompass.engine.plain.company import Company
from revcompass.engine.plain.sums import Table

Question = tuple[str, Company, tuple[Period, ...], PolicySet]


def total(table: Table, column: str) -> Fraction:
    """The sum over all slices."""
    return sum((row[column] for row in table.values()), Fraction(0))


SLICES: dict[str, tuple[tuple[str, ...], ...]] = {
    "deals": (("owner",), ("segment",), ("product", "channel")),
    "leads": (("channel",), ("segment", "owner")),
    "stages": (("stage",), ("stage", "segment")),
    "spend": (("channel",), ("category", "kind")),
    "usage": (("segment",),),
    "engagement": (("segment",), ("channel",)),
    "answers": (("survey",), ("team", "segment")),
}


@st.composite
def asked(draw: st.DrawFn) -> Question:
    """A ledger, a company with records for it, and a period."""
    ledger = draw(st.sampled_from(sorted(SLICES)))
    made = {
        "spend": spending_companies,
        "usage": using_companies,
        "engagement": using_companies,
        "answers": answering_companies,
    }.get(ledger, selling_companies)
    company = draw(made())
    return (
        ledger,
        company,
        draw(periods(company)),
        draw(policy_sets(OTHER_CHOICES)),
    )


@quick
@given(asked())
def test_slices_add_up_to_the_whole(question: Question) -> None:
    ledger, company, some, policies = question
    for period in some:
        whole = build(ledger, company, period, policies)
        for by in SLICES[ledger]:
            parts = build(ledger, company, period, policies, by=by)
            for column in LEDGERS[ledger].columns():
                assert total(parts, column) == total(whole, column), (by, column)


@quick
@given(selling_companies(), st.data())
def test_values_add_up_to_their_column(company: Company, data: st.DataObject) -> None:
    some, policies = data.draw(periods(company)), data.draw(policy_sets(OTHER_CHOICES))
    for period in some:
        for ledger, column, count in (
            ("deals", "won_cycle_days", "won_cycles"),
            ("deals", "closed_cycle_days", "closed_cycles"),
            ("deals", "won_amount", "won_with_amount"),
            ("stages", "stage_days", "visits"),
        ):
            table = build(ledger, company, period, policies, by=("owner",))
            found = values(ledger, column, company, period, policies, by=("owner",))
            for where in table.keys() | found.keys():
                row, single = table.get(where, {}), found.get(where, [])
                assert (sum(single), len(single)) == (row.get(column, 0), row.get(count, 0))


@quick
@given(spending_companies())
def test_no_cent_of_spend_is_lost_between_months(company: Company) -> None:
    calendar = company.calendar
    first, last = Period(company.data_as_of, company.data_as_of, Grain.DAY), company.data_as_of
    months = [calendar.period_of(Grain.MONTH, last)]
    for _ in range(24):
        months.append(calendar.shift(months[-1], -1))
    whole = Period(months[-1].start, months[0].end, first.grain)
    in_all = total(build("spend", company, whole, PolicySet()), "total")
    monthly = [total(build("spend", company, m, PolicySet()), "total") for m in months]
    assert sum(monthly) == in_all


@quick
@given(using_companies(), st.data())
def test_scores_lie_between_0_and_100_and_average_50(company: Company, data: st.DataObject) -> None:
    for period in data.draw(periods(company)):
        found = scores(company, period, PolicySet())
        assert all(0 < score < 100 for score in found.get((), []))
        counted = total(build("engagement", company, period, PolicySet()), "scored_accounts")
        assert len(found.get((), [])) == counted


@settings(quick, max_examples=25)
@given(companies() | selling_companies() | using_companies())
def test_a_company_survives_the_store(company: Company) -> None:
    with duckdb.connect() as con:
        fill_tables(con, company)
        again = company_from_snapshot(
            con, company.currency, company.calendar, company.data_as_of, company.stages
        )
    for name, rows in company.tables.items():
        assert [dict(row) for row in again.rows(name)] == [dict(row) for row in rows]
    assert isinstance(again.calendar, Calendar)
