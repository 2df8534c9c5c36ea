"""What must not change a number: the order of rows, names, cuts without meaning, other segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asking_worlds import SLICES, offered
from companies import GRAINS, MOVEMENT_CHOICES, OTHER_CHOICES, Rows, companies, policy_sets
from company_variants import (
    answering_companies,
    selling_companies,
    spending_companies,
    using_companies,
)
from revcompass.domain.ledgers import LEDGERS
from revcompass.domain.period import Calendar, Grain
from revcompass.domain.policy import PolicySet
from revcompass.engine.plain.company import Company, Record
from revcompass.engine.tables import Cut
from rolled import Rolled, has_credits, rolled
from worlds import COMPANY, World, in_worlds_of, store, together, worlds

BOTH = {**MOVEMENT_CHOICES, **OTHER_CHOICES}
KINDS: Mapping[str, tuple[st.SearchStrategy[Company], int, tuple[str, ...]]] = {
    "paying": (companies(), 12, ("movements",)),
    "selling": (selling_companies(st.just(True)), 6, ("deals", "leads", "stages")),
    "spending": (spending_companies(), 8, ("spend",)),
    "using": (using_companies(st.just(True)), 10, ("usage", "engagement")),
    "answering": (answering_companies(), 8, ("answers",)),
}
every_kind = pytest.mark.parametrize("kind", KINDS)

Change = Callable[[Company], Company]


@st.composite
def questions(
    draw: st.DrawFn, world: World, ledger: str, grains: tuple[Grain, ...] = GRAINS
) -> tuple[str, Cut, tuple[str, ...]]:
    """A ledger, how it is cut, and what it is sliced by."""
    cut = Cut(draw(policy_sets(BOTH)), world.merged.data_as_of, draw(st.sampled_from(grains)))
    return ledger, cut, (COMPANY, *draw(st.sampled_from(offered(world, SLICES[ledger]))))


def read(company: Company, asked: Sequence[tuple[str, Cut, tuple[str, ...]]]) -> list[Rolled]:
    """The roll-ups of one store."""
    with store(company) as tables:
        return [
            rolled(tables, ledger, replace(cut, until=company.data_as_of), by)
            for ledger, cut, by in asked
        ]


def unchanged(world: World, data: st.DataObject, kind: str, change: Change) -> None:
    """The same in every period and slice."""
    asked = [data.draw(questions(world, ledger)) for ledger in KINDS[kind][2]]
    assert read(change(world.merged), asked) == read(world.merged, asked)


def for_every_kind(test: Callable[[World, st.DataObject, str], None]) -> Callable[[str], None]:
    """One test per kind of company, as thorough as that kind is quick."""

    def run(kind: str) -> None:
        company, size, _ = KINDS[kind]
        drawn = worlds(company, size, segments_apart=kind == "using")

        @in_worlds_of(size)
        @given(drawn, st.data())
        def generated(world: World, data: st.DataObject) -> None:
            test(world, data, kind)

        generated()

    run.__name__ = run.__qualname__ = test.__name__
    run.__module__ = test.__module__
    return every_kind(run)


@for_every_kind
def test_the_order_of_rows_does_not_matter(world: World, data: st.DataObject, kind: str) -> None:
    dice = Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - an order, not a secret

    def shuffled(company: Company) -> Company:
        tables = {name: dice.sample(list(rows), len(rows)) for name, rows in company.tables.items()}
        return replace(company, tables=tables)

    unchanged(world, data, kind, shuffled)


@for_every_kind
def test_names_of_accounts_do_not_matter(world: World, data: st.DataObject, kind: str) -> None:
    """Neither what they are called nor in which order they come."""
    turned = data.draw(st.booleans())

    def name(account: object) -> str:
        text = str(account)
        return "".join(chr(0x7F - ord(c)) for c in text) if turned else f"Z{text}"

    def renamed(company: Company) -> Company:
        tables = {
            table: [
                {**row, "account_id": name(row["account_id"])} if row.get("account_id") else row
                for row in rows
            ]
            for table, rows in company.tables.items()
        }
        return replace(company, tables=tables)

    unchanged(world, data, kind, renamed)


_FOUR_YEARS = 1461


@for_every_kind
def test_whole_years_later_everything_is_the_same(
    world: World, data: st.DataObject, kind: str
) -> None:
    """Four of them, so that a leap year stays one; weeks fall otherwise."""
    grains = tuple(grain for grain in GRAINS if grain is not Grain.WEEK)
    asked = [data.draw(questions(world, ledger, grains)) for ledger in KINDS[kind][2]]
    delay = timedelta(days=_FOUR_YEARS)

    def later(row: Record) -> dict[str, object]:
        return {n: v + delay if isinstance(v, (date, datetime)) else v for n, v in row.items()}

    company = world.merged
    moved = replace(
        company,
        data_as_of=company.data_as_of + delay,
        tables={name: [later(row) for row in rows] for name, rows in company.tables.items()},
    )
    expected = [
        {((label + delay), key): row for (label, key), row in found.items()}
        for found in read(company, asked)
    ]
    assert read(moved, asked) == expected


@for_every_kind
def test_another_segment_does_not_matter(world: World, data: st.DataObject, kind: str) -> None:
    """The last company is gone, and those that are left do not notice."""
    asked = [data.draw(questions(world, ledger)) for ledger in KINDS[kind][2]]
    *others, gone = world.companies
    fewer = World({label: world.companies[label] for label in others})
    expected = [
        {cell: row for cell, row in found.items() if cell[1][0] != (gone or "")}
        for found in read(world.merged, asked)
    ]
    assert read(fewer.merged, asked) == expected


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_a_row_in_two_pieces_is_one_row(world: World, data: st.DataObject) -> None:
    """A subscription row cut into two contiguous ones of the same price."""
    dice = Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 - a place, not a secret
    asked = [data.draw(questions(world, "movements"))]
    cut_up = replace(
        world.merged,
        tables={
            **world.merged.tables,
            "subscriptions": cut_in_two(list(world.merged.rows("subscriptions")), dice),
        },
    )
    assert read(cut_up, asked) == read(world.merged, asked)


def cut_in_two(rows: list[Record], dice: Random) -> Rows:
    """Every row that has room, save those whose rules count from their own start."""
    starts: dict[object, list[date]] = {}
    for row in rows:
        starts.setdefault(row["subscription_id"], []).append(_day(row, "starts_on"))
    pieces: Rows = []
    for row in rows:
        start = _day(row, "starts_on")
        ends = [later for later in starts[row["subscription_id"]] if later > start]
        stated = row.get("ends_on")
        if stated is None and row.get("status") == "cancelled":
            stated = row.get("cancel_requested_at")
        ends += [stated] if isinstance(stated, date) else []
        room = (min(ends, default=start + timedelta(days=300)) - start).days
        counts_from_start = row.get("status") == "past_due" or row.get("discount_kind") == "once"
        if room < 2 or counts_from_start:
            pieces.append(dict(row))
            continue
        middle = start + timedelta(days=dice.randint(1, room - 1))
        pieces += [{**row, "ends_on": middle}, {**row, "starts_on": middle}]
    return pieces


def _day(row: Record, name: str) -> date:
    found = row[name]
    assert isinstance(found, date)
    return found


@in_worlds_of(12)
@given(worlds(companies(), 12), st.data())
def test_two_accounts_merged_lose_no_more_and_pay_the_same(
    world: World, data: st.DataObject
) -> None:
    unit = {"customer_unit": "account", "netting": "period", "free_after_paid": "churn"}
    drawn = data.draw(policy_sets(MOVEMENT_CHOICES))
    policies = PolicySet.of({name: str(choice) for name, choice in drawn.chosen}, unit)
    cut = Cut(policies, world.merged.data_as_of, data.draw(st.sampled_from(GRAINS)))
    asked = [("movements", cut, (COMPANY,))]
    merged = World({label: _one_account(one) for label, one in world.companies.items()})
    (before,), (after,) = read(world.merged, asked), read(merged.merged, asked)
    nothing = dict.fromkeys(LEDGERS["movements"].columns(), 0)
    uncertain = {label or "" for label, one in world.companies.items() if has_credits(one)}
    for cell in before.keys() | after.keys():
        apart, together_ = before.get(cell, nothing), after.get(cell, nothing)
        assert apart["opening"] == together_["opening"], cell
        assert apart["closing"] == together_["closing"], cell
        if cell[1][0] not in uncertain:
            assert together_["churn"] <= apart["churn"], cell
            assert together_["churned_customers"] <= apart["churned_customers"], cell


def _one_account(company: Company) -> Company:
    """Every subscription is the first account's."""
    first = company.rows("accounts")[0]["account_id"]
    bills = [{**row, "account_id": first} for row in company.rows("subscriptions")]
    return replace(company, tables={**company.tables, "subscriptions": bills})


@pytest.mark.parametrize("kind", ["paying", "selling", "spending"])
def test_a_currency_weighs_what_its_rate_says(kind: str) -> None:
    """Three times the rate is three times the contribution, and nobody else's changes."""
    company, size, ledgers = KINDS[kind]

    @in_worlds_of(size)
    @given(worlds(company, size), st.data())
    def generated(world: World, data: st.DataObject) -> None:
        grain, policies = data.draw(st.sampled_from(GRAINS)), data.draw(policy_sets(BOTH))
        cut = Cut(policies, world.merged.data_as_of, grain)
        asked = [(ledger, cut, (COMPANY, "currency")) for ledger in ledgers if ledger != "leads"]
        rates = [
            {**row, "rate": int(str(row["rate"])) * (3 if row["currency"] == "JPY" else 1)}
            for row in world.merged.rows("exchange_rates")
        ]
        dearer = replace(world.merged, tables={**world.merged.tables, "exchange_rates": rates})
        for before, after, (ledger, *_) in zip(
            read(world.merged, asked), read(dearer, asked), asked, strict=True
        ):
            assert weighed(before, ledger, 3) == weighed(after, ledger, 1), ledger

    generated()


def weighed(found: Rolled, ledger: str, factor: int) -> Rolled:
    """The amounts, those in yen so many times; of movements only what no other currency touches."""
    columns = LEDGERS[ledger].columns()
    own = ("opening", "closing", "fx_effect")
    names = own if ledger == "movements" else [n for n, c in columns.items() if c.kind.is_money]
    kept = {
        (label, key): {name: row[name] * (factor if key[1] == "JPY" else 1) for name in names}
        for (label, key), row in found.items()
    }
    return {cell: row for cell, row in kept.items() if any(row.values())}


def test_companies_stay_apart() -> None:
    """What the tests above rest on: no id of one company is another's."""
    one = Company("EUR", Calendar(), date(2025, 1, 1), (), {"accounts": [{"account_id": "A"}]})
    world = together([one, one])
    assert [row["account_id"] for row in world.merged.rows("accounts")] == ["0.A", "1.A"]
