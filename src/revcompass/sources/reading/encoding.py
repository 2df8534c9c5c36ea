"""Which encoding a file seems to be written in: a proposal, never a decision."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from revcompass.sources.reading.text import byte_order_mark, undecodable

_LEGACY = "cp1252"
_PROBED = 4096


@dataclass(frozen=True, slots=True)
class SeenEncoding:
    """An encoding, and whether a byte order mark names it."""

    name: str
    marked: bool = False


def seen_encoding(blocks: Iterable[bytes], declared: str) -> SeenEncoding:
    """Look at all bytes: the mark, else UTF-16 by its zeros, else UTF-8 if the bytes are that.

    Bytes that are not UTF-8 speak for `declared`, or for cp1252 where UTF-8 was declared.

    >>> seen_encoding(["Zürich".encode("cp1252")], "utf-8").name
    'cp1252'
    """
    rest = iter(blocks)
    first = next(rest, b"")
    marked, _ = byte_order_mark(first)
    if marked:
        return SeenEncoding(marked, marked=True)
    wide = _wide(first[:_PROBED])
    if wide or declared.startswith(("utf-16", "utf-32")):
        return SeenEncoding(declared if declared.startswith(("utf-16", "utf-32")) else str(wide))
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("revcompass.escape")
    for block in chain([first], rest):
        text = decoder.decode(block)
        if not text.isascii():
            wrong = len(undecodable(text))
            bad += wrong
            good += len(text) - len(text.encode("ascii", "ignore")) - wrong
    if good > bad:
        return SeenEncoding("utf-8")
    if bad and declared == "utf-8":
        return SeenEncoding(_LEGACY)
    return SeenEncoding(declared)


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain letters is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 5 and odd > 4 * even:
        return "utf-16-le"
    if even > len(start) // 5 and even > 4 * odd:
        return "utf-16-be"
    return None
