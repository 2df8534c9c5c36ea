"""Derive from the canonical tables what every ledger needs: time, rates, integer ids.

Runs once per load, inside the snapshot being built. Everything here is independent of policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pyarrow as pa

from revcompass.domain.money import RATE_SCALE, rate_factor
from revcompass.domain.period import Calendar, Grain, month_index, month_start
from revcompass.domain.records import TABLES, Kind, Table
from revcompass.engine.backends import Backend
from revcompass.engine.frame import Frame
from revcompass.engine.sql import day, months_later, name, names

_CALENDAR_GRAINS = tuple(grain for grain in Grain if grain.chains)


def prepare(con: Backend, frame: Frame) -> None:
    """Create the derived tables (see the functions below, one each)."""
    first, last = _first_day(con), frame.data_as_of
    if last is None or first is None or first > last:
        first = last = last or date(1970, 1, 1)
    con.execute(
        f"CREATE TABLE book AS SELECT {day(last)} AS data_as_of, '{frame.currency}' AS currency"
    )
    _time(con, frame.calendar, first, last)
    _rates(con, frame.currency, first, last)
    _accounts(con)
    _subscriptions(con)


def columns_of(con: Backend, table: str) -> tuple[str, ...]:
    """The columns a table has."""
    description = con.execute(f"SELECT * FROM {name(table)} LIMIT 0").description or []
    return tuple(column[0] for column in description)


def _event_columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.event:
            yield f"{column.name}_day" if column.kind is Kind.MOMENT else column.name


def _first_day(con: Backend) -> date | None:
    """The earliest event of any record."""
    found = []
    for table in TABLES.values():
        for column in _event_columns(table):
            row = con.execute(f"SELECT min({name(column)}) FROM {table.name}").fetchone()
            if row and row[0] is not None:
                found.append(row[0])
    return min(found, default=None)


def _time(con: Backend, calendar: Calendar, first: date, last: date) -> None:
    """`calendar`: day → period of each grain; `periods`: every period with its days.

    `month_steps`: each month with the twelve that follow, for windows that overlap.
    """
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    rows: dict[str, list[object]] = {"day": [], "grain": [], "period": []}
    spans: dict[tuple[Grain, date], tuple[date, date]] = {}
    for grain in _CALENDAR_GRAINS:
        period = calendar.period_of(grain, first)
        for one in days:
            if one >= period.end:
                period = calendar.shift(period, 1)
            spans[grain, period.start] = (period.start, period.end)
            rows["day"].append(one)
            rows["grain"].append(grain.value)
            rows["period"].append(period.start)
    months = [month_start(i) for i in range(month_index(first), month_index(last) + 1)]
    for month in months:
        window = calendar.period_of(Grain.TRAILING_12_MONTHS, month)
        spans[Grain.TRAILING_12_MONTHS, month] = (window.start, window.end)
    con.register("calendar_rows", pa.table(rows))
    con.execute("CREATE TABLE calendar AS SELECT * FROM calendar_rows")
    con.unregister("calendar_rows")
    one_day = timedelta(days=1)
    con.register(
        "period_rows",
        pa.table(
            {
                "grain": [grain.value for grain, _ in spans],
                "period": [label for _, label in spans],
                "starts": [start for start, _ in spans.values()],
                "ends": [end for _, end in spans.values()],
                "opens_on": [start - one_day for start, _ in spans.values()],
                "closes_on": [end - one_day for _, end in spans.values()],
            }
        ),
    )
    con.execute("CREATE TABLE periods AS SELECT * FROM period_rows")
    con.unregister("period_rows")
    steps = [(m, i, month_start(month_index(m) + i)) for m in months for i in range(13)]
    con.register(
        "step_rows",
        pa.table(
            {
                "month": [m for m, _, _ in steps],
                "step": [i for _, i, _ in steps],
                "later": [later for _, _, later in steps],
            }
        ),
    )
    con.execute("CREATE TABLE month_steps AS SELECT * FROM step_rows")
    con.unregister("step_rows")


def _rates(con: Backend, own: str, first: date, last: date) -> None:
    """`daily_rates`: for every day and currency the last quote on or before it, densified.

    `rate` is rate × 10⁸ × the factor that brings all currencies to one scale. The opening day of
    the first period lies before the first record, so the days reach back a year.
    """
    found = con.execute(
        """SELECT DISTINCT currency FROM (
            SELECT currency FROM subscriptions UNION ALL SELECT currency FROM opportunities
            UNION ALL SELECT currency FROM stage_changes
            UNION ALL SELECT currency FROM spend UNION ALL SELECT currency FROM exchange_rates
        ) c WHERE currency IS NOT NULL ORDER BY currency"""
    ).fetchall()
    currencies = sorted({own, *(row[0] for row in found)})
    factors = [rate_factor(code) for code in currencies]
    con.register("currency_rows", pa.table({"currency": currencies, "rate_factor": factors}))
    con.execute("CREATE TABLE currencies AS SELECT * FROM currency_rows")
    con.unregister("currency_rows")
    start = first - timedelta(days=366)
    con.register(
        "day_rows",
        pa.table({"day": [start + timedelta(days=i) for i in range((last - start).days + 1)]}),
    )
    con.execute("CREATE TABLE days AS SELECT * FROM day_rows")
    con.unregister("day_rows")
    con.execute(
        f"""CREATE TABLE daily_rates AS
        SELECT d.day, c.currency, c.rate_factor * {RATE_SCALE} AS rate
        FROM days d CROSS JOIN currencies c WHERE c.currency = '{own}'
        UNION ALL
        SELECT d.day, q.currency, c.rate_factor * q.rate
        FROM (
            SELECT currency, date, rate, lead(date) OVER (
                PARTITION BY currency ORDER BY date NULLS FIRST) AS next_date
            FROM exchange_rates
        ) q
        JOIN currencies c ON c.currency = q.currency AND c.currency <> '{own}'
        JOIN days d ON d.day >= q.date AND (q.next_date IS NULL OR d.day < q.next_date)"""
    )


def _accounts(con: Backend) -> None:
    """`account_ids`: every account any record names, numbered in code-point order."""
    named = [t.name for t in TABLES.values() if t.column("account_id")]
    union = " UNION ".join(f"SELECT account_id FROM {table}" for table in named)
    extra = [
        c for c in columns_of(con, "accounts") if c not in ("row", "file_id", "line", "account_id")
    ]
    listed = "".join(f", a.{name(c)}" for c in extra)
    con.execute(
        f"""CREATE TABLE account_ids AS
        SELECT CAST(row_number() OVER (ORDER BY i.account_id NULLS FIRST) AS INTEGER) AS account,
            i.account_id, a.row AS record{listed},
            coalesce(q.channel, a.channel) AS acquisition_channel
        FROM (SELECT account_id FROM ({union}) u WHERE account_id IS NOT NULL) i
        LEFT JOIN accounts a ON a.account_id = i.account_id
        LEFT JOIN ({_acquired_by()}) q ON q.account_id = i.account_id
        ORDER BY account"""
    )


def _acquired_by() -> str:
    """The channel of the lead that became the customer: the earliest before the first paid day."""
    return """
        SELECT account_id, channel FROM (
            SELECT l.account_id, l.channel, row_number() OVER (
                PARTITION BY l.account_id ORDER BY l.created_at NULLS LAST, l.lead_id NULLS LAST
                ) AS place
            FROM leads l JOIN (
                SELECT account_id, min(starts_on) AS first_day FROM subscriptions
                WHERE coalesce(amount, unit_amount) > 0
                    AND coalesce(status, 'active') NOT IN ('trialing', 'paused', 'unpaid')
                GROUP BY account_id
            ) f ON f.account_id = l.account_id AND l.created_at <= f.first_day
        ) ranked WHERE place = 1"""


def _subscriptions(con: Backend) -> None:
    """`subscription_rows`: integer ids, the next start that cuts a row, the discount's days."""
    con.execute(f"CREATE TEMP TABLE chains AS {_chains()}")
    has_replacement = con.execute(
        "SELECT count(*) FROM subscriptions WHERE replaces IS NOT NULL"
    ).fetchone()
    chain = "c.chain"
    if has_replacement and not has_replacement[0]:
        chain = """CAST(dense_rank() OVER (
            ORDER BY s.account_id NULLS FIRST, s.subscription_id NULLS FIRST) AS INTEGER)"""
    forever = "DATE '9999-12-31'"
    replaced = ("discount_kind", "interval_count")
    kept = (c for c in columns_of(con, "subscriptions") if c not in replaced)
    others = names((*kept, "discount_from", "discount_until"), "x.")
    con.execute(
        f"""CREATE TABLE subscription_rows AS
        SELECT s.*, a.account, {chain} AS chain,
            lead(s.starts_on) OVER (
                PARTITION BY s.subscription_id ORDER BY s.starts_on NULLS FIRST) AS next_starts_on
        FROM (
            SELECT {others}nullif(x.interval_count, 1) AS interval_count,
                CASE WHEN coalesce(x.discount_percent, x.discount_amount) IS NULL
                    OR x.discount_until <= x.discount_from THEN NULL ELSE x.kind_stated
                    END AS discount_kind
            FROM (
                SELECT y.*, coalesce(y.discount_starts_on, y.starts_on) AS discount_from,
                    coalesce(y.discount_kind, CASE WHEN y.discount_ends_on IS NULL
                        THEN 'forever' ELSE 'repeating' END) AS kind_stated,
                    coalesce(y.discount_ends_on, CASE WHEN y.discount_kind = 'once'
                        THEN {_first_interval_end()} END, {forever}) AS discount_until
                FROM subscriptions y
            ) x
        ) s
        JOIN account_ids a ON a.account_id = s.account_id
        LEFT JOIN chains c
            ON c.account_id = s.account_id AND c.subscription_id = s.subscription_id"""
    )
    con.execute("DROP TABLE chains")


def _first_interval_end() -> str:
    """Start + one interval; a month's end stays a month's end."""
    count = "CAST(coalesce(y.interval_count, 1) AS INTEGER)"
    return f"""CAST(CASE y.interval
        WHEN 'day' THEN y.starts_on + {count}
        WHEN 'week' THEN y.starts_on + 7 * {count}
        WHEN 'month' THEN {months_later("y.starts_on", count)}
        WHEN 'quarter' THEN {months_later("y.starts_on", f"3 * {count}")}
        WHEN 'half_year' THEN {months_later("y.starts_on", f"6 * {count}")}
        ELSE {months_later("y.starts_on", f"12 * {count}")} END AS DATE)"""


def _chains() -> str:
    """Each subscription of an account with the number of the first one in its chain.

    A chain of replacements stays inside its account: a customer is never spread over several.
    """
    return """
    WITH RECURSIVE parents AS (
        SELECT account_id, subscription_id, replaces AS parent FROM (
            SELECT s.account_id, s.subscription_id, s.replaces, row_number() OVER (
                PARTITION BY s.account_id, s.subscription_id
                ORDER BY s.starts_on NULLS FIRST, s.row NULLS FIRST) AS place
            FROM subscriptions s WHERE s.replaces IS NOT NULL
        ) named WHERE place = 1
    ), walk AS (
        SELECT account_id, subscription_id, parent AS ancestor FROM parents
        UNION
        SELECT w.account_id, w.subscription_id, p.parent
        FROM walk w JOIN parents p
            ON p.account_id = w.account_id AND p.subscription_id = w.ancestor
    ), roots AS (
        SELECT w.account_id, w.subscription_id, coalesce(
            min(CASE WHEN p.parent IS NULL THEN w.ancestor END),
            min(CASE WHEN c.ancestor IS NOT NULL THEN w.ancestor END)) AS root
        FROM walk w
        LEFT JOIN parents p ON p.account_id = w.account_id AND p.subscription_id = w.ancestor
        LEFT JOIN walk c ON c.account_id = w.account_id AND c.subscription_id = w.ancestor
            AND c.ancestor = w.ancestor
        GROUP BY w.account_id, w.subscription_id
    )
    SELECT i.account_id, i.subscription_id, CAST(dense_rank() OVER (
        ORDER BY i.account_id NULLS FIRST, coalesce(r.root, i.subscription_id) NULLS FIRST
        ) AS INTEGER) AS chain
    FROM (SELECT DISTINCT account_id, subscription_id FROM subscriptions) i
    LEFT JOIN roots r
        ON r.account_id = i.account_id AND r.subscription_id = i.subscription_id"""
