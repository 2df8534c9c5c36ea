"""What went wrong as `application/problem+json` (RFC 9457), in the reader's language."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from revcompass.domain.problem import ExitCode, RevcompassError
from revcompass.words.languages import available
from revcompass.words.translate import Translator

MEDIA_TYPE = "application/problem+json"

_STATUS = {
    "unknown_metric": 404,
    "no_such_page": 404,
    "no_such_method": 405,
    "no_snapshot": 409,
    "load_running": 409,
    "load_unfinished": 409,
    "no_such_load": 404,
    "no_sources": 409,
    "internal_error": 500,
}


def refusal(scope: Scope, error: RevcompassError, status: int) -> Response:
    """What is said to who is not let in, or asks for what there is not."""
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("lang", "en")
    words = Translator(asked if asked in available() else "en")
    return fault_response(error, words, status)


def status_of(error: RevcompassError) -> int:
    """The HTTP status: what was asked wrongly is the asker's (4xx), the rest ours."""
    usage = 400 if error.exit_code == ExitCode.USAGE else 500
    return _STATUS.get(error.problem.code, usage)


def fault_document(
    error: RevcompassError, words: Translator, status: int | None = None
) -> dict[str, Any]:
    """The problem: `code` and `params` for programs, `title` and `detail` for people."""
    problem = error.problem
    message, next_step = words.problem_of(problem)
    return {
        "type": f"urn:revcompass:problem:{problem.code}",
        "title": message,
        "status": status or status_of(error),
        "detail": next_step,
        "code": problem.code,
        "params": {name: _plain(value) for name, value in problem.params.items()},
    }


def fault_response(
    error: RevcompassError, words: Translator, status: int | None = None
) -> JSONResponse:
    """The same as a response."""
    return JSONResponse(
        fault_document(error, words, status),
        status or status_of(error),
        headers={"Cache-Control": "no-store"},
        media_type=MEDIA_TYPE,
    )


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | bool):
        return value
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else str(value)
