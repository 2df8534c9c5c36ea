"""What the engine must know of a book."""

from __future__ import annotations

from datetime import date

from revcompass.book.config import Book
from revcompass.domain.period import Calendar
from revcompass.engine.frame import Frame


def frame_of(book: Book, data_as_of: date | None) -> Frame:
    """Its currency, calendar, funnel, constants and slices, and the last day of its data."""
    return Frame(
        currency=book.currency,
        calendar=Calendar(book.fiscal_year_start, book.week_start),
        data_as_of=data_as_of,
        stages=book.stages,
        gross_margin=book.gross_margin,
        minimum_n=book.minimum_n,
        slices=tuple(dict.fromkeys(name for source in book.sources for name in source.slices)),
    )
