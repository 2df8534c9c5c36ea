"""Cohorts, open deals, accounts and choices as pages: what they say is what the desk answers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from revcompass.desk.ageing import total
from revcompass.desk.desk import Desk
from revcompass.desk.loading import load
from revcompass.domain.question import Question


@pytest.fixture
def desk(loaded: tuple[Path, date]) -> Desk:
    return Desk.open(loaded[0])


def squares(text: str, table: str) -> list[str]:
    """The addresses of a heat map's coloured cells."""
    part = text.partition(f'id="{table}"')[2].partition("</table>")[0]
    return [unescape(one) for one in re.findall(r'<td class="heat-\d"><a href="([^"]+)"', part)]


def test_cohorts_are_the_new_customers_of_their_periods(desk: Desk, client: TestClient) -> None:
    for code in ("2026-09", "2026-Q3", "2026"):
        period = desk.calendar.parse(code)
        found = desk.lists.cohorts(Question(()), period)
        rows = desk.show(
            Question(
                ("new_customers",),
                grain=found.grain,
                start=found.cohorts[0].period.start,
                end=found.cohorts[-1].period.end,
            )
        ).results[0]
        started = {row.period: row.value.number for row in rows.rows if row.value.number}
        assert started == {one.period: one.started for one in found.cohorts if one.started}
        text = client.get(f"/revenue?period={code}&grain={period.grain}").text
        cells = sum(len(one.customers) for one in found.cohorts)
        assert len(squares(text, "cohort-customers")) == cells > 0


def test_a_cell_opens_into_its_customers(desk: Desk, client: TestClient) -> None:
    found = desk.lists.cohorts(Question(()), desk.calendar.parse("2026-Q3"))
    cohort = max(found.cohorts, key=lambda one: len(one.customers))
    until = found.cohorts[-1].period
    first = desk.calendar.code(cohort.period)
    text = client.get(f"/revenue/cohort?period={first}&at={desk.calendar.code(until)}").text
    assert f"{cohort.customers[-1]} of {cohort.started} are customers" in text
    assert len(re.findall(r'<a href="/customer\?id=', text)) == cohort.started
    told = desk.lists.members(Question(()), cohort.period, until)
    assert (told.kept, told.first, told.now) == (
        cohort.customers[-1],
        cohort.revenue[0],
        cohort.revenue[-1],
    )
    assert told.now == sum((one.now or Fraction(0) for one in told.starters), Fraction(0))


def test_the_cohorts_download_is_exact(desk: Desk, client: TestClient) -> None:
    text = client.get("/export/cohorts.csv?grain=quarter&period=2026-Q3").text
    rows = list(csv.DictReader(io.StringIO(text)))
    found = desk.lists.cohorts(Question(()), desk.calendar.parse("2026-Q3"))
    assert len(rows) == sum(len(one.customers) for one in found.cohorts)
    last = next(row for row in rows if row["age"] == "3")
    cohort = next(one for one in found.cohorts if desk.calendar.code(one.period) == last["cohort"])
    assert int(last["customers"]) == cohort.customers[3]
    assert abs(Fraction(last["mrr_kept"]) - (cohort.kept_revenue(3) or 0)) < Fraction(1, 10**9)
    assert client.get("/export/cohorts.xlsx").content.startswith(b"PK")
    assert client.get("/export/cohorts.svg").status_code == 404


def test_open_deals_are_the_pipeline(desk: Desk, client: TestClient) -> None:
    for code in ("2026-09", "2026-Q1"):
        period = desk.calendar.parse(code)
        found = desk.lists.ageing(Question(()), period)
        asked = Question(("pipeline", "open_opportunities"), period=period)
        pipeline, count = (result.rows[0].value.number for result in desk.show(asked).results)
        assert total(found.deals) == pipeline
        assert len(found.deals) == count
        text = client.get(f"/funnel?period={code}&grain={period.grain}").text
        shown = text.partition('id="stalled"')[2]
        assert all(one.deal.key in shown for one in found.stalled[:25])


def test_a_deal_that_stands_too_long_has_stalled(tmp_path: Path) -> None:
    """Twenty deals moved on within 10 days; one has stood for 60, one for 5, one has no history."""
    deals = ["opportunity_id,created_at,stage,amount,outcome,closed_at"]
    stages = ["opportunity_id,stage,entered_at"]
    for n in range(20):
        deals.append(f"D{n},2026-01-01,Won,100,won,2026-01-{12 + n % 5}")
        stages += [f"D{n},Demo,2026-01-01", f"D{n},Won,2026-01-{2 + n % 10:02d}"]
    deals += ["LONG,2026-01-30,Demo,500,,", "YOUNG,2026-03-26,Demo,300,,"]
    deals += ["BARE,2026-01-20,Demo,200,,", "FRESH,2026-03-20,Demo,200,,"]
    stages += ["LONG,Demo,2026-01-30", "YOUNG,Demo,2026-03-26"]
    for name, lines in (("deals", deals), ("stages", stages)):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "revcompass.toml").write_text(
        '[book]\ncurrency = "EUR"\ntimezone = "UTC"\nas_of = "2026-03-31"\n'
        '[funnel]\nstages = ["Demo", "Won"]\n'
        '[[source]]\nname = "d"\ntable = "opportunities"\nfiles = "deals.csv"\n'
        '[[source]]\nname = "s"\ntable = "stage_changes"\nfiles = "stages.csv"\n',
        encoding="utf-8",
    )
    load(tmp_path, today=date(2026, 4, 1))
    desk = Desk.open(tmp_path)
    found = desk.lists.ageing(Question(()), desk.calendar.parse("2026-03"))
    assert found.stays["Demo"].most == 9
    assert found.decided_within == 15
    told = {one.deal.key: (one.age, one.limit, one.is_stalled) for one in found.deals}
    assert told == {
        "LONG": (60, 9, True),
        "YOUNG": (5, 9, False),
        "BARE": (70, 15, True),
        "FRESH": (11, 15, False),
    }


def test_the_largest_accounts_are_the_concentration(desk: Desk) -> None:
    period = desk.calendar.parse("2026-09")
    row = desk.show(Question(("concentration",), period=period)).results[0].rows[0]
    found = desk.lists.largest(Question(()), period)
    assert found[-1].together == row.value.number
    assert found[0].share == dict(row.companions)["largest_account"].number
    assert [one.amount for one in found] == sorted((one.amount for one in found), reverse=True)


def test_each_choice_leads_to_the_number_it_says(client: TestClient) -> None:
    text = client.get("/metric/win_rate/policies?period=2026-Q1&grain=quarter").text
    ways = re.findall(
        r'<th scope="row"><a href="([^"]+)">[^<]+(?:</bdi>)?</a>.*?</th><td class="num">([^<]+)',
        text.partition('id="choices"')[2].partition('id="presets"')[0],
    )
    assert len(ways) == 3
    for href, number in ways:
        assert number in unescape(client.get(unescape(href)).text), href


def test_an_account_is_found_and_opened(desk: Desk, client: TestClient) -> None:
    names = desk.lists.account_names(["A-000001"])
    found = client.get(f"/find?q={names['A-000001'].split()[0].lower()}").text
    assert "/customer?id=A-000001" in found
    text = unescape(client.get("/customer?id=A-000001").text)
    assert names["A-000001"] in text
    assert client.get("/customer?id=nobody").status_code == 400


def test_the_currency_is_kept_and_the_address_goes_first(
    copied: Path, visit: Callable[[Path], TestClient]
) -> None:
    client = visit(copied)
    origin = {"Origin": str(client.base_url), "Sec-Fetch-Site": "same-origin"}
    kept = client.post("/settings", data={"currency": "USD", "lang": "en"}, headers=origin)
    assert kept.status_code == 303
    dollars = client.get("/metric/mrr?period=2026-09").text
    assert "$" in dollars
    assert "€" in client.get("/metric/mrr?period=2026-09&currency=EUR").text
    assert "$" in client.get("/records/mrr?period=2026-09").text
    client.post("/settings", data={"currency": "nonsense"}, headers=origin)
    assert "€" in client.get("/metric/mrr?period=2026-09").text


def test_a_page_is_of_one_snapshot_and_its_links_stay_there(
    copied: Path, loaded: tuple[Path, date], visit: Callable[[Path], TestClient]
) -> None:
    file = copied / "billing" / "subscriptions.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    before = Desk.open(copied)
    period = before.calendar.parse("2026-09")
    old = [one.account for one in before.lists.largest(Question(()), period)]
    gone = [line for line in lines if old[0] not in line]
    file.write_text("\n".join(gone) + "\n", encoding="utf-8")
    load(copied, today=loaded[1])
    client = visit(copied)
    now = client.get("/revenue?period=2026-09").text
    then = client.get("/revenue?period=2026-09&as_of=000001").text
    address = f"/customer?id={old[0]}"
    assert address in unescape(then)
    assert address not in unescape(now)
    assert "snapshot 000001" in then
    assert "snapshot 000002" in now
    links = re.findall(r'href="(/(?:metric|records|funnel|revenue)[^"]*)"', then)
    assert len(links) > 20
    assert all("as_of=000001" in link for link in links)
