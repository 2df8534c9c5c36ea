"""The JSON Schemas (draft 2020-12) of every document the product writes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

NAMES = (
    *("result", "trace", "compare-policies", "load", "load-progress", "check"),
    *("problems", "status", "explain", "glossary"),
)
"""The documents, by the word after `revcompass.` in their `schema` field."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of one document.

    Raises `KeyError` for a name that is not in `NAMES`.

    >>> schema("load")["title"]
    'revcompass.load/1'
    """
    if name not in NAMES:
        raise KeyError(name)
    text = files(__name__).joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
