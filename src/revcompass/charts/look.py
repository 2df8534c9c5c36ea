"""How charts look: size, direction, colours by role, and labels in the reader's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from revcompass.charts.ticks import Scale
from revcompass.words.format import Formatter

Spec = dict[str, Any]

FONT = "IBM Plex Sans Arabic"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

COLOURS: Mapping[str, str] = {
    "ink": "#161d2b",
    "muted": "#566073",
    "grid": "#e2e6ee",
    "series": "#2453d4",
    "band": "#dbe4fb",
    "good": "#0b7746",
    "bad": "#b3251d",
    "target": "#8a5200",
    "paper": "#ffffff",
}
"""Colours by role. A page redraws them by role where it is dark."""

DARK: Mapping[str, str] = {
    "ink": "#e7ebf3",
    "muted": "#a3adc0",
    "grid": "#2c3447",
    "series": "#8db0ff",
    "band": "#253457",
    "good": "#4fc48d",
    "bad": "#ff8f85",
    "target": "#e0a54a",
    "paper": "#151b28",
}

Size = Literal["narrow", "wide", "full"]
_WIDTHS: Mapping[Size, int] = {"narrow": 300, "wide": 560, "full": 1130}
"""About as wide as the place they are shown in, so that letters keep their size."""

LINE = "\u241e"
"""Breaks a label into lines; no name has it."""

_LETTER = 5.7
"""About how wide a letter is, in pixels."""

_LONGEST = 120
_EMBED, _POP = "\u202b", "\u202c"
_UNDRAWABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff]")


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a chart's look depends on besides its data; `direction` is the value axis's."""

    write: Formatter
    direction: Literal["ltr", "rtl"] = "ltr"
    size: Size = "wide"
    from_zero: bool = False

    @property
    def narrow(self) -> bool:
        """Whether it is drawn for a phone."""
        return self.size == "narrow"

    @property
    def width(self) -> int:
        """Of the whole drawing, in pixels; the plot has what its labels leave."""
        return _WIDTHS[self.size]

    @property
    def reversed(self) -> bool:
        """Whether time and values run from right to left."""
        return self.direction == "rtl"

    def text(self, text: str) -> str:
        """A label as it is put in: right-to-left letters are marked as such, without vowel marks.

        >>> Look(Formatter("ar")).text("مؤهَّل")[1:-1]
        'مؤهل'
        """
        if not self.write.words.is_right_to_left:
            return text
        bare = "".join(c for c in text if unicodedata.category(c) != "Mn")
        return f"{_EMBED}{bare}{_POP}"

    def axis(self, **more: Any) -> Spec:
        """An axis without a title."""
        return {"title": None, "aria": False, **more}

    def side_by_side(self, names: Sequence[str]) -> list[str]:
        """Names under a row of bars; every other one a line lower where they would run together."""
        room = 0.88 * self.width / max(len(names), 1)
        wide = [len(name) * _LETTER for name in names]
        is_tight = any((one + other) / 2 > room for one, other in pairwise(wide))
        lower = LINE if is_tight else ""
        return [f"{lower if n % 2 else ''}{self.text(name)}" for n, name in enumerate(names)]

    def labelled(self, labels: Mapping[str, str]) -> str:
        """An expression that says each of these values by its label."""
        pairs = ", ".join(f"{_quoted(key)}: {_quoted(said)}" for key, said in labels.items())
        return "{" + pairs + "}[toString(datum.value)]"

    def cut(self, scale: Scale, height: int) -> list[Spec]:
        """The mark of an axis that does not begin at zero."""
        if not scale.is_cut:
            return []
        mark = {
            "type": "point",
            "shape": "M-.5,.3L-.17,-.3L.17,.3L.5,-.3",
            "size": 180,
            "filled": False,
            "stroke": COLOURS["muted"],
            "strokeWidth": 1.5,
            "opacity": 1,
            "aria": False,
        }
        at = {"x": {"value": "width" if self.reversed else 0}, "y": {"value": height}}
        return [{"data": {"values": [{}]}, "mark": mark, "encoding": at}]

    def spec(self, layers: Sequence[Spec], *, height: int, values: Sequence[Spec]) -> Spec:
        """A whole specification of layers over one set of rows."""
        return {
            "$schema": SCHEMA,
            "width": self.width,
            "height": height,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "background": None,
            "padding": {"left": 4, "right": 4, "top": 6, "bottom": 2},
            "data": {"values": list(values)},
            "layer": list(layers),
            "config": self._config(),
        }

    def _config(self) -> Spec:
        size = 11
        return {
            "font": FONT,
            "lineBreak": LINE,
            "view": {"stroke": None},
            "axis": {
                "labelColor": COLOURS["muted"],
                "labelFontSize": size,
                "labelPadding": 6,
                "gridColor": COLOURS["grid"],
                "domainColor": COLOURS["grid"],
                "ticks": False,
                "domain": False,
            },
            "text": {"fontSize": size, "color": COLOURS["ink"]},
        }


def drawable(text: str) -> str:
    """A name as it can be drawn: what no drawing can hold is a space or the mark for it.

    The library that draws ends the whole process at a null byte, and expressions end at a line's;
    a name of thousands of letters, of which a few are shown, takes it a second.

    >>> drawable("two\\nlines"), drawable("nul\\x00")
    ('two lines', 'nul\ufffd')
    """
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return _UNDRAWABLE.sub(lambda one: " " if one[0].isspace() else "\ufffd", cut)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")
    return f"'{escaped}'"
