"""Whatever rows somebody may see, no other row and no other total comes through any face."""

from __future__ import annotations

import csv
import os
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from revcompass import catalogue
from revcompass.desk.service import Service
from revcompass.domain.viewer import LOCAL, Role, Rows, Sight, Viewer
from revcompass.server.access import Access
from revcompass.server.app import make_app

POLICIES = max(10, int(os.environ.get("REVCOMPASS_EXAMPLES", "40")) // 10)
"""How many are drawn; 200 with `EXAMPLES=2000`."""

OF_ACCOUNTS = ("segment", "industry", "country", "region", "business_model")
"""Columns that accounts alone have: a record of another account is nobody's but theirs."""

COLUMNS = (*OF_ACCOUNTS, "team", "owner", "channel")
PAGES = ("/", "/revenue", "/funnel", "/leads", "/engagement", "/survey", "/readiness")
METRICS = tuple(catalogue.METRICS)

Account = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """Some rows, and the accounts that are not among them."""

    number: int
    rows: Rows
    ids: frozenset[str]
    names: frozenset[str]

    @property
    def where(self) -> list[str]:
        """The same as filters of a question."""
        return [f"{name}={','.join(str(one) for one in values)}" for name, values in self.rows]


@pytest.fixture(scope="module")
def accounts(loaded: tuple[Path, date]) -> list[Account]:
    """Every account of the sample company."""
    with (loaded[0] / "crm" / "accounts.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def drawn(accounts: Sequence[Account], number: int) -> Policy:
    """A policy: some values of one to three columns."""
    draw = random.Random(number)  # noqa: S311 - no secret
    columns = draw.sample(COLUMNS, draw.randint(1, 3))
    rows = []
    for column in columns:
        known = sorted({one[column] for one in accounts} - {""})
        rows.append((column, tuple(draw.sample(known, draw.randint(1, max(1, len(known) // 2))))))
    is_seen = [all(one[column] in values for column, values in rows) for one in accounts]
    own = {one["name"] for one, seen in zip(accounts, is_seen, strict=True) if seen}
    others = [one for one, seen in zip(accounts, is_seen, strict=True) if not seen]
    if not set(columns) <= set(OF_ACCOUNTS):
        others = []  # a deal of the own team may be an account's of another
    ids = frozenset(one["account_id"] for one in others)
    names = frozenset({one["name"] for one in others} - own)
    return Policy(number, tuple(rows), ids, names)


@pytest.fixture(scope="module")
def served(loaded: tuple[Path, date], accounts: list[Account]) -> Iterator[TestClient]:
    """Served to people of every policy; who sends the number of one sees its rows."""

    def recognise(_: str, token: str) -> Viewer | None:
        if token == "all":  # noqa: S105
            return LOCAL
        return Viewer(token, Role.ADMIN, Sight(drawn(accounts, int(token)).rows))

    access = replace(Access.on_loopback(8017), recognise=recognise)
    app = make_app(Service(loaded[0]), access)
    with closing(TestClient(app, base_url=access.origins[0], follow_redirects=False)) as made:
        yield made


def ask(served: TestClient, who: object, path: str, **params: Any) -> Any:
    """What somebody is answered."""
    return served.get(path, params=params, headers={"Authorization": f"Bearer {who}"})


def told(answer: Any) -> str:
    """An answer as text, files unpacked."""
    if answer.content[:2] == b"PK":
        with ZipFile(BytesIO(answer.content)) as packed:
            return "".join(packed.read(one).decode() for one in packed.namelist())
    return str(answer.text)


def check_rows(served: TestClient, policy: Policy, path: str, **params: Any) -> None:
    """A route tells of no account but the policy's own."""
    answer = ask(served, policy.number, path, **params)
    case = (policy.rows, path, params)
    assert answer.status_code < 500, case
    text = told(answer)
    assert not policy.ids & set(re.findall(r"A-\d+", text)), case
    assert not [name for name in policy.names if name in text], case


def check_totals(served: TestClient, policy: Policy, metric: str, by: str) -> None:
    """A metric is that of the whole book under the policy's rows as a filter, or is not told."""
    asked = {"metric": metric, "by": by} if by else {"metric": metric}
    mine = ask(served, policy.number, "/api/v1/show", **asked)
    whole = ask(served, "all", "/api/v1/show", **asked, where=policy.where)
    case = (policy.rows, asked)
    if mine.status_code != 200:
        assert mine.status_code == 400, case
        return
    own = [row for result in mine.json()["results"] for row in result["rows"]]
    if {row["undefined"] for row in own} <= {"not_limitable", "not_sliceable"}:
        return
    assert whole.status_code == 200, case
    assert own == [row for result in whole.json()["results"] for row in result["rows"]], case


@pytest.mark.parametrize("number", range(POLICIES))
def test_no_foreign_row_or_total(served: TestClient, accounts: list[Account], number: int) -> None:
    policy, draw = drawn(accounts, number), random.Random(f"asked {number}")  # noqa: S311
    for metric in draw.sample(METRICS, 2):
        check_totals(served, policy, metric, "")
        check_totals(served, policy, metric, draw.choice(COLUMNS))
        by = draw.choice(("name", "account_id", *COLUMNS))
        side = draw.choice(("numerator", "denominator"))
        check_rows(served, policy, "/api/v1/show", metric=metric, by=by)
        check_rows(served, policy, f"/api/v1/trace/{metric}", period="2026-09", side=side)
        check_rows(served, policy, f"/records/{metric}", period="2026-08", side=side)
        check_rows(served, policy, f"/metric/{metric}", by=by)
        form = draw.choice(("csv", "xlsx", "json", "svg"))
        check_rows(served, policy, f"/export/{metric}.{form}", by=by)
    check_rows(served, policy, draw.choice(PAGES))
    check_rows(served, policy, "/revenue/cohort", period="2026-03", at="2026-09")
    check_rows(served, policy, "/export/cohorts.csv")
    if number % 5 == 0:  # takes the longest
        metric = draw.choice(METRICS)
        check_rows(served, policy, f"/metric/{metric}/policies", period="2026-09")
    for name in sorted(policy.names)[:3]:
        check_rows(served, policy, "/api/v1/show", metric="mrr", where=f"name={name[:-1]}")
        assert "/customer" not in ask(served, number, "/find", q=name).text
    for path in ("/customer?id=A-000001", "/data", "/data/problems", "/api/v1/status"):
        assert ask(served, number, path).status_code == 403, path


def test_policies_differ_and_leave_much_out(accounts: list[Account]) -> None:
    policies = [drawn(accounts, number) for number in range(200)]
    assert len({policy.rows for policy in policies}) > 150
    assert sum(len(policy.ids) > 20 for policy in policies) > 40
