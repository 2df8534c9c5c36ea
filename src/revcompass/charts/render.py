"""A specification as SVG or PNG, drawn in this process without any request."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from revcompass.charts.look import COLOURS, DARK, Look, Spec

_VERSION = "6.4"
_BASE = "https://vega.github.io/vega-datasets/"
_NOWHERE = re.compile(rf'<a xlink:href="{re.escape(_BASE)}[^"]*">(.*?)</a>')
_ROLES = re.compile(r' (?:role|aria-roledescription)="[^"]*"')
_LINKED = re.compile(r'<a xlink:href="([^"]*)"><path aria-label="([^"]*)"')
_ALONE = re.compile(r"<path aria-label=")


def svg(spec: Spec) -> str:
    """The drawing as SVG. Its texts stay texts, in the font named in the specification."""
    drawn = str(_vega().vegalite_to_svg(spec, vl_version=_VERSION))
    drawn = drawn.replace(f'"{_BASE}/', '"/')  # links are those of the specification
    return _NOWHERE.sub(r"\1", drawn)


def png(spec: Spec) -> bytes:
    """The drawing as PNG, twice as many pixels as it measures, on paper."""
    on_paper = {**spec, "background": COLOURS["paper"]}
    return bytes(_vega().vegalite_to_png(on_paper, vl_version=_VERSION, scale=2))


def inline(drawing: str, label: str, look: Look) -> str:
    """A drawing for a page: it scales with the page, and only its marks are read aloud."""
    body = _ROLES.sub("", drawing)
    body = _LINKED.sub(r'<a href="\1" aria-label="\2"><path', body)
    body = _ALONE.sub('<path role="img" aria-label=', body)
    head, _, rest = body.partition(">")
    size = re.search(r'viewBox="[^"]*"', head)
    name = label.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    kind = "narrow" if look.narrow else look.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'class="drawing {kind}" role="group" aria-label="{name}" {size[0] if size else ""}>{rest}'
    )


def dark_rules(selector: str) -> str:
    """The rules of a style sheet that redraw the colours of a drawing for the dark."""
    rules = [
        f"{selector} [{attribute}='{COLOURS[role]}']{{{attribute}:{colour}}}"
        for role, colour in DARK.items()
        for attribute in ("fill", "stroke")
    ]
    return "\n".join(rules)


@cache
def _vega():  # type: ignore[no-untyped-def]
    import fontpkg_ibm_plex_sans_arabic as font  # noqa: PLC0415 - heavy, and needed late
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(Path(font.ROOT) / "files"))
    return vl_convert


def as_json(spec: Spec) -> str:
    """The specification as text."""
    return json.dumps(spec, ensure_ascii=False, indent=2)
