"""The routes of the API: a query becomes a question, the desk's answer the contract's JSON."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from difflib import get_close_matches
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from revcompass import catalogue
from revcompass.api.faults import fault_response
from revcompass.api.loads import LOADING
from revcompass.api.openapi import openapi
from revcompass.api.operations import BASE, MOST_RECORDS, OPERATIONS, Operation
from revcompass.catalogue.boards import expanded
from revcompass.desk import documents
from revcompass.desk.answers import Side
from revcompass.desk.desk import Desk
from revcompass.desk.service import NotKeptError, Service
from revcompass.domain.asking import metric_names, one_of, options_of, read_question, traced
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.domain.viewer import viewer_of
from revcompass.glossary import Glossary, best, nearest, number_now, search
from revcompass.glossary.document import glossary_document
from revcompass.words.languages import available, form_for
from revcompass.words.translate import Translator

Query = dict[str, list[str]]
Document = dict[str, Any]
Answer = Callable[[Desk, Query, str], Document]

_log = logging.getLogger(__name__)


def routes(service: Service) -> list[Route]:
    """Every operation, and `openapi.json`, over one book."""
    made = [Route(one.url, _endpoint(service, one), methods=[one.method]) for one in OPERATIONS]
    made.append(Route(f"{BASE}/openapi.json", _openapi))
    return made


def _endpoint(service: Service, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        respond = partial(_respond, service, operation, request)
        try:
            return respond(at_once=True)
        except NotKeptError:
            return await run_in_threadpool(respond, at_once=False)

    return endpoint


def _respond(
    service: Service, operation: Operation, request: Request, *, at_once: bool
) -> Response:
    """The answer; `at_once`: only as it was kept, else raises `NotKeptError`."""
    words = Translator("en")
    try:
        query = _query(request, operation)
        words = Translator(language_of(service, query))
        if operation.is_of_snapshot:
            return _answered(service, operation, request, query, words.language, at_once=at_once)
        if at_once:
            raise NotKeptError
        return LOADING[operation.name](service.loads, query, words)
    except NotKeptError:
        raise
    except RevcompassError as error:
        return fault_response(error, words)
    except Exception as error:
        _log.exception("%s", operation.name)
        return fault_response(RevcompassError("internal_error", reason=type(error).__name__), words)


def _answered(
    service: Service,
    operation: Operation,
    request: Request,
    query: Query,
    language: str,
    *,
    at_once: bool,
) -> Response:
    """The answer of one snapshot, with a tag that changes with it."""
    sight = viewer_of(request).sight
    key = (operation.name, tuple((n, tuple(v)) for n, v in query.items()), language)
    tag = f'"{service.tag(key, sight)}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=_headers(tag))

    def write(desk: Desk) -> bytes:
        document = _ANSWERS[operation.name](desk, query, language)
        return json.dumps(
            document, ensure_ascii=False
        ).encode()  # indented it takes ten times as long

    is_long = operation.name == "compare-policies"
    made = service.written(key, write, sight, at_once=at_once, is_long=is_long)
    tag = f'"{service.tag(key, sight, made.edition)}"'  # a load may have ended meanwhile
    headers = _headers(tag)
    if operation.name == "trace" and (link := _next_page(request, query, made.body)):
        headers["Link"] = link
    return Response(made.body, media_type="application/json", headers=headers)


def language_of(service: Service, query: Query) -> str:
    """The language asked for; else the book's, where there is such a one."""
    asked = one_of("lang", next(iter(query.get("lang", [])), None), available())
    own = service.book().language
    return asked or (own if own in available() else "en")


def _query(request: Request, operation: Operation) -> Query:
    """The parameters by name; one that there is not is refused rather than ignored."""
    query: Query = defaultdict(list)
    known = [one.name for one in operation.parameters]
    for name, value in (*request.path_params.items(), *request.query_params.multi_items()):
        if name not in known:
            near = ", ".join(get_close_matches(name, known, 1))
            raise usage_error("no_such_parameter", name=name, did_you_mean=near)
        query[name].append(str(value))
    for one in operation.parameters:
        if one.required and not any(query.get(one.name, ())):
            raise usage_error("missing_parameter", name=one.name)
        if one.whole and query.get(one.name):
            _whole(one.name, query[one.name][-1], *one.whole)
    return dict(query)


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 11 and least <= int(text) <= most):
        raise usage_error("number_out_of_range", name=name, text=text, least=least, most=most)
    return int(text)


def _words(desk: Desk, language: str) -> Translator:
    return Translator(form_for(language, desk.book.number_form))


def _show(desk: Desk, query: Query, language: str) -> Document:
    names = expanded(metric_names(query["metric"]))
    question = read_question(names, options_of(query), desk.calendar, language)
    return documents.result_document(desk.show(question), _words(desk, language))


def _trace(desk: Desk, query: Query, language: str) -> Document:
    (name, *others) = metric_names(query["metric"]) or ("",)
    if others:
        raise usage_error("unknown_metric", name=query["metric"][0])
    metric = catalogue.get(name)
    question, period = traced(
        name, metric.default_grain, options_of(query), desk.calendar, language
    )
    side = one_of("side", query.get("side", ["numerator"])[-1], ("numerator", "denominator"))
    limit, offset = _page(query)
    found = desk.trace(question, period, cast("Side", side), limit, offset)
    return documents.trace_document(found, _words(desk, language))


def _compare_policies(desk: Desk, query: Query, language: str) -> Document:
    (name, *_) = metric_names(query["metric"]) or ("",)
    metric = catalogue.get(name)
    question, period = traced(
        name, metric.default_grain, options_of(query), desk.calendar, language
    )
    found = desk.compare_policies(question, period, _page(query)[0])
    return documents.compare_policies_document(found, _words(desk, language))


def _glossary(desk: Desk, query: Query, language: str) -> Document:
    words = Glossary(_words(desk, language))
    asked = " ".join(query.get("q", [])).strip()
    if not asked:
        return glossary_document(words.entries())
    found = search(asked)
    if not found:
        raise usage_error("no_such_term", text=asked, did_you_mean=nearest(asked))
    now = {name: number_now(name, desk.show) for name in best(found)}
    return glossary_document((words.entry(match.entry) for match in found), now)


def _explain(desk: Desk, query: Query, language: str) -> Document:
    (name, *_) = metric_names(query["metric"]) or ("",)
    return documents.explain_document(desk.explain(name), _words(desk, language))


def _status(desk: Desk, _: Query, language: str) -> Document:
    return documents.status_document(desk.status(), _words(desk, language))


def _problems(desk: Desk, _: Query, language: str) -> Document:
    return documents.problems_document(desk.problems(), _words(desk, language))


_ANSWERS: dict[str, Answer] = {
    "show": _show,
    "trace": _trace,
    "compare-policies": _compare_policies,
    "glossary": _glossary,
    "explain": _explain,
    "status": _status,
    "problems": _problems,
}


def _page(query: Query) -> tuple[int, int]:
    limit, offset = query.get("limit", [str(MOST_RECORDS)]), query.get("offset", ["0"])
    return int(limit[-1]), int(offset[-1])


def _next_page(request: Request, query: Query, body: bytes) -> str:
    """The header that names the following page, or an empty text on the last one."""
    limit, offset = _page(query)
    if offset + limit >= json.loads(body)["count"]:
        return ""
    asked = request.query_params.multi_items()
    kept = [(n, v) for n, v in asked if n not in ("limit", "offset")]
    kept += [("limit", str(limit)), ("offset", str(offset + limit))]
    return f'<{request.url.path}?{urlencode(kept)}>; rel="next"'


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


async def _openapi(_: Request) -> Response:
    text = json.dumps(openapi(), ensure_ascii=False, indent=2)
    return Response(text, media_type="application/json", headers={"Cache-Control": "no-cache"})
