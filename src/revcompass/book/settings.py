"""Reading a settings file key by key: every fault names its line and the nearest right word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from revcompass.book.suggest import nearest
from revcompass.domain.problem import ExitCode, RevcompassError, Where

SETTINGS_FILE = "revcompass.toml"

T = TypeVar("T")

_EXPECTED = {str: "text", int: "whole number", bool: "true or false", list: "list", dict: "table"}


def read_toml(folder: Path) -> tuple[dict[str, Any], str]:
    """The settings and their text; decimals stay exact.

    Raises `no_book` (no settings file in the folder), `bad_settings` (not TOML).
    """
    path = folder / SETTINGS_FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text, parse_float=Decimal), text
    except (FileNotFoundError, NotADirectoryError):
        raise RevcompassError(
            "no_book", exit_code=ExitCode.USAGE, folder=str(folder), file=SETTINGS_FILE
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        found = re.search(r"at line (\d+)", str(fault))
        where = Where(SETTINGS_FILE, int(found[1]) if found else None)
        raise RevcompassError(
            "bad_settings", where=where, exit_code=ExitCode.USAGE, reason=str(fault)
        ) from None


def line_of(text: str, word: str) -> int | None:
    """The line where a word first stands as a key or a quoted text; `None` if nowhere."""
    quoted = re.escape(word)
    pattern = rf'(^|[\s,{{."\']){quoted}\s*=|\[{quoted}\]|["\']{quoted}["\']'
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(pattern, line.split("#", 1)[0] or line):
            return number
    return None


class Section:
    """One table of the settings; keys are taken one by one and what is left over is a fault.

    Parameters: `name` as a person would say it ("book", "source billing"), `values` the table,
    `text` the whole file, for line numbers.
    """

    def __init__(self, name: str, values: Mapping[str, Any], text: str) -> None:
        self.name = name
        self.text = text
        self._left = dict(values)
        self._known: list[str] = []

    def fault(self, code: str, word: str, **params: Any) -> RevcompassError:
        """A usage error that points at the line where `word` stands."""
        where = Where(SETTINGS_FILE, line_of(self.text, word), word)
        return RevcompassError(
            code, where=where, exit_code=ExitCode.USAGE, section=self.name, **params
        )

    def out_of_range(self, key: str, value: object, least: int, most: int) -> RevcompassError:
        """A usage error: the key takes whole numbers of a range."""
        return self.fault(
            "setting_out_of_range", key, key=key, value=str(value), least=least, most=most
        )

    def take(self, key: str, kind: type[T], default: T) -> T:
        """The value of a key, of the type asked for; `default` where the key is absent."""
        self._known.append(key)
        value = self._left.pop(key, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            expected = _EXPECTED.get(kind, kind.__name__)
            raise self.fault("bad_setting", key, key=key, value=str(value), expected=expected)
        return value

    def require(self, key: str) -> str:
        """A text that must be there and must not be empty."""
        text = self.take(key, str, "").strip()
        if not text:
            misspelt = nearest(key, self._left)
            if misspelt:
                raise self.fault("unknown_setting", misspelt, key=misspelt, did_you_mean=key)
            raise self.fault("missing_setting", key, key=key)
        return text

    def day(self, key: str) -> date | None:
        """A TOML date, or the same as a text; `None` where absent."""
        self._known.append(key)
        value = self._left.pop(key, None)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise self.fault(
                    "bad_setting", key, key=key, value=value, expected="date like 2026-09-30"
                ) from None
        if value is None or type(value) is date:
            return value
        raise self.fault("bad_setting", key, key=key, value=str(value), expected="date")

    def one_of(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """A text out of a list; required where no default is given."""
        text = self.require(key) if default is None else self.take(key, str, default)
        return self.known(text, choices, key)

    def known(self, text: str, choices: Iterable[str], key: str) -> str:
        """The text itself if it is among the choices, else `unknown_setting_value`."""
        choices = list(choices)
        if text not in choices:
            raise self.fault(
                "unknown_setting_value",
                text,
                key=key,
                value=text,
                did_you_mean=nearest(text, choices),
            )
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a single text."""
        self._known.append(key)
        value = self._left.pop(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            raise self.fault(
                "bad_setting", key, key=key, value=str(value), expected="list of texts"
            )
        return tuple(values)

    def mapping(self, key: str) -> dict[str, str]:
        """A table of texts; numbers, dates and booleans become the text a file would hold."""
        table = self.take(key, dict, {})
        for name, value in table.items():
            if not isinstance(value, str | int | Decimal | date | bool):
                raise self.fault(
                    "bad_setting", name, key=f"{key}.{name}", value=str(value), expected="text"
                )
        return {name: as_text(value) for name, value in table.items()}

    def sections(self, key: str) -> list[Section]:
        """A list of tables."""
        values = self.take(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.fault("bad_setting", key, key=key, value="", expected="list of tables")
        return [Section(f"{self.name}.{key}", value, self.text) for value in values]

    def close(self) -> None:
        """Nothing may be left over."""
        for key in self._left:
            raise self.fault(
                "unknown_setting", key, key=key, did_you_mean=nearest(key, self._known)
            )


def as_text(value: object) -> str:
    """A TOML value the way a file would write it: `true`, `12.50`, `2026-09-30`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
