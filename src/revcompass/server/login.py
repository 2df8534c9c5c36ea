"""Signing in and out: a page with a form, without scripts."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from revcompass import web
from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.domain.viewer import IN_REQUEST, Viewer
from revcompass.server.access import LOGIN, Access, cookie_of
from revcompass.server.audit import Audit
from revcompass.server.people import People
from revcompass.server.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Login:
    """The routes at which people sign in to a book."""

    access: Access
    people: People
    audit: Audit
    throttle: Throttle

    def routes(self) -> list[Route]:
        """Sign in, sign out, and who one is."""
        return [
            Route(LOGIN, self.ask, methods=["GET"]),
            Route(LOGIN, self.sign_in, methods=["POST"]),
            Route("/logout", self.sign_out, methods=["POST"]),
            Route("/account", self.account),
        ]

    async def ask(self, request: Request) -> Response:
        """The form."""
        return web.login_page(request, _place(request.query_params.get("next", "/")))

    async def sign_in(self, request: Request) -> Response:
        """A new session for a right password; whatever is wrong is answered alike."""
        try:
            form = dict(await web.fields_of(request))
        except RevcompassError as error:
            return web.refusal(request.scope, error, 413)
        name, back = form.get("name", "").strip(), _place(form.get("next", "/"))
        keys = self._keys(request, name)
        if wait := self.throttle.wait(keys):
            slow_down = usage_error("wait_to_sign_in", seconds=wait)
            return web.login_page(request, back, slow_down, 429, {"Retry-After": str(wait)})
        viewer = await run_in_threadpool(self.people.of_password, name, form.get("password", ""))
        if viewer is None:
            self.throttle.failed(keys)
            self.audit.note(self._noted(name), "sign in", "refused")
            return web.login_page(request, back, usage_error("wrong_password"), 403)
        self.throttle.succeeded(keys[:1])
        self.audit.note(viewer.name, "sign in", "ok")
        return self._entered(request, viewer, back)

    def _noted(self, name: str) -> str:
        """A name as the log keeps it: where nobody has it, it may be a password typed too early."""
        return name if self.people.knows(name) else "(unknown)"

    def _keys(self, request: Request, name: str) -> list[str]:
        """What tries are counted by. Behind a proxy every address is the proxy's."""
        address = request.client.host if request.client and not self.access.by_proxy else ""
        return [f"name {name.casefold()[:80]}", *([f"address {address}"] if address else [])]

    def _entered(self, request: Request, viewer: Viewer, back: str) -> Response:
        """Whatever session the browser had is ended, so that none can be planted."""
        self.people.end_session(cookie_of(request.headers, self.access.login_cookie))
        response = RedirectResponse(back, 303, {"Cache-Control": "no-store"})
        self._set(response, self.people.begin_session(viewer.name))
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        self.people.end_session(cookie_of(request.headers, self.access.login_cookie))
        viewer = request.scope[IN_REQUEST]
        if viewer is not None:
            self.audit.note(viewer.name, "sign out", "ok")
        response = RedirectResponse(LOGIN, 303, {"Clear-Site-Data": '"cache"'})
        self._set(response, "")
        return response

    async def account(self, request: Request) -> Response:
        """Who one is, and what one may do and see."""
        return web.account_page(request)

    def _set(self, response: Response, secret: str) -> None:
        """Keep the session's secret in the browser; an empty one takes it away."""
        response.set_cookie(
            self.access.login_cookie,
            secret,
            max_age=None if secret else 0,
            httponly=True,
            samesite="strict",
            secure=self.access.secure,
        )


def _place(text: str) -> str:
    """Where somebody goes after signing in: a path of this server, whatever an address says.

    >>> _place("/metric/mrr?by=plan"), _place("//evil.example"), _place("https://evil.example")
    ('/metric/mrr?by=plan', '/', '/')
    """
    is_path = text.startswith("/") and not text.startswith(("//", "/\\", LOGIN))
    return text if is_path and text.isprintable() and "\\" not in text else "/"
