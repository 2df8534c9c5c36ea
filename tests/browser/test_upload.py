"""A file comes in through the browser: a good one to its numbers, a bad one to what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Watched, serving
from revcompass.server.access import Access

Open = Callable[..., Watched]

GOOD = """\
Vertrag;Kunde;Beginn;Ende;Preis;Tarif
V-001;Alder GmbH;01.01.2026;;1.200,00;Team
V-002;Birke AG;15.01.2026;;450,00;Start
V-003;;03.03.2026;;120,00;Start
"""
BAD = b"%PDF-1.4\n1 0 obj\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Access]]:
    """A book without any records; `opened` opens this one here."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "revcompass.toml").write_text(
        '[book]\ncurrency = "EUR"\nas_of = "2026-03-31"\n', encoding="utf-8"
    )
    with serving(folder) as served:
        yield served


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file with records, one of which lacks its account."""
    path = tmp_path / "Billing 2026.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file that is not what its name says."""
    path = tmp_path / "report.csv"
    path.write_bytes(BAD)
    return path


def send(window: Watched, file: Path, query: str = "") -> Any:
    """Choose a file on the first page and send it."""
    window.visit(f"/{query}")
    page = window.page
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form.upload button.primary").click()
    page.wait_for_url("**/data/upload/*")
    return page


def check_looks(window: Watched, direction: str) -> None:
    """Nothing runs over, nothing complains, axe finds nothing serious."""
    page = window.page
    assert page.evaluate("document.documentElement.dir") == direction
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    serious = [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == [], page.url
    assert window.complaints == []
    assert window.outside == []


@pytest.mark.parametrize(
    ("language", "direction", "width"), [("en", "ltr", 1280), ("ar", "rtl", 360)]
)
def test_a_good_file_becomes_numbers(
    opened: Open, good: Path, language: str, direction: str, width: int
) -> None:
    window = opened(width, bypass_csp=True)
    page = send(window, good, f"?lang={language}")
    check_looks(window, direction)
    assert page.locator("h1 bdi").inner_text() == "Billing_2026.csv"
    assert page.locator("#choices [name='column:Kunde']").input_value() == "account_id"
    assert not page.locator("button[formmethod=post].primary").count()
    page.locator("#choices [name='constant:interval']").select_option("month")
    page.locator("#choices button.primary").click()  # check again
    page.wait_for_selector("button[formmethod=post].primary")
    assert page.locator("#choices [name='constant:interval']").input_value() == "month"
    check_looks(window, direction)
    page.locator("button[formmethod=post].primary").click()
    page.wait_for_selector("#went", timeout=60_000)
    check_looks(window, direction)
    assert page.locator("#went ~ .scroll tbody tr").first.locator("td").all_inner_texts() == [
        *("3", "2", "1", "0"),
    ]
    assert page.locator("#missing_value").count() == 1
    window.visit(f"/metric/mrr?period=2026-03&lang={language}")
    assert "1,650" in page.locator("main").inner_text()


def test_a_bad_file_is_told_and_can_be_thrown_away(opened: Open, bad: Path) -> None:
    window = opened(360, bypass_csp=True)
    page = send(window, bad)
    check_looks(window, "ltr")
    assert "pdf" in page.locator("[role=alert]").inner_text()
    assert not page.locator("button[formmethod=post].primary").count()
    page.locator("button[formaction*=discard]").click()
    page.wait_for_url("**/data")
    assert page.locator("input[type=file]").count() == 1


def test_all_of_it_works_without_scripts(opened: Open, good: Path) -> None:
    window = opened(java_script_enabled=False)
    page = send(window, good)
    page.locator("#choices [name='constant:interval']").select_option("month")
    page.locator("#choices button.primary").click()
    page.locator("button[formmethod=post].primary").click()
    page.wait_for_url("**/data/load/*")
    page.wait_for_selector("#went", timeout=60_000)  # the page loads itself anew until then
    assert window.complaints == []
    page.locator("nav a[href^='/data']").click()
    page.locator("form[action='/data/load'] button").click()
    page.wait_for_selector("#went", timeout=60_000)
