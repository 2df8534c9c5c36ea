"""The sample company: the same everywhere, consistent, and as its truth says.

Everything is read back from the files with the csv module and counted the plain way.
"""

import csv
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from revcompass.book.config import read_book
from revcompass.domain.records import TABLES
from revcompass.samples import MonthTruth, Truth, write_company
from revcompass.samples.book import book_text
from revcompass.samples.facts import STAGES

Row = dict[str, str]
Written = tuple[Path, Truth]

PAYING = ("active", "past_due", "cancelled")
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The company as `revcompass demo` writes it."""
    folder = tmp_path_factory.mktemp("default")
    return folder, write_company(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A company of twenty customers."""
    folder = tmp_path_factory.mktemp("small")
    return folder, write_company(folder, accounts=20)


@pytest.fixture(params=["default", "small"])
def written(request: pytest.FixtureRequest) -> Written:
    """Both sizes in turn."""
    value: Written = request.getfixturevalue(request.param)
    return value


@cache
def read(folder: Path, table: str) -> tuple[Row, ...]:
    """A table's rows under their canonical names, in the order of the files."""
    source = next(one for one in read_book(folder).sources if one.table == table)
    ours = {theirs: name for name, theirs in source.columns.items()}
    rows = []
    for path in sorted(folder.glob(source.files)):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=source.format.delimiter or ","):
                named = {ours.get(name, name): value for name, value in row.items()}
                for column, values in source.values.items():
                    named[column] = values.get(named[column], named[column])
                rows.append(named)
    return tuple(rows)


def clean(written: Written, table: str) -> list[Row]:
    """A table's rows without the spoiled ones."""
    folder, truth = written
    keys = {row.key for row in truth.dirty if row.table == table}
    key = "event_id" if table == "usage" else TABLES[table].key[0]
    return [row for row in read(folder, table) if row[key] not in keys]


def paying(spans: list[Row], day: date) -> list[Row]:
    """The spans that bring recurring revenue on the day."""
    at = day.isoformat()
    return [
        span
        for span in spans
        if span["status"] in PAYING
        and span["starts_on"] <= at
        and (not span["ends_on"] or at < span["ends_on"])
    ]


def monthly(span: Row) -> Fraction:
    """Recurring minor units per month; only a lasting discount takes something off."""
    forever = span["discount_kind"] == "forever"
    off = Fraction(int(span["discount_percent"]), 100) if forever else Fraction(0)
    each = Fraction(span["unit_amount"]) * int(span["quantity"]) * (1 - off)
    return 100 * each / MONTHS_IN[span["interval"]]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# The same everywhere


def test_same_arguments_give_the_same_bytes(small: Written, tmp_path: Path) -> None:
    folder, truth = small
    assert write_company(tmp_path, accounts=20) == truth
    assert contents(tmp_path) == contents(folder)


def test_another_seed_gives_another_company(small: Written, tmp_path: Path) -> None:
    write_company(tmp_path, accounts=20, seed=2)
    ours, theirs = contents(small[0]), contents(tmp_path)
    assert ours.keys() == theirs.keys()
    same = {name for name in ours if ours[name] == theirs[name]}
    assert same == {"revcompass.toml"}


def test_files_are_plain_text(small: Written) -> None:
    for name, data in contents(small[0]).items():
        assert b"\r" not in data, name
        assert data.decode("utf-8").endswith("\n"), name


def test_too_small_a_company_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 10 accounts, not 9"):
        write_company(tmp_path, accounts=9)


# The book and its tables


def test_every_canonical_table_is_there(written: Written) -> None:
    folder, truth = written
    assert truth.rows.keys() == TABLES.keys()
    for table, rows in truth.rows.items():
        assert len(read(folder, table)) == rows > 0, table


def test_columns_are_canonical(small: Written) -> None:
    for table in TABLES.values():
        names = read(small[0], table.name)[0].keys()
        assert names <= {column.name for column in table.columns}, table.name
        assert names >= {column.name for column in table.columns if column.required}, table.name


def test_choices_are_canonical(written: Written) -> None:
    for table in TABLES.values():
        for row in read(written[0], table.name):
            for column in table.columns:
                if column.choices and row.get(column.name):
                    assert row[column.name] in column.choices, (table.name, row)


def test_keys_are_unique_but_for_the_spoiled_rows(written: Written) -> None:
    for table in TABLES.values():
        if table.name == "targets":
            continue  # not a table of things
        rows = clean(written, table.name)
        keys = Counter(tuple(row[name] for name in table.key) for row in rows)
        assert keys.most_common(1)[0][1] == 1, table.name


def test_records_point_at_records(written: Written) -> None:
    folder, _ = written
    known = {
        "account_id": {row["account_id"] for row in read(folder, "accounts")},
        "lead_id": {row["lead_id"] for row in read(folder, "leads")},
        "opportunity_id": {row["opportunity_id"] for row in read(folder, "opportunities")},
        "replaces": {row["subscription_id"] for row in read(folder, "subscriptions")},
    }
    for table in TABLES:
        for row in read(folder, table):
            for column, keys in known.items():
                assert not row.get(column) or row[column] in keys, (table, column, row)


# Dates


def test_nothing_has_happened_after_the_export(written: Written) -> None:
    folder, truth = written
    last = truth.as_of.isoformat()
    for table in TABLES.values():
        past = [c.name for c in table.columns if c.event and c.name not in ("ends_on", "to")]
        day = iso if table.name == "spend" else str
        for row in read(folder, table.name):
            for name in past:
                assert day(row.get(name, ""))[:10] <= last, (table.name, name, row)
    for span in clean(written, "subscriptions"):
        assert span["ends_on"] <= last or span["cancel_requested_at"]


def test_only_customers_and_accounts_are_older_than_the_records(written: Written) -> None:
    for table in ("leads", "opportunities", "stage_changes", "activities", "answers"):
        columns = [column.name for column in TABLES[table].columns if column.event]
        for row in clean(written, table):
            for name in columns:
                assert not row.get(name) or row[name] >= "2023-01-01", (table, name, row)


def test_steps_come_in_order(written: Written) -> None:
    steps = {
        "leads": ("created_at", "mql_at", "vetted_at", "handed_over_at", "disqualified_at"),
        "opportunities": ("first_contact_at", "created_at", "closed_at"),
    }
    for table, names in steps.items():
        for row in clean(written, table):
            days = [row[name][:10] for name in names if row[name]]
            assert days == sorted(days), row
    for span in clean(written, "subscriptions"):
        assert not span["ends_on"] or span["starts_on"] < span["ends_on"], span
        if span["cancel_requested_at"]:
            assert span["cancel_requested_at"] <= span["ends_on"]


def test_spans_of_a_subscription_do_not_overlap(written: Written) -> None:
    ends: dict[str, str] = {}
    spans = clean(written, "subscriptions")
    for span in sorted(spans, key=lambda one: (one["subscription_id"], one["starts_on"])):
        name = span["subscription_id"]
        assert ends.get(name, "") <= span["starts_on"], span
        ends[name] = span["ends_on"] or "9999"


def test_a_deal_enters_its_stages_while_it_is_open(written: Written) -> None:
    deals = {row["opportunity_id"]: row for row in clean(written, "opportunities")}
    before: dict[str, str] = {}
    for visit in read(written[0], "stage_changes"):
        deal = deals.get(visit["opportunity_id"])
        if deal is None:
            continue
        assert visit["stage"] in STAGES
        assert deal["created_at"] <= visit["entered_at"][:10] <= (deal["closed_at"] or "9999")
        assert before.get(visit["opportunity_id"], "") < visit["entered_at"]
        before[visit["opportunity_id"]] = visit["entered_at"]


def test_a_won_new_deal_is_followed_by_a_subscription(written: Written) -> None:
    starts: dict[str, str] = {}
    for span in clean(written, "subscriptions"):
        if span["status"] in PAYING:
            account = span["account_id"]
            starts[account] = min(starts.get(account, "9999"), span["starts_on"])
    for deal in clean(written, "opportunities"):
        if deal["kind"] == "new" and deal["outcome"] == "won":
            start = date.fromisoformat(starts[deal["account_id"]])
            assert 0 <= (start - date.fromisoformat(deal["closed_at"])).days <= 9


def test_a_lead_and_its_deal_agree(written: Written) -> None:
    leads = {row["lead_id"]: row for row in clean(written, "leads")}
    for deal in clean(written, "opportunities"):
        if deal["lead_id"]:
            lead = leads[deal["lead_id"]]
            for name in ("opportunity_id", "account_id", "channel", "owner"):
                assert lead[name] == deal[name]
            assert lead["handed_over_at"] <= deal["created_at"]


# The truth


def test_spoiled_rows_are_where_the_truth_says(written: Written) -> None:
    folder, truth = written
    assert len(truth.dirty) == 5
    assert sum(len(row.lines) for row in truth.dirty) == 7
    for spoiled in truth.dirty:
        lines = (folder / spoiled.file).read_text(encoding="utf-8").splitlines()
        assert all(spoiled.key in lines[line - 1] for line in spoiled.lines)


def test_truth_equals_a_recount_of_the_files(written: Written) -> None:
    _, truth = written
    spans = clean(written, "subscriptions")
    leads, deals = clean(written, "leads"), clean(written, "opportunities")
    backward = next(row for row in truth.dirty if row.column == "closed_at")
    deals += [
        row for row in read(written[0], "opportunities") if row["opportunity_id"] == backward.key
    ]
    first = {
        account: min(s["starts_on"] for s in spans if s["account_id"] == account and is_paid(s))
        for account in {span["account_id"] for span in spans if is_paid(span)}
    }
    places = [i for i, month in enumerate(truth.months) if month.day.month in (2, 10)]
    assert len(places) == 8
    for place in places:
        month, before = truth.months[place], truth.months[place - 1]
        active = paying(spans, month.day)
        customers = {span["account_id"] for span in active}
        assert month.customers == len(customers)
        assert month.lost == len({s["account_id"] for s in paying(spans, before.day)} - customers)
        for currency, amount in month.mrr.items():
            assert amount == sum(monthly(s) for s in active if s["currency"] == currency)

        def within(row: Row, column: str, here: MonthTruth = month) -> bool:
            return row[column].startswith(f"{here.day:%Y-%m}")

        assert month.first_starts == sum(
            start.startswith(f"{month.day:%Y-%m}") for start in first.values()
        )
        assert month.leads == sum(within(lead, "created_at") for lead in leads)
        assert month.deals_created == sum(within(deal, "created_at") for deal in deals)
        assert month.deals_won == sum(
            deal["outcome"] == "won" and within(deal, "closed_at") for deal in deals
        )


def is_paid(span: Row) -> bool:
    return span["status"] in PAYING


def test_months_run_from_the_opening_to_the_export(small: Written) -> None:
    days = [month.day for month in small[1].months]
    assert days[:2] == [date(2022, 12, 31), date(2023, 1, 31)]
    assert days[-2:] == [date(2026, 9, 30), date(2026, 10, 17)]
    assert len(days) == 47


# The planted facts, by simple counting


def test_deals_leak_between_two_stages(default: Written) -> None:
    folder, truth = default
    kinds = {row["opportunity_id"]: row["kind"] for row in read(folder, "opportunities")}
    furthest: dict[str, int] = {}
    for visit in read(folder, "stage_changes"):
        if kinds[visit["opportunity_id"]] == "new":
            place = STAGES.index(visit["stage"])
            furthest[visit["opportunity_id"]] = max(place, furthest.get(visit["opportunity_id"], 0))
    passed = {
        (STAGES[at], STAGES[at + 1]): sum(place > at for place in furthest.values())
        / sum(place >= at for place in furthest.values())
        for at in range(len(STAGES) - 1)
    }
    leak = passed.pop(truth.planted.leak)
    assert leak < 0.45
    assert min(passed.values()) > 0.65


def churn(
    written: Written, column: str, value: str, first: date = date.min, last: date = date.max
) -> float:
    """Customers lost over the months from first to last, by customers at their openings."""
    folder, truth = written
    accounts = {row["account_id"] for row in read(folder, "accounts") if row[column] == value}
    spans = [span for span in clean(written, "subscriptions") if span["account_id"] in accounts]
    days = [month.day for month in truth.months if first <= month.day <= last]
    active = [{span["account_id"] for span in paying(spans, day)} for day in days]
    pairs = list(pairwise(active))
    return sum(len(old - new) for old, new in pairs) / sum(len(old) for old, _ in pairs)


def test_one_segment_begins_to_leave(default: Written) -> None:
    planted = default[1].planted
    turn = planted.churn_jump_from - timedelta(days=1)
    rise = {
        segment: churn(default, "segment", segment, first=turn)
        / churn(default, "segment", segment, last=turn)
        for segment in ("smb", "mid")
    }
    assert planted.churn_jump_segment == "mid"
    assert rise["mid"] > 2
    assert rise["smb"] < 1.4


def test_one_channel_is_cheapest_and_stays_longest(default: Written) -> None:
    folder, truth = default
    before = {s["account_id"] for s in read(folder, "subscriptions") if s["starts_on"] < "2023"}
    won = {row["account_id"]: row for row in read(folder, "opportunities") if is_new_customer(row)}
    assert not before & won.keys()
    customers = Counter(row["channel"] for row in won.values())
    spend: Counter[str] = Counter()
    for row in read(folder, "spend"):
        spend[row["channel"]] += int(row["amount"].replace(",", ""))
    cost = {channel: spend[channel] / customers[channel] for channel in customers}
    lost = {channel: churn(default, "channel", channel) for channel in customers}
    assert min(cost, key=lambda name: cost[name]) == truth.planted.best_channel
    assert min(lost, key=lambda name: lost[name]) == truth.planted.best_channel


def is_new_customer(deal: Row) -> bool:
    return deal["kind"] == "new" and deal["outcome"] == "won"


def test_use_fades_before_a_customer_leaves(default: Written) -> None:
    planted = default[1].planted
    ends: dict[str, date] = {}
    for span in clean(default, "subscriptions"):
        if span["cancel_reason"] and "2025-06-01" <= span["ends_on"] <= "2026-10-17":
            ends[span["account_id"]] = date.fromisoformat(span["ends_on"])
    rows = [0] * 4
    for event in clean(default, "usage"):
        if event["account_id"] in ends:
            day = date.fromisoformat(event["occurred_at"][:10])
            left = (ends[event["account_id"]] - day).days
            if 0 < left <= 120:
                rows[(left - 1) // 30] += 1
    usual = (rows[2] + rows[3]) / 2
    assert rows[0] / usual == pytest.approx(planted.use_30_days_before_churn, abs=0.08)
    assert rows[1] / usual == pytest.approx(planted.use_60_days_before_churn, abs=0.1)


def test_one_seller_wins_more(default: Written) -> None:
    folder, truth = default
    deals = [row for row in read(folder, "opportunities") if row["kind"] == "new"]
    strongest = truth.planted.strongest_owner
    team = {row["owner"]: row["team"] for row in deals}
    rates = {
        owner: sum(r["outcome"] == "won" for r in deals if r["owner"] == owner)
        / sum(r["owner"] == owner for r in deals)
        for owner in team
        if team[owner] == team[strongest]
    }
    assert max(rates, key=lambda name: rates[name]) == strongest


# Believable


def test_size_of_the_default_company(default: Written) -> None:
    folder, truth = default
    deals = clean(default, "opportunities")
    assert 0.20 <= sum(row["outcome"] == "won" for row in deals) / len(deals) <= 0.25
    cycle = sorted(
        (date.fromisoformat(row["closed_at"]) - date.fromisoformat(row["first_contact_at"])).days
        for row in deals
        if row["outcome"] == "won" and row["first_contact_at"]
    )
    assert 40 <= cycle[len(cycle) // 2] <= 70
    assert 0.04 <= sum(month.first_starts for month in truth.months) / truth.rows["leads"] <= 0.08
    end = truth.months[-2]
    assert 250_000_00 <= sum(end.mrr.values()) <= 400_000_00
    quiet = [month for month in truth.months if month.day < truth.planted.churn_jump_from][1:]
    opening = sum(month.customers for month in truth.months[: len(quiet)])
    assert 0.015 <= sum(month.lost for month in quiet) / opening <= 0.02
    assert 40_000 <= truth.rows["usage"] <= 60_000
    models = Counter(row["business_model"] for row in read(folder, "accounts"))
    assert 0.04 <= models["b2c"] / models.total() <= 0.08


def test_every_employee_survey_has_thirty_answers(written: Written) -> None:
    scores: Counter[str] = Counter()
    teams: dict[str, set[str]] = {}
    for answer in read(written[0], "answers"):
        if answer["audience"] == "employee":
            scores[answer["answered_at"][:7]] += answer["score"] != ""
            teams.setdefault(answer["team"], set()).add(answer["respondent_id"])
    assert len(scores) == 15
    assert min(scores.values()) >= 30
    assert sorted(len(people) < 5 for people in teams.values()) == [False] * 4 + [True]


def test_a_target_is_stored_before_its_period_and_one_is_changed_later(small: Written) -> None:
    late = [row for row in read(small[0], "targets") if row["stored_at"] >= begin(row["period"])]
    assert [(row["metric"], row["period"]) for row in late] == [("mrr", "2026-08")]


def begin(period: str) -> str:
    """The first day of a month or quarter."""
    year, part = period.split("-")
    month = 3 * int(part[1:]) - 2 if part.startswith("Q") else int(part)
    return f"{year}-{month:02d}-01"


def iso(day: str) -> str:
    """A German date as an ISO day."""
    return "-".join(reversed(day.split(".")))


def test_every_remark_in_the_settings_is_said_in_a_language() -> None:
    def hidden(remark: str) -> str:
        return "x" * len(remark)

    remarks = [line for line in book_text(hidden).splitlines() if line.startswith("# ")]
    assert len(remarks) == 4
    assert [one for one in remarks[1:] if set(one) != {"#", " ", "x"}] == [], "but for its name"
