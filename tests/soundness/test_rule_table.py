"""Every rule of the metrics' fine print has its tests, or waits for its step."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
HERE = "soundness/test_rules_"

RULES: dict[int, tuple[str, ...]] = {
    1: (f"{HERE}movements.py",),
    2: (f"{HERE}movements.py",),
    3: (f"{HERE}movements.py",),
    4: (f"{HERE}exchange.py",),
    5: (f"{HERE}calendar.py",),
    6: (f"{HERE}movements.py",),
    7: (f"{HERE}movements.py",),
    8: (
        f"{HERE}records.py",
        "sources/test_duplicates.py::test_conflicting_records_are_all_set_aside",
    ),
    9: (f"{HERE}deals.py",),
    10: (f"{HERE}deals.py",),
    11: (f"{HERE}demand.py",),
    12: (f"{HERE}demand.py",),
    13: (f"{HERE}demand.py",),
    14: (f"{HERE}calendar.py", f"{HERE}records.py"),
    15: (f"{HERE}calendar.py",),
    16: (f"{HERE}people.py",),
    17: (f"{HERE}calendar.py",),
    18: (f"{HERE}records.py",),
    19: (f"{HERE}deals.py", f"{HERE}demand.py"),
    20: (f"{HERE}demand.py",),
    21: (f"{HERE}records.py",),
    22: (f"{HERE}records.py", "sources/test_checks.py::test_spans"),
    23: (f"{HERE}calendar.py",),
    24: (
        f"{HERE}calendar.py",
        "sources/test_fill.py::test_how_far_the_data_reach",
        "sources/test_fill.py::test_rates_targets_and_expected_dates_are_no_events",
        "sources/test_set_aside.py::test_covers_makes_ends_that_are_no_events",
    ),
    25: (f"{HERE}deals.py", f"{HERE}records.py"),
    26: (f"{HERE}movements.py",),
    27: (f"{HERE}movements.py",),
    28: (f"{HERE}demand.py",),
    29: (f"{HERE}movements.py",),
    30: (f"{HERE}movements.py",),
    31: (f"{HERE}movements.py",),
    32: (f"{HERE}movements.py", f"{HERE}exchange.py"),
    33: (f"{HERE}people.py",),
    34: (f"{HERE}calendar.py",),
    35: (f"{HERE}demand.py",),
    36: (f"{HERE}deals.py",),
    37: (f"{HERE}exchange.py",),
    38: (f"{HERE}deals.py",),
    39: (f"{HERE}movements.py", f"{HERE}records.py", f"{HERE}exchange.py"),
    40: (f"{HERE}people.py",),
}
"""Rule → where it is tested: a file of tests named for the rule, or one test named otherwise."""

LATER = {
    9: "open at the end of a period: with the pipeline metrics",
    16: "rankings and verdicts: with statistics",
    17: "survival as the default method of CLV: with statistics",
    18: "the each-change bridge shown beside the netted one: with the bridge page",
}
"""Parts of rules that wait for a later step."""


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _rules(test: str) -> list[int]:
    """The rules a test is named for: `test_rule_04_…`, `test_rule_17_and_23_…`."""
    found = re.match(r"test_rule_(\d\d)_(?:and_(\d\d)_)?", test)
    return [int(number) for number in found.groups() if number] if found else []


@pytest.mark.parametrize("rule", range(1, 41))
def test_every_rule_has_its_test(rule: int) -> None:
    for place in RULES[rule]:
        file, _, name = place.partition("::")
        found = _tests(TESTS / file)
        if name:
            assert name in found, place
        else:
            assert any(rule in _rules(test) for test in found), f"{file}: no test of {rule}"


def test_no_test_is_named_for_another_rule_than_the_table_says() -> None:
    for path in sorted(Path(__file__).parent.glob("test_rules_*.py")):
        for test in _tests(path):
            for rule in _rules(test):
                assert f"soundness/{path.name}" in RULES[rule], test


def test_what_waits_names_a_rule() -> None:
    assert set(LATER) <= set(RULES)
