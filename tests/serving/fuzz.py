"""Questions that Schemathesis invents from the OpenAPI document, asked of a served sample company.

`python -m serving.fuzz 5000` asks as many and prints what was answered, by operation and status.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from revcompass.api.openapi import openapi
from revcompass.api.operations import OPERATIONS
from revcompass.desk.loading import load
from revcompass.desk.service import Service
from revcompass.samples import write_company
from revcompass.server.access import Access
from revcompass.server.app import make_app

ORIGIN = "http://127.0.0.1:8017"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

GOOD: dict[str, list[Any]] = {
    "metric": [
        ["mrr"],
        ["win_rate", "kpis"],
        ["customer_churn_rate"],
        ["clv"],
        ["stage_conversion"],
    ],
    "grain": ["day", "week", "month", "quarter", "year", "trailing_12_months"],
    "period": ["2026-09", "2026-Q3", "2026", "2026-W38", "2026-09-30", "FY2026"],
    "from": ["2026-01-01", "2025-Q1", "1999-01-01"],
    "to": ["2026-10-01", "2026-Q4", "9999-12-31"],
    "by": [["segment"], ["plan"], ["segment", "channel"], ["nothing"]],
    "where": [["segment=smb"], ["plan=-"], ['channel="a,b"']],
    "policy": [["week=4"], ["win_rate_of=decided"], ["reactivation=after_n_days:30"]],
    "preset": ["stripe", "revcompass"],
    "compare": ["previous", "year_before"],
    "currency": ["EUR", "USD", "XXX"],
    "as_of": ["000001", "2026-09-01"],
    "limit": [1, 7, 1000],
    "offset": [0, 5, 10**9],
    "q": ["churn", "Kunde", "%"],
    "lang": ["en", "de", "ar"],
}
"""Values that mean something: what is only invented seldom gets past being read."""

Answered = Counter[tuple[str, int]]
"""How often an operation answered with a status."""


def operations() -> dict[str, Any]:
    """Every operation the document describes, by its id."""
    document = schemathesis.openapi.from_dict(openapi())
    return {one.name: document[one.url][one.method] for one in OPERATIONS}


def ask(client: TestClient, operation: Any, examples: int, answered: Answered) -> None:
    """Ask an operation what its description allows, and as often what it does not.

    Raises what Schemathesis finds wrong: a server error, or an answer the document does not have.
    """
    for mode in GenerationMode:

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), good=_good(operation))
        def asked(case: Any, good: dict[str, Any]) -> None:
            if case.path_parameters and "metric" in good:
                case.path_parameters["metric"] = good.pop("metric")[0]
            if isinstance(case.query, dict | None):
                case.query = {**(case.query or {}), **good}
            sent = case.as_transport_kwargs(base_url=ORIGIN)
            headers = {**sent["headers"], "Authorization": client.headers["Authorization"]}
            answer = client.request(
                sent["method"], sent["url"], params=sent.get("params"), headers=headers
            )
            answered[operation.label, answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        asked()


def _good(operation: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the operation's parameters, with values that mean something."""
    known = {one.name for one in (*operation.query, *operation.path_parameters)}
    values = {name: st.sampled_from(found) for name, found in GOOD.items() if name in known}
    return st.fixed_dictionaries({}, optional=values) | st.just({})


@contextmanager
def served(folder: Path) -> Iterator[TestClient]:
    """A small sample company, loaded and served; the client is let in."""
    today = write_company(folder, accounts=20).as_of
    load(folder, today=today)
    access = Access.on_loopback(8017)
    app = make_app(Service(folder, today=lambda: today), access)
    client = TestClient(
        app,
        base_url=ORIGIN,
        headers={"Authorization": f"Bearer {access.token}"},
        raise_server_exceptions=False,
    )
    with closing(client), client:
        yield client


def main(cases: int) -> None:
    """Ask at least so many questions in all; prints how many of each were answered how."""
    answered: Answered = Counter()
    with tempfile.TemporaryDirectory() as scratch, served(Path(scratch) / "book") as client:
        while answered.total() < cases:
            for operation in operations().values():
                ask(client, operation, max(1, cases // 20), answered)
    for (name, status), count in sorted(answered.items()):
        print(f"{name:45} {status} {count:6}")
    errors = sum(count for (_, status), count in answered.items() if status >= 500)
    print(f"{answered.total()} questions, {errors} server errors")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
