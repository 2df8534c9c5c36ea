"""Movements rolled up: what changed from the ledger's rows, what did not carried forward.

An unchanged account has no row. Its amount lives in the running total of native changes per slice
and currency, valued at each period's rates; so cost grows with changes, not with accounts × months.
"""

from __future__ import annotations

from collections.abc import Sequence

from revcompass.domain.period import Grain
from revcompass.engine.ledgers.classes import class_columns
from revcompass.engine.ledgers.plan import Plan
from revcompass.engine.ledgers.time import in_period
from revcompass.engine.slices import Slice, account_join, key_columns, same_keys, select_keys
from revcompass.engine.sql import Step, day, stack

FLOWS = (
    "new",
    "expansion",
    "contraction",
    "churn",
    "reactivation",
    "transfer",
    "paused",
    "resumed",
    "new_customers",
    "churned_customers",
    "reactivated_customers",
    "first_paid_customers",
)
GROSS = (
    "new",
    "expansion",
    "contraction",
    "churn",
    "reactivation",
    "new_customers",
    "churned_customers",
    "reactivated_customers",
)
_BESIDES = ("transfer", "paused", "resumed", "unrated")
"""What goes with the changes that are counted, whatever these are."""

_OWN = ("first_paid_customers", *_BESIDES)
CLASS_SUMS = ("rows", "change", "moved", "counted", *_OWN, "more_customers")
"""What rows of one class add up to; `change` is native, and 0 where currencies differ."""

_NET = "new + expansion - contraction - churn + reactivation + transfer"


def chaining_rollup(
    plan: Plan, slices: Sequence[Slice], facts: str, changes: str, rates: str
) -> str:
    """The roll-up of a chaining grain from its rows (`facts`) and native changes."""
    sums = [
        Step("by_class", class_sums(plan, slices, facts), kept=True),
        Step("native", native_sums(plan, slices, changes, "by_class"), kept=True),
    ]
    return summed_rollup(plan, len(slices), sums, rates)


def summed_rollup(plan: Plan, count: int, sums: Sequence[Step], rates: str) -> str:
    """The roll-up by so many slices from its sums: `by_class` and `native`."""
    flow_list = ", ".join(f"coalesce(f.{c}, 0) AS {c}" for c in FLOWS)
    slice_window = (
        f"({'PARTITION BY ' + key_columns(count, 's.')[:-2] if count else ''}"
        " ORDER BY s.period NULLS FIRST ROWS UNBOUNDED PRECEDING)"
    )
    final = f"""
    SELECT x.*, x.opening - x.contraction - x.churn AS kept,
        x.closing_customers - x.opening_customers - x.new_customers + x.churned_customers
            - x.reactivated_customers AS transfer_customers
    FROM (
        SELECT s.period, {key_columns(count, "s.")}s.opening, s.closing, s.fx_effect, {flow_list},
            sum(coalesce(f.more_customers, 0)) OVER {slice_window}
                - coalesce(f.more_customers, 0) AS opening_customers,
            sum(coalesce(f.more_customers, 0)) OVER {slice_window} AS closing_customers,
            s.opening_unrated, s.closing_unrated, coalesce(f.unrated, 0) AS unrated
        FROM stock s LEFT JOIN flow f ON f.period = s.period{same_keys(count, "f", "s")}
    ) x"""
    steps = [
        *sums,
        Step("flow", _flow(count)),
        Step("lanes", f"SELECT DISTINCT {key_columns(count)}rated_as FROM native"),
        Step("levels", _levels(plan, count)),
        Step("stock", _stock(count, rates)),
    ]
    return stack(steps, final)


def class_sums(plan: Plan, slices: Sequence[Slice], facts: str) -> str:
    """The ledger's rows by period, slice and class; with the native change in one currency."""
    nought = {
        *(() if plan.has_one_currency else ("change",)),
        *(() if plan.cells else ("transfer",)),
        *(() if plan.has_pauses else ("paused", "resumed")),
    }
    summed = ", ".join(
        f"{'0' if c in nought else f'sum(e.{c})'} AS {c}"
        for c in ("change", "moved", "counted", *_OWN)
    )
    return f"""
    SELECT e.period, {select_keys(slices)}e.class, count(*) AS rows, {summed},
        sum(e.closing_customers - e.opening_customers) AS more_customers
    FROM {facts} e {account_join(slices)}
    GROUP BY {_group(len(slices))}, e.class"""


def native_sums(plan: Plan, slices: Sequence[Slice], changes: str, by_class: str) -> str:
    """Native changes by period, slice and currency; in one currency `by_class` has them."""
    count = len(slices)
    if plan.has_one_currency:
        currency = (plan.shape.currencies or ("",))[0]
        return f"""
    SELECT period, {key_columns(count)}'{currency}' AS rated_as, sum(rows) AS rows,
        sum(change) AS change
    FROM {by_class} b GROUP BY {_group(count)}"""
    return f"""
    SELECT e.period, {select_keys(slices)}e.rated_as AS rated_as, count(*) AS rows,
        sum(e.change) AS change
    FROM {changes} e {account_join(slices)}
    GROUP BY {_group(count)}, {count + 2}"""


def _levels(plan: Plan, count: int) -> str:
    """The running total of native changes in every period, changed or not."""
    keys = key_columns(count, "l.")
    return f"""
    SELECT p.period, {keys}l.rated_as, coalesce(n.change, 0) AS change,
        sum(coalesce(n.change, 0)) OVER (PARTITION BY {keys}l.rated_as
            ORDER BY p.period NULLS FIRST ROWS UNBOUNDED PRECEDING) AS closing
    FROM periods p CROSS JOIN lanes l
    LEFT JOIN native n
        ON n.period = p.period AND n.rated_as = l.rated_as{same_keys(count, "n", "l")}
    WHERE p.grain = '{plan.grain}' AND p.period <= {day(plan.cut)}"""


def _stock(count: int, rates: str) -> str:
    """Opening, closing and the effect of rates, valued; which of them lack a rate."""
    closing_rate, opening_rate = "coalesce(r.closing_rate, 0)", "coalesce(r.opening_rate, 0)"
    return f"""
    SELECT l.period, {key_columns(count, "l.")}
        sum(CAST(l.closing - l.change AS HUGEINT) * {opening_rate}) AS opening,
        sum(CAST(l.closing AS HUGEINT) * {closing_rate}) AS closing,
        sum(CAST(l.closing AS HUGEINT) * ({closing_rate} - {opening_rate})) AS fx_effect,
        sum(CASE WHEN r.opening_rate IS NULL AND l.closing <> l.change THEN 1 ELSE 0 END)
            AS opening_unrated,
        sum(CASE WHEN r.closing_rate IS NULL AND l.closing <> 0 THEN 1 ELSE 0 END)
            AS closing_unrated
    FROM levels l JOIN {rates} r ON r.period = l.period AND r.rated_as = l.rated_as
    GROUP BY {", ".join(str(i + 1) for i in range(count + 1))}"""


def _flow(count: int) -> str:
    """What changed: every class to its columns."""
    beside = ", ".join(f"sum({c}) AS {c}" for c in (*_OWN, "more_customers"))
    return f"""
    SELECT period, {key_columns(count)}{class_columns("sum({})")},
        {beside}
    FROM by_class GROUP BY {_group(count)}"""


def _group(count: int) -> str:
    """Period and slices by their place in the select list."""
    return ", ".join(str(i + 1) for i in range(count + 1))


def trailing_rollup(plan: Plan, slices: Sequence[Slice], facts: str, monthly: str) -> str:
    """Twelve-month windows: flows from their own rows, opening and closing from the months."""
    count = len(slices)
    flow_list = ", ".join(f"coalesce(f.{c}, 0) AS {c}" for c in FLOWS)
    final = f"""
    SELECT x.*, x.closing - x.opening - ({_NET}) AS fx_effect,
        x.opening - x.contraction - x.churn AS kept,
        x.closing_customers - x.opening_customers - x.new_customers + x.churned_customers
            - x.reactivated_customers AS transfer_customers
    FROM (
        SELECT w.period, {key_columns(count, "m.")}coalesce(o.opening, 0) AS opening, m.closing,
            coalesce(o.opening_customers, 0) AS opening_customers, m.closing_customers, {flow_list},
            coalesce(o.opening_unrated, 0) AS opening_unrated, m.closing_unrated,
            coalesce(f.unrated, 0) AS unrated
        FROM periods w
        JOIN {monthly} m ON m.period = w.period
        LEFT JOIN {monthly} o ON o.period = w.starts{same_keys(count, "o", "m")}
        LEFT JOIN flow f ON f.period = w.period{same_keys(count, "f", "m")}
        WHERE w.grain = '{Grain.TRAILING_12_MONTHS}' AND w.period <= {day(plan.cut)}
    ) x"""
    by_class = Step("by_class", class_sums(plan, slices, facts))
    return stack([by_class, Step("flow", _flow(count))], final)


def whole(by_account: str, columns: Sequence[str]) -> str:
    """The unsliced roll-up from one by attributes of the account."""
    listed = ", ".join(f"sum({column}) AS {column}" for column in columns)
    return f"SELECT period, {listed} FROM {by_account} GROUP BY period"


def with_gross(
    base: str,
    columns: Sequence[str],
    slices: Sequence[Slice],
    daily_facts: str,
    grain: Grain,
    *,
    instead: bool,
) -> str:
    """Add `gross_…` columns, summed from the rows of single days, to a roll-up of `columns`.

    `instead` puts them in place of the netted ones; `kept` stays netted.
    """
    count = len(slices)
    group = ", ".join(str(i + 1) for i in range(count + 1))
    sums = ", ".join(f"sum(e.{c}) AS gross_{c}" for c in GROSS)
    besides = ", ".join(f"sum(e.{c}) AS gross_{c}" for c in _BESIDES)
    listed = ", ".join(f"coalesce(g.gross_{c}, 0) AS gross_{c}" for c in GROSS)
    gross = Step(
        "gross",
        f"""SELECT t.period, {select_keys(slices)}{sums}, {besides}
    FROM {daily_facts} e {account_join(slices)}
    {in_period("e.period", grain)}
    GROUP BY {group}""",
    )
    joined = f"""{base} b LEFT JOIN gross g ON g.period = b.period{same_keys(count, "g", "b")}"""
    if not instead:
        return stack(
            [gross],
            f"""SELECT b.*, {listed}, coalesce(g.gross_unrated, 0) AS gross_unrated
    FROM {joined}""",
        )
    swapped = (*GROSS, *_BESIDES)
    made_anew = (*swapped, "fx_effect", "transfer_customers")
    kept = "".join(f"b.{c}, " for c in columns if c not in made_anew)
    values = ", ".join(f"coalesce(g.gross_{c}, 0) AS {c}" for c in swapped)
    return stack(
        [gross],
        f"""SELECT x.*, x.closing - x.opening - ({_NET}) AS fx_effect,
        x.closing_customers - x.opening_customers - x.new_customers + x.churned_customers
            - x.reactivated_customers AS transfer_customers
    FROM (SELECT b.period, {key_columns(count, "b.")}{kept}{values}, {listed},
            coalesce(g.gross_unrated, 0) AS gross_unrated FROM {joined}) x""",
    )
