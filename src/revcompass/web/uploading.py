"""The routes by which files come in and loads are started and followed, all of them forms."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from revcompass.desk.service import Service
from revcompass.desk.uploads import MOST_BYTES
from revcompass.domain.problem import RevcompassError
from revcompass.web.asked import Asked, Pairs, asked
from revcompass.web.forms import fields_of, file_of
from revcompass.web.pages import loading, upload
from revcompass.web.rendering import bare, fault, render
from revcompass.words.format import Formatter
from revcompass.words.languages import form_for

Respond = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)


def routes(service: Service) -> list[Route]:
    """What can be done on the data page."""
    return [
        Route("/data/upload", _safely(_receive, service), methods=["POST"]),
        Route("/data/upload/{upload}", _safely(_review, service)),
        Route("/data/upload/{upload}", _safely(_accept, service), methods=["POST"]),
        Route("/data/upload/{upload}/discard", _safely(_discard, service), methods=["POST"]),
        Route("/data/load", _safely(_load, service), methods=["POST"]),
        Route("/data/load/{load}", _safely(_follow, service)),
    ]


def _safely(handle: Callable[[Request, Service], Awaitable[Response]], service: Service) -> Respond:
    async def respond(request: Request) -> Response:
        try:
            return await handle(request, service)
        except RevcompassError as error:
            return fault(request, error)
        except Exception as error:
            _log.exception("%s", request.url.path)
            return fault(request, RevcompassError("internal_error", reason=type(error).__name__))

    return respond


async def _receive(request: Request, service: Service) -> Response:
    asks = asked(request, service.book().language)
    async with file_of(request, MOST_BYTES) as (name, file):
        upload_id = await run_in_threadpool(service.uploads.receive, name, file)
    return RedirectResponse(asks.link(f"/data/upload/{upload_id}"), 303)


async def _review(request: Request, service: Service) -> Response:
    asks = asked(request, service.book().language)
    return await run_in_threadpool(_page, request, service, asks, asks.pairs)


async def _accept(request: Request, service: Service) -> Response:
    asks = asked(request, service.book().language)
    fields = await fields_of(request)
    return await run_in_threadpool(_take, request, service, asks, fields)


async def _discard(request: Request, service: Service) -> Response:
    await run_in_threadpool(service.uploads.discard, request.path_params["upload"])
    return RedirectResponse(asked(request, service.book().language).link("/data"), 303)


async def _load(request: Request, service: Service) -> Response:
    asks = asked(request, service.book().language)
    state = await run_in_threadpool(service.loads.start)
    return RedirectResponse(asks.link(f"/data/load/{state.id}"), 303)


async def _follow(request: Request, service: Service) -> Response:
    asks = asked(request, service.book().language)
    state = service.loads.state(request.path_params["load"])
    filled = loading.loading(_writes(service, asks), state)
    return render("load.html", {**bare(asks), **filled}, "data")


def _take(request: Request, service: Service, asks: Asked, fields: Pairs) -> Response:
    upload_id = request.path_params["upload"]
    try:
        state = service.uploads.accept(upload_id, upload.choices_of(fields))
    except RevcompassError as error:
        if error.problem.code != "upload_not_ready":
            raise
        return _page(request, service, asks, fields, 422)
    return RedirectResponse(asks.link(f"/data/load/{state.id}", ("upload", upload_id)), 303)


def _page(
    request: Request, service: Service, asks: Asked, fields: Pairs, status: int = 200
) -> Response:
    """The look at a waiting file under the choices of a form."""
    upload_id = request.path_params["upload"]
    review = service.uploads.review(upload_id, upload.choices_of(fields))
    filled = upload.upload(_writes(service, asks), review, fields, service.book().currency)
    return render("upload.html", {**bare(asks), "upload_id": upload_id, **filled}, "data", status)


def _writes(service: Service, asks: Asked) -> Formatter:
    form = form_for(asks.preferences.lang, service.book().number_form)
    return Formatter(form, asks.preferences.digit_script)
