"""The settings of a book: `revcompass.toml`, read once into frozen values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from revcompass.book.file_format import FileFormat, read_format
from revcompass.book.keep import Keep, read_keep
from revcompass.book.settings import Section, read_toml
from revcompass.book.suggest import nearest
from revcompass.domain.money import CURRENCIES
from revcompass.domain.policy import POLICIES, PolicySet
from revcompass.domain.presets import PRESETS
from revcompass.domain.problem import RevcompassError
from revcompass.domain.records import TABLES, Kind, Table
from revcompass.words.languages import LANGUAGES, base_of, first_day_of_week
from revcompass.words.numbers import DIGITS

__all__ = ["Book", "FileFormat", "Lookup", "Source", "Span", "read_book", "top_policies"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"([1-9]\d{0,3}) (day|week|month|year)s?")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Columns filled from another file, or from a table that is already loaded.

    `on` says which column here equals which column there, `take` which column is filled from
    which. `always` overwrites; otherwise only empty cells are filled.
    """

    table: str
    files: str | None
    on: Mapping[str, str]
    take: Mapping[str, str]
    always: bool = False
    format: FileFormat = field(default_factory=FileFormat)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: how long a row with only a start covers."""

    count: int
    unit: str  # day, week, month, year


@dataclass(frozen=True, slots=True)
class Source:
    """One `[[source]]`: files, the canonical table they fill, and how.

    `files` is empty where the records are the result of a `query` to a `database`, whose URL may
    hold a password and is therefore not shown.
    """

    name: str
    table: str
    files: str = ""
    format: FileFormat = field(default_factory=FileFormat)
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    slices: tuple[str, ...] = ()
    minor_units: tuple[str, ...] = ()
    ends_on_inclusive: bool = False
    covers: Span | None = None
    lookup: tuple[Lookup, ...] = ()
    database: str = field(default="", repr=False)
    query: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A book's settings. `gross_margin` is a share; `as_of` fixes `data_as_of`."""

    folder: Path
    name: str
    currency: str
    timezone: str
    fiscal_year_start: int = 1
    week_start: int = 0  # 0 = Monday
    language: str = "en"
    number_form: str = "en"  # the language with its territory, if one is named
    digits: str = "latin"
    gross_margin: Fraction | None = None
    preset: str = "revcompass"
    as_of: date | None = None
    minimum_n: int = 5
    policies: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    stages: tuple[str, ...] = ()
    keep: Keep = field(default_factory=Keep)

    @property
    def zone(self) -> ZoneInfo:
        """The reporting time zone."""
        return ZoneInfo(self.timezone)


def read_book(folder: Path) -> Book:
    """Read and check `revcompass.toml` in a book's folder.

    Raises `RevcompassError` with the file and, where it can be found, the line: `no_book`,
    `bad_settings`, `unknown_setting`, `bad_setting`, `missing_setting`, `unknown_setting_value`,
    `unknown_policy`, `unknown_choice`, `double_source`, `mapped_twice`.
    """
    values, text = read_toml(folder)
    top = Section("revcompass.toml", values, text)
    book = Section("book", top.take("book", dict, {}), text)
    policies = Section("policies", top.take("policies", dict, {}), text)
    funnel = Section("funnel", top.take("funnel", dict, {}), text)
    keep = read_keep(Section("keep", top.take("keep", dict, {}), text))
    sources = tuple(_source(section) for section in top.sections("source"))
    for index, source in enumerate(sources):
        if source.name in [other.name for other in sources[:index]]:
            raise top.fault("double_source", source.name, name=source.name)
    top.close()
    result = Book(
        folder=folder,
        name=book.take("name", str, folder.resolve().name),
        currency=book.one_of("currency", CURRENCIES),
        timezone=book.one_of("timezone", sorted(available_timezones()), "UTC"),
        fiscal_year_start=_within(book, "fiscal_year_start", 1, 1, 12),
        language=base_of(tag := _language(book)),
        number_form=tag,
        week_start=_week_start(book, first_day_of_week(tag)),
        digits=book.one_of("digits", DIGITS, "latin"),
        gross_margin=_share(book, "gross_margin"),
        preset=book.one_of("preset", PRESETS, "revcompass"),
        as_of=book.day("as_of"),
        minimum_n=_within(book, "minimum_n", 5, 1, 1000),
        policies=_policies(policies, dict(top_policies(values))),
        sources=sources,
        stages=funnel.texts("stages"),
        keep=keep,
    )
    book.close()
    funnel.close()
    return result


def top_policies(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """The `[policies]` table as texts."""
    table = values.get("policies", {})
    return [(k, str(v)) for k, v in table.items()] if isinstance(table, dict) else []


def _policies(section: Section, chosen: dict[str, str]) -> dict[str, str]:
    for name, choice in chosen.items():
        try:
            PolicySet.of({name: choice})
        except RevcompassError as error:
            problem = error.problem
            params = dict(problem.params)
            params.setdefault("did_you_mean", nearest(name, POLICIES))
            raise section.fault(problem.code, name, **params) from None
    return chosen


def _within(section: Section, key: str, default: int, low: int, high: int) -> int:
    value = section.take(key, int, default)
    if not low <= value <= high:
        raise section.out_of_range(key, value, low, high)
    return value


def _language(section: Section) -> str:
    """A language we speak, with a territory if one is given: `ar` or `ar-SA`."""
    tag = section.take("language", str, "en")
    return tag if base_of(tag) in LANGUAGES else section.known(tag, LANGUAGES, "language")


def _week_start(section: Section, usual: int) -> int:
    value = section.take("week_start", object, usual)
    if isinstance(value, str):
        return _WEEKDAYS.index(section.known(value.lower(), _WEEKDAYS, "week_start"))
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    raise section.out_of_range("week_start", value, 0, 6)


def _share(section: Section, key: str) -> Fraction | None:
    value = section.take(key, object, None)
    if value is None:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 1:
        return Fraction(value)
    raise section.fault("bad_setting", key, key=key, value=str(value), expected="share from 0 to 1")


def _source(section: Section) -> Source:
    name = section.require("name")
    section.name = f"source {name}"
    table = TABLES[section.one_of("table", TABLES)]
    database = section.take("database", str, "").strip()
    source = Source(
        name=name,
        table=table.name,
        files="" if database else section.require("files"),
        database=database,
        query=section.require("query") if database else "",
        format=read_format(section, of_query=bool(database)),
        columns=_canonical(section, "columns", table),
        constants=_canonical(section, "constants", table),
        values=_values(section, table),
        slices=section.texts("slices"),
        minor_units=_minor_units(section, table),
        ends_on_inclusive=section.take("ends_on_inclusive", bool, False),  # noqa: FBT003
        covers=_covers(section, table),
        lookup=tuple(_lookup(part) for part in section.sections("lookup")),
    )
    looked_in = [lookup.table for lookup in source.lookup if lookup.files is not None]
    for alias in looked_in:
        if looked_in.count(alias) > 1:
            raise section.fault("double_source", alias, name=alias)
    for column in source.constants:
        if column in source.columns:
            raise section.fault("mapped_twice", column, column=column)
    section.close()
    return source


def _canonical(section: Section, key: str, table: Table) -> dict[str, str]:
    mapping = section.mapping(key)
    names = [column.name for column in table.columns]
    for name in mapping:
        if name not in names:
            raise section.fault(
                "unknown_column",
                name,
                column=name,
                table=table.name,
                did_you_mean=nearest(name, names),
            )
    return mapping


def _values(section: Section, table: Table) -> dict[str, dict[str, str]]:
    part = Section(f"{section.name}.values", section.take("values", dict, {}), section.text)
    names = [column.name for column in table.columns]
    result = {}
    for name in names:
        if mapping := part.mapping(name):
            result[name] = mapping
            column = table.column(name)
            if column is not None and column.kind is Kind.CHOICE:
                for text in filter(None, mapping.values()):
                    part.known(text.lower(), column.choices, name)
    part.close()
    return result


def _minor_units(section: Section, table: Table) -> tuple[str, ...]:
    names = section.texts("minor_units")
    for name in names:
        section.known(name, table.amounts, "minor_units")
    return names


def _covers(section: Section, table: Table) -> Span | None:
    text = section.take("covers", str, "")
    if not text:
        return None
    found = _SPAN.fullmatch(text.strip().lower())
    if not found or table.column("ends_on") is None:
        raise section.fault(
            "bad_setting",
            "covers",
            key="covers",
            value=text,
            expected='length such as "1 month", in a source of subscriptions',
        )
    return Span(int(found[1]), found[2])


def _lookup(section: Section) -> Lookup:
    files = section.take("files", str, "") or None
    table = section.require("table") if files else section.one_of("table", TABLES)
    result = Lookup(
        table=table,
        files=files,
        on=section.mapping("on"),
        take=section.mapping("take"),
        always=section.one_of("when", ("missing", "always"), "missing") == "always",
        format=read_format(section),
    )
    for key, mapping in (("on", result.on), ("take", result.take)):
        if not mapping:
            raise section.fault("missing_setting", key, key=key)
    section.close()
    return result
