"""The reference page of the JSON documents, made from their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from revcompass.desk.schemas import NAMES, schema

Schema = dict[str, Any]

_DOCUMENTS: dict[str, Schema] = {name: schema(name) for name in NAMES}
_PARTS: dict[str, Schema] = {
    part: inner for found in _DOCUMENTS.values() for part, inner in found["$defs"].items()
}

_INTRO = """\
# JSON documents

Made from the schemas in `src/revcompass/desk/schemas` by `python -m revcompass.desk.schemas`; do
not edit it by hand.

Every command that takes `--json` writes one document of one of these forms. All fields named here
are always there, and no others; what is unknown or does not apply is `null`. Numbers that were
measured are *decimals*: text with all their digits, exact where the digits end and with 18
significant digits where they do not. Counts and line numbers are JSON integers. Days are ISO 8601.
"""


def page() -> str:
    """The whole page as Markdown."""
    shared = _shared()
    lines = [_INTRO]
    for found in _DOCUMENTS.values():
        lines += [f"## `{found['title']}`", "", found["description"], "", *_table(found), ""]
        for part, inner in found["$defs"].items():
            if part not in shared and "properties" in inner:
                lines += _part(part, inner)
    lines += ["## Parts of several documents", ""]
    for part in shared:
        lines += _part(part, _PARTS[part])
    lines += ["## Words and numbers", "", "| what | written | meaning |", "|---|---|---|"]
    for part, inner in sorted(_PARTS.items()):
        if "properties" not in inner:
            lines.append(f"| {part} | {_written(inner)} | {inner['description']} |")
    return "\n".join(lines).rstrip() + "\n"


def _shared() -> list[str]:
    """Parts with fields that more than one document has."""
    parts = [
        part
        for found in _DOCUMENTS.values()
        for part, inner in found["$defs"].items()
        if "properties" in inner
    ]
    return [part for part in dict.fromkeys(parts) if parts.count(part) > 1]


def _part(name: str, found: Schema) -> list[str]:
    return [f"### {name}", "", found["description"], "", *_table(found), ""]


def _table(found: Schema) -> Iterator[str]:
    yield "| field | holds | meaning |"
    yield "|---|---|---|"
    for field, inner in found["properties"].items():
        meaning = inner.get("description") or _PARTS[_name(inner["$ref"])]["description"]
        yield f"| `{field}` | {_kind(inner)} | {meaning} |"


def _kind(inner: Schema) -> str:
    """What a field holds, in a few words."""
    if "$ref" in inner:
        name = _name(inner["$ref"])
        return f"[{name}](#{name})" if "properties" in _PARTS[name] else name
    if "const" in inner or "enum" in inner:
        words = inner["enum"] if "enum" in inner else [inner["const"]]
        return ", ".join(f"`{json.dumps(one)}`" for one in words)
    if "anyOf" in inner:
        return " or ".join(_kind(one) for one in inner["anyOf"])
    within = {"array": ("list of", "items"), "object": ("by name:", "additionalProperties")}
    if isinstance(inner["type"], str) and inner["type"] in within:
        words, key = within[inner["type"]]
        return f"{words} {_kind(inner[key])}"
    kinds = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
    return " or ".join("`null`" if kind == "null" else str(kind) for kind in kinds)


def _written(inner: Schema) -> str:
    """The words of a choice, or the pattern of a text."""
    return _kind(inner) if "enum" in inner else f"`{inner['pattern']}`".replace("|", "\\|")


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]
