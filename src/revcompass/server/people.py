"""The people of a book: passwords, sessions and tokens, in a file beside the snapshots.

Nothing is kept in the clear. Passwords are hashed with argon2id; sessions and tokens are 256 random
bits, of which only the hash is stored. Files are readable by their owner alone, or not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from revcompass.domain.problem import RevcompassError, usage_error
from revcompass.domain.viewer import Role, Rows, Sight, Viewer

FOLDER: Final = "access"
SHORTEST_PASSWORD: Final = 10
_LONGEST = 1024
_LONGEST_NAME = 64
_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MB on purpose; more than two at a time would be a way to take the memory."""

_IDLE, _LONGEST_SESSION = 12 * 3600, 7 * 24 * 3600
_DAY = 24 * 3600
_SHAPE = """
CREATE TABLE IF NOT EXISTS users (
    name TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, rows TEXT NOT NULL,
    employees INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    hash TEXT PRIMARY KEY, name TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    began REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    scope TEXT NOT NULL, expires REAL NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Token:
    """A token for programs, as it is listed: whose, up to which role, until when (a Unix time)."""

    id: str
    name: str
    scope: Role
    expires: float


class People:
    """Those who may sign in to one book."""

    def __init__(
        self,
        book: Path,
        clock: Callable[[], float] = time.time,
        hasher: PasswordHasher | None = None,
    ) -> None:
        """`book` is its folder; `clock` gives the Unix time."""
        self.file = book / FOLDER / "people.sqlite3"
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        """The hash that the password of an unknown name is held against."""
        return self._hasher.hash(secrets.token_urlsafe())

    @property
    def are_there(self) -> bool:
        """Whether anybody may sign in."""
        return bool(self.viewers())

    def add(self, viewer: Viewer, password: str) -> None:
        """Let somebody in; raises `bad_user_name`, `user_exists`, `bad_password`."""
        name = _checked(viewer.name)
        row = (
            name,
            self._hash(password),
            viewer.role.value,
            json.dumps(viewer.sight.rows),
            viewer.sight.employees,
        )
        with self._store(make=True) as store:
            try:
                store.execute("INSERT INTO users VALUES (?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError:
                raise usage_error("user_exists", name=name) from None

    def change_password(self, name: str, password: str) -> None:
        """Set a new password and end all sessions; raises `no_such_user`, `bad_password`."""
        made = self._hash(password)
        with self._store() as store:
            changed = store.execute("UPDATE users SET password = ? WHERE name = ?", (made, name))
            _require(changed.rowcount, name)
            store.execute("DELETE FROM sessions WHERE name = ?", (name,))

    def remove(self, name: str) -> None:
        """Let somebody in no more, with all their sessions and tokens; raises `no_such_user`."""
        with self._store() as store:
            _require(store.execute("DELETE FROM users WHERE name = ?", (name,)).rowcount, name)

    def viewers(self) -> list[Viewer]:
        """Everybody, by name."""
        with self._store() as store:
            found = store.execute(
                "SELECT name, role, rows, employees FROM users ORDER BY name"
            ).fetchall()
        return [_viewer(row) for row in found]

    def knows(self, name: str) -> bool:
        """Whether somebody has that name."""
        return _folded(name) in {one.name for one in self.viewers()}

    def of_password(self, name: str, password: str) -> Viewer | None:
        """Who this is. The same work is done for a name that nobody has."""
        with self._store() as store:
            row = store.execute(
                "SELECT name, role, rows, employees, password FROM users WHERE name = ?",
                (_folded(name),),
            ).fetchone()
        expected = row[-1] if row else self._nobody
        with _AT_ONCE:
            try:
                self._hasher.verify(expected, password[:_LONGEST])
            except (VerificationError, InvalidHashError):
                return None
        return _viewer(row[:-1]) if row else None

    def begin_session(self, name: str) -> str:
        """A new session's secret, for the cookie."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        with self._store() as store:
            store.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?)", (_hashed(secret), name, now, now)
            )
            store.execute(
                "DELETE FROM sessions WHERE seen < ? OR began < ?",
                (now - _IDLE, now - _LONGEST_SESSION),
            )
        return secret

    def of_session(self, secret: str) -> Viewer | None:
        """Whose session this is, if it has not ended: 12 hours unused, or 7 days old."""
        now = self._clock()
        with self._store() as store:
            row = store.execute(
                "SELECT u.name, role, rows, employees, seen"
                " FROM sessions s JOIN users u ON u.name = s.name"
                " WHERE s.hash = ? AND s.seen >= ? AND s.began >= ?",
                (_hashed(secret), now - _IDLE, now - _LONGEST_SESSION),
            ).fetchone()
            if row and now - row[-1] > 60:
                store.execute("UPDATE sessions SET seen = ? WHERE hash = ?", (now, _hashed(secret)))
        return _viewer(row[:-1]) if row else None

    def end_session(self, secret: str) -> None:
        """End a session, if there is such a one."""
        with self._store() as store:
            store.execute("DELETE FROM sessions WHERE hash = ?", (_hashed(secret),))

    def add_token(self, name: str, scope: Role, days: int) -> tuple[Token, str]:
        """A token for programs that may do what both its owner and `scope` may, and its secret.

        The secret is told only now. Raises `no_such_user`.
        """
        secret = f"rc_{secrets.token_urlsafe(32)}"
        token = Token(secrets.token_hex(4), name, scope, self._clock() + days * _DAY)
        with self._store() as store:
            known = store.execute("SELECT count(*) FROM users WHERE name = ?", (name,)).fetchone()
            _require(known[0], name)
            store.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?, ?)",
                (token.id, _hashed(secret), name, scope.value, token.expires),
            )
        return token, secret

    def tokens(self) -> list[Token]:
        """Every token there is, those that have expired too."""
        with self._store() as store:
            rows = store.execute("SELECT id, name, scope, expires FROM tokens ORDER BY name, id")
            return [Token(one, name, Role(scope), until) for one, name, scope, until in rows]

    def revoke(self, token_id: str) -> None:
        """Make a token worthless; raises `no_such_token`."""
        with self._store() as store:
            if not store.execute("DELETE FROM tokens WHERE id = ?", (token_id,)).rowcount:
                raise usage_error("no_such_token", id=token_id)

    def of_token(self, secret: str) -> Viewer | None:
        """Whose token this is, with the lower of both roles."""
        with self._store() as store:
            row = store.execute(
                "SELECT u.name, role, rows, employees, scope"
                " FROM tokens t JOIN users u ON u.name = t.name"
                " WHERE t.hash = ? AND t.expires > ?",
                (_hashed(secret), self._clock()),
            ).fetchone()
        if not row:
            return None
        viewer, scope = _viewer(row[:-1]), Role(row[-1])
        role = scope if viewer.role.reaches(scope) else viewer.role
        return Viewer(viewer.name, role, viewer.sight)

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST:
            raise usage_error("bad_password", least=SHORTEST_PASSWORD, most=_LONGEST)
        with _AT_ONCE:
            return self._hasher.hash(password)

    @contextmanager
    def _store(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """The file, open for one transaction; empty where there is none."""
        if make:
            _make_private(self.file)
        is_there = self.file.exists()
        if is_there:
            require_private(self.file)
        store = sqlite3.connect(self.file if is_there else ":memory:", timeout=10)
        try:
            store.execute("PRAGMA foreign_keys = ON")
            if make or not is_there:
                store.executescript(_SHAPE)
            with store:
                yield store
        finally:
            store.close()


def _viewer(row: tuple[Any, ...]) -> Viewer:
    name, role, rows, employees = row
    seen: Rows = tuple((column, tuple(values)) for column, values in json.loads(rows))
    return Viewer(name, Role(role), Sight(seen, bool(employees)))


def _make_private(file: Path) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def require_private(file: Path) -> None:
    """Refuse a file that others on the machine can read or change."""
    for path in (file, file.parent):
        if path.stat().st_mode & 0o077:
            raise RevcompassError("not_private", file=str(path))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())


def _checked(name: str) -> str:
    """A name somebody can type, and that cannot be taken for another."""
    found = _folded(name)
    if not found or len(found) > _LONGEST_NAME or not found.isprintable() or " " in found:
        raise usage_error("bad_user_name", name=name)
    return found


def _require(found: int, name: str) -> None:
    if not found:
        raise usage_error("no_such_user", name=name)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
