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
    `thousands` is the sign between groups of three digits (`" "` and `"'"` stand for all their
    kinds; by default the one of "." and "," that is not the decimal sign), `digits` is "arab" for
    Arabic-Indic and Persian ones beside Latin ones, `currency_signs` says that amounts carry a sign
    or code of their currency, `language` is that of the names of months.
    """

    delimiter: str | None = None
    decimal: str | None = None
    dates: str | None = None
    encoding: str | None = None
    records: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    thousands: str | None = None
    digits: str | None = None
    currency_signs: bool | None = None
    language: str | None = None


_OF_FILES = ("delimiter", "encoding", "records", "sheet", "header_row")


def read_format(section: Section, *, of_query: bool = False) -> FileFormat:
    """The `format` of a source or a lookup; raises `bad_setting`, `unknown_setting`.

    Parameters: `of_query`: a query's result is a file of our own, so only what stands in its texts
    can be declared.
    """
    part = Section(f"{section.name}.format", section.take("format", dict, {}), section.text)
    result = FileFormat(
        delimiter=_text(part, "delimiter"),
        decimal=_one_of(part, "decimal", _DECIMALS),
        dates=_text(part, "dates"),
        encoding=_text(part, "encoding"),
        records=_text(part, "records"),
        sheet=_text(part, "sheet"),
        header_row=_row(part, "header_row"),
        thousands=_thousands(part),
        digits=_one_of(part, "digits", ("latn", "arab")),
        currency_signs=part.take("currency_signs", bool, False) or None,  # noqa: FBT003
        language=_one_of(part, "language", ("en", "fr", "it", "de", "ms", "ar")),
    )
    part.close()
    if result.thousands == (result.decimal or "."):
        value = result.thousands
        expected = "another sign than the decimal one"
        raise part.fault(
            "bad_setting", "thousands", key="thousands", value=value, expected=expected
        )
    for key in _OF_FILES if of_query else ():
        if (value := getattr(result, key)) is not None:
            expected = "nothing, for a query"
            raise part.fault("bad_setting", key, key=key, value=str(value), expected=expected)
    return result


def _text(part: Section, key: str) -> str | None:
    return part.take(key, str, "") or None


def _thousands(part: Section) -> str | None:
    """Every kind of space and of apostrophe is one sign."""
    value = part.take("thousands", str, "")
    known = {sign: sign for sign in " '.,"} | dict.fromkeys("\u00a0\u202f\u2009", " ") | {"’": "'"}
    if value and value not in known:
        expected = "space, apostrophe, point or comma"
        raise part.fault(
            "bad_setting", "thousands", key="thousands", value=value, expected=expected
        )
    return known.get(value)


def _row(part: Section, key: str) -> int | None:
    value = part.take(key, int, 0)
    if value < 0:
        raise part.fault("bad_setting", key, key=key, value=str(value), expected="row number")
    return value or None


def _one_of(part: Section, key: str, choices: tuple[str, ...]) -> str | None:
    value = _text(part, key)
    if value not in (None, *choices):
        raise part.fault("bad_setting", key, key=key, value=value, expected=list(choices))
    return value
