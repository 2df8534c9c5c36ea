"""Loads over HTTP: started, followed, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from revcompass.api.faults import fault_response
from revcompass.api.operations import BASE
from revcompass.desk import documents
from revcompass.desk.loads import Loads
from revcompass.domain.asking import listed
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.words.translate import Translator

Query = Mapping[str, Sequence[str]]


def start(loads: Loads, query: Query, words: Translator) -> Response:
    """Start a load; 202 and where it can be followed."""
    state = loads.start(listed(query.get("source", ())))
    document = documents.load_progress_document(state, words)
    return _response(document, 202, {"Location": f"{BASE}/load/{state.id}"})


def progress(loads: Loads, query: Query, words: Translator) -> Response:
    """How far a load is."""
    return _response(documents.load_progress_document(loads.state(query["load"][-1]), words))


def result(loads: Loads, query: Query, words: Translator) -> Response:
    """What a load did: the command line's document, or the problem that stopped it."""
    state = loads.state(query["load"][-1])
    if state.report is not None:
        return _response(documents.load_document(state.report, words))
    if state.problem is None:
        raise usage_error("load_unfinished")
    problem = state.problem
    stopped = RevcompassError(problem.code, where=problem.where, **problem.params)
    return fault_response(stopped, words, 422)


LOADING: Mapping[str, Callable[[Loads, Query, Translator], Response]] = {
    "start-load": start,
    "load-progress": progress,
    "load": result,
}


def _response(
    document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    text = json.dumps(document, ensure_ascii=False, indent=2)
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(text, status, kept, media_type="application/json")
