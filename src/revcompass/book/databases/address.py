"""The address of a database. A password is used to connect, and is shown and stored nowhere."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from revcompass.domain.problem import ExitCode, RevcompassError

_URL = re.compile(
    r"([a-z]+)://(?:([^:@/?#]+)(?::([^@/?#]*))?@)?([^:@/?#]*(?::[0-9]{1,5})?)/([^?#]*)(?:\?.*)?"
)
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. For SQLite only `path` counts."""

    scheme: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    path: Path | None = None

    def clean(self, text: object) -> str:
        """A driver's words on one line, the password blotted out."""
        shown = " ".join(str(text).split())
        return shown.replace(self.password, "***") if self.password else shown


def masked(url: str) -> str:
    """A URL as it may be hashed: without password and without parameters.

    >>> masked("postgresql://ada:s3cret@db:5432/sales?sslmode=require")
    'postgresql://ada@db:5432/sales'
    """
    if _VARIABLE.fullmatch(url):
        return url
    found = _URL.fullmatch(url)
    if not found:
        return ""
    scheme, user, _, host, path = found.groups(default="")
    return f"{scheme}://{user}{'@' if user else ''}{host}/{path}"


def read_address(url: str, folder: Path, source: str) -> Address:
    """Read a URL; `${NAME}` stands for a variable of the environment, as it is.

    Parameters: `folder` is what a relative SQLite path starts from, `source` who asks.
    Raises `bad_database_url` (which never repeats it) and `environment_missing`.
    """

    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: _variable(found[1], source), text)

    found = _URL.fullmatch(filled(url) if _VARIABLE.fullmatch(url) else url)
    if found is None:
        raise _bad(source)
    scheme, user, password, host, path = (filled(unquote(each or "")) for each in found.groups())
    host, mark, port = host.partition(":")
    if scheme == "sqlite" and path and not host and not user:
        return Address("sqlite", path=folder / path)
    if scheme not in ("postgresql", "mysql") or not host or not path or "?" in url:
        raise _bad(source)
    return Address(scheme, host, int(port) if mark else None, user, password, path)


def _variable(name: str, source: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise RevcompassError("environment_missing", source=source, name=name)
    return value


def _bad(source: str) -> RevcompassError:
    return RevcompassError("bad_database_url", exit_code=ExitCode.USAGE, source=source)
