"""Sources as they stand in the settings file: written, added at its end, and taken back."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import tomlkit

from revcompass.book.config import Source
from revcompass.book.durable import clear_faults, write_whole
from revcompass.book.settings import SETTINGS_FILE
from revcompass.domain.problem import RevcompassError, Where


def source_text(source: Source, missing: Sequence[str] = ()) -> str:
    """The TOML of a source; `missing` columns stand in it as a comment."""
    table = tomlkit.table()
    table.update({"name": source.name, "table": source.table, "files": source.files})
    if missing:
        table.add(tomlkit.comment(f"missing: {', '.join(missing)}"))
    if source.constants:
        constants = tomlkit.inline_table()
        constants.update(source.constants)
        table["constants"] = constants
    table.update({"columns": dict(source.columns)})
    written = {key: value for key, value in asdict(source.format).items() if value is not None}
    if written:
        table["format"] = written
    document = tomlkit.document()
    sources = tomlkit.aot()
    sources.append(table)
    document["source"] = sources
    return tomlkit.dumps(document)


def add_source(folder: Path, source: Source) -> str:
    """Put a source at the end of a book's settings; all that stood there stays, byte for byte.

    Returns the text that was added. Raises `bad_settings` where the file would be no TOML any
    more, and then leaves it as it was.
    """
    path = folder / SETTINGS_FILE
    before = path.read_bytes()
    line_end = "\r\n" if b"\r\n" in before else "\n"
    text = before.decode("utf-8-sig")
    added = "\n" if text.endswith("\n") else "\n\n"
    added = (added + source_text(source)).replace("\n", line_end)
    try:
        tomllib.loads(text + added)
    except tomllib.TOMLDecodeError as fault:
        where = Where(SETTINGS_FILE)
        raise RevcompassError("bad_settings", where=where, reason=str(fault)) from None
    _write(path, before + added.encode())
    return added


def remove_source(folder: Path, added: str) -> None:
    """Take back what `add_source` added, wherever it stands by now; without it, do nothing."""
    path = folder / SETTINGS_FILE
    before = path.read_bytes()
    kept, found, rest = before.rpartition(added.encode())
    if found:
        _write(path, kept + rest)


def _write(path: Path, data: bytes) -> None:
    with clear_faults(path.parent):
        write_whole(path, data, path.stat().st_mode & 0o777)
