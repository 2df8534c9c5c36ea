"""Movements: entity × period, from the opening to the closing recurring revenue.

Sparse: built from the days on which something changed, never from a spine of every customer and
every month. Rows exist only for entities that change in the period; what does not change is carried
by the roll-up (engine/rollups). Rules and identity: docs/ledgers.md.
"""

from __future__ import annotations

from revcompass.domain import policy as p
from revcompass.domain.money import RATE_SCALE
from revcompass.engine.ledgers.cells import cell_steps
from revcompass.engine.ledgers.classes import BACK, class_columns, classed, is_any
from revcompass.engine.ledgers.plan import Plan
from revcompass.engine.sql import Step, day, name, names, same
from revcompass.engine.sql import text as text_literal

_SIDES = ("open", "close")


def ledger_steps(plan: Plan, spans: str) -> list[Step]:
    """The steps that end in `movements`; `spans` names a relation that has the spans."""
    return [
        Step("rates", rates_by_period(plan, spans)),
        Step("edges", _edges(plan, spans)),
        Step("changes", _changes(plan), kept=bool(plan.lanes)),
        *_state_steps(plan),
        *([Step("lots", _lots(plan))] if plan.cells else []),
        Step("valued", _valued(plan)),
        *_class_steps(plan),
        Step("classed", classed("shared", plan.policies.choice(p.Reactivation))),
        Step("movements", _movements(plan)),
    ]


def _class_steps(plan: Plan) -> list[Step]:
    if not plan.cells:
        return [Step("shared", _totals(plan))]
    was, is_now = (_customer(plan, side) for side in _SIDES)
    return cell_steps(plan.cells, was, is_now, keeps_free=plan.keeps_free)


def _edges(plan: Plan, spans: str) -> str:
    """+amount on the day a span starts, −amount on the first day without it."""
    lanes = "".join(
        "s.rated_as AS rated_as, "
        if lane == "rated_as"
        else f"coalesce(s.{name(lane)}, '') AS {name(lane)}, "
        for lane in plan.lanes
    )
    live = ["s.annual <> 0"]
    more = ""
    if plan.has_pauses:
        more += ", x.sign * s.paused AS paused"
        live.append("s.paused <> 0")
    if plan.keeps_free:
        more += ", x.sign * CASE WHEN s.is_free THEN 1 ELSE 0 END AS free"
        live.append("s.is_free")
    when = "CASE x.sign WHEN 1 THEN s.span_from ELSE s.span_to END"
    return f"""
    SELECT s.entity, s.account, {lanes}{when} AS day, x.sign * s.annual AS change,
        CASE WHEN x.sign = 1 AND s.annual > 0 THEN s.span_from END AS paid_from{more}
    FROM {spans} s CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1) x
    WHERE ({" OR ".join(live)}) AND {when} <= {day(plan.cut)}"""


def rates_by_period(plan: Plan, spans: str) -> str:
    """For every period and currency: the rate at its opening day and at its closing day."""
    opening, closing = "o.rate", "e.rate"
    rated = "(SELECT c.currency AS rated_as, c.currency, c.rate_factor FROM currencies c)"
    days = ("p.opens_on", f"least(p.closes_on, {day(plan.cut)})")
    match plan.policies.choice(p.Fx):
        case p.Fx.FROZEN_RATES:
            days = ("(SELECT data_as_of FROM book)",) * 2
        case p.Fx.SUBSCRIPTION_START_RATE:
            rated = f"(SELECT DISTINCT s.rated_as, s.currency, s.rated_on FROM {spans} s)"
            days = ("c.rated_on",) * 2
        case p.Fx.NEVER_CONVERT:
            opening = closing = f"c.rate_factor * {RATE_SCALE}"
    return f"""
    SELECT p.period, p.starts, p.opens_on, least(p.closes_on, {day(plan.cut)}) AS closes_on,
        c.rated_as, {opening} AS opening_rate, {closing} AS closing_rate
    FROM periods p
    CROSS JOIN {rated} c
    LEFT JOIN daily_rates o ON o.currency = c.currency AND o.day = {days[0]}
    LEFT JOIN daily_rates e ON e.currency = c.currency AND e.day = {days[1]}
    WHERE p.grain = '{plan.grain}' AND p.period <= {day(plan.cut)}"""


def _changes(plan: Plan) -> str:
    """Native change per entity, lane and period."""
    lanes = names(plan.lanes, "e.")
    sums = ", ".join(f"CAST(sum(e.{name(m)}) AS BIGINT) AS {name(m)}" for m in plan.measures)
    group = ", ".join(str(i + 1) for i in range(3 + len(plan.lanes)))
    if plan.grain.chains:
        account = "" if plan.is_plain else "e.account, "
        return f"""
    SELECT e.entity, {account}c.period, {lanes}{sums}, min(e.paid_from) AS paid_from
    FROM edges e JOIN calendar c ON c.day = e.day AND c.grain = '{plan.grain}'
    GROUP BY e.entity, {account}c.period{"".join(", e." + name(lane) for lane in plan.lanes)}"""
    return _trailing_changes(plan, lanes, group)


def _trailing_changes(plan: Plan, lanes: str, group: str) -> str:
    """Twelve-month windows overlap: a change is inside twelve of them and opens the thirteenth on.

    `change` moves the closing, `opened` the opening; rows of neither keep the window listed.
    """
    parts = []
    for measure in plan.measures:
        m = name(measure)
        for step, label in ((0, measure), (12, f"opened_{measure}")):
            moved = f"sum(CASE WHEN o.step = {step} THEN e.{m} ELSE 0 END)"
            parts.append(f"CAST({moved} AS BIGINT) AS {name(label)}")
    return f"""
    SELECT e.entity, e.account, w.period, {lanes}{", ".join(parts)},
        min(CASE WHEN o.step = 0 THEN e.paid_from END) AS paid_from,
        max(CASE WHEN o.step < 12 THEN 1 ELSE 0 END) AS is_inside
    FROM edges e
    JOIN calendar c ON c.day = e.day AND c.grain = 'month'
    JOIN month_steps o ON o.month = c.period
    JOIN periods w
        ON w.grain = '{plan.grain}' AND w.period = o.later AND w.period <= {day(plan.cut)}
    GROUP BY {group}"""


def _state_steps(plan: Plan) -> list[Step]:
    """Opening and closing of every measure, natively, per entity and lane."""
    steps = [Step("grid", _grid(plan))] if plan.lanes else []
    source = "grid" if plan.lanes else "changes"
    lane_list = "".join(f", g.{name(lane)}" for lane in plan.lanes)
    running = "ORDER BY g.period NULLS FIRST ROWS UNBOUNDED PRECEDING"
    columns = []
    for m in plan.measures:
        closing = f"sum(g.{name(m)}) OVER lane"
        opening = (
            f"{closing} - g.{name(m)}"
            if plan.grain.chains
            else f"sum(g.{name('opened_' + m)}) OVER lane"
        )
        columns.append(f"CAST({opening} AS BIGINT) AS {name('open_' + m)}")
        columns.append(f"CAST({closing} AS BIGINT) AS {name('close_' + m)}")
    if plan.is_plain:
        # The first paid day so far says the same of a row, in one window less; but not where going
        # on for free is held against it.
        first = "(PARTITION BY g.entity)" if plan.keeps_free else "lane"
        body = f"""
    SELECT g.entity, g.period, {", ".join(columns)}, min(g.paid_from) OVER {first} AS first_paid
    FROM changes g
    WINDOW lane AS (PARTITION BY g.entity {running})"""
        return [Step("states", body)]
    inside = "" if plan.grain.chains else ", g.is_inside"
    body = f"""
    SELECT g.entity, g.account, g.period{lane_list}{inside}, {", ".join(columns)},
        min(g.paid_from) OVER (PARTITION BY g.entity) AS first_paid,
        min(g.paid_from) OVER (PARTITION BY g.entity{lane_list}) AS lane_paid
    FROM {source} g
    WINDOW lane AS (PARTITION BY g.entity{lane_list} {running})"""
    if plan.grain.chains:
        return [*steps, Step("states", body)]
    return [
        *steps,
        Step("windows", body),
        Step("states", "SELECT * FROM windows WHERE is_inside = 1"),
    ]


def _grid(plan: Plan) -> str:
    """All lanes of an entity in each period in which one of them changes.

    An entity with several cells and several currencies is listed in every period, because a rate
    alone can make another of its cells the largest.
    """
    lanes = names(plan.lanes, "l.")
    sums = "".join(
        f"coalesce(c.{name(m)}, 0) AS {name(m)}, "
        + (
            ""
            if plan.grain.chains
            else f"coalesce(c.{name('opened_' + m)}, 0) AS {name('opened_' + m)}, "
        )
        for m in plan.measures
    )
    inside = "" if plan.grain.chains else ", t.is_inside"
    is_inside = "" if plan.grain.chains else ", max(is_inside) AS is_inside"
    every = "" if plan.grain.chains else ", 1"
    dense = ""
    if plan.cells and not plan.has_one_currency:
        dense = f"""
            UNION ALL
            SELECT m.entity, m.account, p.period{every} FROM (
                SELECT entity, account, min(period) AS first_period FROM changes
                GROUP BY entity, account HAVING count(DISTINCT rated_as) > 1
            ) m JOIN periods p ON p.grain = '{plan.grain}' AND p.period >= m.first_period
                AND p.period <= {day(plan.cut)}"""
    return f"""
    SELECT t.entity, t.account, t.period, {lanes}{sums}c.paid_from{inside}
    FROM (
        SELECT entity, account, period{is_inside} FROM (
            SELECT entity, account, period{"" if plan.grain.chains else ", is_inside"}
            FROM changes{dense}
        ) u GROUP BY entity, account, period
    ) t
    JOIN (SELECT DISTINCT entity, {names(plan.lanes)[:-2]} FROM changes) l ON l.entity = t.entity
    LEFT JOIN changes c
        ON c.entity = t.entity AND c.period = t.period{same(plan.lanes, "c", "l")}"""


def _lots(plan: Plan) -> str:
    """Beside each cell's amounts those of its currency in all cells of the entity.

    Whether somebody pays in a currency is not seen in one cell: another may hold a credit.
    """
    rated_as = "" if plan.has_one_currency else ", s.rated_as"
    totals = ", ".join(f"sum(s.{side}_change) OVER lot AS {side}_lot" for side in _SIDES)
    return f"""
    SELECT s.*, {totals} FROM states s
    WINDOW lot AS (PARTITION BY s.entity, s.period{rated_as})"""


def _valued(plan: Plan) -> str:
    """Native states in the reporting currency, per entity and cell.

    `o` opening and `c` closing at the opening rate, `e` closing at the closing rate.
    """
    total, least, most = ("sum({})", "min({})", "max({})") if plan.lanes else ("{}",) * 3
    sums = {
        "o": "CAST(s.open_change AS HUGEINT) * coalesce(r.opening_rate, 0)",
        "c": "CAST(s.close_change AS HUGEINT) * coalesce(r.opening_rate, 0)",
        "e": "CAST(s.close_change AS HUGEINT) * coalesce(r.closing_rate, 0)",
        "unrated": """CASE
            WHEN (r.opening_rate IS NULL AND (s.open_change <> 0 OR s.close_change <> 0))
            OR (r.closing_rate IS NULL AND s.close_change <> 0) THEN 1 ELSE 0 END""",
    }
    if plan.has_one_currency:
        sums["change"] = "s.close_change - s.open_change"
    if plan.has_pauses:
        pausing = "CAST(s.close_paused - s.open_paused AS HUGEINT)"
        sums["pausing"] = f"{pausing} * coalesce(r.opening_rate, 0)"
    if plan.keeps_free:
        sums |= {"open_free": "s.open_free", "close_free": "s.close_free"}
    columns = {
        **{one: least.format(f"r.{one}") for one in ("starts", "opens_on", "closes_on")},
        "first_paid": least.format("s.first_paid"),
        "cell_paid": least.format("s.first_paid" if plan.is_plain else "s.lane_paid"),
        **{one: total.format(text) for one, text in sums.items()},
        **{
            f"{side}_paying": most.format(f"CASE WHEN s.{side}_change > 0 THEN 1 ELSE 0 END")
            for side in _SIDES
        },
    }
    if plan.is_valued:
        lot = "lot" if plan.cells else "change"
        for side in _SIDES:
            pays, lacks = f"s.{side}_{lot} > 0", f"r.opening_rate IS NULL AND s.{side}_{lot} <> 0"
            columns[f"{side}_pays"] = most.format(f"CASE WHEN {pays} THEN 1 ELSE 0 END")
            columns[f"{side}_lacks"] = most.format(f"CASE WHEN {lacks} THEN 1 ELSE 0 END")
    listed = ",\n        ".join(f"{text} AS {one}" for one, text in columns.items())
    own = (plan.shape.currencies or ("",))[0]
    rated_as = text_literal(own) if plan.has_one_currency else "s.rated_as"
    grouped = "".join(", s." + name(c) for c in plan.cells)
    group = f"\n    GROUP BY s.entity, s.account, s.period{grouped}" if plan.lanes else ""
    account = "s.entity AS account" if plan.is_plain else "s.account"
    return f"""
    SELECT s.entity, {account}, s.period{grouped},
        {listed}
    FROM {"lots" if plan.cells else "states"} s
    JOIN rates r ON r.period = s.period AND r.rated_as = {rated_as}{group}"""


def _customer(plan: Plan, side: str) -> str:
    """Whether the entity is a customer: MRR above 0, valued at the opening's rates.

    Where a rate is missing, an amount above 0 in any currency will do. In one currency the native
    sign is the sign, for no rate is 0 or below.
    """
    value, day_column = ("o", "opens_on") if side == "open" else ("c", "closes_on")
    total, most = ("{}", "{}") if plan.is_whole else ("sum({}) OVER entity", "max({}) OVER entity")
    free = total.format(f"v.{side}_free")
    paying = f"v.{side}_paying = 1"
    if plan.is_valued:
        lacks, pays = most.format(f"v.{side}_lacks"), most.format(f"v.{side}_pays")
        paying = f"CASE WHEN {lacks} = 1 THEN {pays} = 1 ELSE {total.format(f'v.{value}')} > 0 END"
    if not plan.keeps_free:
        return paying
    return f"({paying} OR ({free} > 0 AND v.first_paid <= v.{day_column}))"


def _totals(plan: Plan) -> str:
    """One cell per entity: its whole delta is of one class, and it counts once."""
    window = "" if plan.is_whole else "WINDOW entity AS (PARTITION BY v.entity, v.period)"
    return f"""
    SELECT v.*, {_customer(plan, "open")} AS was, {_customer(plan, "close")} AS is_now,
        v.c - v.o AS delta, v.c - v.o AS moved, v.unrated AS lacking,
        1 AS opens_here, 1 AS closes_here,
        CASE WHEN v.first_paid BETWEEN v.starts AND v.closes_on THEN 1 ELSE 0 END AS first_here
    FROM valued v {window}"""


def _movements(plan: Plan) -> str:
    """The ledger's columns."""
    cells = "".join(f"nullif({name(c)}, '') AS {name(c)}, " for c in plan.cells)
    native = "change, " if plan.has_one_currency else ""
    paused = resumed = "0"
    if plan.has_pauses:
        paused = f"""CASE WHEN {is_any("churn", "contraction")}
            THEN greatest(least(-moved, pausing), 0) ELSE 0 END"""
        resumed = f"""CASE WHEN ({BACK}) OR {is_any("expansion")}
            THEN greatest(least(moved, -pausing), 0) ELSE 0 END"""
    return f"""
    SELECT entity, account, period, {cells}{native}class, moved, counted,
        o AS opening,
        {class_columns()},
        {"delta - moved" if plan.cells else "0"} AS transfer,
        e - c AS fx_effect,
        e AS closing,
        {paused} AS paused,
        {resumed} AS resumed,
        CASE WHEN was THEN opens_here ELSE 0 END AS opening_customers,
        CASE WHEN is_now THEN closes_here ELSE 0 END AS closing_customers,
        first_here AS first_paid_customers,
        lacking AS unrated
    FROM classed"""
