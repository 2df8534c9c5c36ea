"""What a policy is: a few choices, the default first, some of them with a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Self


@dataclass(frozen=True, slots=True)
class Number:
    """The whole number a choice carries; `usual` shows what a choice does that needs one."""

    least: int = 0
    most: int = 99_999
    usual: int | None = None

    def accepts(self, text: str) -> bool:
        """Whether a text is such a number; none at all will do where there is no usual one."""
        if not text:
            return self.usual is None
        return text.isdecimal() and self.least <= int(text[:9]) <= self.most


class Policy(Enum):
    """Base of every policy: members are (code, what it means), and the number they carry."""

    def __init__(self, code: str, means: str, number: Number | None = None) -> None:
        self.code = code
        self.means = means
        self.number = number

    @classmethod
    @cache
    def policy_name(cls) -> str:
        """The name in `[policies]` and `--policy`: the class's name in snake case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def default(cls) -> Self:
        """The first member."""
        return next(iter(cls))


class LedgerPolicy(Policy):
    """Changes the rows of a ledger, so roll-ups are kept per choice."""
