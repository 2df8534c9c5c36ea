"""Contradictions that no single row shows become warnings, and never stop a load."""

from __future__ import annotations

from datetime import date

from revcompass.domain.problem import Severity
from toybook import Fill, Loaded

SUBS = "subscription_id,account_id,starts_on,ends_on,interval,currency,amount,status\n"
DEALS = "opportunity_id,account_id,created_at,closed_at,outcome,amount,stage,probability\n"


def sources(**tables: str) -> str:
    return "".join(
        f'[[source]]\nname = "{name}"\ntable = "{table}"\nfiles = "{name}.csv"\n'
        for name, table in tables.items()
    )


def warned(loaded: Loaded, code: str) -> list[tuple[int | None, int, str | None]]:
    found = [problem for problem in loaded.problems if problem.code == code]
    assert all(problem.severity is Severity.WARNING for problem in found)
    return [(problem.where.line, problem.rows, problem.where.value) for problem in found]


def test_spans(subscriptions: Fill) -> None:
    text = SUBS + (
        "S1,A,2026-02-01,2026-01-01,month,EUR,1,\n"
        "S2,A,2026-01-01,2026-01-01,month,EUR,1,\n"
        "S3,A,2026-01-01,,month,EUR,1,\n"
        "S3,A,2026-03-01,2026-05-01,month,EUR,2,\n"
        "S3,A,2026-05-01,2026-06-02,month,EUR,2,\n"
        "S3,A,2026-06-01,,month,EUR,2,\n"
    )
    loaded = subscriptions(text)
    assert warned(loaded, "ends_before_start") == [(2, 1, "2026-01-01")]
    assert warned(loaded, "overlap_cut") == [(4, 1, ""), (6, 1, "2026-06-02")]
    assert loaded.coverage().loaded == 6


def test_deals(load: Fill) -> None:
    text = DEALS + (
        "O1,A,2026-02-01,2026-01-01,won,5,Won,0.5\n"
        "O2,A,2026-02-01,2026-02-01,won,,Wonn,80\n"
        "O3,A,,2026-02-01,lost,0,Lost,0\n"
        "O4,A,2026-02-01,,won,5,Won,\n"
        "O5,A,2027-02-01,,,5,Open,100\n"
    )
    settings = sources(o="opportunities") + '[funnel]\nstages = ["Open", "Won"]\n'
    loaded = load(settings, {"o.csv": text})
    assert warned(loaded, "closed_before_created") == [(2, 1, "2026-01-01")]
    assert warned(loaded, "won_without_amount") == [(3, 1, "")]
    assert warned(loaded, "no_created_at") == [(4, 1, None)]
    assert warned(loaded, "no_closed_at") == [(5, 1, None)]
    assert warned(loaded, "future_events") == [(6, 1, None)]
    assert warned(loaded, "mixed_probability") == [(2, 1, None)]
    assert warned(loaded, "unknown_stage") == [(3, 1, "Wonn")]
    assert loaded.only_problem("unknown_stage").params["did_you_mean"] == "Won"
    assert loaded.report.data_as_of == date(2026, 2, 1)


def test_accounts(load: Fill) -> None:
    files = {
        "a.csv": (
            "account_id,name,Churn_Flag\nA-1,Acme,TRUE\nA-2,ACME ,false\nA-3,Bo,true\nA-4,Cy,true\n"
        ),
        "s.csv": SUBS
        + (
            "S1,A-1,2026-01-01,,month,EUR,1,\n"
            "S2,a 2,2026-01-01,,month,EUR,1,\n"
            "S3,a 2,2026-01-02,,month,EUR,1,\n"
            "S4,A-3,2026-01-02,2026-01-03,month,EUR,1,\n"
            "S5,Z,2026-01-02,2026-02-01,month,EUR,1,\n"
        ),
    }
    loaded = load(sources(a="accounts", s="subscriptions"), files)
    assert warned(loaded, "similar_names") == [(2, 2, "ACME ")]
    assert warned(loaded, "churned_but_running") == [(2, 1, "TRUE")]
    assert warned(loaded, "unknown_account") == [(3, 2, "a 2"), (6, 1, "Z")]
    guesses = [p.params["did_you_mean"] for p in loaded.problems if p.code == "unknown_account"]
    assert guesses == ["A-2", ""]


def test_accounts_nobody_loaded_are_not_missed(subscriptions: Fill) -> None:
    loaded = subscriptions(SUBS + "S1,A-1,2026-01-01,,month,EUR,1,\n")
    assert loaded.codes == []


def test_a_currency_without_a_rate(load: Fill) -> None:
    files = {
        "s.csv": SUBS
        + (
            "S1,A,2026-01-01,,month,USD,1.5,\n"
            "S2,A,2026-01-01,,month,USD,2,\n"
            "S3,B,2026-01-01,,month,GBP,4,\n"
        ),
        "r.csv": "date,currency,rate\n2026-01-01,GBP,1.15\n",
    }
    problem = load(sources(s="subscriptions", r="exchange_rates"), files).only_problem(
        "missing_rate"
    )
    assert problem.params == {"currency": "USD", "reporting": "EUR", "accounts": 1, "amount": "3.5"}


def test_planned_ends_and_starts_are_no_surprise(subscriptions: Fill) -> None:
    loaded = subscriptions(
        SUBS + "S1,A,2027-01-01,2028-01-01,month,EUR,1,\nS2,A,2026-01-01,,month,EUR,1,\n"
    )
    assert loaded.codes == []
    assert loaded.report.data_as_of == date(2026, 1, 1)
