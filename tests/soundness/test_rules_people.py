"""Fine print on surveys, targets and engagement."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from soundness.telling import Book, Told, named

MARCH = "2024-03"


def _answers() -> str:
    """Employees: six in the north, two in the south, and two in February; two customers."""
    lines = ["answer_id,survey,audience,team,answered_at,score,scale"]
    for n, score in enumerate((10, 9, 9, 10, 7, 2)):
        lines.append(f"N{n},spring,employee,north,2024-03-0{n + 1},{score},0-10")
    for n, score in enumerate((0, 10)):
        lines.append(f"S{n},spring,employee,south,2024-03-1{n},{score},0-10")
        lines.append(f"F{n},winter,employee,north,2024-02-1{n},{score},0-10")
        lines.append(f"C{n},spring,customer,,2024-03-2{n},{score},0-10")
    lines.append("B1,spring,employee,north,2024-03-09,,0-10")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def people(told: Told) -> Book:
    """Four customers, of whom one is never seen, one leaves, and targets stored early and late."""
    return told(
        'as_of = 2024-03-31\ntimezone = "Europe/Berlin"',
        accounts=named("Ada", "Bo", "Cy", "Di", "Ed"),
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency
            S1,Ada,2024-01-01,,100,month,EUR
            S2,Bo,2024-01-01,,50,month,EUR
            S3,Cy,2024-01-01,,20,month,EUR
            S4,Di,2024-01-01,,10,month,EUR
            S5,Ed,2024-01-01,2024-03-10,5,month,EUR
        """,
        usage="""
            account_id,feature,occurred_at
            Ada,reports,2024-03-30
            Ada,export,2024-03-29
            Bo,reports,2024-03-20
            Cy,reports,2024-01-15
            Ed,reports,2024-03-05
        """,
        answers=_answers(),
        targets="""
            metric,period,slice,stored_at,value,objective
            mrr,2024-03,,2024-01-10T09:00:00Z,250,Old plan
            mrr,2024-03,,2024-02-15T09:00:00Z,200,Grow
            mrr,2024-03,,2024-02-29T23:30:00Z,100,Too late in Berlin
            mrr,2024-02,,2024-02-01T00:00:00Z,1,Stored on its first day
            mrr,2024-03,name=Ada,2024-02-15T09:00:00Z,100,
            customer_churn_rate,2024-03,,2024-01-10T09:00:00Z,0.1,Keep
            enps,2024-03,team=south,2024-01-10T09:00:00Z,10,
        """,
    )


def test_rule_16_below_the_minimum_there_is_a_value_and_a_flag(people: Book) -> None:
    row = people.row("nps", MARCH)
    assert (row.value.number, row.n) == (0, 2)
    assert "below_minimum_n" in row.flags
    assert "below_minimum_n" not in people.row("customer_churn_rate", MARCH).flags, "n is 5"


def test_rule_16_answers_of_a_few_employees_are_withheld(people: Book) -> None:
    rows = {row.slice: row for row in people.result("enps", MARCH, by="team").rows}
    north, south = rows[("team", "north"),], rows[("team", "south"),]
    assert south.value.undefined == "withheld"
    assert south.value.numerator is south.value.denominator is south.n is south.interval is None
    assert all(value.number is None for _, value in south.companions)
    assert south.target is not None
    assert south.target.attainment is south.target.met is None
    assert (north.value.number, north.n) == (50, 6)


@pytest.mark.parametrize("metric", ["promoters", "passives", "detractors"])
def test_rule_16_classes_are_withheld_by_the_number_of_answers(people: Book, metric: str) -> None:
    found = people.cut(metric, MARCH, "team")
    assert found["south"] == "withheld", "two answers, whatever their class"
    assert found["north"] == {"promoters": 4, "passives": 1, "detractors": 1}[metric], "six answers"


def test_rule_16_a_comparison_does_not_tell_what_is_withheld(people: Book) -> None:
    assert people.value("enps", "2024-02") == "withheld"
    compared = people.row("enps", MARCH, compare="previous").compare
    assert compared is not None
    assert compared.value.undefined == "withheld"
    assert compared.value.number is compared.change is compared.change_share is None


def test_a_blank_answer_is_missing_and_counted(people: Book) -> None:
    assert dict(people.result("enps", MARCH).left_out) == {"blank_or_unscaled": 1}


def test_rule_33_attainment_is_actual_over_target_or_the_other_way_round(people: Book) -> None:
    target = people.row("mrr", MARCH).target
    assert target is not None
    assert (target.value, target.attainment, target.met) == (200, Fraction(9, 10), False)
    assert (target.stored_at, target.objective) == (date(2024, 2, 15), "Grow")
    lower = people.row("customer_churn_rate", MARCH).target
    assert lower is not None
    assert (lower.attainment, lower.met) == (Fraction(1, 2), False)


def test_a_target_counts_if_stored_before_its_period_began(people: Book) -> None:
    target = people.row("mrr", MARCH).target
    assert target is not None
    assert target.changed_later, "half past midnight of 1 March in Berlin is after the beginning"
    assert people.row("mrr", "2024-02").target is None
    sliced = {row.slice[0][1]: row.target for row in people.result("mrr", MARCH, by="name").rows}
    ada = sliced["Ada"]
    assert ada is not None
    assert (ada.attainment, ada.met) == (1, True)
    assert [name for name, found in sliced.items() if found] == ["Ada"]


def test_rule_40_engagement_is_a_mean_of_percentiles_within_the_segment(people: Book) -> None:
    found = people.cut("engagement_score", MARCH, "name")
    assert found["Ada"] == Fraction(500, 6)
    assert found["Bo"] == 50
    assert found["Cy"] == Fraction(100, 6)
    assert found.get("Di", "no_data") == "no_data", "never seen: no score"
    assert "Ed" not in found, "no customer at the close"
    assert people.value("engagement_score", MARCH) == 50
    assert people.companion("accounts", "engagement_score", MARCH) == 3


def test_rule_40_accounts_without_a_score_are_counted(people: Book) -> None:
    assert sum(dict(people.result("engagement_score", MARCH).left_out).values()) == 1, "Di"
