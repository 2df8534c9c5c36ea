"""Who asks, what they may do, and which records they may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from revcompass.domain.problem import usage_error

Rows = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Slices, each with the values that are kept; a record is kept where all of them are met."""

IN_REQUEST: Final = "viewer"
"""The name under which the door writes the viewer into a request."""

Opens = Callable[[str], bool]
"""Whether somebody may open a path."""

OPENS_IN_REQUEST: Final = "opens"
"""The name under which the door writes what may be opened into a request."""


class Role(StrEnum):
    """What somebody may do; each role may do all that those before it may.

    >>> Role.ADMIN.reaches(Role.ANALYST), Role.VIEWER.reaches(Role.ANALYST)
    (True, False)
    """

    VIEWER = "viewer"
    """Pages and numbers."""
    ANALYST = "analyst"
    """Records behind numbers, exports, problems of the load."""
    ADMIN = "admin"
    """Loads, uploads and users."""

    def reaches(self, needed: Role) -> bool:
        """Whether this role may do what the needed one may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of a book: all of it, or the rows with some values of some slices.

    `employees`: answers of employees too.

    >>> Sight((("team", ("North",)),)).is_whole
    False
    """

    rows: Rows = ()
    employees: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether every row may be seen."""
        return not self.rows

    def narrowed(self, asked: Rows) -> Rows:
        """A question's filters and these rows together.

        Raises `unknown_slice_value` for a value outside of them, as for one that there is not.

        >>> Sight((("team", ("North",)),)).narrowed((("plan", ("Pro",)), ("team", ())))
        (('plan', ('Pro',)), ('team', ()), ('team', ('North',)))
        """
        own = dict(self.rows)
        for name, values in asked:
            for value in values:
                if name in own and value not in own[name]:
                    raise usage_error(
                        "unknown_slice_value", slice=name, slice_value=value, did_you_mean=""
                    )
        named = {name for name, values in asked if values}
        return (*asked, *(pair for pair in self.rows if pair[0] not in named))


EVERYTHING: Final = Sight()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks."""

    name: str
    role: Role
    sight: Sight = EVERYTHING


LOCAL: Final = Viewer("local", Role.ADMIN)
"""Whoever started the server, or asks on the command line: they hold the files themselves."""


def viewer_of(request: Mapping[str, Any]) -> Viewer:
    """Who asks, as the door wrote it into an ASGI scope; there is no answer without.

    >>> viewer_of({"viewer": LOCAL}).name
    'local'
    """
    found = request[IN_REQUEST]
    if not isinstance(found, Viewer):
        raise TypeError(f"not a viewer: {found!r}")
    return found
