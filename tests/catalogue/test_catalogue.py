"""Rules every metric of the catalogue keeps."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from revcompass import catalogue
from revcompass.catalogue import METRICS, boards, components, get, policies_of
from revcompass.catalogue.companions import COMPANIONS
from revcompass.domain.formula import EACH, Combination, MetricValue, Quotient, SumOf, sums, walk
from revcompass.domain.ledgers import Ledger, Movements
from revcompass.domain.metric import Aim, Group, Metric, Unit
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.problem import ExitCode, RevcompassError

FOLDER = Path(catalogue.__file__).parent
FILES = sorted(
    path
    for group in Group
    for path in (FOLDER / group.value).glob("*.py")
    if path.name != "__init__.py"
)
TEXTS = ("name", "means", "why", "beware")
INVARIANT = frozenset(("MRR", "ARR", "ARPA", "GRR", "NRR", "CLV", "CAC", "CLV:CAC")) | frozenset(
    ("MQL", "SQL", "NPS", "eNPS")
)
MARKETING = re.compile(
    r"\b(powerful|best|leading|seamless|unlock|boost|game|robust|world|amazing|insights?|easily"
    r"|effortless|cutting|ultimate|holistic|empower|key to success)\b",
    re.IGNORECASE,
)

every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))


def choices_of(name: str) -> list[str]:
    """Every choice of a policy as it is written."""
    return [f"{m.code}:2" if m.number else m.code for m in POLICIES[name]]


def test_a_file_is_named_by_its_metric_and_lies_in_its_group() -> None:
    assert {path.stem: path.parent.name for path in FILES} == {
        metric.id: metric.group.value for metric in METRICS.values()
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_short_and_its_texts_can_be_translated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 80
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    (declared,) = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "metric"]
    marked = {word.arg: word.value for word in declared.keywords if word.arg in TEXTS}
    assert set(marked) == set(TEXTS)
    benchmarks = [c.args[0] for c in calls if ast.unparse(c.func) == "Benchmark"]
    for text in (*marked.values(), *benchmarks):
        assert ast.unparse(text).startswith("N_(")


@every_metric
def test_texts_are_plain_sentences(metric: Metric) -> None:
    assert metric.name == metric.name.strip()
    assert not metric.name.endswith(".")
    for text in (metric.means, metric.why, metric.beware, *(b.text for b in metric.benchmarks)):
        assert text.endswith(".")
        assert "  " not in text
        assert text == text.strip()
        assert text[0].isupper()
        assert "!" not in text
        assert not MARKETING.search(text)
    for sentence in (metric.means, metric.why):
        assert ". " not in sentence, "one sentence"


@every_metric
def test_related_metrics_exist_and_name_each_other(metric: Metric) -> None:
    assert len(metric.related) >= 2
    assert len(set(metric.related)) == len(metric.related)
    assert metric.id not in metric.related
    for other in metric.related:
        assert metric.id in get(other).related


@every_metric
def test_abbreviations_are_the_invariant_ones(metric: Metric) -> None:
    assert metric.abbreviation is None or metric.abbreviation in INVARIANT


def test_abbreviations_groups_and_aims_are_all_in_use() -> None:
    assert {metric.abbreviation for metric in METRICS.values()} == INVARIANT | {None}
    assert {metric.group for metric in METRICS.values()} == set(Group)
    assert {metric.aim for metric in METRICS.values()} == set(Aim)


def variants(metric: Metric) -> list[PolicySet]:
    """The defaults, and every choice of the metric's own policies."""
    chosen = [{name: choice} for name in metric.choices for choice in choices_of(name)]
    return [PolicySet(), *map(PolicySet.of, chosen)]


@every_metric
def test_formulas_read_their_own_ledger_and_add_like_to_like(metric: Metric) -> None:
    own = {metric.reads.ledger_name()} if issubclass(metric.reads, Ledger) else set()
    for policies in variants(metric):
        companions = metric.companions(policies)
        assert set(companions) <= set(COMPANIONS)
        for expression in (metric.expression(policies), *companions.values()):
            assert {leaf.column.ledger for leaf in sums(expression)} <= own
            for part in walk(expression):
                assert not isinstance(part, Combination) or part.kind
                assert not isinstance(part, MetricValue) or part.metric in {*METRICS, EACH}


@every_metric
def test_the_unit_fits_the_formula(metric: Metric) -> None:
    expression = metric.expression(PolicySet())
    if metric.unit in (Unit.SHARE, Unit.RATIO, Unit.POINTS):
        assert isinstance(expression, Quotient)
    if metric.unit is Unit.COUNT:
        assert isinstance(expression, Combination)
        assert not expression.kind.is_money


def test_every_companion_name_is_used() -> None:
    policies = [PolicySet(), PolicySet.of({"win_rate_by": "amount"})]
    used = {name for m in METRICS.values() for p in policies for name in m.companions(p)}
    assert used == set(COMPANIONS)


@every_metric
def test_the_definition_changes_with_every_policy_that_bears_on_it(metric: Metric) -> None:
    def definition(policies: PolicySet) -> str:
        return catalogue.definition(metric, policies)

    usual = definition(PolicySet())
    assert re.fullmatch(rf"{metric.id}@1:[0-9a-f]{{4}}", usual)
    for name in POLICIES:
        for choice in choices_of(name)[1:]:
            changed = definition(PolicySet.of({name: choice})) != usual
            assert changed == (name in policies_of(metric))


def test_policies_are_the_metrics_own_its_ledgers_and_its_components() -> None:
    assert policies_of(get("active_users")) == ()
    assert policies_of(get("win_rate")) == ("win_rate_of", "win_rate_by")
    ledger = {policy.policy_name() for policy in Movements.policies}
    own = {"clv_basis", "clv_method", "cac_spend", "cac_lag"}
    assert set(policies_of(get("clv_cac_ratio"))) == ledger | own


def test_components() -> None:
    assert components(get("mrr"), PolicySet()) == ()
    lagged = get("cac").expression(PolicySet.of({"cac_lag": "lag_n:3"}))
    assert MetricValue("acquisition_spend", 3) in list(walk(lagged))
    assert MetricValue("new_customers", 0) in list(walk(lagged))


def test_clv_reads_twelve_monthly_ledgers() -> None:
    months = {leaf.column.name: leaf.months for leaf in sums(get("clv").expression(PolicySet()))}
    assert months["churned_customers"] == months["opening_customers"] == 12
    assert SumOf(Movements.closing) in list(sums(get("clv").expression(PolicySet())))


def test_retention_has_the_default_grain_of_twelve_months() -> None:
    assert {m.id for m in METRICS.values() if m.default_grain} == {
        "gross_revenue_retention",
        "net_revenue_retention",
    }
    assert get("net_revenue_retention").default_grain == "trailing_12_months"


def test_answers_of_employees_are_withheld_below_the_minimum() -> None:
    withheld = {metric.id for metric in METRICS.values() if metric.withheld_below_minimum}
    assert withheld == {"enps", "promoters", "passives", "detractors"}


def test_benchmarks_name_their_source() -> None:
    found = {m.id: (b.source, b.year) for m in METRICS.values() for b in m.benchmarks}
    assert found == {
        "clv_cac_ratio": ("ChartMogul; D. Skok", None),
        "net_revenue_retention": ("Benchmarkit", 2025),
    }


def test_boards() -> None:
    assert boards.MOST_IMPORTANT == (
        "mrr",
        "arr",
        "clv",
        "cac",
        "clv_cac_ratio",
        "customer_churn_rate",
        "lead_conversion_rate",
        "engagement_score",
    )
    assert boards.KPIS == (
        "lead_conversion_rate",
        "cac",
        "sales_qualified_leads",
        "win_rate",
        "average_deal_size",
        "sales_cycle_length",
    )
    both = {*boards.MOST_IMPORTANT, *boards.KPIS}
    assert len(both) == 12
    assert both <= set(METRICS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mmr", "mrr"),
        ("win-rate", "win_rate"),
        ("Average deal size", "average_deal_size"),
        ("SQL", "sales_qualified_leads"),
        ("zzzzzz", ""),
    ],
)
def test_an_unknown_metric_suggests_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(RevcompassError) as raised:
        get(typed)
    assert raised.value.problem.code == "unknown_metric"
    assert raised.value.problem.params == {"name": typed, "did_you_mean": meant}
    assert raised.value.exit_code == ExitCode.USAGE
