"""What a person should know once all tables are in: contradictions that no single row shows.

Each check is one small function, and only ever warns: no fault of the data blocks a load.
"""

from __future__ import annotations

from fractions import Fraction

from revcompass.book.suggest import nearest
from revcompass.domain.money import decimal_text, unit_digits
from revcompass.domain.problem import Problem, Severity, Where
from revcompass.domain.records import TABLES
from revcompass.sources import sql
from revcompass.sources.columns import FILE, LINE, ROW
from revcompass.sources.events import event_days
from revcompass.sources.load import Load
from revcompass.sources.typed import boolean

_REFERRING = ("leads", "opportunities", "subscriptions", "usage", "answers")
_CHURN_FLAGS = ("churn_flag", "churned", "is_churned")
_PLANNED = {("subscriptions", "starts_on"), ("subscriptions", "ends_on"), ("spend", "to")}
_DECIDED = "('won', 'lost', 'no_decision')"


def run_checks(load: Load, as_of: str | None) -> None:
    """All checks in turn. `as_of` is the day the data reach to, ISO 8601, if there is one."""
    ends_before_start(load)
    overlap_cut(load)
    closed_before_created(load)
    won_without_amount(load)
    no_date_role(load)
    future_events(load)
    unknown_account(load)
    similar_names(load)
    unknown_stage(load)
    mixed_probability(load)
    missing_rate(load)
    if as_of is not None:
        churned_but_running(load, as_of)


def ends_before_start(load: Load) -> None:
    """Spans that end before they start contribute nothing."""
    _each(
        load,
        "subscriptions",
        "ends_before_start",
        "ends_on",
        "ends_on < starts_on",
        beside="starts_on",
    )
    _each(load, "spend", "ends_before_start", "to", '"to" <= "from"', beside="from")


def overlap_cut(load: Load) -> None:
    """The next start of the same subscription cuts the earlier span."""
    end = "coalesce(ends_on, CASE WHEN status = 'cancelled' THEN cancel_requested_at END)"
    following = (
        f"SELECT {ROW}, lead(starts_on) OVER (PARTITION BY subscription_id ORDER BY starts_on) "
        f"AS cut_on FROM {load.home}.subscriptions"
    )
    load.run(
        f"INSERT INTO {load.home}.problems SELECT NULL, 'overlap_cut', "
        "json_object('subscription', subscription_id, 'starts_on', CAST(starts_on AS VARCHAR), "
        f"'cut_on', CAST(cut_on AS VARCHAR)), 'warning', f.path, {LINE}, "
        f"{sql.text(load.header('subscriptions', 'ends_on'))}, "
        f"coalesce(CAST(ends_on AS VARCHAR), ''), 1 "
        f"FROM {load.home}.subscriptions JOIN ({following}) USING ({ROW}) "
        f"JOIN {load.home}.files f USING ({FILE}) "
        f"WHERE cut_on IS NOT NULL AND ({end} IS NULL OR {end} > cut_on)"
    )


def closed_before_created(load: Load) -> None:
    """Reported, and never averaged into a cycle length."""
    wrong = "closed_at < created_at"
    _each(load, "opportunities", "closed_before_created", "closed_at", wrong, beside="created_at")


def won_without_amount(load: Load) -> None:
    """Won deals without an amount are in neither side of a deal size."""
    wrong = "outcome = 'won' AND amount IS NULL"
    _each(load, "opportunities", "won_without_amount", "amount", wrong)


def no_date_role(load: Load) -> None:
    """Deals that lack a date load, and are left out where that date is needed."""
    for code, column, wrong in (
        ("no_created_at", "created_at", "created_at IS NULL"),
        ("no_closed_at", "closed_at", f"closed_at IS NULL AND outcome IN {_DECIDED}"),
    ):
        _together(load, "opportunities", code, column, wrong)


def future_events(load: Load) -> None:
    """Things that are said to have happened after the day of the load."""
    for table in TABLES.values():
        for column, day, counts in event_days(table):
            if (table.name, column) not in _PLANNED:
                later = f"{counts} AND {sql.name(day)} > DATE {sql.text(load.today.isoformat())}"
                _together(load, table.name, "future_events", column, later)


def unknown_account(load: Load) -> None:
    """Accounts that records refer to and the table of accounts does not have."""
    if not load.one(f"SELECT count(*) FROM {load.home}.accounts"):
        return
    for table in _REFERRING:
        _unknown(
            load,
            "unknown_account",
            table,
            "account_id",
            f"SELECT account_id FROM {load.home}.accounts",
        )


def unknown_stage(load: Load) -> None:
    """Stages that `[funnel]` does not list."""
    if not load.book.stages:
        return
    listed = f"SELECT unnest([{sql.texts(load.book.stages)}])"
    # A deal that ended without being won has left the funnel, whatever its stage is called.
    left = "outcome IN ('lost', 'no_decision')"
    _unknown(load, "unknown_stage", "opportunities", "stage", listed, fine=left)
    lost = f"opportunity_id IN (SELECT opportunity_id FROM {load.home}.opportunities WHERE {left})"
    last = "entered_at = max(entered_at) OVER (PARTITION BY opportunity_id)"
    ended = f"{ROW} IN (SELECT {ROW} FROM {load.home}.stage_changes WHERE {lost} QUALIFY {last})"
    _unknown(load, "unknown_stage", "stage_changes", "stage", listed, fine=ended)


def similar_names(load: Load) -> None:
    """Accounts whose names differ only by case, spaces or punctuation."""
    rows = load.rows(
        f"SELECT list(DISTINCT name ORDER BY name), count(*), min({ROW}) "
        f"FROM {load.home}.accounts GROUP BY {sql.plain('name')} "
        f"HAVING count(DISTINCT name) > 1 AND {sql.plain('any_value(name)')} <> '' ORDER BY 3"
    )
    for names, count, row in rows:
        where = _place(load, "accounts", "name", row, names[0])
        load.warn("similar_names", rows=count, where=where, names=names)


def mixed_probability(load: Load) -> None:
    """A probability given as 0-100 in some rows and as 0-1 in others."""
    column = _kept(load, "opportunities", ("probability",))
    if column is None:
        return
    text = sql.trimmed(sql.name(column))
    number = (
        f"CASE WHEN regexp_full_match({text}, '\\d{{1,9}}([.,]\\d{{1,9}})?') "
        f"THEN TRY_CAST(replace({text}, ',', '.') AS DECIMAL(18, 9)) END"
    )
    hundreds, shares, row = load.rows(
        f"SELECT count(*) FILTER (p > 1), count(*) FILTER (p > 0 AND p < 1), "
        f"min({ROW}) FILTER (p > 0 AND p < 1) "
        f"FROM (SELECT {ROW}, {number} AS p FROM {load.home}.opportunities)"
    )[0]
    if hundreds and shares:
        where = _place(load, "opportunities", column, row, None)
        load.warn("mixed_probability", rows=shares, where=where, shares=shares, percents=hundreds)


def missing_rate(load: Load) -> None:
    """Currencies without a single rate of exchange: totals that touch them stay undefined."""
    quoted = f"SELECT currency FROM {load.home}.exchange_rates"
    parts = [
        f"SELECT currency, {account} AS account, {amount} AS amount FROM {load.home}.{table}"
        for table, account, amount in (
            ("subscriptions", "account_id", "coalesce(amount, unit_amount)"),
            ("opportunities", "account_id", "amount"),
            ("spend", "NULL", "amount"),
        )
    ]
    rows = load.rows(
        "SELECT currency, count(*), count(DISTINCT account), sum(amount) "
        f"FROM ({' UNION ALL '.join(parts)}) WHERE amount IS NOT NULL AND currency <> ? "
        f"AND currency NOT IN ({quoted}) GROUP BY 1 ORDER BY 1",
        [load.book.currency],
    )
    for currency, count, accounts, units in rows:
        amount = decimal_text(Fraction(int(units), 10 ** unit_digits(currency)))
        load.warn(
            "missing_rate",
            rows=count,
            where=Where(None, None, "currency", currency),
            currency=currency,
            reporting=load.book.currency,
            accounts=accounts,
            amount=amount,
        )


def churned_but_running(load: Load, as_of: str) -> None:
    """Accounts flagged as churned whose subscriptions still run."""
    column = _kept(load, "accounts", _CHURN_FLAGS)
    if column is None:
        return
    flag = boolean(sql.trimmed(sql.name(column))).value
    running = (
        f"SELECT account_id FROM {load.home}.subscriptions "
        f"WHERE starts_on <= DATE {sql.text(as_of)} AND (ends_on IS NULL OR "
        f"ends_on > DATE {sql.text(as_of)}) AND status IS DISTINCT FROM 'cancelled'"
    )
    _each(
        load,
        "accounts",
        "churned_but_running",
        column,
        f"({flag}) AND account_id IN ({running})",
        beside="account_id",
    )


def _each(
    load: Load, table: str, code: str, column: str, wrong: str, *, beside: str | None = None
) -> None:
    """One warning per record of a table for which `wrong` holds; `beside` is shown with it."""
    other = f"coalesce(CAST({sql.name(beside)} AS VARCHAR), '')" if beside else "''"
    params = f"json_object('table', {sql.text(table)}, 'other', {other})"
    value = f"coalesce(CAST({sql.name(column)} AS VARCHAR), '')"
    header = sql.text(load.header(table, column))
    load.run(
        f"INSERT INTO {load.home}.problems SELECT NULL, {sql.text(code)}, "
        f"CAST({params} AS VARCHAR), 'warning', f.path, {LINE}, {header}, {value}, 1 "
        f"FROM {load.home}.{table} JOIN {load.home}.files f USING ({FILE}) WHERE {wrong}"
    )


def _together(load: Load, table: str, code: str, column: str, wrong: str) -> None:
    """One warning for all records of a table for which `wrong` holds, at the first of them."""
    count, row = load.rows(f"SELECT count(*), min({ROW}) FROM {load.home}.{table} WHERE {wrong}")[0]
    if count:
        where = _place(load, table, column, row, None)
        load.warn(code, rows=count, where=where, table=table, count=count)


def _unknown(
    load: Load, code: str, table: str, column: str, known: str, *, fine: str = "FALSE"
) -> None:
    """One warning per value that is not among the known ones, with its nearest spelling.

    Records for which `fine` holds are let be.
    """
    missing = load.rows(
        f"SELECT {column}, count(*), min({ROW}) FROM {load.home}.{table} "
        f"WHERE {column} NOT IN ({known}) AND ({fine}) IS NOT TRUE GROUP BY 1 ORDER BY 3"
    )
    if not missing:
        return
    names = [
        row[0] for row in load.rows(f"SELECT DISTINCT k FROM ({known}) AS known(k) ORDER BY 1")
    ]
    by_plain = {row[0]: row[1] for row in load.rows(_spellings(known))}
    places = _places(load, table, [row for _, _, row in missing])
    plain = dict(
        load.rows(
            f"SELECT DISTINCT {column}, {sql.plain(column)} FROM {load.home}.{table} "
            f"WHERE {column} NOT IN ({known})"
        )
    )
    few = len(missing) * len(names) <= 20_000
    problems = []
    for value, count, row in missing:
        guess = by_plain.get(plain[value]) or (nearest(value, names) if few else "")
        file, line = places[row]
        where = Where(file, line, load.header(table, column), value)
        params = {"table": table, "count": count, "did_you_mean": guess}
        problems.append(Problem(code, params, where, Severity.WARNING, count))
    load.report(problems)


def _spellings(known: str) -> str:
    return (
        f"SELECT {sql.plain('k')}, min(k) FROM ({known}) AS known(k) "
        f"WHERE {sql.plain('k')} <> '' GROUP BY 1"
    )


def _places(load: Load, table: str, rows: list[int]) -> dict[int, tuple[str, int]]:
    """File and line of records."""
    found = load.rows(
        f"SELECT {ROW}, f.path, {LINE} FROM {load.home}.{table} "
        f"JOIN {load.home}.files f USING ({FILE}) WHERE {ROW} IN (SELECT unnest(?))",
        [rows],
    )
    return {row: (file, line) for row, file, line in found}


def _place(load: Load, table: str, column: str, row: int, value: str | None) -> Where:
    file, line = _places(load, table, [row])[row]
    return Where(file, line, load.header(table, column), value)


def _kept(load: Load, table: str, names: tuple[str, ...]) -> str | None:
    """The further column of a table that has one of those names."""
    columns = load.rows(f"SELECT column_name FROM (DESCRIBE {load.home}.{table})")
    return next((column for (column,) in columns if column.casefold() in names), None)
