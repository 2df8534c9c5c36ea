"""A proposal for which header fills which canonical column, and which table a file may hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from revcompass.domain.records import TABLES, Column, Kind, Table
from revcompass.sources.reading import ColumnProposal, Content
from revcompass.words.glossary.headers import columns_called

_LEAST = 2
"""So many headers must be known before a table is proposed."""

_NUMBERS = (Content.INTEGER, Content.DECIMAL)
_FITS: Mapping[Kind, Sequence[Content]] = {
    Kind.DAY: (Content.DATE, Content.INSTANT, Content.INTEGER),  # spreadsheets count days
    Kind.MOMENT: (Content.DATE, Content.INSTANT, Content.INTEGER),
    Kind.AMOUNT: _NUMBERS,
    Kind.QUANTITY: _NUMBERS,
    Kind.INTEGER: (Content.INTEGER,),
    Kind.RATE: _NUMBERS,
}


@dataclass(frozen=True, slots=True)
class TableProposal:
    """A table, a header for each of its columns that has one, and what would still be missing."""

    table: str
    columns: Mapping[str, str]
    missing: tuple[str, ...]


def headers_for(
    table: Table, seen: Sequence[ColumnProposal], filled: Collection[str] = ()
) -> dict[str, str]:
    """The header that seems to be meant for each column of a table that nothing fills yet.

    Parameters: `seen` the columns of the file that are still free, `filled` the canonical columns
    that need nothing. A header is proposed once; what its texts look like must fit the column.
    """
    found: dict[str, str] = {}
    for column in seen:
        for name in columns_called(column.name):
            wanted = table.column(name)
            if wanted and name not in {*found, *filled} and _fits(wanted, column):
                found[name] = column.name
                break
    return {one.name: found[one.name] for one in table.columns if one.name in found}


def table_for(seen: Sequence[ColumnProposal]) -> TableProposal | None:
    """The table that a file's headers fit best: most is filled and least is missing.

    `None` where fewer than two headers of any table are known.
    """
    found = [_proposal(table, seen) for table in TABLES.values()]
    found = [one for one in found if len(one.columns) >= _LEAST]
    return max(found, key=lambda one: len(one.columns) - len(one.missing), default=None)


def _proposal(table: Table, seen: Sequence[ColumnProposal]) -> TableProposal:
    columns = headers_for(table, seen)
    missing = [one.name for one in table.columns if one.required and one.name not in columns]
    missing += [" or ".join(group) for group in table.one_of if not {*group} & {*columns}]
    return TableProposal(table.name, columns, tuple(missing))


def _fits(wanted: Column, seen: ColumnProposal) -> bool:
    fitting = _FITS.get(wanted.kind)
    return fitting is None or not seen.samples or seen.kind in fitting
