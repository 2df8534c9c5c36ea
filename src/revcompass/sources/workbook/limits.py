"""What a workbook may cost. Ordinary ones stay far below; a bomb is refused before it goes off."""

from __future__ import annotations

MOST_BYTES = 64 << 20
"""Of the file as stored."""

MOST_UNPACKED = 768 << 20
"""Of all parts together, as declared; the unpacker reads no more of a part than it declares."""

MOST_RATIO = 150
"""Unpacked to stored, once there is more unpacked than `RATIO_FROM`."""

RATIO_FROM = 16 << 20

MOST_CELLS = 50_000_000
"""Rows × columns, as the sheet claims and as its cells are placed."""

MOST_MEMORY = 1 << 30
MOST_CPU_SECONDS = 180
MOST_SECONDS = 600
