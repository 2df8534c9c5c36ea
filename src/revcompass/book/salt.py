"""The book's own salt, so that a respondent's hash means nothing outside the book."""

from __future__ import annotations

import secrets

from revcompass.book.config import Book
from revcompass.book.durable import write_whole

_FILE = "respondents.salt"


def salt_of(book: Book, *, create: bool) -> str:
    """The salt respondents' ids are hashed with; made once and kept in the book's folder.

    With `create` off a missing salt is replaced by a passing one (for a look without writing).
    """
    if not any(source.table == "answers" for source in book.sources):
        return ""
    path = book.folder / _FILE
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    salt = secrets.token_hex(32)
    if create:
        write_whole(path, f"{salt}\n".encode(), mode=0o600)
    return salt
