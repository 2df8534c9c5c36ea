"""Names given by somebody who means harm, on every page: shown as they are, and nothing runs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

import pytest

from browser.conftest import Watched, serving
from browser.pages import PAGES
from revcompass.server.access import Access
from security.hostile import NAMES, file_name, hostile_book

Open = Callable[..., Watched]

EACH = min(len(NAMES), max(3, int(os.environ.get("REVCOMPASS_EXAMPLES", "40")) // 20))
"""With how many of the names, in turn, the pages are asked that take one."""

WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...said) => { window.ran.push([name, ...said].join(" ")); };
}
document.addEventListener("securitypolicyviolation", (event) => {
  window.ran.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
ODD = """() => [...document.querySelectorAll(":not(#tip)")].flatMap((one) => [...one.attributes]
  .filter(({ name, value }) => /^on/i.test(name) || name === "srcdoc" || name === "style" &&
    one.namespaceURI !== "http://www.w3.org/2000/svg"
    || /^(href|src|action|formaction|xlink:href)$/.test(name)
    && !/^(\\/(?!\\/)|[?#]|$)/.test(value) && !/^[\\w.-]+$/.test(value))
  .map(({ name, value }) => `${one.tagName} ${name}=${value.slice(0, 80)}`))"""
"""Attributes that would run or lead elsewhere, had a name become one."""

NEVER = "iframe, embed, object, base, img, bdi *, main script, svg script, svg foreignObject"
_OWN = (
    "/metric/mrr?by=plan",
    "/metric/mrr?by=name&grain=quarter",
    "/metric/mrr?by=country&lang=ar&theme=dark",
    "/metric/win_rate?by=owner&lang=ar",
    "/metric/bookings?by=product",
    "/metric/pipeline?by=stage",
    "/metric/stage_conversion",
    "/revenue?by=plan",
    "/revenue/cohort?period=2026-01&at=2026-03",
    "/records/mrr?period=2026-03",
    "/records/pipeline?period=2026-03",
    "/records/win_rate?period=2026-02&side=denominator",
    "/metric/mrr/policies?period=2026-02",
)
_OTHERS = ("A-000001", "/metric/nothing", "2026-06", "2026-08", "/metric/win_rate/policies")
QUIET = tuple(path for path in PAGES if not any(one in path for one in _OTHERS))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Access]]:
    """The hostile book; `opened` opens this one here."""
    folder = hostile_book(tmp_path_factory.mktemp("hostile") / "book")
    with serving(folder) as served:
        yield served


_turn = cycle(NAMES)


def named(path: str, *names: str) -> list[str]:
    """A page's addresses with the next names in some parameters."""
    told = islice(_turn, EACH)
    return [f"{path}?{urlencode(dict.fromkeys(names, one))}" for one in told]


def check(window: Watched, path: str) -> None:
    """Visit a page and see that nothing ran, nothing was refused, nothing became markup."""
    window.visit(path)
    page = window.page
    assert page.evaluate("window.ran") == [], path
    assert page.evaluate(ODD) == [], path
    assert page.locator(NEVER).count() == 0, path
    assert window.outside == [], path
    told = [
        one for one in window.complaints if not re.match(r"4\d\d |Failed to load resource", one)
    ]
    assert told == [], path


@pytest.fixture
def window(opened: Open) -> Watched:
    """A window that notes what would run."""
    made = opened()
    made.page.set_default_timeout(120_000)
    made.page.add_init_script(WATCH)
    return made


def test_nothing_runs_on_any_page(window: Watched) -> None:
    for path in dict.fromkeys((*QUIET, *_OWN)):
        check(window, path)


def test_nothing_runs_on_a_page_that_takes_a_name(window: Watched) -> None:
    where = [
        f"/metric/mrr?{urlencode({'where': f'plan={_told(one)}'})}" for one in islice(_turn, EACH)
    ]
    asked = [
        *named("/customer", "id"),
        *named("/find", "q"),
        *named("/glossary", "q"),
        *named("/metric/mrr", "by", "from", "as_of"),
        *named("/", "period", "grain", "lang", "theme", "zero"),
        *named("/records/mrr", "period", "offset"),
        *where,
        *[f"/nothing/{urlencode({'a': one})}" for one in islice(_turn, 2)],
    ]
    for path in asked:
        check(window, path)


def test_names_are_shown_as_they_are(window: Watched) -> None:
    check(window, "/metric/mrr?by=plan")
    shown = window.page.locator("main").inner_text()
    lost = [
        one
        for one in NAMES
        if " ".join(one.replace("\x00", "").split())[:60]
        not in " ".join(shown.replace("\ufffd", "").split())
    ]
    assert lost == []
    check(window, "/data/problems")
    assert file_name(0) in window.page.locator("main").inner_text()


def test_nothing_runs_without_the_policy_of_contents(opened: Open) -> None:
    """The pages hold by themselves too: were there no policy, nothing would run."""
    window = opened(bypass_csp=True)
    window.page.set_default_timeout(120_000)
    window.page.add_init_script(WATCH)
    for path in (*_OWN[:4], "/funnel", "/", "/data", "/data/problems", *named("/customer", "id")):
        check(window, path)
        window.page.evaluate("document.querySelectorAll('*').forEach((one) => one.focus?.())")
        for one in window.page.locator("main th bdi, main td bdi").all()[:5]:
            one.hover(force=True)
        assert window.page.evaluate("window.ran") == [], path


def test_pages_fit_however_long_a_name_is(window: Watched) -> None:
    for path in ("/", "/revenue", "/funnel", "/data", *_OWN[:3], "/records/mrr?period=2026-03"):
        for width in (1280, 360):
            window.page.set_viewport_size({"width": width, "height": 900})
            window.visit(path)
            over = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{path} is {over} px too wide at {width}"


def test_the_palette_and_the_pages_it_swaps(window: Watched) -> None:
    check(window, "/revenue")
    page = window.page
    for name in islice(_turn, EACH):
        page.keyboard.press("Control+k")
        typed = page.locator("#palette input")
        typed.fill(name[:200])
        page.wait_for_load_state("networkidle")
        assert page.locator("#palette").locator(NEVER).count() == 0
        page.keyboard.press("Escape")
    page.locator("nav a[href^='/funnel']").click()
    page.wait_for_url("**/funnel**")
    page.wait_for_function("() => !document.querySelector('main.coming')")
    for mark in page.locator("main a[aria-label]:visible").all()[:3]:
        mark.hover(force=True)
    assert page.evaluate("window.ran") == []
    assert page.evaluate(ODD) == []
    assert window.complaints == []


def test_drawings_by_themselves(window: Watched, browser: Any) -> None:
    """A downloaded drawing, opened where no policy holds."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH)
    for path in (
        "/export/mrr.svg?by=plan",
        "/export/pipeline.svg?by=stage",
        "/export/mrr.svg?by=name",
    ):
        drawn = window.page.request.get(window.origin + path)
        assert drawn.headers["content-disposition"].startswith("attachment")
        assert drawn.status == 200
        page.goto("about:blank")
        page.set_content(f"<!doctype html><body>{drawn.text()}</body>")
        assert page.evaluate("window.ran") == [], path
        assert page.locator("script, iframe, img, foreignObject, [onload], [onerror]").count() == 0
        assert page.evaluate(
            "(text) => !new DOMParser().parseFromString(text, 'image/svg+xml')"
            ".querySelector('parsererror, script')",
            drawn.text(),
        ), path
    context.close()


def test_a_file_with_a_hostile_name_and_heads(window: Watched) -> None:
    heads = ",".join('"' + one.replace('"', '""') + '"' for one in NAMES)
    sent = {
        "name": "<img src=x onerror=alert(1)>.csv",
        "mimeType": "text/csv",
        "buffer": f"account_id,{heads}\nA1,{heads}\n".encode(),
    }
    window.visit("/data")
    page = window.page
    page.locator("input[type=file]").set_input_files(sent)
    page.locator("form.upload button.primary").click()
    page.wait_for_url("**/data/upload/*")
    check(window, page.url.removeprefix(window.origin))


def _told(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
