"""Bytes become text in whole physical lines, and the lines are counted in the bytes as well.

A physical line ends with LF, CR LF or CR, and nothing else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

RECORD_CHARS = 1 << 20
"""No record is longer; what would be is taken for damaged."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPED = re.compile("[\udc00-\udcff]")
_OCCUPIED = bytes(1) + b"\xff" * 255


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Like surrogateescape, but for every byte, and never past the next line end."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wide = error.encoding.startswith(("utf-16", "utf-32"))
    end = error.end if wide else error.start + 1
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : end]), end


codecs.register_error("revcompass.escape", _escape)


def undecodable(text: str) -> bytes:
    """The bytes in a text that could not be decoded, in order.

    >>> undecodable("a\\udcffb")
    b'\\xff'
    """
    if text.isascii():
        return b""
    return bytes(ord(found) - 0xDC00 for found in _ESCAPED.findall(text))


def shown(text: str) -> str:
    """The text with undecodable bytes written as `\\xNN`, so that it can be stored anywhere."""
    return _ESCAPED.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", text)


def byte_order_mark(start: bytes) -> tuple[str | None, int]:
    """The encoding a byte order mark names, and the mark's length; `(None, 0)` without one.

    >>> byte_order_mark(b"\\xef\\xbb\\xbfid")
    ('utf-8', 3)
    """
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding, len(mark)
    return None, 0


class LineCounter:
    """Counts physical lines in encoded bytes without decoding them.

    >>> counter = LineCounter("utf-8")
    >>> counter.feed(b"a\\r")
    >>> counter.feed(b"\\nb\\rc")
    >>> counter.lines
    3
    """

    def __init__(self, encoding: str) -> None:
        feed = "\n".encode(encoding)
        self._width = len(feed)
        self._low = feed.index(b"\n") if self._width > 1 else 0
        self._feed = b"\n" if self._width > 1 else feed
        self._return = b"\r" if self._width > 1 else "\r".encode(encoding)
        self._rest = b""
        self._last = b""
        self._ends = 0

    def feed(self, block: bytes) -> None:
        """Count the line ends of the next bytes."""
        block = self._rest + block
        whole = len(block) - len(block) % self._width
        self._rest = block[whole:]
        units = self._narrow(block[:whole])
        if not units:
            return
        self._ends += units.count(self._feed) + units.count(self._return)
        self._ends -= (self._last + units).count(self._return + self._feed)
        self._last = units[-1:]

    @property
    def lines(self) -> int:
        """Lines so far; a last line without an end counts."""
        open_line = self._rest or self._last not in (b"", self._feed, self._return)
        return self._ends + bool(open_line)

    def _narrow(self, block: bytes) -> bytes:
        """One byte per code unit: the low byte where the others are zero, else 0xFF."""
        if self._width == 1:
            return block
        merged = 0
        for index in range(self._width):
            part = block[index :: self._width]
            if index != self._low:
                part = part.translate(_OCCUPIED)
            merged |= int.from_bytes(part, "big")
        return merged.to_bytes(len(block) // self._width, "big")


class TextReader:
    """Decodes blocks of bytes into blocks of whole lines; a byte order mark beats `encoding`.

    A line of more than `RECORD_CHARS` characters is cut just past that length, which is enough
    to know that it is too long.
    """

    def __init__(self, blocks: Iterable[bytes], encoding: str) -> None:
        rest = iter(blocks)
        first = next(rest, b"")
        marked, length = byte_order_mark(first)
        self.encoding = marked or encoding
        self._counter = LineCounter(self.encoding)
        self._blocks = chain([first[length:]], rest)

    @property
    def lines(self) -> int:
        """Physical lines counted in the bytes read so far."""
        return self._counter.lines

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)("revcompass.escape")
        for block in self._blocks:
            self._counter.feed(block)
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)

    def __iter__(self) -> Iterator[str]:
        held = ""
        for decoded in self._decoded():
            text = held + decoded
            # A CR at the very end may be the first half of CR LF.
            end = max(text.rfind("\n"), text.rfind("\r", 0, max(len(text) - 1, 0))) + 1
            if end:
                yield text[:end]
            held = text[end:]
            if len(held) > RECORD_CHARS + 1:
                held = held[: RECORD_CHARS + 1] + ("\r" if held.endswith("\r") else "")
        if held:
            yield held
