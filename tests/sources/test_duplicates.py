"""Repeated records: identical ones are skipped and counted, conflicting ones all set aside."""

from __future__ import annotations

from toybook import Fill

HEAD = "subscription_id,account_id,starts_on,interval,currency,amount,note\n"


def test_identical_after_parsing_is_skipped_and_counted(subscriptions: Fill) -> None:
    text = HEAD + (
        "S1,A,2026-01-01,month,EUR,10,x\n"
        "S1,A,2026-01-01,MONTH,eur,10.00,x\n"
        "S1,A,2026-02-01,month,EUR,10,x\n"
        "S1,A,2026-01-01,month,EUR,10,x\n"
    )
    loaded = subscriptions(text)
    coverage = loaded.coverage()
    assert (coverage.read, coverage.loaded, coverage.skipped, coverage.set_aside) == (4, 2, 2, 0)
    assert coverage.money_skipped == {"EUR": "20"}
    assert loaded.rows("SELECT row, line FROM subscriptions") == [(1, 2), (2, 4)]


def test_conflicting_records_are_all_set_aside(subscriptions: Fill) -> None:
    text = HEAD + (
        "S1,A,2026-01-01,month,EUR,10,x\n"
        "S1,A,2026-01-01,month,EUR,11,x\n"
        "S1,A,2026-01-01,month,EUR,10,x\n"
        "S2,A,2026-01-01,month,EUR,5,x\n"
        "S2,A,2026-01-01,month,EUR,5,\n"
    )
    loaded = subscriptions(text)
    assert loaded.coverage().loaded == 0
    assert loaded.coverage().money_set_aside == {"EUR": "41"}
    assert [
        (p.code, p.where.line, p.params["times"], p.params["differs"]) for p in loaded.problems
    ] == [
        ("conflicting_duplicates", 2, 3, "amount"),
        ("conflicting_duplicates", 3, 3, "amount"),
        ("conflicting_duplicates", 4, 3, "amount"),
        ("conflicting_duplicates", 5, 2, "note"),
        ("conflicting_duplicates", 6, 2, "note"),
    ]


def test_duplicates_are_seen_across_files_and_sources(load: Fill) -> None:
    source = '[[source]]\nname = "{0}"\ntable = "leads"\nfiles = "{0}*.csv"\n'
    text = "lead_id,created_at\nL1,2026-01-01\n"
    settings = source.format("a") + source.format("b")
    loaded = load(settings, {"a1.csv": text, "a2.csv": text, "b.csv": text})
    assert (loaded.coverage("leads").loaded, loaded.coverage("leads").skipped) == (1, 2)


def test_usage_without_an_event_id_is_never_a_duplicate(load: Fill) -> None:
    source = '[[source]]\nname = "u"\ntable = "usage"\nfiles = "u.csv"\n'
    text = (
        "event_id,account_id,feature,occurred_at\n"
        ",A,f,2026-01-01\n,A,f,2026-01-01\nE1,A,f,2026-01-01\nE1,A,f,2026-01-01\n"
    )
    coverage = load(source, {"u.csv": text}).coverage("usage")
    assert (coverage.loaded, coverage.skipped) == (3, 1)


def test_spend_is_known_by_its_id_or_by_its_place(load: Fill) -> None:
    source = '[[source]]\nname = "s"\ntable = "spend"\nfiles = "s.csv"\n'
    text = (
        "spend_id,date,channel,category,amount,currency\n"
        "X1,2026-01-01,web,sales,1,EUR\n"
        "X2,2026-01-01,web,sales,1,EUR\n"
        ",2026-01-01,web,sales,2,EUR\n"
        ",2026-01-01,web,sales,2,EUR\n"
        ",2026-01-01,,sales,4,EUR\n"
        ",2026-01-01,,sales,5,EUR\n"
        "X1,2026-01-02,web,sales,1,EUR\n"
    )
    loaded = load(source, {"s.csv": text})
    coverage = loaded.coverage("spend")
    assert (coverage.loaded, coverage.skipped, coverage.set_aside) == (2, 1, 4)
    assert [p.where.line for p in loaded.problems] == [2, 6, 7, 8]
