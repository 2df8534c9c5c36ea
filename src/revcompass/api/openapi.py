"""The OpenAPI 3.1 document: operations, the JSON Schemas of the answers, an example of each."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from revcompass import __version__
from revcompass.api.faults import MEDIA_TYPE
from revcompass.api.operations import BASE, OPERATIONS, Operation, Parameter
from revcompass.desk.schemas import schema

Document = dict[str, Any]

_PROBLEM: Document = {
    "type": "object",
    "description": "What went wrong, for people and for programs (RFC 9457).",
    "properties": {
        "type": {"type": "string", "description": "A name of the kind of problem."},
        "title": {"type": "string", "description": "What happened, in the language asked for."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What to do next."},
        "code": {"type": "string", "description": "The problem's code; it does not change."},
        "params": {"type": "object", "description": "What the sentences are filled with."},
    },
    "required": ["type", "title", "status", "detail", "code", "params"],
    "additionalProperties": False,
}
_FAULTS = {
    400: ("bad_choice", "The request cannot be read, or asks for what there is not."),
    401: ("not_let_in", "The token is missing or wrong."),
    403: ("foreign_request", "A change that another site asked for."),
    404: ("unknown_metric", "There is no such thing."),
    409: ("no_snapshot", "Nothing is loaded yet."),
    421: ("wrong_host", "The server does not go by the name that was asked."),
    422: ("missing_file", "The load failed; nothing of it was published."),
}
"""By status: the code of an example, and what it means."""

_OWN = {
    "load-progress": {404: "no_such_load"},
    "start-load": {409: "load_running"},
    "load": {404: "no_such_load", 409: "load_unfinished"},
}
"""Examples that fit an operation better."""

_MEANT = {
    "load_running": "Another load runs.",
    "load_unfinished": "The load has not ended yet.",
    "no_such_load": "There is no such load.",
}


@cache
def openapi() -> Document:
    """The whole document; do not change what is returned."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "revcompass",
            "version": __version__,
            "description": "B2B sales metrics, exact, with their definition and the records "
            "behind them. The JSON is that of the command line's `--json`. Send the token that "
            "`revcompass serve` prints as `Authorization: Bearer …`. An answer's `ETag` changes "
            "with the snapshot: send it back as `If-None-Match` and unchanged answers cost "
            "nothing.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {one.url: {one.method: _operation(one)} for one in OPERATIONS},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                **{name: _placed(name) for name in sorted({one.answer for one in OPERATIONS})},
                "problem": _PROBLEM,
            },
        },
    }


def example(name: str) -> Document:
    """An answer of the sample company to an operation."""
    text = files("revcompass.api").joinpath(f"examples/{name}.json").read_text(encoding="utf-8")
    found: Document = json.loads(text)
    return found


def _operation(one: Operation) -> Document:
    faults = sorted({*one.faults, 401, 421, *((403,) if one.method == "post" else ())})
    return {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.about,
        "parameters": [_parameter(parameter) for parameter in one.parameters],
        "responses": {
            str(one.status): _answer(one),
            **({"304": _UNCHANGED} if one.is_of_snapshot else {}),
            **{str(status): _fault(one.name, status) for status in faults},
        },
    }


_UNCHANGED: Document = {"description": "Unchanged since the answer with the ETag sent."}


def _answer(one: Operation) -> Document:
    headers: dict[str, str] = {}
    if one.is_of_snapshot:
        headers["ETag"] = "Changes with the snapshot and the question."
    if one.name == "trace":
        headers["Link"] = "The next page of records, where there is one."
    if one.status == 202:
        headers["Location"] = "Where the load can be followed."
    return {
        "description": "The answer." if one.status == 200 else "The load has begun.",
        "headers": {
            name: {"description": about, "schema": {"type": "string"}}
            for name, about in headers.items()
        },
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{one.answer}"},
                "example": example(one.name),
            }
        },
    }


def _parameter(one: Parameter) -> Document:
    made: Document = {
        "name": one.name,
        "in": one.place,
        "required": one.required,
        "description": one.meaning,
        "schema": one.schema(),
    }
    if one.many:
        return made | {"style": "form", "explode": True, "example": [one.example]}
    return made | {"example": int(one.example) if one.whole else one.example}


def _fault(operation: str, status: int) -> Document:
    code, meaning = _FAULTS[status]
    own = _OWN.get(operation, {}).get(status)
    return {
        "description": _MEANT[own] if own else meaning,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/problem"},
                "example": example(f"problem_{own or code}"),
            }
        },
    }


def _placed(name: str) -> Document:
    """A document's schema with its references leading into this document."""
    text = json.dumps(schema(name)).replace('"#/$defs/', f'"#/components/schemas/{name}/$defs/')
    found: Document = json.loads(text)
    del found["$schema"]
    return found


__all__ = ["BASE", "example", "openapi"]
