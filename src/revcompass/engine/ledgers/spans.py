"""Subscription rows become spans: who pays how much a year, from which day to which.

Reads `subscription_rows` (made at the load: integer ids, the next start of the same subscription).
One span per row and discount stretch; `annual` is what counts, `paused` what a paused row would
count, `is_free` a row that counts but costs nothing. Rules: docs/ledgers.md.
"""

from __future__ import annotations

from fractions import Fraction

from revcompass.domain import policy as p
from revcompass.engine.sql import Step, half_even

_PER_YEAR = {
    "year": Fraction(1),
    "half_year": Fraction(2),
    "quarter": Fraction(4),
    "month": Fraction(12),
    "day": Fraction(365),
}
_WEEKS = {
    p.Week.W52_12: Fraction(52),
    p.Week.W4: Fraction(48),
    p.Week.D30_44: Fraction(3044 * 12, 700),
}
_PERCENT = 10**8  # a percent is DECIMAL(18,6): 100 % = 10⁸ of its last digit
_QUANTITY = 10**6
_FOREVER = "DATE '9999-12-31'"
_WHOLE_STRETCHES = """
    SELECT c.*, c.starts_on AS span_from, c.until AS span_to, FALSE AS is_discounted
    FROM counted c WHERE c.until IS NULL OR c.starts_on < c.until"""


def span_steps(policies: p.PolicySet, *, has_discounts: bool = True) -> list[Step]:
    """The steps that end in `spans`; without any discount no row needs to be cut."""
    cut = has_discounts and policies.choice(p.Discounts) is not p.Discounts.GROSS
    return [
        Step("counted", _counted(policies)),
        Step("stretches", _stretches(policies) if cut else _WHOLE_STRETCHES),
        Step("priced", _priced(policies)),
        Step("spans", _spans(policies)),
    ]


def _counted(policies: p.PolicySet) -> str:
    """Each row's days in force, and whether it counts (1), is paused (2) or does not count (0)."""
    end = (
        "CASE WHEN r.ends_on IS NULL AND r.status = 'cancelled' THEN r.cancel_requested_at"
        " ELSE r.ends_on END"
    )
    limits = ["r.next_starts_on"]
    if policies.choice(p.ChurnDate) is p.ChurnDate.CANCEL_REQUEST:
        limits.append("r.cancel_requested_at")
    past_due = policies["past_due"]
    unpaid = 1 if past_due.member is p.PastDue.COUNTS_UNTIL_CANCELLED else 0
    if past_due.member is p.PastDue.ENDS_AFTER_N_DAYS:
        limits.append(f"CASE WHEN r.status = 'past_due' THEN r.starts_on + {past_due.number} END")
    for limit in limits:
        end = f"least(coalesce({end}, DATE '9999-12-31'), coalesce({limit}, DATE '9999-12-31'))"
    metered = policies.choice(p.Metered) is p.Metered.EXCLUDE
    entity = (
        "r.chain" if policies.choice(p.CustomerUnit) is p.CustomerUnit.SUBSCRIPTION else "r.account"
    )
    return f"""
    SELECT r.*, {entity} AS entity,
        nullif({end}, DATE '9999-12-31') AS until,
        CASE WHEN r.status = 'trialing' THEN 0
             {"WHEN r.is_metered THEN 0" if metered else ""}
             WHEN r.status = 'paused' THEN 2
             WHEN r.status = 'unpaid' THEN {unpaid}
             ELSE 1 END AS counting
    FROM subscription_rows r"""


def _stretches(policies: p.PolicySet) -> str:
    """Rows cut at the dates of their discount: before (0), inside (1), after (2); or whole (3)."""
    only_forever = policies.choice(p.Discounts) is p.Discounts.NET_RECURRING
    applies = "c.discount_kind = 'forever'" if only_forever else "c.discount_kind IS NOT NULL"
    span_from = "CASE w.part WHEN 1 THEN c.discount_from WHEN 2 THEN c.discount_until END"
    span_to = "CASE w.part WHEN 0 THEN c.discount_from WHEN 1 THEN c.discount_until END"
    first_day = f"greatest(c.starts_on, coalesce({span_from}, c.starts_on))"
    end = f"least(coalesce(c.until, {_FOREVER}), coalesce({span_to}, {_FOREVER}))"
    return f"""
    SELECT c.*, {first_day} AS span_from, nullif({end}, {_FOREVER}) AS span_to,
        w.part = 1 AS is_discounted
    FROM counted c
    JOIN (
        SELECT FALSE AS applies, 3 AS part
        UNION ALL SELECT TRUE, 0 UNION ALL SELECT TRUE, 1 UNION ALL SELECT TRUE, 2
    ) w ON w.applies = coalesce({applies}, FALSE)
    WHERE {first_day} < {end}"""


def _priced(policies: p.PolicySet) -> str:
    """The annual amount: exact integers all the way, rounded once per span."""
    weeks = _WEEKS[policies.choice(p.Week)]
    factors = {**_PER_YEAR, "week": weeks}
    top = "".join(f" WHEN '{unit}' THEN {f.numerator}" for unit, f in factors.items())
    bottom = "".join(
        f" WHEN '{unit}' THEN {f.denominator}" for unit, f in factors.items() if f.denominator > 1
    )
    bottom = f"CASE s.interval {bottom} ELSE 1 END" if bottom else "1"
    base = (
        f"CASE WHEN s.amount IS NOT NULL THEN CAST(s.amount AS HUGEINT) * {_QUANTITY} ELSE "
        "CAST(s.unit_amount AS HUGEINT)"
        f" * CAST(coalesce(s.quantity, 1) * {_QUANTITY} AS HUGEINT) END"
    )
    reduced = f"""greatest(({base})
            * ({_PERCENT} - CAST(coalesce(s.discount_percent, 0) * 1000000 AS HUGEINT))
            - CAST(coalesce(s.discount_amount, 0) AS HUGEINT) * {_QUANTITY * _PERCENT}, 0)"""
    price = (
        f"CASE WHEN s.is_discounted AND ({base}) > 0 THEN {reduced} ELSE ({base}) * {_PERCENT} END"
    )
    exact = half_even("x.price", "x.divisor")
    return f"""
    SELECT x.*, CASE
        WHEN x.is_simple THEN CAST(x.amount AS HUGEINT) * x.times
        ELSE {exact} END AS yearly
    FROM (
        SELECT s.*,
            CASE s.interval {top} END AS times,
            s.amount IS NOT NULL AND NOT s.is_discounted AND s.interval_count IS NULL
                AND ({bottom}) = 1 AS is_simple,
            CASE WHEN s.amount IS NOT NULL AND NOT s.is_discounted AND s.interval_count IS NULL
                AND ({bottom}) = 1 THEN 0
                ELSE ({price}) * CASE s.interval {top} END END AS price,
            CAST({_QUANTITY * _PERCENT} AS HUGEINT) * coalesce(s.interval_count, 1) * ({bottom})
                AS divisor
        FROM stretches s
    ) x"""


def _spans(policies: p.PolicySet) -> str:
    with_pause = policies.choice(p.Pause) is p.Pause.OWN_CLASS
    paused = "CASE WHEN counting = 2 THEN yearly ELSE 0 END" if with_pause else "0"
    return f"""
    SELECT *,
        CAST(CASE WHEN counting = 1 THEN yearly ELSE 0 END AS BIGINT) AS annual,
        CAST({paused} AS BIGINT) AS paused,
        counting = 1 AND yearly = 0 AS is_free
    FROM priced"""
