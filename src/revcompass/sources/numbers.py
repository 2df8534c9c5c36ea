"""Numbers in texts: a full match decides, then digits are moved; nothing is ever rounded."""

from __future__ import annotations

from revcompass.domain.money import CURRENCIES, minor_digits, unit_digits
from revcompass.sources import sql
from revcompass.sources.cells import Cell
from revcompass.sources.writing import SPACES, Writing

_QUANTITY_DIGITS = 6
_RATE_DIGITS = 8


def amount(
    text: str,
    writing: Writing,
    digits: str,
    *,
    has_currency: str = "TRUE",
    agrees: str = "TRUE",
) -> Cell:
    """An amount as whole units.

    Parameters: `text` an SQL expression without white space at its ends; `writing` the declared
    signs; `digits` an SQL expression: how far the point moves to the right; `has_currency` whether
    the row says which money it is; `agrees` whether a sign beside the amount says the same.
    """
    parts = _Parts(text, writing)
    return Cell(
        value=f"CASE WHEN {parts.matches} AND {agrees} AND length({parts.fraction}) <= {digits} "
        f"THEN TRY_CAST({parts.sign} || {parts.whole} || "
        f"rpad({parts.fraction}, CAST({digits} AS INTEGER), '0') AS BIGINT) END",
        reason=f"CASE WHEN NOT {parts.matches} THEN 'unreadable_amount' "
        f"WHEN NOT {has_currency} THEN 'amount_without_currency' "
        f"WHEN NOT coalesce({agrees}, FALSE) THEN 'currency_contradicts' "
        f"WHEN length({parts.fraction}) > {digits} THEN 'too_many_decimals' "
        f"ELSE 'amount_too_large' END",
        params={"decimal": writing.decimal},
    )


def quantity(text: str, writing: Writing, *, percent: bool = False) -> Cell:
    """A number with up to six decimals; a percentage may carry its sign."""
    bare = f"regexp_replace({text}, '[{SPACES}]*%$', '')" if percent else text
    parts = _Parts(bare, writing)
    digits = _QUANTITY_DIGITS
    return Cell(
        value=f"CASE WHEN {parts.matches} AND length({parts.fraction}) <= {digits} "
        f"THEN TRY_CAST({parts.sign} || '0' || {parts.whole} || '.' || {parts.fraction} || '0' "
        f"AS DECIMAL(18,6)) END",
        reason=f"CASE WHEN NOT {parts.matches} THEN 'unreadable_number' "
        f"WHEN length({parts.fraction}) > {digits} THEN 'too_many_decimals' "
        f"ELSE 'number_too_large' END",
        params={"decimal": writing.decimal},
    )


def whole_number(text: str, writing: Writing) -> Cell:
    """A whole number; `9.0` is one, `9.5` is not."""
    parts = _Parts(text, writing)
    fits = f"{parts.matches} AND {parts.fraction} = ''"
    return Cell(
        value=f"CASE WHEN {fits} THEN TRY_CAST({parts.sign} || '0' || {parts.whole} AS BIGINT) END",
        reason=f"CASE WHEN {fits} THEN 'number_too_large' ELSE 'unreadable_number' END",
        params={"decimal": writing.decimal},
    )


def rate(text: str, writing: Writing) -> Cell:
    """A rate of exchange above zero, as a whole number of 10⁻⁸."""
    parts = _Parts(text, writing)
    moved = f"TRY_CAST({parts.whole} || rpad({parts.fraction}, {_RATE_DIGITS}, '0') AS BIGINT)"
    fits = f"{parts.matches} AND {parts.sign} = '' AND length({parts.fraction}) <= {_RATE_DIGITS}"
    return Cell(
        value=f"CASE WHEN {fits} AND {moved} > 0 THEN {moved} END",
        reason=f"CASE WHEN {parts.matches} AND length({parts.fraction}) > {_RATE_DIGITS} "
        f"THEN 'too_many_decimals' ELSE 'unreadable_rate' END",
        params={"decimal": writing.decimal},
    )


def unit_shift(currency: str, *, minor: bool) -> str:
    """How far the point of an amount moves to give units; NULL where the money is unknown.

    Parameters: `currency` an SQL expression for the code; `minor` whether amounts are given in
    minor units (cents).
    """
    by_digits: dict[int, list[str]] = {}
    for code in sorted(CURRENCIES):
        shift = unit_digits(code) - (minor_digits(code) if minor else 0)
        by_digits.setdefault(shift, []).append(code)
    cases = " ".join(
        f"WHEN {currency} IN ({sql.texts(codes)}) THEN {shift}"
        for shift, codes in sorted(by_digits.items(), key=lambda item: -len(item[1]))
    )
    return f"(CASE {cases} END)"


def exact_sum(text: str, decimal: str) -> str:
    """The amount of a text as DECIMAL, by another way than `amount`: for the reconciliation."""
    digits = f"regexp_replace({text}, {sql.text(f'[^0-9{decimal}]')}, '', 'g')"
    sign = f"CASE WHEN contains({text}, '-') OR contains({text}, '(') THEN -1 ELSE 1 END"
    number = f"replace({digits}, {sql.text(decimal)}, '.')"
    return f"(({sign}) * TRY_CAST({number} AS DECIMAL(38, 9)))"


class _Parts:
    """The pieces of a number's text as SQL; meaningful only where `matches` holds."""

    def __init__(self, text: str, writing: Writing) -> None:
        decimal, groups = writing.decimal, writing.groups
        point, group = f"[{decimal}]", f"[{groups}]"
        number = rf"(?:(?:\d+|\d{{1,3}}(?:{group}\d{{3}})+)(?:{point}\d+)?|{point}\d+)"
        pattern = rf"-?{number}|\({number}\)"
        bare = f"translate({text}, {sql.text(f'-(){groups}')}, '')"
        self.matches = f"regexp_full_match({text}, {sql.text(pattern)})"
        self.whole = f"split_part({bare}, {sql.text(decimal)}, 1)"
        self.fraction = f"rtrim(split_part({bare}, {sql.text(decimal)}, 2), '0')"
        self.sign = f"(CASE WHEN {text}[1] IN ('-', '(') THEN '-' ELSE '' END)"
