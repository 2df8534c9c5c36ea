"""The pages at the door: where people sign in, and who they are."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import LOCAL, viewer_of
from revcompass.domain.words import N_
from revcompass.web.asked import safely_asked
from revcompass.web.rendering import bare, render
from revcompass.words.translate import Translator

_ROLES: Mapping[str, str] = {
    "viewer": N_("viewer: pages and numbers"),
    "analyst": N_("analyst: also records, exports and problems"),
    "admin": N_("administrator: also loads, uploads and users"),
}
"""What somebody may do."""


def login_page(
    request: Request,
    back: str,
    error: RevcompassError | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The form to sign in with; `back` is where it leads, `error` what was wrong."""
    asks = safely_asked(request)
    words = Translator(asks.preferences.lang)
    message, next_step = words.problem_of(error.problem) if error else ("", "")
    filled = {"back": back, "message": message, "next": next_step}
    response = render("login.html", {**bare(asks), **filled}, status=status)
    response.headers.update(headers or {})
    return response


def account_page(request: Request) -> Response:
    """Who asks, what they may do, and which records they see."""
    viewer, asks = viewer_of(request.scope), safely_asked(request)
    words = Translator(asks.preferences.lang)
    filled = {
        "name": viewer.name,
        "role": words.ui(_ROLES[viewer.role]),
        "rows": [
            (name, words.listed(value or "–" for value in values))
            for name, values in viewer.sight.rows
        ],
        "employees": viewer.sight.employees,
        "signed_in": viewer is not LOCAL,
    }
    return render("account.html", {**bare(asks), **filled})
