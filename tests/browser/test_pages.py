"""Every page in every language, wide and on a phone."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from importlib.resources import files

import pytest

from browser.conftest import Watched
from browser.pages import PAGES, TEXTS, with_language
from revcompass.samples.facts import STAGES
from revcompass.words.languages import LANGUAGES, is_right_to_left
from revcompass.words.translate import Translator

Open = Callable[..., Watched]

_SERIOUS = ("serious", "critical")
_DATES = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\b|\bQ[1-4]\b")
# What stands in the records, in the settings, or is a name everywhere.
_NAMES = re.compile(
    r"\b(?:MRR|ARR|CSV|XLSX|SVG|PNG|API|Vega-Lite|EUR|revcompass|Ctrl K|Velquist Ledger"
    r"|openapi.json|paid_search|outbound|events|content|referral|enterprise|mid|smb|Support|Sales|Engineering"
    rf"|Marketing|Product|Success|Finance|People|KPI|win_rate|stage|segment|channel|team"
    rf"|{'|'.join(STAGES)})\b"
)
# A label in a chart may be cut, and a sentence may be broken by a command in it.
_MARKED = re.compile(r"⟦[^⟦⟧]*(?:[⟧…]|$)|^[^⟦⟧]*⟧")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_quiet_and_fit(opened: Open, language: str) -> None:
    window = opened()
    page, direction = window.page, "rtl" if is_right_to_left(language) else "ltr"
    for path in PAGES:
        if path == "/metric/nothing":
            continue  # a 404 is a message of the console
        window.visit(with_language(path, language))
        assert window.complaints == [], path
        assert window.outside == [], path
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.documentElement.dir") == direction
        assert page.locator("h1").count() == 1, path
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{path} is {over} px too wide at {width}"


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("en", "light", 1280), ("ar", "dark", 1280), ("de", "dark", 360)],
)
def test_axe_finds_nothing_serious(opened: Open, language: str, theme: str, width: int) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    window = opened(width, bypass_csp=True)
    for path in PAGES:
        window.visit(with_language(path, language) + f"&theme={theme}")
        window.page.evaluate(axe)
        found = window.page.evaluate("axe.run()")
        serious = [
            (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
            for fault in found["violations"]
            if fault["impact"] in _SERIOUS
        ]
        assert serious == [], path


class Marked(gettext.NullTranslations):
    """Every message of the catalogues between brackets."""

    def gettext(self, message: str) -> str:
        """The message, marked."""
        return f"⟦{message}⟧"

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The plural message, marked."""
        return f"⟦{plural if n != 1 else singular}⟧"


def test_every_word_comes_from_the_catalogues(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Translator, "_domain", lambda *_: Marked())
    window = opened()
    bare_words = []
    for path in PAGES:
        window.visit(
            path + ("&" if "?" in path else "?") + "lang=en&charts=ltr"
        )  # nobody asked yet
        for text in window.page.evaluate(TEXTS):
            bare = text
            while _MARKED.search(bare):
                bare = _MARKED.sub(" ", bare)
            bare = _NAMES.sub(" ", _DATES.sub(" ", bare))
            if re.search(r"[^\W\d_]{3,}", bare):
                bare_words.append((path, text, bare.strip()))
    assert bare_words == []


def test_nothing_is_lost_without_scripts(opened: Open) -> None:
    window = opened(java_script_enabled=False)
    window.visit("/")
    page = window.page
    page.locator("select[name=period]").select_option(index=3)
    page.locator("form.controls button.go").click()
    assert "period=" in page.url
    page.locator("form.language select").select_option("de")
    page.locator("form.language button").click()
    assert page.locator("html[lang=de]").count() == 1
    assert "period=" in page.url
    page.locator("article.card h3 a").first.click()
    assert "/metric/mrr" in page.url
    page.locator(".drawing:visible a").last.click()
    assert "/records/mrr" in page.url
    assert window.complaints == []


def test_the_first_visit_is_light(opened: Open) -> None:
    window = opened()
    sizes: dict[str, int] = {}
    window.page.on("response", lambda r: sizes.update({r.url: len(r.body())}))
    window.page.goto(window.origin + "/", wait_until="networkidle")
    assert sum(sizes.values()) <= 200_000, sizes
