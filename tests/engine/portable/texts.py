"""Every SQL text of the engine, asked for over all ledgers, grains, policies and slices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, cast

import duckdb

from company_tables import MICRO, at, company, fill_tables
from revcompass import catalogue
from revcompass.desk.reader import MetricReader, Scope
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.money import RATE_SCALE
from revcompass.domain.period import Grain
from revcompass.domain.policy import PolicySet
from revcompass.engine.build import build_rollups
from revcompass.engine.cohorts import delay
from revcompass.engine.frame import Frame
from revcompass.engine.left_out import left_out
from revcompass.engine.plain.company import Company, Record
from revcompass.engine.tables import Cut, Tables
from variations import VARIATIONS, bears_on

_MADE = re.compile(r"made_[0-9a-f]{16}")
_DAY = re.compile(r"DATE '[\d-]+'")

SLICES: Mapping[str, Sequence[tuple[str, ...]]] = {
    "movements": ((), ("plan", "segment"), ("currency",)),
    "contracts": ((), ("plan", "segment")),
    "deals": ((), ("owner", "segment")),
    "pipeline": ((), ("stage", "segment")),
    "leads": ((), ("channel", "segment")),
    "stages": ((), ("stage", "owner")),
    "spend": ((), ("channel",)),
    "usage": ((), ("segment",)),
    "engagement": ((), ("segment",)),
    "answers": ((), ("team", "segment")),
}


class Recorder:
    """A connection that keeps every text it is given, those that differ only in names once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, texts: dict[str, str]) -> None:
        self._con = con
        self._texts = texts

    def execute(self, text: str, *bound: Any) -> duckdb.DuckDBPyConnection:
        """Run the text, and keep it."""
        self._texts.setdefault(_DAY.sub("DATE ''", _MADE.sub("made", text)), text)
        return self._con.execute(text, *bound)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)


def _recorded(con: duckdb.DuckDBPyConnection, texts: dict[str, str]) -> duckdb.DuckDBPyConnection:
    return cast("duckdb.DuckDBPyConnection", Recorder(con, texts))


def texts() -> list[str]:
    """All of them, for companies of both shapes: one currency without pauses, several with."""
    found: dict[str, str] = {}
    for several in (True, False):
        one = made(several=several)
        with duckdb.connect(config={"threads": 1}) as con:
            fill_tables(con, one)
            frame = Frame(one.currency, one.calendar, one.data_as_of, one.stages, Fraction(4, 5))
            build_rollups(_recorded(con, found), frame, PolicySet())
            tables = Tables(_recorded(con.cursor(), found), frame)
            for policies, ledgers, grain in _cuts(every_grain=several):
                _ask(tables, Cut(policies, one.data_as_of, grain), ledgers)
    return list(found.values())


def _cuts(*, every_grain: bool) -> Iterator[tuple[PolicySet, list[str], Grain]]:
    """Policies alone or together with nothing, the ledgers they bear on, and a grain."""
    for policies in VARIATIONS.values():
        ledgers = [ledger for ledger in SLICES if bears_on(policies, ledger)]
        yield policies, ledgers, Grain.MONTH
        if every_grain:
            yield policies, ledgers, Grain.TRAILING_12_MONTHS
    if every_grain:
        yield from ((PolicySet(), list(SLICES), grain) for grain in Grain)


def _ask(tables: Tables, cut: Cut, ledgers: Sequence[str]) -> None:
    """Everything that can be asked at one grain under one set of policies."""
    for ledger in ledgers:
        for by in SLICES[ledger][: 2 if cut.policies.chosen else None]:
            slices = tables.slices.resolve(ledger, by)
            assert slices is not None
            sliced = Cut(cut.policies, cut.until, cut.grain, tuple(slices))
            for gross in (False, True) if ledger == "movements" else (False,):
                relation = tables.rollup(ledger, sliced, gross=gross)
                tables.con.execute(f"SELECT * FROM {relation} r")
    if not cut.policies.chosen:
        for kind in ("decision", "conversion", "opportunity"):
            delay(tables, kind, cut)
    if not cut.policies.chosen and cut.grain in (Grain.MONTH, Grain.TRAILING_12_MONTHS):
        _read_metrics(tables, cut)


def _read_metrics(tables: Tables, cut: Cut) -> None:
    reader, calendar = MetricReader(tables, tables.frame), tables.frame.calendar
    periods = tuple(calendar.between(cut.grain, date(2024, 3, 1), date(2024, 4, 1)))
    for metric in catalogue.METRICS.values():
        left_out(tables, metric, cut.policies, periods)
        for currency in (None, "USD"):
            scope = Scope(cut.grain, periods, (), (), cut.policies, currency, cut.until)
            reader.read(metric, scope)


def made(*, several: bool) -> Company:
    """A company with a record in every table; with several currencies and pauses, or neither."""
    day, currency = date(2024, 2, 10), "USD" if several else "EUR"
    tables: dict[str, Sequence[Record]] = {
        "accounts": [
            {"account_id": "A", "name": "Ada", "segment": "smb", "created_at": day},
            {"account_id": "B", "name": "Bo", "owner": "ann"},
        ],
        "subscriptions": [
            _subscription("S", "A", "EUR", day, status="active", discount_percent=10),
            _subscription("T", "B", currency, day, status="paused" if several else None),
        ],
        "leads": [{"lead_id": "L", "created_at": day, "account_id": "A", "channel": "web"}],
        "opportunities": [
            {
                "opportunity_id": "O",
                "created_at": day,
                "closed_at": day + timedelta(days=20),
                "outcome": "won",
                "lead_id": "L",
                "owner": "ann",
                "stage": "Close",
                "amount": MICRO,
                "currency": currency,
            }
        ],
        "stage_changes": [{"opportunity_id": "O", "entered_at": at(day), "stage": "Propose"}],
        "spend": [
            {"date": day, "category": "sales", "channel": "web", "amount": 7, "currency": currency}
        ],
        "usage": [{"account_id": "A", "user_id": "u", "feature": "f", "occurred_at": day}],
        "answers": [
            {
                "answer_id": "N",
                "survey": "s",
                "audience": "customer",
                "account_id": "A",
                "team": "north",
                "answered_at": day,
                "score": 9,
            }
        ],
        "exchange_rates": [{"date": day, "currency": "USD", "rate": RATE_SCALE}],
    }
    return replace(company(), tables=tables)


def _subscription(
    key: str, account: str, currency: str, start: date, **more: object
) -> dict[str, object]:
    return {
        "subscription_id": key,
        "account_id": account,
        "starts_on": start,
        "plan": "basic",
        "amount": MICRO,
        "interval": "month",
        "currency": currency,
        **more,
    }


assert set(SLICES) == set(LEDGERS), "a new ledger is sliced here too"
