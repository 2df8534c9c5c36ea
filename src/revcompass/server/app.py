"""The whole server as one ASGI application: pages and API behind the same door."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from revcompass import api, web
from revcompass.desk.service import Service
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.server.access import Access, Guard
from revcompass.server.packing import Packing


def make_app(service: Service, access: Access) -> Starlette:
    """The application over one book; its end closes the service."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        service.close()

    guard = Middleware(Guard, access=access, refuse=_refuse)
    return Starlette(
        routes=[*api.routes(service), *web.routes(service, api.openapi)],
        middleware=[guard, Middleware(Packing)],
        exception_handlers={HTTPException: _not_found},
        lifespan=lifespan,
    )


def _refuse(scope: Scope, error: RevcompassError, status: int) -> Response:
    """For programs below `/api/`, as a page elsewhere."""
    if scope["path"].startswith("/api/"):
        return api.refusal(scope, error, status)
    return web.refusal(scope, error, status)


def _not_found(request: Request, error: Exception) -> Response:
    """A path, or a method on it, that there is not."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _refuse(request.scope, usage_error("no_such_page", path=request.url.path), status)
