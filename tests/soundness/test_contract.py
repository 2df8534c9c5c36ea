"""The contract, line by line, against the running product: commands, options, JSON, exit codes."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import pytest

from revcompass.cli import commands
from soundness.telling import Book, Cli, Told

MARCH = "2024-03"

COMMANDS = """
init DIR --currency --timezone --fiscal-year-start --force
check DIR --pin --json
load DIR --source --json
status DIR --json
show METRIC --book --grain --from --to --period --by --where --policy --preset --compare \
--currency --as-of --lang --json --csv --plain
trace METRIC --book --period --grain --from --to --by --where --policy --preset --compare \
--currency --as-of --lang --side --limit --json --csv
explain METRIC --book --lang --json
problems DIR --json
demo DIR
"""


@pytest.fixture(scope="module")
def book(told: Told) -> Book:
    """Three segments (one missing), two owners, fiscal years from April, data to 15 May 2024."""
    return told(
        'as_of = 2024-05-15\nfiscal_year_start = 4\nname = "Toy"',
        accounts="""
            account_id,name,segment,region
            1,Ada,smb,south
            2,Bo,Zeta,south
            3,Cy,,north
            4,Di,smb,north
        """,
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency,plan
            S1,1,2023-03-01,,10,month,EUR,a
            S2,2,2023-03-01,,20,month,EUR,b
            S3,3,2023-03-01,2024-03-10,30,month,EUR,a
            S4,4,2024-03-05,,7,year,EUR,b
            ,4,2024-03-05,,7,year,EUR,b
        """,
    )


def show(cli: Cli, book: Book, *arguments: str) -> dict[str, Any]:
    """One metric's part of `show --json`."""
    ran = cli("show", *arguments, "--book", book.folder, "--json")
    assert ran.code == 0, ran.err
    (found,) = ran.document["results"]
    assert isinstance(found, dict)
    return found


def values(found: dict[str, Any]) -> list[str | None]:
    """The rows' values."""
    return [row["value"] for row in found["rows"]]


def refused(cli: Cli, book: Book, *arguments: str) -> str:
    """What a usage error says; nothing is printed as data."""
    ran = cli(*arguments, "--book", book.folder, "--json")
    assert (ran.code, ran.out) == (2, ""), ran
    return ran.err


@pytest.mark.parametrize("line", [line for line in COMMANDS.splitlines() if line])
def test_every_command_has_its_options(line: str) -> None:
    name, _, *options = line.split()
    parameters = commands.command(name).params
    offered = {opt for param in parameters for opt in param.opts if opt.startswith("--")}
    assert offered >= set(options), f"{name} lacks {sorted(set(options) - offered)}"
    assert any(isinstance(param, click.Argument) for param in parameters)


def test_the_glossary_answers_best_match_first(cli: Cli) -> None:
    document = cli("glossary", "win rate", "--lang", "de", "--json").document
    assert document["schema"] == "revcompass.glossary/1"
    first = document["entries"][0]
    assert (first["id"], first["language"]) == ("win_rate", "de")
    assert {"term", "abbreviation", "meaning"} <= set(first)


def test_policies_are_compared_beside_the_books_own_number(cli: Cli, book: Book) -> None:
    asked = ("mrr", "--book", book.folder, "--period", "2024-03")
    document = cli("compare-policies", *asked, "--json").document
    assert document["schema"] == "revcompass.compare-policies/1"
    assert document["metric"] == "mrr"
    (row,) = show(cli, book, "mrr", "--period", "2024-03")["rows"]
    assert row["value"] in str(document)


@pytest.mark.parametrize(
    ("code", "first", "end"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-Q1", "2024-01-01", "2024-04-01"),
        ("2024-03", "2024-03-01", "2024-04-01"),
        ("2024-W10", "2024-03-04", "2024-03-11"),
        ("2024-03-30", "2024-03-30", "2024-03-31"),
        ("FY2024", "2023-04-01", "2024-04-01"),
        ("FY2024-Q1", "2023-04-01", "2023-07-01"),
    ],
)
def test_forms_of_a_period(cli: Cli, book: Book, code: str, first: str, end: str) -> None:
    (row,) = show(cli, book, "mrr", "--period", code)["rows"]
    assert (row["from"], row["to"]) == (first, end)
    traced = cli("trace", "mrr", "--period", code, "--book", book.folder, "--json")
    period = traced.document["period"]
    assert (period["from"], period["to"]) == (first, end)


@pytest.mark.parametrize("code", ["2024-13", "2024-Q5", "March", "2024-W54", "2024-02-30", "24"])
def test_other_periods_are_usage_errors(cli: Cli, book: Book, code: str) -> None:
    assert code in refused(cli, book, "show", "mrr", "--period", code)


def test_from_is_inclusive_and_to_exclusive(cli: Cli, book: Book) -> None:
    rows = show(cli, book, "mrr", "--from", "2024-01-01", "--to", "2024-03-01")["rows"]
    assert [row["from"] for row in rows] == ["2024-01-01", "2024-02-01"]


def test_a_bound_off_the_grain_is_refused_with_the_nearest(cli: Cli, book: Book) -> None:
    said = refused(cli, book, "show", "mrr", "--from", "2024-01-15")
    assert "2024-01-01" in said
    assert "2024-02-01" in said


@pytest.mark.parametrize(
    ("grain", "running"),
    [
        ("day", None),
        ("week", "2024-05-13"),
        ("month", "2024-05-01"),
        ("quarter", "2024-04-01"),
        ("year", "2024-04-01"),
        ("trailing_12_months", "2023-06-01"),
    ],
)
def test_by_default_12_full_periods_and_the_running_one(
    cli: Cli, book: Book, grain: str, running: str | None
) -> None:
    rows = show(cli, book, "mrr", "--grain", grain)["rows"]
    assert len(rows) == (13 if running else 12)
    assert [row["to_date"] for row in rows] == [False] * 12 + [True] * bool(running)
    if running:
        assert rows[-1]["from"] == running


def test_retention_covers_12_months_unless_a_grain_is_given(cli: Cli, book: Book) -> None:
    found = show(cli, book, "net_revenue_retention")
    assert (found["grain"], len(found["rows"])) == ("trailing_12_months", 13)
    assert show(cli, book, "net_revenue_retention", "--grain", "month")["grain"] == "month"


def test_rows_are_ordered_by_period_then_code_points_null_last(cli: Cli, book: Book) -> None:
    rows = show(cli, book, "mrr", "--by", "segment", "--from", "2024-02-01", "--to", "2024-04-01")[
        "rows"
    ]
    assert [(row["from"], row["slice"]["segment"]) for row in rows] == [
        ("2024-02-01", "Zeta"),
        ("2024-02-01", "smb"),
        ("2024-02-01", None),
        ("2024-03-01", "Zeta"),
        ("2024-03-01", "smb"),
        ("2024-03-01", None),
    ]


def test_a_slice_value_without_records_in_the_period_is_left_out(cli: Cli, book: Book) -> None:
    rows = show(cli, book, "mrr", "--by", "segment", "--period", "2024-04")["rows"]
    assert [row["slice"]["segment"] for row in rows] == ["Zeta", "smb"]


def test_several_slices_in_the_order_asked_for(cli: Cli, book: Book) -> None:
    rows = show(cli, book, "customers", "--by", "plan,region", "--by", "segment", "--period", MARCH)
    assert [list(row["slice"]) for row in rows["rows"]] == [["plan", "region", "segment"]] * 4


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("segment=smb", "10.583333333333333333"),
        ("segment=smb,Zeta", "30.583333333333333333"),
        ("segment=-", "0"),
        ("segment=", "0"),
        ("name=Ada", "10"),
    ],
)
def test_where_keeps_values(cli: Cli, book: Book, where: str, value: str) -> None:
    (row,) = show(cli, book, "mrr", "--where", where, "--period", MARCH)["rows"]
    assert len(row["value"]) >= min(len(value), 13)
    assert abs(Fraction(row["value"]) - Fraction(value)) < Fraction(1, 10**12)


def test_where_may_name_an_account_that_never_paid(told: Told) -> None:
    never = told(
        "as_of = 2024-05-15",
        accounts="account_id,name\n1,Ada\n2,Bo",
        subscriptions="""
            subscription_id,account_id,starts_on,ends_on,amount,interval,currency,status
            S1,1,2024-01-01,,10,month,EUR,active
            S2,2,2024-01-01,,10,month,EUR,trialing
        """,
    )
    assert never.value("mrr", MARCH, where={"name": "Bo"}) == 0, "Bo is in the records"


def test_money_has_all_its_digits_and_its_exact_fraction(cli: Cli, book: Book) -> None:
    (row,) = show(cli, book, "mrr", "--where", "name=Di", "--period", MARCH)["rows"]
    assert row["currency"] == "EUR"
    assert re.fullmatch(r"0\.58333333333\d+", row["value"])
    assert Fraction(row["numerator"]) / Fraction(row["denominator"]) == Fraction(7, 12)


def test_a_ratio_has_12_digits_and_both_sides(cli: Cli, book: Book) -> None:
    (row,) = show(cli, book, "customer_churn_rate", "--period", MARCH)["rows"]
    assert (row["numerator"], row["denominator"], row["n"]) == ("1", "3", 3)
    assert row["value"].startswith("0.333333333333")
    assert row["level"] == "0.95"
    assert 0 < Fraction(row["low"]) < Fraction(1, 3) < Fraction(row["high"]) < 1
    assert row["flags"] == ["below_minimum_n"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("mrr", "--period", "2030-01"), "no_data"),
        (("mrr", "--period", "2020-01"), "no_data"),
        (("average_deal_size", "--period", MARCH), "not_loaded"),
        (("mrr", "--by", "campaign", "--period", MARCH), "not_sliceable"),
        (("arpa", "--where", "segment=-", "--period", "2024-04"), "zero_denominator"),
    ],
)
def test_reasons(cli: Cli, book: Book, arguments: tuple[str, ...], reason: str) -> None:
    (row,) = show(cli, book, *arguments)["rows"]
    assert (row["value"], row["undefined"]) == (None, reason)


def test_the_question_comes_back_normalised(cli: Cli, book: Book) -> None:
    ran = cli(
        *("show", "MRR", "--grain", "Month", "--from", "2024-Q1", "--to", "2024-04"),
        *("--by", "segment", "--where", "region=south", "--policy", "week=4"),
        *("--compare", "previous", "--currency", "eur", "--as-of", "1", "--lang", "en", "--json"),
        *("--book", book.folder),
    )
    assert ran.code == 0, ran.err
    assert ran.document["question"] == {
        "metrics": ["mrr"],
        "grain": "month",
        "from": "2024-01-01",
        "to": "2024-04-01",
        "period": None,
        "by": ["segment"],
        "where": {"region": ["south"]},
        "policies": {"week": "4"},
        "preset": None,
        "compare": "previous",
        "currency": "EUR",
        "as_of": "1",
        "language": "en",
    }


def test_policies_stand_beside_the_number_and_in_the_definition(cli: Cli, book: Book) -> None:
    plain = show(cli, book, "customer_churn_rate", "--period", MARCH)
    other = show(
        cli, book, "customer_churn_rate", "--period", MARCH, "--policy", "customer_churn=all_lost"
    )
    assert plain["policies"]["customer_churn"] == "start_cohort"
    assert other["policies"]["customer_churn"] == "all_lost"
    assert plain["definition"] != other["definition"]
    assert plain["formula"] != other["formula"]
    assert re.fullmatch(r"customer_churn_rate@1:[0-9a-f]{4}", plain["definition"])


@pytest.mark.parametrize("compare", ["previous", "year_before", "year-before"])
def test_compare(cli: Cli, book: Book, compare: str) -> None:
    (row,) = show(cli, book, "mrr", "--period", MARCH, "--compare", compare)["rows"]
    other = row["compare"]
    assert other["from"] == ("2024-02-01" if compare == "previous" else "2023-03-01")
    assert (other["value"], other["undefined"]) == ("60", None)
    assert Fraction(other["change"]) < 0 < abs(Fraction(other["change_share"])) < 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "mmr"), "mrr"),
        (("show", "mrr", "--by", "segmnt"), "segment"),
        (("show", "mrr", "--policy", "weak=4"), "week"),
        (("show", "mrr", "--policy", "week=5"), "52/12"),
        (("show", "mrr", "--policy", "reactivation=after_n_days"), "after_n_days"),
        (("show", "mrr", "--policy", "week"), "NAME=CHOICE"),
        (("show", "mrr", "--where", "segment"), "SLICE=VALUE"),
        (("show", "mrr", "--where", "segment=smbb"), "smb"),
        (("show", "mrr", "--grain", "mont"), "month"),
        (("show", "mrr", "--compare", "before"), "previous"),
        (("show", "mrr", "--preset", "nobody"), "revcompass"),
        (("show", "mrr", "--currency", "ZZZ"), "ZZZ"),
        (("show", "mrr", "--as-of", "000009"), "000001"),
        (("show", "mrr", "--as-of", "2020-01-01"), "2020-01-01"),
        (("show", "mrr", "--lang", "xx"), "en"),
        (("show", "mrr", "--period", "2024", "--from", "2024-01-01"), "2024"),
        (("show", "mrr", "--from", "2024-03-01", "--to", "2024-02-01"), "Feb 1, 2024"),
        (("show", "mrr", "--csv"), "--csv"),
        (("show", "mrr", "--nonsense"), "--nonsense"),
        (("trace", "mrr"), "--period"),
        (("trace", "mrr", "--period", MARCH, "--side", "top"), "numerator"),
        (("trace", "mrr", "--period", MARCH, "--limit", "0"), "--limit"),
        (("trace", "mrr", "--period", MARCH, "--side", "denominator"), "mrr"),
        (("trace", "win_rate", "--period", MARCH), "win_rate"),
        (("explain", "mmr"), "mrr"),
    ],
)
def test_usage_errors(cli: Cli, book: Book, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(cli, book, *arguments)


def test_other_currency_without_a_rate(cli: Cli, book: Book) -> None:
    (row,) = show(cli, book, "mrr", "--period", MARCH, "--currency", "USD")["rows"]
    assert (row["value"], row["undefined"], row["currency"]) == (None, "missing_rate", "USD")
    (count,) = show(cli, book, "customers", "--period", MARCH, "--currency", "USD")["rows"]
    assert (count["value"], count["currency"]) == ("3", None)


def test_trace_adds_up_and_a_limit_cuts_only_the_list(cli: Cli, book: Book) -> None:
    whole = cli("trace", "mrr", "--period", MARCH, "--book", book.folder, "--json").document
    assert whole["count"] == len(whole["records"]) == 3
    total = sum(Fraction(record["contribution"]) for record in whole["records"])
    assert abs(total - Fraction(whole["total"])) < Fraction(1, 10**12)
    (row,) = show(cli, book, "mrr", "--period", MARCH)["rows"]
    assert whole["total"] == row["value"]
    first = whole["records"][0]
    assert (first["table"], first["file"], first["line"]) == (
        "subscriptions",
        "subscriptions.csv",
        3,
    )
    cut = cli(
        "trace", "mrr", "--period", MARCH, "--limit", "1", "--book", book.folder, "--json"
    ).document
    assert (cut["count"], cut["total"], len(cut["records"])) == (3, whole["total"], 1)


def test_trace_takes_the_questions_options(cli: Cli, book: Book) -> None:
    ran = cli(
        *("trace", "customer_churn_rate", "--period", MARCH, "--side", "denominator"),
        *("--where", "region=north", "--policy", "customer_churn=all_lost", "--as-of", "000001"),
        *("--grain", "month", "--book", book.folder, "--json"),
    )
    assert ran.code == 0, ran.err
    assert (ran.document["total"], ran.document["side"]) == ("1", "denominator")
    quarter = cli(
        *("trace", "net_revenue_retention", "--period", "2024-Q1", "--book", book.folder, "--json")
    )
    assert quarter.document["period"]["grain"] == "trailing_12_months"


def test_the_book_may_be_left_out_inside_it(
    cli: Cli, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.folder / "snapshots")
    for command in (("show", "mrr"), ("status",), ("problems",), ("check",), ("load",)):
        assert cli(*command, "--json").code in (0, 3), command


def test_one_schema_per_document(cli: Cli, book: Book) -> None:
    for command in ("check", "load", "status", "problems"):
        document = cli(command, book.folder, "--json").document
        assert document["schema"] == f"revcompass.{command}/1"
    assert cli("explain", "mrr", "--json").document["schema"] == "revcompass.explain/1"


@pytest.mark.parametrize("form", ["--csv", "--plain"])
def test_other_forms_of_show_hold_the_same_numbers(cli: Cli, book: Book, form: str) -> None:
    said = values(show(cli, book, "mrr", "--period", MARCH))[0]
    ran = cli("show", "mrr", "--period", MARCH, "--book", book.folder, form)
    assert ran.code == 0
    assert str(said) in ran.out
    assert len(ran.out.splitlines()) == 2


def test_exit_codes(cli: Cli, book: Book, tmp_path: Path) -> None:
    assert cli("show", "mrr", "--book", book.folder).code == 0
    assert cli("check", book.folder).code == 3, "a record without a key"
    assert cli("show", "mrr", "--nonsense").code == 2
    assert cli("show", "mrr", "--book", tmp_path).code == 2, "no book there"
    assert cli("nonsense").code == 2


def test_init_writes_once_and_again_by_force(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    options = ("--currency", "usd", "--timezone", "Europe/Berlin", "--fiscal-year-start", "4")
    assert cli("init", folder, *options).code == 0
    text = (folder / "revcompass.toml").read_text(encoding="utf-8")
    for line in ('currency = "USD"', 'timezone = "Europe/Berlin"', "fiscal_year_start = 4"):
        assert line in text
    assert cli("init", folder).code != 0
    assert (folder / "revcompass.toml").read_text(encoding="utf-8") == text
    assert cli("init", folder, "--force").code == 0


def test_check_writes_nothing_but_a_pinned_format(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    settings = folder / "revcompass.toml"
    settings.write_text(
        '[book]\ncurrency = "EUR"\n[[source]]\nname = "a"\ntable = "accounts"\nfiles = "a.csv"\n',
        encoding="utf-8",
    )
    (folder / "a.csv").write_text("account_id;name\n1;Ada\n2;Bo\n", encoding="utf-8")
    before = settings.read_bytes()
    assert cli("check", folder, "--json").document["files"][0]["proposed"]["delimiter"] == ";"
    assert settings.read_bytes() == before
    pinned = cli("check", folder, "--pin", "--json")
    assert pinned.code == 0, pinned.err
    assert b'delimiter = ";"' in settings.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "revcompass.toml"]


def test_loads_are_whole_known_again_and_can_be_asked_for(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "revcompass.toml").write_text(
        '[book]\ncurrency = "EUR"\nas_of = 2024-05-31\n[[source]]\nname = "billing"\n'
        'table = "subscriptions"\nfiles = "s.csv"\n',
        encoding="utf-8",
    )
    head = "subscription_id,account_id,starts_on,amount,interval,currency\n"
    (folder / "s.csv").write_text(head + "S1,1,2024-01-01,10,month,EUR\n", encoding="utf-8")
    first = cli("load", folder, "--json").document
    assert (first["snapshot"], first["unchanged"]) == ("000001", False)
    again = cli("load", folder, "--json").document
    assert (again["snapshot"], again["unchanged"]) == ("000001", True)
    assert {path.name for path in folder.iterdir()} >= {"CURRENT", "snapshots"}
    (folder / "s.csv").write_text(head + "S1,1,2024-01-01,12,month,EUR\n", encoding="utf-8")
    second = cli("load", folder, "--source", "billing", "--json").document
    assert (second["snapshot"], second["unchanged"]) == ("000002", False)
    table = second["tables"]["subscriptions"]
    assert (table["read"], table["money_loaded"]) == (1, {"EUR": "12"})

    def mrr(*options: str) -> Any:
        asked = ("show", "mrr", "--period", MARCH, "--book", folder, "--json")
        document = cli(*asked, *options).document
        return document["snapshot"], document["results"][0]["rows"][0]["value"]

    assert mrr() == ("000002", "12")
    assert mrr("--as-of", "000001") == ("000001", "10")
    assert mrr("--as-of", date.max.isoformat()) == ("000002", "12")
    status = cli("status", folder, "--json").document
    assert (status["snapshot"], status["snapshots"]) == ("000002", ["000001", "000002"])
    (folder / "s.csv").unlink()
    assert cli("load", folder, "--json").code == 1
    assert mrr() == ("000002", "12"), "nothing of a failed load is published"
    unknown = cli("load", folder, "--source", "nobody", "--json")
    assert unknown.code in (1, 2)
    assert "nobody" in unknown.err


def test_problems_say_where_what_and_what_next(cli: Cli, book: Book) -> None:
    (problem,) = cli("problems", book.folder, "--json").document["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == (
        "subscriptions.csv",
        6,
        "subscription_id",
    )
    assert problem["severity"] == "error"
    for text in (problem["message"], problem["next"]):
        assert text
        assert not re.search(r"[{}]", text)
