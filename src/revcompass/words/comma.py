"""Documents as CSV and as plain text: one row per line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Spreadsheets of eastern Asia take the wide signs too."""

Cell = str | int | bool | None


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV with a head line; text that a spreadsheet would run as a formula is neutralised.

    >>> csv_text(["a", "b"], [["=1+1", "-5"]])
    "a,b\\n'=1+1,-5\\n"
    """
    lines = [",".join(_quoted(_safe(cell)) for cell in row) for row in (heads, *rows)]
    return "\n".join(lines) + "\n"


def tabbed_text(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The same separated by tabs; tabs and line ends inside a cell become spaces."""
    lines = ["\t".join(_flat(cell) for cell in row) for row in (heads, *rows)]
    return "\n".join(lines) + "\n"


def result_table(document: Mapping[str, Any]) -> tuple[list[str], list[list[Cell]]]:
    """The rows of a `revcompass.result/1` document with their metric, slices in columns."""
    rows = [(result, row) for result in document["results"] for row in result["rows"]]
    slices = _keys(row["slice"] for _, row in rows)
    companions = _keys(row.get("companions") or {} for _, row in rows)
    heads = ["metric", "from", "to", "to_date", *slices, "value", "unit", "currency", "undefined"]
    heads += ["numerator", "denominator", "n", "low", "high", "flags", *companions]
    heads += ["target", "attainment", "compare", "change"]
    return heads, [_result_row(result, row, slices, companions) for result, row in rows]


def _result_row(
    result: Mapping[str, Any],
    row: Mapping[str, Any],
    slices: Sequence[str],
    companions: Sequence[str],
) -> list[Cell]:
    beside = row.get("companions") or {}
    target, compare = row.get("target") or {}, row.get("compare") or {}
    return [
        result["metric"],
        row["from"],
        row["to"],
        row["to_date"],
        *(row["slice"].get(name) for name in slices),
        row["value"],
        result["unit"],
        row.get("currency") or result["currency"],
        row["undefined"],
        row["numerator"],
        row["denominator"],
        row["n"],
        row["low"],
        row["high"],
        " ".join(row["flags"]),
        *(_value(beside.get(name)) for name in companions),
        _value(target),
        target.get("attainment"),
        _value(compare),
        compare.get("change"),
    ]


def trace_table(document: Mapping[str, Any]) -> tuple[list[str], list[list[Cell]]]:
    """The records of a `revcompass.trace/1` document, their own columns last."""
    records = [
        {**{name: cell for name, cell in record.items() if name != "fields"}, **_fields(record)}
        for record in document["records"]
    ]
    heads = _keys(records)
    return heads, [[_value(record.get(head)) for head in heads] for record in records]


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record's own columns, renamed where a column of ours has that name."""
    fields = record.get("fields") or {}
    return {f"{name}_" if name in record else name: cell for name, cell in fields.items()}


def _value(found: Any) -> Cell:
    """A companion or target may be a plain number or an object with a `value`."""
    if isinstance(found, Mapping):
        return _value(found.get("value"))
    return found if found is None or isinstance(found, str | int) else str(found)


def _keys(mappings: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for mapping in mappings for key in mapping))


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA) and not is_number(cell):
        return f"'{cell}"
    return cell


def _quoted(cell: Cell) -> str:
    """A cell in quotes where it needs them (the standard writer leaves a lone CR bare)."""
    text = "" if cell is None else str(cell)
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing else.

    >>> is_number("-0.5"), is_number("-1+1"), is_number("NaN")
    (True, False, False)
    """
    try:
        return Decimal(text).is_finite() and text.strip() == text
    except InvalidOperation:
        return False


def _flat(cell: Cell) -> str:
    text = "" if cell is None else str(_safe(cell) if isinstance(cell, bool) else cell)
    return " ".join(text.split("\t")).replace("\n", " ").replace("\r", " ")
