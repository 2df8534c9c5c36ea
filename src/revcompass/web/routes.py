"""The routes of the pages, and how each is made: asked, answered by one desk, laid out, kept."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from revcompass.charts.render import dark_rules
from revcompass.desk.desk import Desk
from revcompass.desk.service import NotKeptError, Service
from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import viewer_of
from revcompass.web import uploading
from revcompass.web.asked import Asked, asked, safely_asked
from revcompass.web.forms import fields_of
from revcompass.web.page import Page
from revcompass.web.pages import (
    customer,
    data,
    exports,
    finding,
    funnel,
    glossary,
    heat,
    metric,
    overview,
    policies,
    records,
    revenue,
    settings,
    topics,
)
from revcompass.web.pages.apidocs import apidocs
from revcompass.web.rendering import bare, fault, templates

Build = Callable[[Page], Mapping[str, Any]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """A page: its path, its template, what fills it, and the entry of the menu it belongs to.

    One that `is_long` makes many tables.
    """

    path: str
    template: str
    build: Build
    menu: str
    is_long: bool = False


VIEWS: tuple[View, ...] = (
    View("/", "overview.html", overview.overview, "overview"),
    View("/revenue", "revenue.html", revenue.revenue, "revenue"),
    View("/revenue/cohort", "cohort.html", heat.members, "revenue"),
    View("/customer", "customer.html", customer.customer, ""),
    View("/funnel", "funnel.html", funnel.funnel, "funnel"),
    View("/leads", "topic.html", topics.leads, "leads"),
    View("/engagement", "topic.html", topics.engagement, "engagement"),
    View("/survey", "topic.html", topics.survey, "survey"),
    View("/metric/{metric}", "metric.html", metric.metric, ""),
    View("/metric/{metric}/policies", "policies.html", policies.policies, "", is_long=True),
    View("/records/{metric}", "records.html", records.records, ""),
    View("/glossary", "glossary.html", glossary.glossary, "glossary"),
    View("/glossary/{entry}", "entry.html", glossary.entry, "glossary"),
    View("/data", "data.html", data.data, "data"),
    View("/data/problems", "problems.html", data.problems, "data"),
    View("/readiness", "readiness.html", data.readiness, "data"),
    View("/find", "find.html", finding.finding, ""),
    View("/settings", "settings.html", settings.settings, "settings"),
)


def routes(service: Service, openapi: Callable[[], Mapping[str, Any]]) -> list[BaseRoute]:
    """Every page, the files a browser needs for them, and the downloads."""
    return [
        *(Route(view.path, _endpoint(service, view)) for view in VIEWS),
        Route("/export/{metric}.{form}", _export(service)),
        Route("/settings", _remember, methods=["POST"]),
        *uploading.routes(service),
        Route("/api", _api_page(openapi)),
        Route("/assets/chart.css", _chart_css),
        Mount("/assets", StaticFiles(packages=[("revcompass.web", "assets")])),
    ]


def _endpoint(service: Service, view: View) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        answer = partial(_respond, service, view, request)
        try:
            return answer(at_once=True)
        except NotKeptError:
            return await run_in_threadpool(answer, at_once=False)

    return respond


def _respond(service: Service, view: View, request: Request, *, at_once: bool) -> Response:
    """The page; `at_once`: only as it was kept, else raises `NotKeptError`."""
    try:
        asks = asked(request, service.book().language)
        path_params, sight = tuple(sorted(request.path_params.items())), viewer_of(request).sight
        key = ("page", view.template, asks, path_params)
        tag = f'"{service.tag(key, sight)}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)

        def write(desk: Desk) -> bytes:
            with _then(desk, asks) as then:
                page = Page(then, asks, dict(path_params))
                filled = {**page.context(), "menu": view.menu, **view.build(page)}
                return templates().get_template(view.template).render(filled).encode()

        made = service.written(key, write, sight, at_once=at_once, is_long=view.is_long)
    except NotKeptError:
        raise
    except RevcompassError as error:
        return fault(request, error)
    except Exception as error:
        _log.exception("%s", view.path)
        return fault(request, RevcompassError("internal_error", reason=type(error).__name__))
    headers["ETag"] = (
        f'"{service.tag(key, sight, made.edition)}"'  # a load may have ended meanwhile
    )
    return Response(made.body, media_type="text/html", headers=headers)


@contextmanager
def _then(desk: Desk, asks: Asked) -> Iterator[Desk]:
    """The desk, or where an earlier snapshot is asked for, one over it for all of the page."""
    wanted = asks.one("as_of")
    if not wanted:
        yield desk
        return
    with closing(desk.earlier(wanted)) as then:
        yield then


def _export(service: Service) -> Callable[[Request], Awaitable[Response]]:
    def respond(request: Request) -> Response:
        try:
            asks = asked(request, service.book().language)
            form = exports.form_of(request.path_params["form"])
            params, sight = dict(request.path_params), viewer_of(request).sight
            key = ("export", form.ending, asks, params["metric"])

            def write(desk: Desk) -> bytes:
                with _then(desk, asks) as then:
                    return form.write(Page(then, asks, params))

            body = service.written(key, write, sight).body
        except RevcompassError as error:
            return fault(request, error)
        except Exception as error:
            _log.exception("%s", request.url.path)
            return fault(request, RevcompassError("internal_error", reason=type(error).__name__))
        name = f"{params['metric']}.{form.ending}"
        return Response(
            body,
            media_type=form.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-cache",
            },
        )

    async def run(request: Request) -> Response:
        return await run_in_threadpool(respond, request)

    return run


async def _remember(request: Request) -> Response:
    try:
        form = dict(await fields_of(request))
    except RevcompassError as error:
        return fault(request, error)
    response = RedirectResponse("/", 303)
    settings.remember(response, form)
    return response


def _api_page(
    openapi: Callable[[], Mapping[str, Any]],
) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        asks = safely_asked(request)
        filled = {**bare(asks), "menu": "", **apidocs(openapi())}
        text = templates().get_template("api.html").render(filled)
        return Response(text, media_type="text/html", headers={"Cache-Control": "no-cache"})

    return respond


def refusal(scope: Scope, error: RevcompassError, status: int) -> Response:
    """The page that says why there is nothing to see."""
    return fault(Request(scope), error, status)


async def _chart_css(_: Request) -> Response:
    """How a drawing's colours change in the dark; made from the colours it is drawn in."""
    dark = dark_rules('[data-theme="dark"] .drawing')
    auto = dark_rules('[data-theme="auto"] .drawing')
    text = f"{dark}\n@media (prefers-color-scheme: dark) {{\n{auto}\n}}\n"
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
