"""How a source's files are written, as the settings declare it."""

from __future__ import annotations

from dataclasses import dataclass

from revcompass.book.settings import Section

_DECIMALS = (".", ",")


@dataclass(frozen=True, slots=True)
class FileFormat:
    """What a source declares about its files; `None` is not declared.

    `delimiter` is one character (a comma by default, a tab for .tsv), `decimal` is "." (default)
    or ",", `dates` a strptime pattern (ISO 8601 by default), `encoding` a codec's name (UTF-8 by
    default; a byte order mark is obeyed before anything declared). `records` says where in a JSON
    document the list of records is (`data.items`), `sheet` which sheet of a workbook is read (the
    first by default), `header_row` the number of its row with the headers (the first with text).
    """

    delimiter: str | None = None
    decimal: str | None = None
    dates: str | None = None
    encoding: str | None = None
    records: str | None = None
    sheet: str | None = None
    header_row: int | None = None


def read_format(section: Section) -> FileFormat:
    """The `format` of a source or a lookup; raises `bad_setting`, `unknown_setting`."""
    part = Section(f"{section.name}.format", section.take("format", dict, {}), section.text)
    result = FileFormat(
        delimiter=_text(part, "delimiter"),
        decimal=_one_of(part, "decimal", _DECIMALS),
        dates=_text(part, "dates"),
        encoding=_text(part, "encoding"),
        records=_text(part, "records"),
        sheet=_text(part, "sheet"),
        header_row=_row(part, "header_row"),
    )
    part.close()
    return result


def _text(part: Section, key: str) -> str | None:
    return part.take(key, str, "") or None


def _row(part: Section, key: str) -> int | None:
    value = part.take(key, int, 0)
    if value < 0:
        raise part.fault("bad_setting", key, key=key, value=str(value), expected="row number")
    return value or None


def _one_of(part: Section, key: str, choices: tuple[str, ...]) -> str | None:
    value = _text(part, key)
    if value not in (None, *choices):
        expected = " or ".join(f'"{choice}"' for choice in choices)
        raise part.fault("bad_setting", key, key=key, value=value, expected=expected)
    return value
