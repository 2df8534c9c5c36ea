"""What each route takes: the one table of who may do what. What is not in it is not served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from re import Pattern

from starlette.routing import compile_path

from revcompass.domain.viewer import Role, Sight, Viewer


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody must be: at least of a role (`None`: anybody at all).

    `whole`: shows what concerns the whole book, so nobody who sees only some of its rows.
    """

    role: Role | None
    whole: bool = False

    def is_met(self, viewer: Viewer | Pass) -> bool:
        """Whether a viewer may come in."""
        reached = self.role is None or viewer.role.reaches(self.role)
        return reached and (viewer.sight.is_whole or not self.whole)


_OPEN = Need(None)
_VIEWER = Need(Role.VIEWER)
_ANALYST = Need(Role.ANALYST)
_WHOLE_VIEWER = Need(Role.VIEWER, whole=True)
_WHOLE_ANALYST = Need(Role.ANALYST, whole=True)
_WHOLE_ADMIN = Need(Role.ADMIN, whole=True)

NEEDS: Mapping[str, Need] = {
    "/assets/{path:path}": _OPEN,
    "/login": _OPEN,
    "/logout": _OPEN,
    "/account": _VIEWER,
    "/": _VIEWER,
    "/revenue": _VIEWER,
    "/revenue/cohort": _ANALYST,
    "/funnel": _VIEWER,
    "/leads": _VIEWER,
    "/engagement": _VIEWER,
    "/survey": _VIEWER,
    "/metric/{metric}": _VIEWER,
    "/metric/{metric}/policies": _ANALYST,
    "/customer": _WHOLE_ANALYST,
    "/find": _VIEWER,
    "/glossary": _VIEWER,
    "/glossary/{entry}": _VIEWER,
    "/readiness": _VIEWER,
    "/settings": _VIEWER,
    "/data": _WHOLE_VIEWER,
    "/data/problems": _WHOLE_ANALYST,
    "/data/upload": _WHOLE_ADMIN,
    "/data/upload/{upload}": _WHOLE_ADMIN,
    "/data/upload/{upload}/discard": _WHOLE_ADMIN,
    "/data/load": _WHOLE_ADMIN,
    "/data/load/{load}": _WHOLE_ADMIN,
    "/records/{metric}": _ANALYST,
    "/export/{metric}.{form}": _ANALYST,
    "/api": _VIEWER,
    "/api/v1/openapi.json": _VIEWER,
    "/api/v1/show": _VIEWER,
    "/api/v1/explain/{metric}": _VIEWER,
    "/api/v1/glossary": _VIEWER,
    "/api/v1/status": _WHOLE_VIEWER,
    "/api/v1/trace/{metric}": _ANALYST,
    "/api/v1/compare-policies/{metric}": _ANALYST,
    "/api/v1/problems": _WHOLE_ANALYST,
    "/api/v1/load": _WHOLE_ADMIN,
    "/api/v1/load/{load}": _WHOLE_ADMIN,
    "/api/v1/load/{load}/result": _WHOLE_ADMIN,
}
"""By path, as routes write it. A path is matched by the first that fits."""


def need_of(path: str) -> Need | None:
    """What a request's path takes; `None` where nothing is declared.

    >>> need_of("/records/mrr")
    Need(role=<Role.ANALYST: 'analyst'>, whole=False)
    """
    for pattern, need in _patterns():
        if pattern.match(path) or pattern.match(path.rstrip("/")):
            return need
    return None


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody may open: the same for everybody of a role who sees the same rows.

    >>> Pass(Role.VIEWER, Sight())("/records/mrr"), Pass(Role.VIEWER, Sight())("/metric/mrr")
    (False, True)
    """

    role: Role
    sight: Sight

    def __call__(self, path: str) -> bool:
        """Whether a path may be opened; one that is not declared may not."""
        need = need_of(path)
        return need is not None and need.is_met(self)


@cache
def _patterns() -> tuple[tuple[Pattern[str], Need], ...]:
    return tuple((compile_path(path)[0], need) for path, need in NEEDS.items())
