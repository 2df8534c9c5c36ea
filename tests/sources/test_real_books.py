"""Real files, as their makers left them: every record accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from toybook import Fill

SHARED = Path(__file__).parents[2].parent / "shared"

pytestmark = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the real files lie beside the project, not in it"
)

PLAYBOOK = """
[book]
name = "Playbook"
currency = "USD"
timezone = "UTC"

[[source]]
name = "billing"
table = "subscriptions"
files = "{shared}/oracles/mrr_playbook/subscription_periods.csv"
constants = {{ interval = "month", currency = "USD" }}

[source.columns]
account_id = "customer_id"
starts_on = "start_date"
ends_on = "end_date"
amount = "monthly_amount"
"""

MAVEN = """
[book]
name = "Maven CRM"
currency = "USD"
timezone = "UTC"

[[source]]
name = "accounts"
table = "accounts"
files = "{shared}/data/maven_crm/accounts.csv"

[source.columns]
account_id = "account"
name = "account"
industry = "sector"
country = "office_location"

[[source]]
name = "pipeline"
table = "opportunities"
files = "{shared}/data/maven_crm/sales_pipeline.csv"
format = {{ dates = "%m/%d/%Y" }}
slices = ["regional_office"]

[source.columns]
account_id = "account"
owner = "sales_agent"
stage = "deal_stage"
outcome = "deal_stage"
created_at = "engage_date"
closed_at = "close_date"
amount = "close_value"

[source.values]
outcome = {{ Won = "won", Lost = "lost", Engaging = "open", Prospecting = "open" }}

[[source.lookup]]
table = "sales_teams"
files = "{shared}/data/maven_crm/sales_teams.csv"
on = {{ owner = "sales_agent" }}
take = {{ team = "manager", regional_office = "regional_office" }}

[[source.lookup]]
table = "products"
files = "{shared}/data/maven_crm/products.csv"
on = {{ product = "product" }}
take = {{ amount = "sales_price" }}
when = "missing"

[funnel]
stages = ["Prospecting", "Engaging", "Won"]
"""

RAVENSTACK = """
[book]
name = "RavenStack"
currency = "USD"
timezone = "UTC"

[[source]]
name = "accounts"
table = "accounts"
files = "{shared}/data/ravenstack/ravenstack_accounts.csv"
columns = {{ name = "account_name", created_at = "signup_date", channel = "referral_source" }}
slices = ["plan_tier"]

[[source]]
name = "billing"
table = "subscriptions"
files = "{shared}/data/ravenstack/ravenstack_subscriptions.csv"
constants = {{ interval = "month", currency = "USD" }}

[source.columns]
starts_on = "start_date"
ends_on = "end_date"
plan = "plan_tier"
quantity = "seats"
amount = "mrr_amount"
status = "is_trial"

[source.values]
status = {{ TRUE = "trialing", FALSE = "active" }}

[[source]]
name = "usage"
table = "usage"
files = "{shared}/data/ravenstack/ravenstack_feature_usage.csv"

[source.columns]
event_id = "usage_id"
feature = "feature_name"
occurred_at = "usage_date"
count = "usage_count"

[[source.lookup]]
table = "subscriptions"
on = {{ subscription_id = "subscription_id" }}
take = {{ account_id = "account_id" }}
"""


def test_the_playbook(load: Fill) -> None:
    loaded = load(PLAYBOOK.format(shared=SHARED.as_posix()), {})
    coverage = loaded.coverage()
    assert (coverage.read, coverage.loaded) == (121, 121)
    assert coverage.money_read == coverage.money_loaded == {"USD": "5205"}
    assert loaded.report.data_as_of == date(2020, 2, 1)
    assert loaded.problems == []


def test_maven(load: Fill) -> None:
    loaded = load(MAVEN.format(shared=SHARED.as_posix()), {})
    assert (loaded.coverage("accounts").loaded, loaded.coverage("opportunities").loaded) == (
        85,
        8800,
    )
    assert loaded.rows("SELECT outcome, count(*) FROM opportunities GROUP BY 1 ORDER BY 1") == [
        ("lost", 2473),
        ("open", 2089),
        ("won", 4238),
    ]
    assert loaded.one("SELECT count(*) FROM opportunities WHERE account_id IS NULL") == 1425
    assert loaded.one("SELECT sum(amount) // 1000000 FROM opportunities WHERE outcome = 'won'") == (
        10_005_534
    )
    assert loaded.one("SELECT count(*) FROM opportunities WHERE team IS NULL") == 0
    assert sorted(loaded.codes) == ["lookup_missed", "no_created_at"]
    assert loaded.only_problem("lookup_missed").params["did_you_mean"] == "GTX Pro"
    assert loaded.only_problem("no_created_at").rows == 500
    assert loaded.report.data_as_of == date(2017, 12, 31)


def test_ravenstack(load: Fill) -> None:
    loaded = load(RAVENSTACK.format(shared=SHARED.as_posix()), {})
    subscriptions, usage = loaded.coverage(), loaded.coverage("usage")
    assert (subscriptions.loaded, subscriptions.money_loaded) == (5000, {"USD": "11338747"})
    assert (usage.read, usage.loaded, usage.set_aside) == (25_000, 24_958, 42)
    assert loaded.codes.count("conflicting_duplicates") == 42
    assert loaded.codes.count("churned_but_running") == 110
    assert loaded.one("SELECT count(*) FROM subscriptions WHERE status = 'trialing'") == 778
