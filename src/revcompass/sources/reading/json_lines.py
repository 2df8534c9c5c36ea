"""JSON Lines: one record on each line, read as a stream; a line that is none is set aside."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from revcompass.sources.reading.format import SHOWN, Format, Rejected, encoding_of
from revcompass.sources.reading.objects import DECODER, RecordError, flat
from revcompass.sources.reading.parts import Part, Parts
from revcompass.sources.reading.record import Fault, without_end
from revcompass.sources.reading.stored import StoredFile
from revcompass.sources.reading.text import RECORD_CHARS, TextReader, shown


def read_json_lines(stored: StoredFile, path: Path, fmt: Format) -> Parts:
    """Read JSON Lines; raises `damaged_file`, `unknown_encoding` and what `Names.learn` raises."""
    text = TextReader(stored.blocks(), encoding_of(path, fmt))
    return _JsonLines(str(path), text)


class _JsonLines(Parts):
    def __init__(self, file: str, text: TextReader) -> None:
        super().__init__(file)
        self._text = text

    def __iter__(self) -> Iterator[Part]:
        number = 0
        for block in self._text:
            lines: list[int] = []
            rows: list[dict[str, str]] = []
            rejected: list[Rejected] = []
            for line in io.StringIO(block, newline=""):
                number += 1
                if not line.strip():
                    self.blank_lines += 1
                    continue
                found = self._record(line, number)
                if isinstance(found, Fault):
                    start = shown(line[:SHOWN].rstrip("\r\n"))[:SHOWN]
                    rejected.append(Rejected(number, 1, start, found.code, found.params))
                    continue
                lines.append(number)
                rows.append(found)
            yield self.names.part(lines, rows, rejected)
        self.lines = self._text.lines

    def _record(self, line: str, number: int) -> dict[str, str] | Fault:
        if len(line) > RECORD_CHARS:
            return Fault("record_too_long", {})
        try:
            return flat(DECODER.decode(without_end(line)), self._text.encoding)
        except RecordError as error:
            return error.fault
        except json.JSONDecodeError as error:
            params = {"line": number, "position": error.colno, "reason": error.msg}
            return Fault("malformed_json", params)
        except (ValueError, RecursionError) as error:
            params = {"line": number, "position": 1, "reason": str(error)}
            return Fault("malformed_json", params)
