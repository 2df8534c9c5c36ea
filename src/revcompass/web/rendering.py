"""Templates filled and sent, and the pages that say what went wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from revcompass import __version__
from revcompass.domain.problem import ExitCode, RevcompassError
from revcompass.web import menu
from revcompass.web.asked import Asked, safely_asked
from revcompass.words.translate import Translator

_CODE = re.compile(r"`([^`]+)`")

_STATUS = {
    "unknown_metric": 404,
    "no_snapshot": 200,
    "nothing_dated": 200,
    "no_such_upload": 404,
    "no_such_load": 404,
    "load_running": 409,
    "upload_too_large": 413,
    "upload_kind": 415,
}


def fault(request: Request, error: RevcompassError, status: int | None = None) -> Response:
    """The page that says what is wrong, and what to do next."""
    asks = safely_asked(request)
    words = Translator(asks.preferences.lang)
    message, next_step = words.problem_of(error.problem)
    code = error.problem.code
    filled = {**bare(asks), "message": message, "next": next_step, "code": code}
    if status is None:
        usage = 400 if error.exit_code == ExitCode.USAGE else 500
        status = _STATUS.get(code, usage)
    template = "empty.html" if code in ("no_snapshot", "nothing_dated") else "fault.html"
    return render(template, filled, "", status)


def render(
    template: str, filled: Mapping[str, Any], entry: str = "", status: int = 200
) -> Response:
    """A page that is made anew each time; `entry` is that of the menu."""
    text = templates().get_template(template).render({**filled, "menu": entry})
    return Response(text, status, {"Cache-Control": "no-store"}, media_type="text/html")


def bare(asks: Asked) -> dict[str, Any]:
    """What a page without a desk is made with."""
    words = Translator(asks.preferences.lang)
    return {
        "asked": asks,
        "prefs": asks.preferences,
        "ui": words.ui,
        "ngettext": words.ngettext,
        "gloss": words.glossary,
        "data_as_of": None,
        "snapshot": None,
    }


def _with_code(text: str) -> Markup:
    """A sentence whose `commands` stand in code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped


@cache
def templates() -> Environment:
    """The templates; whatever is filled in is escaped."""
    made = Environment(
        loader=PackageLoader("revcompass.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["code"] = _with_code
    made.globals |= {"MENU": menu.MENU, "LANGUAGES": menu.LANGUAGES, "version": __version__}
    return made
