"""How pages are shown, remembered in a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from revcompass.domain.money import CURRENCIES
from revcompass.domain.words import N_
from revcompass.web.asked import CHARTS, COOKIE, DIGITS, THEMES
from revcompass.web.menu import LANGUAGES
from revcompass.web.page import Page
from revcompass.web.periods import Choice
from revcompass.words.languages import available

THEME_NAMES = {"auto": N_("as the system"), "light": N_("light"), "dark": N_("dark")}
CHART_NAMES = {
    "follow": N_("as the language"),
    "ltr": N_("left to right"),
    "rtl": N_("right to left"),
}
DIGIT_NAMES = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩"}

_A_YEAR = 365 * 24 * 3600


def settings(page: Page) -> Mapping[str, Any]:
    """What the template lays out."""
    chosen, say = page.asked.preferences, page.words.ui
    languages = [(code, LANGUAGES.get(code, code)) for code in available()]
    return {
        "languages": [Choice(c, name, c == chosen.lang) for c, name in languages],
        "themes": [Choice(t, say(THEME_NAMES[t]), t == chosen.theme) for t in THEMES],
        "charts": [Choice(c, say(CHART_NAMES[c]), c == chosen.charts) for c in CHARTS],
        "currencies": [
            Choice("", say("as the book"), not chosen.currency),
            *(Choice(c, c, c == chosen.currency) for c in page.desk.currencies()),
        ],
        "digits": [Choice(d, DIGIT_NAMES[d], d == chosen.digits) for d in DIGITS],
    }


def remember(response: Response, form: Mapping[str, str]) -> None:
    """Keep what was chosen; what is not known is not kept."""
    known = {"lang": available(), "theme": THEMES, "charts": CHARTS, "digits": DIGITS}
    kept = {name: form[name] for name, values in known.items() if form.get(name) in values}
    if form.get("currency", "").upper() in CURRENCIES:
        kept["currency"] = form["currency"].upper()
    response.set_cookie(COOKIE, urlencode(kept), max_age=_A_YEAR, httponly=True, samesite="strict")
