"""A workbook's parts looked at before a library parses them: sizes, and where cells claim to be."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from revcompass.sources.workbook import limits

_CHUNK = 1 << 20
_MOST_TOKEN = 4 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MOST_XML = 4 << 20

_TOKEN = re.compile(
    rb"<(?:\w+:)?(row|c|dimension)\b([^<>]*)>"
    rb"|(?:</(?:\w+:)?f\s*>|<(?:\w+:)?f\b[^<>]*/>)\s*"  # a formula, and then no value
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v\s*>)?\s*</(?:\w+:)?c\s*>"
)
_PLACE = re.compile(rb"""\br(?:ef)?\s*=\s*["'](?:[A-Za-z$]+[0-9$]+:)?([A-Za-z$]*)([0-9$]*)["']""")


class RefusedError(Exception):
    """A workbook that is not read: a problem's code and its parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a sheet's cells reach (0: it has none)."""

    rows: int
    columns: int


def check_sizes(archive: zipfile.ZipFile, stored: int) -> None:
    """Refuse what unpacks to too much; raises `RefusedError` (`workbook_bomb`)."""
    unpacked = sum(part.file_size for part in archive.infolist())
    ratio = unpacked // max(stored, 1)
    if unpacked > limits.MOST_UNPACKED or (
        unpacked > limits.RATIO_FROM and ratio > limits.MOST_RATIO
    ):
        raise RefusedError("workbook_bomb", megabytes=unpacked >> 20, ratio=ratio)


def sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets' names in their order, and the parts they are in.

    Raises `KeyError`, `ElementTree.ParseError` or `ValueError` for what is no workbook.
    """
    root = _xml(archive, "_rels/.rels")
    main = next(
        each.attrib["Target"].lstrip("/")
        for each in root
        if each.attrib.get("Type", "").endswith("/officeDocument")
    )
    folder, name = posixpath.split(main)
    relations = _xml(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    targets = {
        each.attrib["Id"]: posixpath.normpath(posixpath.join("/", folder, each.attrib["Target"]))
        for each in relations
        if each.attrib.get("Type", "").endswith("/worksheet")
    }
    found = {}
    for each in _xml(archive, main).iter():
        if each.tag.rpartition("}")[2] == "sheet":
            relation = each.attrib.get(_RELATION) or each.attrib.get(_STRICT_RELATION, "")
            if relation in targets:
                found[each.attrib["name"]] = targets[relation].lstrip("/")
    return found


def extent(archive: zipfile.ZipFile, part: str) -> Extent:
    """How far the cells of a sheet reach.

    Raises `RefusedError`: `sheet_too_large` (claimed, or real), `formulas_without_values`, and
    `damaged_file` where rows are not in order (a reader would leave some out).
    """
    rows = columns = here = unvalued = 0
    is_text = False  # a formula's empty text is a value
    for tag, attributes in _tags(archive, part):
        if not tag:
            unvalued += not is_text
            continue
        place = _PLACE.search(attributes)
        column = _column(place[1]) if place else 0
        row = int(place[2].replace(b"$", b"") or 0) if place else 0
        if tag == b"dimension":
            _check_cells(row, column)
        elif tag == b"row":
            row = row or rows + 1
            if row <= rows:
                raise RefusedError("damaged_file")
            rows, here = row, 0
        else:
            here = column or here + 1
            is_text = b'"str"' in attributes or b"'str'" in attributes
            columns = max(columns, here)
    _check_cells(rows, columns)
    if unvalued:
        raise RefusedError("formulas_without_values", count=unvalued)
    return Extent(rows, columns)


def _check_cells(rows: int, columns: int) -> None:
    if rows > 1_048_576 or columns > 16_384 or rows * columns > limits.MOST_CELLS:
        raise RefusedError("sheet_too_large", rows=rows, columns=columns)


def _column(letters: bytes) -> int:
    """The number of a column.

    >>> _column(b"AA")
    27
    """
    number = 0
    for letter in letters.replace(b"$", b"").upper():
        number = number * 26 + letter - 64
    return number


def _tags(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes]]:
    """Rows, cells and the dimension, with their attributes; no name: a formula without a value."""
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            data = rest + chunk
            end = max(data.rfind(b"</c>") + 4, data.rfind(b":c>") + 3)  # nothing straddles this
            if end < 5:
                end = 0 if len(data) < _MOST_TOKEN else data.rfind(b">") + 1
            rest = data[end:]
            yield from _TOKEN.findall(data[:end])
    yield from _TOKEN.findall(rest)


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    if archive.getinfo(part).file_size > _MOST_XML:
        raise ValueError(part)
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - expat bounds its entities
