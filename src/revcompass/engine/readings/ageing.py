"""How long deals have stood open on a day, and how long a stay in a stage usually takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from revcompass.domain.formula import ColumnKind
from revcompass.engine.readings.cells import SCALE, Ask
from revcompass.engine.readings.exchange import closing_quotes
from revcompass.engine.readings.query import closing_days
from revcompass.engine.rollups.standing import rate_join
from revcompass.engine.slices import account_left_join
from revcompass.engine.sql import Step, day, stack
from revcompass.engine.tables import Cut, Tables, is_frozen
from revcompass.engine.trace.parts import filters

_SCALE = SCALE[ColumnKind.AMOUNT]


@dataclass(frozen=True, slots=True)
class Standing:
    """A deal that is open on a day; `file` and `line` say where it was read.

    `amount` is `None` without an exchange rate; `in_stage` (days) without any stage history.
    """

    key: str
    file: str
    line: int
    account: str | None
    owner: str | None
    stage: str | None
    amount: Fraction | None
    days: int
    in_stage: int | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Stay:
    """Stays in a stage that have ended: how many, the median and what nine of ten did not exceed.

    Both in days.
    """

    visits: int
    median: Fraction
    most: int


def open_deals(tables: Tables, ask: Ask) -> tuple[date | None, list[Standing]]:
    """The closing day of the one period asked for, and the deals that are open on it.

    Their amounts add up to `pipeline`. Largest first, then by key.
    """
    closing = closing_days(tables, ask.cut, ask.first, ask.last)
    if not closing:
        return None, []
    label, on = closing[-1]
    entries = tables.entries("pipeline", replace(ask.cut, days=(on, on)))
    condition, bound = filters(tables, ask)
    join = account_left_join([one for one, _ in ask.where])
    cut = ask.cut
    rated = rate_join(
        "h.held_in",
        day(on),
        is_frozen=is_frozen("pipeline", cut),
        fixed=tables.fixed_rates("pipeline", cut),
    )
    steps = [
        Step("held", _held(entries, join, condition, on)),
        Step("runs", _runs(entries, on)),
    ]
    rows = tables.con.execute(
        stack(
            steps,
            f"""SELECT o.opportunity_id, f.path, o.line, o.account_id, o.owner, h.stage,
            h.amount, r.rate, o.created_at, CASE WHEN EXISTS (SELECT 1 FROM stage_changes s
                WHERE s.opportunity_id = o.opportunity_id) THEN u.since END, o.expected_close_on
        FROM held h JOIN opportunities o ON o.row = h.row
        JOIN files f ON f.file_id = o.file_id
        JOIN (SELECT row, max(CASE WHEN begins = 1 THEN day END) AS since FROM runs GROUP BY row) u
            ON u.row = h.row
        {rated}""",
        ),
        bound,
    ).fetchall()
    quote = closing_quotes(tables, ask).get(label) if ask.currency else Fraction(1)
    found = [
        Standing(
            key=key,
            file=file,
            line=line,
            account=account,
            owner=owner,
            stage=stage,
            amount=_worth(int(amount or 0), rate, quote),
            days=(on - created).days,
            in_stage=None if since is None else (on - since).days,
            expected_on=expected,
        )
        for key, file, line, account, owner, stage, amount, rate, created, since, expected in rows
    ]
    return on, sorted(found, key=lambda one: (-(one.amount or 0), one.key))


def usual_stays(tables: Tables, cut: Cut) -> dict[str, Stay]:
    """By stage, how long the visits took that have ended by the last day of the data."""

    def read() -> dict[str, Stay]:
        if not tables.frame.stages or not tables.has_rows("stage_changes"):
            return {}
        rows = tables.con.execute(
            f"""SELECT stage, max(n), min(CASE WHEN 10 * place >= 9 * n THEN days END),
                sum(CASE WHEN 2 * place BETWEEN n AND n + 2 THEN days ELSE 0 END),
                sum(CASE WHEN 2 * place BETWEEN n AND n + 2 THEN 1 ELSE 0 END)
            FROM (
                SELECT e.stage, e.stage_days AS days, count(*) OVER (PARTITION BY e.stage) AS n,
                    row_number() OVER (PARTITION BY e.stage ORDER BY e.stage_days NULLS LAST)
                        AS place
                FROM {tables.entries("stages", cut)} e WHERE e.visits = 1
            ) d GROUP BY stage"""
        ).fetchall()
        return {
            stage: Stay(int(n), Fraction(int(middle), int(times)), int(most))
            for stage, n, most, middle, times in rows
        }

    return tables.remember(("usual stays", cut.policies, cut.until), read)


def _held(entries: str, join: str, condition: str, on: date) -> str:
    """What is open on the day, with the stage and amount of the day."""
    return f"""
    SELECT e.row, e.stage, e.held_in, sum(e.open_amount) AS amount FROM {entries} e {join}
    WHERE e.day <= {day(on)}{condition}
    GROUP BY e.row, e.stage, e.held_in HAVING sum(e.open) <> 0"""


def _runs(entries: str, on: date) -> str:
    """Every state a deal began, and whether a stage begins with it or only another amount."""
    return f"""
    SELECT e.row, e.day, CASE WHEN lag(e.day) OVER deal IS NOT NULL
            AND coalesce(lag(e.stage) OVER deal, '') = coalesce(e.stage, '')
        THEN 0 ELSE 1 END AS begins
    FROM {entries} e WHERE e.open = 1 AND e.day <= {day(on)}
    WINDOW deal AS (PARTITION BY e.row ORDER BY e.day NULLS FIRST)"""


def _worth(amount: int, rate: int | None, quote: Fraction | None) -> Fraction | None:
    if not amount:
        return Fraction(0)
    if rate is None or not quote:
        return None
    return Fraction(amount * int(rate), _SCALE) / quote
