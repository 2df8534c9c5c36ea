"""A problem is a value: a code and its parameters. The sentence lives in the catalogues."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a problem matters to the numbers."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """The place a problem points at; whatever is unknown stays `None`."""

    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should know or do.

    `code` names a message in the catalogue `problems` (what happened, and what to do next);
    `params` fill its placeholders. `rows` says how many records are concerned.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    where: Where = Where()
    severity: Severity = Severity.ERROR
    rows: int = 1


class ExitCode:
    """What the command line returns (contract: exit codes)."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    CHECK_FAILED = 3
    TARGET_MISSED = 4


class RevcompassError(Exception):
    """Carries the problem that stops an action.

    >>> raise RevcompassError("unknown_metric", name="mmr")
    Traceback (most recent call last):
    ...
    revcompass.domain.problem.RevcompassError: unknown_metric: name='mmr'
    """

    def __init__(
        self, code: str, /, *, where: Where | None = None, exit_code: int = 1, **params: Any
    ) -> None:
        self.problem = Problem(code, params, where or Where())
        self.exit_code = exit_code
        shown = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{code}: {shown}" if shown else code)


def usage_error(code: str, /, **params: Any) -> RevcompassError:
    """An error in how something was asked (exit code 2)."""
    return RevcompassError(code, exit_code=ExitCode.USAGE, **params)
