"""Subscription rows become spans: who pays how much a year, from which day to which.

Reads `subscription_rows` (made at the load: integer ids, the next start of the same subscription).
One span per row and discount stretch (three, where metered prices are averaged); `annual` is what
counts, `paused` what a paused row would count, `is_free` a row that counts but costs nothing.
Rules: docs/ledgers.md.
"""

from __future__ import annotations

from fractions import Fraction

from revcompass.domain import policy as p
from revcompass.engine.sql import Step, half_even

DISCOUNT = (
    "discount_kind",
    "discount_from",
    "discount_until",
    "discount_percent",
    "discount_amount",
)
READS = (
    "starts_on",
    "ends_on",
    "next_starts_on",
    "cancel_requested_at",
    "status",
    "is_metered",
    "amount",
    "unit_amount",
    "quantity",
    "interval",
    "interval_count",
    "currency",
    *DISCOUNT,
)
"""What movements of an account need to know of its rows, besides slices and chains.

A renewal (engine/renewal) copies and compares these columns only: one that is read and not named
here is not there, so that no movement can be renewed with it.
"""

GIVES = (
    "entity",
    "account",
    "rated_as",
    "span_from",
    "span_to",
    "annual",
    "paused",
    "is_free",
)
"""What movements read of a span, besides slices; likewise nothing else is there in a renewal."""

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
    SELECT c.*, c.starts_on AS own_from, c.until AS own_to, FALSE AS is_discounted
    FROM counted c WHERE c.until IS NULL OR c.starts_on < c.until"""


def span_steps(policies: p.PolicySet, *, has_discounts: bool = True) -> list[Step]:
    """The steps that end in `spans`; without any discount no row needs to be cut."""
    cut = has_discounts and policies.choice(p.Discounts) is not p.Discounts.GROSS
    return [
        Step("counted", _counted(policies)),
        Step("stretches", _stretches(policies) if cut else _WHOLE_STRETCHES),
        *([Step("later_days", _later_days(), kept=True)] if _averages(policies) else []),
        Step("shifted", _shifted(policies)),
        Step("priced", _priced(policies)),
        Step("spans", _spans(policies)),
    ]


def _averages(policies: p.PolicySet) -> bool:
    return policies.choice(p.Metered) is p.Metered.TRAILING_3_MONTHS


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
    SELECT r.*, {entity} AS entity, {_rated(policies)}
        nullif({end}, DATE '9999-12-31') AS until,
        CASE WHEN r.status = 'trialing' THEN 0
             {"WHEN r.is_metered THEN 0" if metered else ""}
             WHEN r.status = 'paused' THEN 2
             WHEN r.status = 'unpaid' THEN {unpaid}
             ELSE 1 END AS counting
    FROM subscription_rows r"""


def _rated(policies: p.PolicySet) -> str:
    """What an amount's rate is looked up under, and (where it is fixed) the day it is fixed at.

    The reporting currency needs no rate of another day.
    """
    if policies.choice(p.Fx) is not p.Fx.SUBSCRIPTION_START_RATE:
        return "r.currency AS rated_as, CAST(NULL AS DATE) AS rated_on,"
    own = "r.currency = (SELECT currency FROM book)"
    first = "min(r.starts_on) OVER (PARTITION BY r.subscription_id)"
    return f"""CASE WHEN {own} THEN r.currency
            ELSE r.currency || ' ' || CAST({first} AS VARCHAR) END AS rated_as,
        CASE WHEN {own} THEN (SELECT data_as_of FROM book) ELSE {first} END AS rated_on,"""


def _stretches(policies: p.PolicySet) -> str:
    """Rows cut at the dates of their discount: before (0), inside (1), after (2); or whole (3)."""
    only_forever = policies.choice(p.Discounts) is p.Discounts.NET_RECURRING
    applies = "c.discount_kind = 'forever'" if only_forever else "c.discount_kind IS NOT NULL"
    span_from = "CASE w.part WHEN 1 THEN c.discount_from WHEN 2 THEN c.discount_until END"
    span_to = "CASE w.part WHEN 0 THEN c.discount_from WHEN 1 THEN c.discount_until END"
    first_day = f"greatest(c.starts_on, coalesce({span_from}, c.starts_on))"
    end = f"least(coalesce(c.until, {_FOREVER}), coalesce({span_to}, {_FOREVER}))"
    return f"""
    SELECT c.*, {first_day} AS own_from, nullif({end}, {_FOREVER}) AS own_to,
        w.part = 1 AS is_discounted
    FROM counted c
    JOIN (
        SELECT FALSE AS applies, 3 AS part
        UNION ALL SELECT TRUE, 0 UNION ALL SELECT TRUE, 1 UNION ALL SELECT TRUE, 2
    ) w ON w.applies = coalesce({applies}, FALSE)
    WHERE {first_day} < {end}"""


def _later_days() -> str:
    """Each day, and the same day one and two months later: the last day where a month is shorter.

    A month that is not in the calendar begins after the data: any of its days will do.
    """
    return """
    SELECT c.day, o.step AS months,
        CASE WHEN p.closes_on IS NULL THEN o.later
            ELSE least(o.later + CAST(c.day - c.period AS INTEGER), p.closes_on) END AS later
    FROM calendar c
    JOIN month_steps o ON o.month = c.period AND o.step <= 2
    LEFT JOIN periods p ON p.grain = 'month' AND p.period = o.later
    WHERE c.grain = 'month'"""


def _shifted(policies: p.PolicySet) -> str:
    """A metered price counts on its own days and, a third of it, one and two months later too."""
    if not _averages(policies):
        return """
    SELECT s.*, s.own_from AS span_from, s.own_to AS span_to, 0 AS months_later FROM stretches s"""
    starts, ends = "coalesce(f.later, s.own_from)", "coalesce(t.later, s.own_to)"
    return f"""
    SELECT s.*, {starts} AS span_from, {ends} AS span_to, m.months AS months_later
    FROM stretches s
    JOIN (
        SELECT FALSE AS metered, 0 AS months
        UNION ALL SELECT TRUE, 0 UNION ALL SELECT TRUE, 1 UNION ALL SELECT TRUE, 2
    ) m ON m.metered = coalesce(s.is_metered, FALSE)
    LEFT JOIN later_days f ON f.day = s.own_from AND f.months = m.months
    LEFT JOIN later_days t ON t.day = s.own_to AND t.months = m.months
    WHERE s.own_to IS NULL OR {starts} < {ends}"""


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
        FROM shifted s
    ) x"""


def _spans(policies: p.PolicySet) -> str:
    with_pause = policies.choice(p.Pause) is p.Pause.OWN_CLASS
    yearly = "yearly"
    if _averages(policies):
        yearly = f"CASE WHEN is_metered THEN {half_even('yearly', '3')} ELSE yearly END"
    paused = f"CASE WHEN counting = 2 THEN {yearly} ELSE 0 END" if with_pause else "0"
    return f"""
    SELECT *,
        CAST(CASE WHEN counting = 1 THEN {yearly} ELSE 0 END AS BIGINT) AS annual,
        CAST({paused} AS BIGINT) AS paused,
        counting = 1 AND {yearly} = 0 AS is_free
    FROM priced"""
