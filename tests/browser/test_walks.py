"""What a person does: from a card to its records, by keyboard, back again, in another language."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from browser.conftest import Watched

Open = Callable[..., Watched]


def amount(text: str) -> Decimal:
    """The number in a text such as `€294,878`."""
    return Decimal(re.sub(r"[^\d.\-]", "", text))


def test_from_a_card_to_the_records_it_is_made_of(opened: Open) -> None:
    window = opened()
    window.visit("/?period=2026-09")
    page = window.page
    card = page.locator("article.card", has_text="Monthly recurring revenue").first
    shown = amount(card.locator(".value").inner_text())
    card.locator(".value a").click()
    page.wait_for_url("**/records/mrr**")
    page.wait_for_selector("h2#records")
    total = amount(
        page.locator("h2#records").inner_text().splitlines()[0].partition("  ")[0].split(" ")[1]
    )
    added = Decimal(0)
    while True:
        cells = page.locator("table.records tbody td:first-child").all_inner_texts()
        added += sum(map(amount, cells))
        following = page.locator("a[rel=next]")
        if not following.count():
            break
        address = page.url
        following.click()
        page.wait_for_function("(before) => location.href !== before", arg=address)
        page.wait_for_function("(before) => !document.querySelector('main.coming')", arg=address)
    assert abs(added - total) < 1
    assert abs(total - shown) < 1


def test_back_leads_back_and_keeps_what_was_chosen(opened: Open) -> None:
    window = opened()
    window.visit("/metric/win_rate")
    page = window.page
    page.locator("[name=grain][value=quarter]").check(force=True)
    page.wait_for_url("**grain=quarter**")
    page.locator("select[name=by]").select_option("segment")
    page.wait_for_url("**by=segment**")
    page.wait_for_selector(".scroll th:has-text('enterprise')")
    page.go_back()
    page.wait_for_selector(".scroll th:has-text('enterprise')", state="detached")
    assert page.locator("[name=grain]:checked").input_value() == "quarter"
    page.go_back()
    page.wait_for_selector("[name=grain][value=month]:checked", state="attached")
    assert window.complaints == []


def test_a_chart_is_walked_by_keyboard(opened: Open) -> None:
    for language, forward in (("en", "ArrowRight"), ("ar", "ArrowLeft")):
        window = opened()
        window.visit(f"/metric/mrr?lang={language}")
        page = window.page
        marks = page.locator(".drawing:visible a")
        assert page.locator(".drawing:visible a[tabindex='0']").count() == 1
        marks.first.focus()
        said = [page.locator("#tip").inner_text()]
        for _ in range(3):
            page.keyboard.press(forward)
            said.append(page.locator("#tip").inner_text())
        assert len(set(said)) == 4
        labels = marks.evaluate_all("all => all.map(a => a.getAttribute('aria-label'))")
        assert said == labels[:4]
        page.keyboard.press("Enter")
        page.wait_for_url("**/records/mrr**")


def test_the_palette_finds_and_goes(opened: Open) -> None:
    window = opened()
    window.visit("/")
    page = window.page
    page.keyboard.press("Control+k")
    page.keyboard.type("quick ratio")
    page.wait_for_selector("#palette li:has-text('quick ratio')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/metric/quick_ratio**")
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1


def test_settings_are_remembered_and_the_address_goes_first(opened: Open) -> None:
    window = opened()
    page = window.page
    page.locator("main select[name=lang]").select_option("ar")
    page.locator("[name=theme][value=dark]").check(force=True)
    page.locator("main button.primary").click()
    page.wait_for_selector("html[lang=ar][dir=rtl][data-theme=dark]")
    window.visit("/glossary")
    assert page.locator("html[lang=ar]").count() == 1
    window.visit("/glossary?lang=it")
    assert page.locator("html[lang=it][data-theme=dark]").count() == 1


def test_time_runs_from_right_to_left_in_arabic_unless_told_otherwise(opened: Open) -> None:
    window = opened()
    for query, falls in (("", True), ("&charts=ltr", False)):
        window.visit(f"/metric/mrr?lang=ar{query}")
        across = window.page.locator(".drawing:visible a path").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().x)"
        )
        assert (across[0] > across[-1]) is falls


def test_a_table_of_cohorts_is_walked_by_keyboard(opened: Open) -> None:
    for language, onward in (("en", "ArrowRight"), ("ar", "ArrowLeft")):
        window = opened(360)
        window.visit(f"/revenue?period=2026-09&lang={language}")
        page = window.page
        stops = page.locator("[aria-labelledby=cohort-customers] [data-grid] a[tabindex='0']")
        assert page.locator("[data-grid] a[tabindex='0']").count() == 2  # one for each table
        stops.focus()
        page.keyboard.press(onward)
        first = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert page.locator("#tip").inner_text() == first
        page.keyboard.press("ArrowDown")
        second = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert second not in (None, first)
        inside = page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
        assert inside
        page.keyboard.press("Enter")
        page.wait_for_url("**/revenue/cohort?**")
        assert window.complaints == []


def test_the_palette_finds_accounts_and_does_what_the_page_offers(opened: Open) -> None:
    window = opened()
    window.visit("/customer?id=A-000001")
    page = window.page
    name = page.locator("h1 bdi").inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=window.origin)
    window.visit("/revenue?period=2026-09")
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.wait_for_selector(f"#palette li:has-text('{name}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customer?id=A-000001**")
    page.go_back()
    page.wait_for_selector("#cohort-customers")
    page.keyboard.press("Control+k")
    page.keyboard.type("copy link")
    page.wait_for_selector("#palette li[aria-selected=true]:has-text('Copy link')")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-copy]:has-text('Copied')")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzzzz")
    page.wait_for_selector("#palette .none:visible")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    assert window.complaints == []


def test_stages_and_ages_of_open_deals_add_up_to_the_card(opened: Open) -> None:
    window = opened()
    window.visit("/funnel?period=2026-09&theme=dark")
    page = window.page
    card = page.locator("article.card").filter(
        has=page.get_by_role("link", name="Pipeline", exact=True)
    )
    shown = amount(card.locator(".value").inner_text())
    for panel in ("open", "ages"):
        found = page.locator(f"#{panel} ~ .scroll tbody td:nth-child(3)").all_inner_texts()
        assert abs(sum(map(amount, found)) - shown) <= len(found)
