"""How a source writes its numbers: signs, digits and currencies, as SQL on texts.

Only what is declared is understood; a text written in another way is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from revcompass.book.file_format import FileFormat
from revcompass.domain.money import CURRENCIES
from revcompass.sources import sql
from revcompass.sources.money_signs import money_signs

SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"

ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
"""Arabic-Indic digits, then Persian ones."""

_MARKS = "\u200e\u200f\u061c"
_SPACE = f"[{SPACES}]?"


@dataclass(frozen=True, slots=True)
class Writing:
    """`decimal` is the sign before the fraction, `groups` the signs that may stand between groups
    of three digits (all of them mean the same one), `arabic` whether Arabic-Indic and Persian
    digits and separators are read, `signs` whether amounts carry a sign or code of their currency.
    """

    decimal: str = "."
    groups: str = ","
    arabic: bool = False
    signs: bool = False

    def latin(self, text: str) -> str:
        """SQL: the text with Latin digits and the declared separators, where others are declared.

        The marks that keep a minus in its place in Arabic text go.
        """
        if not self.arabic:
            return text
        read = f"{ARABIC_DIGITS}٫٬٪{_MARKS}"
        write = f"{'0123456789' * 2}{self.decimal}{self.groups[0]}%"
        return f"translate({text}, {sql.text(read)}, {sql.text(write)})"

    def without_sign(self, text: str) -> str:
        """SQL: an amount's text without the sign or code of its currency."""
        if not self.signs:
            return text
        front, back = _patterns()
        cut = [
            f"WHEN regexp_full_match({text}, {sql.text(p)}) "
            f"THEN concat(regexp_extract({text}, {sql.text(p)}, 1), "
            f"regexp_extract({text}, {sql.text(p)}, 3))"
            for p in (front, back)
        ]
        return f"(CASE {' '.join(cut)} ELSE {text} END)"

    def agrees(self, text: str, currency: str) -> str:
        """SQL: whether the sign beside an amount, if there is one, can mean the row's currency."""
        if not self.signs:
            return "TRUE"
        front, back = _patterns()
        sign = (
            f"CASE WHEN regexp_full_match({text}, {sql.text(front)}) "
            f"THEN regexp_extract({text}, {sql.text(front)}, 2) "
            f"ELSE regexp_extract({text}, {sql.text(f'^(?:{back})$')}, 2) END"
        )
        pairs = (f"{written} {code}" for written, codes in money_signs().items() for code in codes)
        known = sql.text("\n".join(["", *pairs, *(f" {code}" for code in sorted(CURRENCIES)), ""]))
        return f"contains({known}, concat(chr(10), {sign}, ' ', {currency}, chr(10)))"


def writing_of(form: FileFormat) -> Writing:
    """What a format declares; the sign that is not the decimal one may group by default."""
    decimal = form.decimal or "."
    other = "," if decimal == "." else "."
    groups = {" ": SPACES, "'": APOSTROPHES}.get(form.thousands or "", form.thousands or other)
    return Writing(decimal, groups, form.digits == "arab", bool(form.currency_signs))


def _patterns() -> tuple[str, str]:
    signs = "|".join(re.escape(sign) for sign in money_signs())
    return rf"(-|\()?({signs}){_SPACE}(.*)", rf"(.*?){_SPACE}({signs})(\)?)"
