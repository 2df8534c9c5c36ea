"""The class of a movement: what happened to the customer in the period.

A row has one class, the entity's, so its amount and its customers stand under one name each. A
`return` is a reactivation by name only: its amount is expansion (policy `reactivation`).
"""

from __future__ import annotations

from revcompass.domain.policy import Reactivation

CODES = {
    name: code
    for code, name in enumerate(
        ("new", "expansion", "contraction", "churn", "reactivation", "return"), start=1
    )
}
"""What SQL calls the classes: rows are grouped by a number in a third less time than by a text."""

BACK = "NOT was AND is_now AND first_paid < starts"
_AMOUNTS = {
    "new": ("new",),
    "expansion": ("expansion", "return"),
    "contraction": ("contraction",),
    "churn": ("churn",),
    "reactivation": ("reactivation",),
}
_LOSSES = ("contraction", "churn")
_CUSTOMERS = {
    "new_customers": ("new",),
    "churned_customers": ("churn",),
    "reactivated_customers": ("reactivation", "return"),
}
CLASS_COLUMNS = (*_AMOUNTS, *_CUSTOMERS)
"""The ledger's columns that the class decides."""


def classed(rows: str, reactivation: Reactivation) -> str:
    """Add `class` (none where nothing happened) and `counted`, the customers it counts."""
    back = {Reactivation.AS_NEW: "new", Reactivation.IN_EXPANSION: "return"}
    return f"""
    SELECT *,
        CASE WHEN NOT was AND is_now AND first_paid >= starts THEN {CODES["new"]}
            WHEN {BACK} THEN {CODES[back.get(reactivation, "reactivation")]}
            WHEN was AND NOT is_now THEN {CODES["churn"]}
            WHEN was = is_now AND moved > 0 THEN {CODES["expansion"]}
            WHEN was = is_now AND moved < 0 THEN {CODES["contraction"]} END AS class,
        CASE WHEN was AND NOT is_now THEN opens_here
            WHEN NOT was AND is_now THEN closes_here ELSE 0 END AS counted
    FROM {rows}"""


def class_columns(aggregate: str = "{}") -> str:
    """The columns that follow from `class`, `moved` and `counted`: of one row, or summed.

    Linear in `moved` and `counted`, so it is the same whether rows are summed before or after.
    """
    columns = {
        column: f"CASE WHEN {is_any(*classes)} THEN {'-' if column in _LOSSES else ''}moved"
        for column, classes in _AMOUNTS.items()
    } | {
        column: f"CASE WHEN {is_any(*classes)} THEN counted"
        for column, classes in _CUSTOMERS.items()
    }
    return ",\n        ".join(
        f"{aggregate.format(f'{case} ELSE 0 END')} AS {column}" for column, case in columns.items()
    )


def is_any(*classes: str) -> str:
    """Whether the class is one of these."""
    return f"class IN ({', '.join(str(CODES[one]) for one in classes)})"
