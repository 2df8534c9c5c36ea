"""What a request asks for: the page's parameters, and how the reader wants to see it.

Everything stands in the URL. What the settings page remembers (a cookie) only fills in what the
URL leaves open, and the book and the browser's languages what both leave open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from revcompass.domain.asking import one_of
from revcompass.domain.problem import RevcompassError
from revcompass.domain.viewer import OPENS_IN_REQUEST, Opens
from revcompass.words.languages import available, is_right_to_left
from revcompass.words.numbers import Digits

COOKIE = "revcompass_view"
THEMES = ("auto", "light", "dark")
DIGITS = ("latn", "arab")
CHARTS = ("follow", "ltr", "rtl")

_SECRET = "token"  # noqa: S105 - a parameter that no link may hand on

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a page is shown: language, digits, direction of charts, theme, currency."""

    lang: str = "en"
    digits: str = "latn"
    charts: str = "follow"
    theme: str = "auto"
    currency: str = ""

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Of the text: the language's."""
        return "rtl" if is_right_to_left(self.lang) else "ltr"

    @property
    def chart_direction(self) -> Literal["ltr", "rtl"]:
        """Of charts: the text's, unless it is set."""
        if self.charts == "follow":
            return self.direction
        return cast("Literal['ltr', 'rtl']", self.charts)

    @property
    def digit_script(self) -> Digits:
        """For the formatter; other digits than Latin only where the language has them."""
        return "arab" if self.digits == "arab" and self.lang == "ar" else "latn"


_KNOWN: Mapping[str, Sequence[str]] = {"digits": DIGITS, "charts": CHARTS, "theme": THEMES}
_STAYS = ("lang", *_KNOWN, "currency", "as_of")
"""What a link keeps: the preferences, and the snapshot that is looked at."""


def nothing(_: str) -> bool:
    """What a stranger may open."""
    return False


@dataclass(frozen=True, slots=True)
class Asked:
    """A page's path and parameters, the reader's preferences, and what the reader may open."""

    path: str
    pairs: Pairs
    preferences: Preferences
    opens: Opens = nothing

    def one(self, name: str, default: str = "") -> str:
        """The last value of a parameter that is not empty."""
        return next(
            (v.strip() for n, v in reversed(self.pairs) if n == name and v.strip()), default
        )

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter that is not empty."""
        return tuple(v for n, v in self.pairs if n == name and v.strip())

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters by name."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return found

    @property
    def shown(self) -> Pairs:
        """What stands in the URL and holds for every page, so that links keep it."""
        return tuple((n, v) for n, v in self.pairs if n in _STAYS and v.strip())

    def link(self, path: str, *pairs: tuple[str, str]) -> str:
        """The address of a page, with what stands in this one and holds for every page."""
        named = {name for name, _ in pairs}
        return address(path, (*pairs, *((n, v) for n, v in self.shown if n not in named)))

    def elsewhere(self, path: str, *pairs: tuple[str, str]) -> str:
        """The address of something else about the same question."""
        kept = [(n, v) for n, v in self.pairs if v.strip()]
        return address(path, [*kept, *pairs])

    def here(self, *drop: str, **change: str | None) -> str:
        """This page's address with some parameters changed (`None`: without)."""
        gone = {*drop, *(name.rstrip("_") for name in change)}
        kept = [(n, v) for n, v in self.pairs if n not in gone and v.strip()]
        kept += [(name.rstrip("_"), value) for name, value in change.items() if value is not None]
        return address(self.path, kept)

    def kept(self, *drop: str) -> Pairs:
        """What a form on this page must bring along, without the fields it has itself."""
        return tuple((n, v) for n, v in self.pairs if n not in drop and v.strip())


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """A path and its query."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def asked(request: Request, book_language: str) -> Asked:
    """What a request asks for; raises `bad_choice` for a preference there is not."""
    pairs = tuple(pair for pair in request.query_params.multi_items() if pair[0] != _SECRET)
    remembered = dict(parse_qsl(request.cookies.get(COOKIE, "")))
    given = {name: value.strip() for name, value in pairs if value.strip()}
    found = {}
    for name, known in _KNOWN.items():
        found[name] = one_of(name, given.get(name), known) or _if_known(
            remembered.get(name), known, known[0]
        )
    lang = one_of("lang", given.get("lang"), available()) or language_of(request, book_language)
    currency = given.get("currency", remembered.get("currency", "")).upper()
    preferences = Preferences(lang=lang, currency=currency, **found)
    return Asked(request.url.path, pairs, preferences, _opens(request))


def language_of(request: Request, book_language: str = "en") -> str:
    """The language remembered, else the browser's first that there is, else the book's."""
    known = available()
    remembered = dict(parse_qsl(request.cookies.get(COOKIE, ""))).get("lang", "")
    if remembered in known:
        return remembered
    for part in request.headers.get("accept-language", "").split(","):
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        if code in known:
            return code
    return book_language if book_language in known else "en"


def safely_asked(request: Request) -> Asked:
    """The same for a page that says what is wrong: what cannot be read is left out."""
    try:
        return asked(request, "en")
    except RevcompassError:
        preferences = Preferences(lang=language_of(request))
        return Asked(request.url.path, (), preferences, _opens(request))


def _opens(request: Request) -> Opens:
    opens: Opens = request.scope.get(OPENS_IN_REQUEST, nothing)
    return opens


def _if_known(text: str | None, known: Sequence[str], default: str) -> str:
    return text if text is not None and text in known else default
