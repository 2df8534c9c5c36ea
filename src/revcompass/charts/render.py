"""A specification as SVG or PNG, drawn on this machine without any request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from revcompass.charts.look import COLOURS, DARK, Look, Spec
from revcompass.charts.workers import Workers, png_of, svg_of

_BASE = "https://vega.github.io/vega-datasets/"
_NOWHERE = re.compile(rf'<a xlink:href="{re.escape(_BASE)}[^"]*">(.*?)</a>')
_ROLES = re.compile(r' (?:role|aria-roledescription)="[^"]*"')
_LINKED = re.compile(r'<a xlink:href="([^"]*)"><path aria-label="([^"]*)"')
_ALONE = re.compile(r"<path aria-label=")

_workers: list[Workers] = []


@contextmanager
def drawing_elsewhere(processes: int) -> Iterator[None]:
    """Meanwhile so many other processes draw; without, this one does."""
    _workers.append(Workers(processes))
    try:
        yield
    finally:
        _workers.pop().close()


def svg(spec: Spec) -> str:
    """The drawing as SVG. Its texts stay texts, in the font named in the specification."""
    return svgs([spec])[0]


def svgs(specs: Sequence[Spec]) -> list[str]:
    """Several drawings, made side by side where others draw."""
    texts = [json.dumps(spec) for spec in specs]
    drawn = _workers[-1].svg(texts) if _workers else [svg_of(text) for text in texts]
    return [_own_links(one) for one in drawn]


def png(spec: Spec) -> bytes:
    """The drawing as PNG, twice as many pixels as it measures, on paper."""
    text = json.dumps({**spec, "background": COLOURS["paper"]})
    return _workers[-1].png(text) if _workers else png_of(text)


def _own_links(drawn: str) -> str:
    """The links of the specification, without the address that Vega puts before them."""
    return _NOWHERE.sub(r"\1", drawn.replace(f'"{_BASE}/', '"/'))


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


def as_json(spec: Spec) -> str:
    """The specification as text."""
    return json.dumps(spec, ensure_ascii=False, indent=2)
