"""Columns filled from another file or a loaded table."""

from __future__ import annotations

import pytest

from revcompass.domain.problem import RevcompassError
from toybook import Fill, Loaded

DEALS = '[[source]]\nname = "o"\ntable = "opportunities"\nfiles = "o.csv"\n'
TEXT = (
    "opportunity_id,created_at,product,amount\n"
    "O1,2026-01-01,GTX Pro,10\nO2,2026-01-01,GTX Pro,\n"
    "O3,2026-01-01,GTXPro,\nO4,2026-01-01,GTXPro,\nO5,2026-01-01,,\nO6,2026-01-01,GTXPro,7\n"
)
PRICES = "name,price,line\nGTX Pro,99.5,GTX\nMG,5,MG\n"


def lookup(when: str, take: str = 'amount = "price"') -> str:
    on = 'on = { product = "name" }'
    files = 'table = "prices", files = "p.csv"'
    return f'{DEALS}lookup = [{{ {files}, {on}, take = {{ {take} }}, when = "{when}" }}]\n'


def amounts(loaded: Loaded) -> list[object]:
    return [
        row[0] for row in loaded.rows("SELECT amount // 100000 FROM opportunities ORDER BY row")
    ]


def test_missing_cells_are_filled_and_unknown_values_named(load: Fill) -> None:
    loaded = load(lookup("missing"), {"o.csv": TEXT, "p.csv": PRICES})
    assert amounts(loaded) == [100, 995, None, None, None, 70]
    problem = loaded.only_problem("lookup_missed")
    assert (problem.rows, problem.where.line, problem.where.value) == (2, 4, "GTXPro")
    assert problem.params["did_you_mean"] == "GTX Pro"
    assert loaded.coverage("opportunities").money_read == {"EUR": "116.5"}


def test_always_overwrites_what_is_found(load: Fill) -> None:
    loaded = load(lookup("always"), {"o.csv": TEXT, "p.csv": PRICES})
    assert amounts(loaded) == [995, 995, None, None, None, 70]
    assert loaded.only_problem("lookup_missed").rows == 3


def test_values_are_mapped_before_the_lookup(load: Fill) -> None:
    settings = lookup("missing") + 'values = { product = { GTXPro = "GTX Pro" } }\n'
    loaded = load(settings, {"o.csv": TEXT, "p.csv": PRICES})
    assert amounts(loaded) == [100, 995, 995, 995, None, 70]
    assert "lookup_missed" not in loaded.codes


def test_a_lookup_may_bring_further_columns(load: Fill) -> None:
    settings = lookup("missing", 'family = "line"') + 'slices = ["family"]\n'
    loaded = load(settings, {"o.csv": TEXT, "p.csv": PRICES})
    assert loaded.rows("SELECT family FROM opportunities ORDER BY row LIMIT 3") == [
        ("GTX",),
        ("GTX",),
        (None,),
    ]


def test_a_lookup_that_contradicts_itself_stops_the_load(load: Fill) -> None:
    with pytest.raises(RevcompassError) as caught:
        load(lookup("missing"), {"o.csv": TEXT, "p.csv": PRICES + "MG,6,MG\n"})
    problem = caught.value.problem
    assert (problem.code, problem.where.file, problem.where.value) == (
        "lookup_contradicts",
        "p.csv",
        "MG",
    )


def test_the_same_answer_twice_is_none(load: Fill) -> None:
    loaded = load(lookup("missing"), {"o.csv": TEXT, "p.csv": PRICES + "MG,5,MG\n"})
    assert loaded.coverage("opportunities").loaded == 6


def test_from_a_table_that_another_source_loads(load: Fill) -> None:
    usage = """
    [[source]]
    name = "u"
    table = "usage"
    files = "u.csv"

    [[source.lookup]]
    table = "subscriptions"
    on = { sub = "subscription_id" }
    take = { account_id = "account_id" }

    [[source]]
    name = "s"
    table = "subscriptions"
    files = "s.csv"
    """
    subs = (
        "subscription_id,account_id,starts_on,ends_on,interval,currency,amount\n"
        "S1,A,2026-01-01,2026-02-01,month,EUR,1\nS1,A,2026-02-01,,month,EUR,2\n"
    )
    events = "sub,feature,occurred_at\nS1,f,2026-01-01\ns-1,f,2026-01-02\n"
    loaded = load(usage, {"u.csv": events, "s.csv": subs})
    assert loaded.rows('SELECT account_id, sub FROM "usage"') == [("A", "S1")]
    assert loaded.codes == ["missing_value", "lookup_missed"]
    assert loaded.only_problem("lookup_missed").params["did_you_mean"] == "S1"


@pytest.mark.parametrize(
    ("where", "on", "take", "code"),
    [
        ('table = "p", files = "p.csv"', 'product = "nam"', 'amount = "price"', "missing_column"),
        ('table = "p", files = "p.csv"', 'produkt = "name"', 'amount = "price"', "missing_column"),
        ('table = "accounts"', 'product = "name"', 'owner = "owner"', "lookup_not_loaded"),
        ('table = "opportunities"', 'product = "product"', 'owner = "owner"', "lookup_circle"),
    ],
)
def test_what_cannot_be_looked_up(load: Fill, where: str, on: str, take: str, code: str) -> None:
    settings = f"{DEALS}lookup = [{{ {where}, on = {{ {on} }}, take = {{ {take} }} }}]\n"
    with pytest.raises(RevcompassError) as caught:
        load(settings, {"o.csv": TEXT, "p.csv": PRICES})
    assert caught.value.problem.code == code


def test_only_texts_are_taken_from_a_table(load: Fill) -> None:
    take = 'table = "subscriptions", on = { product = "product" }, take = { amount = "amount" }'
    subs = "subscription_id,account_id,starts_on,interval,currency,amount\n"
    source = '[[source]]\nname = "s"\ntable = "subscriptions"\nfiles = "s.csv"\n'
    with pytest.raises(RevcompassError, match="lookup_not_text"):
        load(f"{DEALS}lookup = [{{ {take} }}]\n{source}", {"o.csv": TEXT, "s.csv": subs})
