"""The whole server as one ASGI application: pages and API behind the same door."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from revcompass import api, web
from revcompass.desk.service import Service
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.domain.viewer import Viewer
from revcompass.server.access import Access, Guard, Recognise
from revcompass.server.audit import Audit
from revcompass.server.login import Login
from revcompass.server.packing import Packing
from revcompass.server.people import People
from revcompass.server.throttle import Throttle

_WAITING = 200  # threads: most of them wait for a desk, and none may take the place of another lane


def make_app(service: Service, access: Access, people: People | None = None) -> Starlette:
    """The application over one book; its end closes the service.

    `people` may sign in, and what is asked is then noted in the book's audit log.
    """
    audit = Audit(service.folder)
    routes = [*api.routes(service), *web.routes(service, api.openapi)]
    if people is not None:
        access = replace(access, recognise=_recognised(people))
        routes += Login(access, people, audit, Throttle()).routes()

    def note(who: str, what: str, outcome: str) -> None:
        audit.note(who, what, outcome, service.edition().snapshot)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _WAITING
        yield
        service.close()

    heard = note if people is not None else None
    guard = Middleware(Guard, access=access, refuse=_refuse, note=heard)
    return Starlette(
        routes=routes,
        middleware=[guard, Middleware(Packing)],
        exception_handlers={HTTPException: _not_found},
        lifespan=lifespan,
    )


def _recognised(people: People) -> Recognise:
    """Whose session or token a request brings."""

    def recognise(session: str, token: str) -> Viewer | None:
        if token:
            return people.of_token(token)
        return people.of_session(session) if session else None

    return recognise


def _refuse(scope: Scope, error: RevcompassError, status: int) -> Response:
    """For programs below `/api/`, as a page elsewhere."""
    if scope["path"].startswith("/api/"):
        return api.refusal(scope, error, status)
    return web.refusal(scope, error, status)


def _not_found(request: Request, error: Exception) -> Response:
    """A path, or a method on it, that there is not."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _refuse(request.scope, usage_error("no_such_page", path=request.url.path), status)
