"""Nasty files: the bytes, what is declared of them, and the one thing that must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

HEAD = "subscription_id,account_id,starts_on,amount"
ROW = "S1,A,2026-01-01,10"
SEMICOLON = HEAD.replace(",", ";")
EURO = 1_000_000
DAY = date(2026, 1, 1)

Row = tuple[str, date, int]


@dataclass(frozen=True)
class Nasty:
    """One source's files, its `format`, and the outcome.

    `rows` are (subscription_id, starts_on, amount in units); `aside` and `warned` are problems as
    (code, line); `stops` is the code of a load that must not happen; `asks` what the proposal asks.
    """

    files: Mapping[str, bytes]
    form: str = ""
    rows: tuple[Row, ...] = ()
    aside: tuple[tuple[str, int | None], ...] = ()
    warned: tuple[tuple[str, int | None], ...] = ()
    skipped: int = 0
    stops: str = ""
    asks: tuple[str, ...] = ()
    more: str = ""
    kept: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


def text(*lines: str, end: str = "\n", encoding: str = "utf-8") -> Mapping[str, bytes]:
    """One file of the lines."""
    return {"s.csv": "".join(f"{line}{end}" for line in lines).encode(encoding)}


def row(number: str = "S1", amount: int = 10 * EURO, day: date = DAY) -> Row:
    """The record that a file must give."""
    return (number, day, amount)


DE = 'delimiter = ";", decimal = ","'

NASTY: dict[str, Nasty] = {
    "1.234 declared German": Nasty(
        text(SEMICOLON, "S1;A;2026-01-01;1.234"), DE, rows=(row(amount=1234 * EURO),)
    ),
    "1.234 undeclared is asked": Nasty(
        text(HEAD, "S1,A,2026-01-01,1.234"),
        rows=(row(amount=1_234_000),),
        asks=("ambiguous_decimal",),
    ),
    "dd/mm against mm/dd is not read": Nasty(
        text(HEAD, "S1,A,03/04/2026,10"),
        aside=(("unreadable_date", 2),),
        asks=("ambiguous_dates",),
    ),
    "dd/mm declared, a month 13 set aside": Nasty(
        text(HEAD, "S1,A,03/04/2026,10", "S2,A,04/13/2026,10"),
        'dates = "%d/%m/%Y"',
        rows=(row(day=date(2026, 4, 3)),),
        aside=(("impossible_date", 3),),
    ),
    "2.5 after 50k integers": Nasty(
        text(HEAD, *(f"S{n},A,2026-01-01,1" for n in range(1, 50_002)), "X,A,2026-01-01,2.5"),
        rows=(*(row(f"S{n}", EURO) for n in range(1, 50_002)), row("X", 2_500_000)),
    ),
    "1E5 and 100000 are two ids": Nasty(
        text(HEAD, "1E5,A,2026-01-01,10", "100000,A,2026-01-01,10"),
        rows=(row("1E5"), row("100000")),
    ),
    "00123 keeps its zeros": Nasty(
        text(HEAD, "00123,A,2026-01-01,10", "123,A,2026-01-01,10"), rows=(row("00123"), row("123"))
    ),
    "cents on large amounts": Nasty(
        text(HEAD, "S1,A,2026-01-01,9007199254.74"), rows=(row(amount=9_007_199_254_740_000),)
    ),
    "a time without a zone": Nasty(
        text(HEAD, "S1,A,2026-01-01 23:30:00,10"),
        rows=(row(day=date(2026, 1, 2)),),
        warned=(("naive_times", 2),),
    ),
    "unquoted 10,50": Nasty(
        text(HEAD, ROW, "S2,A,2026-01-01,10,50"),
        rows=(row(),),
        aside=(("wrong_field_count", 3),),
    ),
    "a truncated last row": Nasty(
        {"s.csv": f"{HEAD}\n{ROW}\nS2,A,2026".encode()},
        rows=(row(),),
        aside=(("wrong_field_count", 3),),
    ),
    "a Total row": Nasty(
        text(HEAD, ROW, "Total,,,10"), rows=(row(),), aside=(("missing_value", 3),)
    ),
    "CR only": Nasty(text(HEAD, ROW, end="\r"), rows=(row(),)),
    "Arabic-Indic digits undeclared": Nasty(
        text(HEAD, "S1,A,2026-01-01,١٢٫٥"),
        aside=(("unreadable_amount", 2),),
        asks=("format_differs",),
    ),
    "Arabic-Indic digits declared": Nasty(
        text(HEAD, "S1,A,٢٠٢٦-٠١-٠١,١٢٫٥"), 'digits = "arab"', rows=(row(amount=12_500_000),)
    ),
    "currency signs undeclared": Nasty(
        text(HEAD, "S1,A,2026-01-01,€10"),
        aside=(("unreadable_amount", 2),),
        asks=("format_differs",),
    ),
    "currency signs declared, another currency set aside": Nasty(
        text(HEAD, "S1,A,2026-01-01,€10", "S2,A,2026-01-01,$10"),
        "currency_signs = true",
        rows=(row(),),
        aside=(("currency_contradicts", 3),),
    ),
    "Excel serial dates undeclared": Nasty(
        text(HEAD, "S1,A,46023,10"), aside=(("unreadable_date", 2),)
    ),
    "Excel serial dates declared": Nasty(
        text(HEAD, "S1,A,46023,10"), 'dates = "excel"', rows=(row(),)
    ),
    "localised headers": Nasty(text("Abo-Nr,Konto,Beginn,Betrag", ROW), stops="missing_column"),
    "the same record twice": Nasty(text(HEAD, ROW, ROW), rows=(row(),), skipped=1),
    "one id, two records": Nasty(
        text(HEAD, ROW, "S1,A,2026-01-01,11"),
        aside=(("conflicting_duplicates", 2), ("conflicting_duplicates", 3)),
    ),
    "a column disappears": Nasty(
        {"s1.csv": f"{HEAD}\n{ROW}\n".encode(), "s2.csv": b"subscription_id,account_id\nS2,A\n"},
        stops="missing_column",
    ),
    "a column appears": Nasty(
        {
            "s1.csv": f"{HEAD}\n{ROW}\n".encode(),
            "s2.csv": f"{HEAD},plan_note\nS2,A,2026-01-01,10,new\n".encode(),
        },
        rows=(row(), row("S2")),
        kept={"plan_note": (None, "new")},
    ),
    "columns in another order": Nasty(
        {
            "s1.csv": f"{HEAD}\n{ROW}\n".encode(),
            "s2.csv": b"amount,starts_on,account_id,subscription_id\n10,2026-01-01,A,S2\n",
        },
        rows=(row(), row("S2")),
    ),
    "a UTF-8 mark": Nasty(text(HEAD, ROW, encoding="utf-8-sig"), rows=(row(),)),
    "UTF-16 with a mark": Nasty(text(HEAD, ROW, encoding="utf-16"), rows=(row(),)),
    "UTF-16 without a mark": Nasty(
        text(HEAD, ROW, encoding="utf-16-le"), stops="undecodable_header", asks=("format_differs",)
    ),
    "cp1252 undeclared": Nasty(
        text(f"{HEAD},town", f"{ROW},Zürich", encoding="cp1252"),
        aside=(("undecodable", 2),),
        asks=("format_differs",),
    ),
    "cp1252 declared": Nasty(
        text(f"{HEAD},town", f"{ROW},Zürich", encoding="cp1252"),
        'encoding = "cp1252"',
        rows=(row(),),
        kept={"town": ("Zürich",)},
    ),
    "mixed line ends": Nasty(
        {"s.csv": f"{HEAD}\r\n{ROW}\nS2,A,2026-01-01,10\rS3,A,2026-01-01,10\r\n".encode()},
        rows=(row(), row("S2"), row("S3")),
    ),
    "quoted newlines": Nasty(
        text(f"{HEAD},note", f'{ROW},"a\nb"', "S2,A,x,10,c"),
        rows=(row(),),
        aside=(("unreadable_date", 4),),
        kept={"note": ("a\nb",)},
    ),
    "tabs in a .csv": Nasty(
        text(HEAD.replace(",", "\t"), ROW.replace(",", "\t")),
        stops="wrong_delimiter",
        asks=("format_differs",),
    ),
    "empty columns": Nasty(
        text(f"{HEAD},,", f"{ROW},,x"),
        rows=(row(),),
        kept={"column_5": (None,), "column_6": ("x",)},
    ),
    "the header again": Nasty(
        text(HEAD, ROW, HEAD, "S2,A,2026-01-01,10"),
        rows=(row(), row("S2")),
        aside=(("unreadable_date", 3),),
    ),
    "trailing delimiters": Nasty(
        text(HEAD, f"{ROW},"), aside=(("wrong_field_count", 2),)
    ),
    "NULL, NA and - are texts": Nasty(
        text(HEAD, ROW, *(f"{null},A,2026-01-01,{null}" for null in ("NULL", "NA", "-"))),
        rows=(row(),),
        aside=(("unreadable_amount", 3), ("unreadable_amount", 4), ("unreadable_amount", 5)),
    ),
    "NULL declared empty": Nasty(
        text(f"{HEAD},ends_on", f"{ROW},NULL"),
        more='values = { ends_on = { "NULL" = "" } }',
        rows=(row(),),
        kept={"ends_on": (None,)},
    ),
    "a zero-width space makes another id": Nasty(
        text(HEAD, ROW, "S1\u200b,A,2026-01-01,10"), rows=(row(), row("S1\u200b"))
    ),
    "29.02. of a year without one": Nasty(
        text(SEMICOLON, "S1;A;29.02.2028;10", "S2;A;29.02.2026;10"),
        f'{DE}, dates = "%d.%m.%Y"',
        rows=(row(day=date(2028, 2, 29)),),
        aside=(("impossible_date", 3),),
    ),
}  # fmt: skip
