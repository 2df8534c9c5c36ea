"""What a metric had to leave out, counted: records without the date, start or scale it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from revcompass.domain.metric import Metric
from revcompass.domain.period import Period
from revcompass.domain.policy import ConvertedWhen, CycleStart, PolicySet
from revcompass.engine.sql import day
from revcompass.engine.tables import Cut, Tables

LeftOut = tuple[tuple[str, int], ...]


def left_out(
    tables: Tables, metric: Metric, policies: PolicySet, periods: Sequence[Period]
) -> LeftOut:
    """Counts by reason, over the days of the periods; none to who sees only some of the rows."""
    counter = _COUNTERS.get(metric.id)
    last = tables.frame.data_as_of
    if counter is None or not periods or last is None or tables.sight.rows:
        return ()
    first, end = min(p.start for p in periods), max(p.end for p in periods)
    cut = Cut(policies, last, periods[0].grain)
    return counter(tables, cut, f"BETWEEN {day(first)} AND {day(end)} - 1")


def _count(tables: Tables, text: str) -> int:
    (count,) = _counts(tables, text)
    return count


def _counts(tables: Tables, text: str) -> tuple[int, ...]:
    def read() -> tuple[int, ...]:
        return tuple(int(count or 0) for count in tables.con.execute(text).fetchone() or ())

    return tables.remember(text, read)


def _cycles(tables: Tables, cut: Cut, inside: str) -> LeftOut:
    entries = tables.entries("deals", cut)
    start = cut.policies.choice(CycleStart).code
    text = f"""SELECT sum(CASE WHEN e.cycle_from IS NULL THEN 1 ELSE 0 END),
            sum(CASE WHEN e.closed_at < e.cycle_from THEN 1 ELSE 0 END)
        FROM {entries} e WHERE e.role = 'closed' AND e.won = 1 AND e.day {inside}"""
    missing, early = _counts(tables, text)
    return ((f"missing_{start}", missing), ("closed_before_start", early))


def _deal_size(tables: Tables, cut: Cut, inside: str) -> LeftOut:
    entries = tables.entries("deals", cut)
    text = f"""SELECT count(*) FROM {entries} e
        WHERE e.won = 1 AND e.amount IS NULL AND e.day {inside}"""
    return (("won_without_amount", _count(tables, text)),)


def _pipeline(tables: Tables, cut: Cut, inside: str) -> LeftOut:
    entries = tables.entries("pipeline", replace(cut, days=(cut.until, cut.until)))
    unpriced = f"""SELECT count(*) FROM (
            SELECT e.row FROM {entries} e WHERE e.amount IS NULL GROUP BY e.row
            HAVING sum(e.open) > 0 AND max(abs(e.open_amount)) = 0
        ) x"""
    unclosed = """SELECT count(*) FROM opportunities
        WHERE outcome IN ('won', 'lost', 'no_decision') AND closed_at IS NULL"""
    return (
        ("open_without_amount", _count(tables, unpriced)),
        ("closed_on_unknown_day", _count(tables, unclosed)),
        *_undated(tables, cut, inside),
    )


def _undated(tables: Tables, cut: Cut, inside: str) -> LeftOut:  # noqa: ARG001
    text = "SELECT count(*) FROM opportunities WHERE created_at IS NULL"
    return (("no_created_at", _count(tables, text)),)


def _leads(tables: Tables, cut: Cut, inside: str) -> LeftOut:
    entries = tables.entries("leads", cut)
    text = f"""SELECT sum(leads_of_customers),
            sum(CASE WHEN e.role = 'created' AND e.account IS NULL THEN 1 ELSE 0 END)
        FROM {entries} e WHERE e.day {inside}"""
    of_customers, nameless = _counts(tables, text)
    if cut.policies.choice(ConvertedWhen) is not ConvertedWhen.PAYING:
        return (("leads_of_customers", of_customers),)
    return (("leads_of_customers", of_customers), ("leads_without_account", nameless))


def _leadless(tables: Tables, cut: Cut, inside: str) -> LeftOut:  # noqa: ARG001
    text = f"""SELECT count(*) FROM opportunities o
        WHERE o.created_at {inside} AND o.lead_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.opportunity_id = o.opportunity_id)"""
    return (("opportunities_without_lead", _count(tables, text)),)


def _unscored(tables: Tables, cut: Cut, inside: str) -> LeftOut:
    entries = tables.entries("engagement", cut)
    text = f"""SELECT count(DISTINCT e.account) FROM {entries} e
        JOIN periods p ON p.grain = '{cut.grain}' AND p.period = e.period
        WHERE e.scored_accounts = 0 AND p.closes_on {inside}"""
    return (("accounts_without_score", _count(tables, text)),)


def _answers(tables: Tables, cut: Cut, inside: str) -> LeftOut:
    entries = tables.entries("answers", cut)
    text = f"""SELECT (SELECT count(*) FROM answers WHERE answered_at {inside})
        - (SELECT count(*) FROM {entries} e WHERE e.day {inside})"""
    return (("blank_or_unscaled", _count(tables, text)),)


_COUNTERS = {
    "sales_cycle_length": _cycles,
    "average_deal_size": _deal_size,
    "pipeline": _pipeline,
    "open_opportunities": _pipeline,
    "win_rate": _undated,
    "stage_conversion": _undated,
    "stage_drop_off": _undated,
    "lead_conversion_rate": _leads,
    "lead_to_opportunity_rate": _leadless,
    "engagement_score": _unscored,
    "enps": _answers,
    "nps": _answers,
}
