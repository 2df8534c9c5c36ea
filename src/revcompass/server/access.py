"""Who may come in: one person on this machine, from the address that was printed at the start.

Every request is looked at here before any route: its Host must be one of ours; a change must come
from our own pages; somebody must be known to have sent it (by the token of this start, once in the
address for a cookie, or as a bearer token; or as `recognise` knows people); and who asks must be
what the route takes (`needs`). Every response gets the headers that keep scripts, frames and other
sites out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.domain.viewer import IN_REQUEST, LOCAL, OPENS_IN_REQUEST, Viewer
from revcompass.server.needs import Need, Pass, need_of

LOGIN: Final = "/login"
TOKEN: Final = "token"  # noqa: S105 - the name of a parameter

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_SITE = frozenset({"same-origin", "none"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Recognise = Callable[[str, str], Viewer | None]
"""Whose session's secret this is, or whose token; `None` for a stranger."""

Note = Callable[[str, str, str], None]
"""Hears who asked, what, and with what outcome."""

Refuse = Callable[[Scope, RevcompassError, int], Response]
"""Writes what is said to who is not let in, with that status."""


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Access:
    """The addresses that are answered, and the secrets of this start.

    `hosts` are the values of `Host` that are ours, `origins` those of `Origin`; `secure` says that
    people come over TLS, so that the cookie travels no other way; `by_proxy`, that it is a proxy's.
    `by_token` lets whoever has the token of this start in as its administrator; `recognise` knows
    people besides, and then strangers are led to where they sign in.
    """

    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    secure: bool = False
    by_token: bool = True
    by_proxy: bool = False
    recognise: Recognise | None = field(default=None, repr=False)
    token: str = field(default_factory=new_secret, repr=False)
    session: str = field(default_factory=new_secret, repr=False)

    @property
    def cookie(self) -> str:
        """The cookie's name. Cookies know no ports, so each server has its own."""
        return "revcompass_" + "".join(c if c.isalnum() else "_" for c in self.hosts[0])

    @property
    def login_cookie(self) -> str:
        """The name of the cookie of those who signed in; over TLS no other site can set it."""
        return f"__Host-{self.cookie}_login" if self.secure else f"{self.cookie}_login"

    @classmethod
    def on_loopback(cls, port: int) -> Access:
        """For people on this machine."""
        hosts = tuple(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        return cls(hosts, tuple(f"http://{host}" for host in hosts))

    @classmethod
    def over_tls(cls, names: Sequence[str], port: int) -> Access:
        """For people on other machines, who sign in; `names` are those the server goes by."""
        hosts = [f"{name}:{port}" for name in names] + (list(names) if port == 443 else [])
        origins = tuple(f"https://{host}" for host in hosts)
        return cls(tuple(hosts), origins, secure=True, by_token=False)

    @classmethod
    def behind_proxy(cls, host: str) -> Access:
        """For people who come through a proxy that does login and TLS, under the name `host`."""
        return cls((host,), (f"https://{host}",), secure=True, by_proxy=True)


class Guard:
    """The middleware that applies an `Access`, and writes who asks into the request."""

    def __init__(
        self, app: ASGIApp, access: Access, refuse: Refuse, note: Note | None = None
    ) -> None:
        """`note` hears who asked what, and the status of the answer."""
        self._app = app
        self._access = access
        self._refuse = refuse
        self._hears = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, exchange its token for the cookie, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self._access.secure:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                self._note(scope, message["status"])
            await send(message)

        answer = self._answer(scope, Headers(scope=scope))
        await (answer or self._app)(scope, receive, send_guarded)

    def _note(self, scope: Scope, status: int) -> None:
        """Tell what somebody known asked for; strangers could fill a log with nothing."""
        viewer, need = scope.get(IN_REQUEST), need_of(scope["path"])
        if self._hears is None or viewer is None or (need and need.role is None):
            return
        self._hears(viewer.name, f"{scope['method']} {_without_token(scope)}", str(status))

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """What is answered in place of the page, if anything."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._access.hosts:
            host = ", ".join(hosts)[:80]
            return self._refuse(scope, usage_error("wrong_host", host=host), 421)
        if scope["method"] not in _SAFE and not self._is_our_own(headers):
            return self._refuse(scope, usage_error("foreign_request"), 403)
        if entering := self._entering(scope):
            return entering
        need, viewer = need_of(scope["path"]), self._viewer(headers)
        scope[IN_REQUEST] = viewer
        if viewer is not None:
            scope[OPENS_IN_REQUEST] = Pass(viewer.role, viewer.sight)
        if need is not None and need.role is None:
            return None
        if viewer is None:
            return self._stranger(scope)
        return self._kept_out(scope, need, viewer)

    def _stranger(self, scope: Scope) -> Response:
        """People are led to where they sign in, and back; programs hear what to send."""
        if self._access.recognise is None:
            return self._refuse(scope, usage_error("not_let_in"), 401)
        if scope["path"].startswith("/api/") or scope["method"] not in ("GET", "HEAD"):
            return self._refuse(scope, usage_error("not_signed_in"), 401)
        back = urlencode({"next": _without_token(scope)})
        return RedirectResponse(f"{LOGIN}?{back}", 303, {"Cache-Control": "no-store"})

    def _kept_out(self, scope: Scope, need: Need | None, viewer: Viewer) -> Response | None:
        """What is said to somebody known whom a route does not take."""
        if need is None:
            return self._refuse(scope, usage_error("no_such_page", path=scope["path"]), 404)
        if need.is_met(viewer):
            return None
        if need.role is not None and not viewer.role.reaches(need.role):
            error = usage_error("role_too_low", role=viewer.role.value, needed=need.role.value)
        else:
            error = usage_error("whole_book_only")
        return self._refuse(scope, error, 403)

    def _is_our_own(self, headers: Headers) -> bool:
        """Whether a change was asked for by our own pages, or by a program with the token."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin not in self._access.origins:
            return False
        if site is not None and site not in _SAME_SITE:
            return False
        return origin is not None or bool(bearer_of(headers))

    def _entering(self, scope: Scope) -> Response | None:
        """The cookie for a right token in the address, which then disappears from it."""
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in pairs if name == TOKEN]
        if scope["method"] not in ("GET", "HEAD") or not given:
            return None
        if not (self._access.by_token and _same(given[-1], self._access.token)):
            return None
        response = RedirectResponse(f"/{_without_token(scope).lstrip('/')}", 303)
        response.headers["Cache-Control"] = "no-store"
        response.set_cookie(
            self._access.cookie,
            self._access.session,
            httponly=True,
            samesite="strict",
            secure=self._access.secure,
        )
        return response

    def _viewer(self, headers: Headers) -> Viewer | None:
        """Who sent a request; `None` for a stranger."""
        if self._is_local(headers):
            return LOCAL
        recognise = self._access.recognise
        if recognise is None:
            return None
        return recognise(cookie_of(headers, self._access.login_cookie), bearer_of(headers))

    def _is_local(self, headers: Headers) -> bool:
        session = cookie_of(headers, self._access.cookie)
        return self._access.by_token and (
            _same(session, self._access.session) or _same(bearer_of(headers), self._access.token)
        )


def _without_token(scope: Scope) -> str:
    """What is asked for, without a token: it would stay where addresses are kept."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = urlencode([pair for pair in pairs if pair[0] != TOKEN])
    path = quote(scope["path"])
    return f"{path}?{asked}" if asked else path


def cookie_of(headers: Headers, name: str) -> str:
    """A cookie's value; an empty text without it."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def bearer_of(headers: Headers) -> str:
    """The token a program sends; an empty text without one."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if kind.lower() == "bearer" else ""


def _same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode(), secret.encode())
