"""Headers to columns: what fills what, what is kept, and what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from revcompass.domain.problem import RevcompassError
from revcompass.domain.records import TABLES
from toybook import Fill

LEADS = '[[source]]\nname = "l"\ntable = "leads"\nfiles = "l.csv"\n'
DEALS = '[[source]]\nname = "o"\ntable = "opportunities"\nfiles = "o.csv"\n'


def test_every_canonical_table_exists_with_all_its_columns(load: Fill) -> None:
    loaded = load(LEADS, {"l.csv": "lead_id,created_at\nL1,2026-01-01\n"})
    for table in TABLES.values():
        columns = [
            row[0] for row in loaded.rows(f"SELECT column_name FROM (DESCRIBE {table.name})")
        ]
        own = [name for name in columns[3:] if not name.endswith("_day") and name != "end_is_made"]
        assert columns[:3] == ["row", "file_id", "line"]
        assert own == [column.name for column in table.columns]


def test_mapping_constants_values_and_further_columns(load: Fill) -> None:
    settings = (
        DEALS
        + """
    columns = { created_at = "Opened", stage = "State", outcome = "State", amount = "Value" }
    constants = { kind = "new" }
    values = { outcome = { Won = "won", Doing = "" } }
    """
    )
    text = (
        "Opportunity_ID,Opened,State,Value,Region,line,Stage\n"
        "O1,2026-01-01,Won,5,EMEA,x,y\nO2,2026-01-02,Doing,6,,x,y\n"
    )
    loaded = load(settings, {"o.csv": text})
    assert loaded.codes == ["no_closed_at"]
    assert loaded.rows(
        'SELECT opportunity_id, created_at, stage, outcome, kind, "Region", line_in_file, '
        '"Stage_in_file" FROM opportunities ORDER BY row'
    ) == [
        ("O1", date(2026, 1, 1), "Won", "won", "new", "EMEA", "x", "y"),
        ("O2", date(2026, 1, 2), "Doing", None, "new", None, "x", "y"),
    ]


def test_a_header_that_is_mapped_elsewhere_does_not_fill_its_namesake(load: Fill) -> None:
    settings = LEADS + 'columns = { created_at = "made", channel = "owner" }\n'
    loaded = load(settings, {"l.csv": "lead_id,made,owner\nL1,2026-01-01,web\n"})
    assert loaded.rows("SELECT channel, owner FROM leads") == [("web", None)]


def test_a_mapped_header_that_is_a_slice_is_kept_as_well(load: Fill) -> None:
    settings = LEADS + 'columns = { owner = "agent" }\nslices = ["agent"]\n'
    loaded = load(settings, {"l.csv": "lead_id,created_at,agent\nL1,2026-01-01,Ada\n"})
    assert loaded.rows("SELECT owner, agent FROM leads") == [("Ada", "Ada")]


def test_constants_are_written_the_canonical_way(load: Fill) -> None:
    source = (
        '[[source]]\nname = "s"\ntable = "subscriptions"\nfiles = "s.csv"\n'
        'format = { decimal = ",", dates = "%d.%m.%Y", delimiter = ";" }\n'
        'constants = { interval = "month", currency = "EUR", amount = 1.5, '
        "starts_on = 2026-01-02 }\n"
    )
    loaded = load(source, {"s.csv": "subscription_id;account_id\nS1;A\n"})
    assert loaded.rows("SELECT amount, starts_on FROM subscriptions") == [
        (1_500_000, date(2026, 1, 2))
    ]


@pytest.mark.parametrize(
    ("more", "text", "code", "params"),
    [
        (
            'columns = { created_at = "Created" }',
            "lead_id,createdat\n",
            "missing_column",
            {"column": "created_at", "header": "Created", "did_you_mean": "createdat"},
        ),
        ("", "lead_id,owner\n", "missing_column", {"column": "created_at"}),
        (
            'slices = ["regoin"]',
            "lead_id,created_at,region\n",
            "missing_column",
            {"header": "regoin", "did_you_mean": "region"},
        ),
        ("", "lead_id;created_at;owner\n", "wrong_delimiter", {"delimiter": ";"}),
        ("", "lead_id\tcreated_at\towner\n", "wrong_delimiter", {"delimiter": "tab"}),
    ],
)
def test_what_is_missing_is_named(
    load: Fill, more: str, text: str, code: str, params: dict[str, str]
) -> None:
    with pytest.raises(RevcompassError) as caught:
        load(f"{LEADS}{more}\n", {"l.csv": f"{text}L1,2026-01-01,x\n".replace(",x\n", "\n")})
    problem = caught.value.problem
    assert (problem.code, problem.where.file) == (code, "l.csv")
    assert params.items() <= problem.params.items()


def test_a_currency_is_only_supplied_where_deals_lack_the_column(load: Fill) -> None:
    source = '[[source]]\nname = "s"\ntable = "subscriptions"\nfiles = "s.csv"\n'
    text = "subscription_id,account_id,starts_on,interval,amount\nS1,A,2026-01-01,month,5\n"
    with pytest.raises(RevcompassError, match="missing_column"):
        load(source, {"s.csv": text})


def test_files_of_one_source_may_differ_in_further_columns(load: Fill) -> None:
    files = {
        "l/1.csv": "lead_id,created_at,Region\nL1,2026-01-01,EMEA\n",
        "l/2.csv": "created_at,region,size,lead_id\n2026-01-02,APAC,9,L2\n",
    }
    loaded = load(LEADS.replace("l.csv", "l/*.csv"), files)
    assert loaded.rows('SELECT row, file_id, line, lead_id, "Region", size FROM leads') == [
        (1, 1, 2, "L1", "EMEA", None),
        (2, 2, 2, "L2", "APAC", "9"),
    ]


def test_missing_file(load: Fill) -> None:
    with pytest.raises(RevcompassError) as caught:
        load(LEADS, {})
    assert caught.value.problem.params == {"source": "l", "files": "l.csv"}


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Won", "won"),
        ("NO DECISION", "no_decision"),
        ("No-Decision", "no_decision"),
        ("wonn", None),
    ],
)
def test_choices_are_folded(load: Fill, text: str, stored: str | None) -> None:
    loaded = load(DEALS, {"o.csv": f"opportunity_id,closed_at,outcome\nO1,2026-01-01,{text}\n"})
    assert loaded.one("SELECT outcome FROM opportunities") == stored
    assert ("unknown_value" in loaded.codes) == (stored is None)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("TRUE", True),
        ("1", True),
        ("Yes", True),
        ("false", False),
        ("0", False),
        ("no", False),
        ("maybe", None),
        ("", None),
    ],
)
def test_booleans(subscriptions: Fill, text: str, stored: bool | None) -> None:
    head = "subscription_id,account_id,starts_on,interval,currency,amount,is_metered\n"
    loaded = subscriptions(f"{head}S1,A,2026-01-01,month,EUR,5,{text}\n")
    assert loaded.one("SELECT is_metered FROM subscriptions") is stored
    assert ("unreadable_boolean" in loaded.codes) == (text == "maybe")


def test_texts_and_keys_are_kept_as_they_are(load: Fill) -> None:
    loaded = load(
        LEADS, {"l.csv": "lead_id,created_at,owner\n00123,2026-01-01, Ada \n1E5,2026-01-01,\n"}
    )
    assert loaded.rows("SELECT lead_id, owner FROM leads") == [("00123", " Ada "), ("1E5", None)]
