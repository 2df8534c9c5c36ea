"""The API's documentation as a page, from its OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as it is listed."""

    name: str
    kind: str
    is_required: bool
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it is shown."""

    name: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...]
    example: str
    faults: tuple[tuple[str, str], ...]


def apidocs(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the template lays out."""
    operations = [
        _operation(path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return {"about": document["info"]["description"], "operations": operations}


def _operation(path: str, method: str, found: Mapping[str, Any]) -> Operation:
    answers = found["responses"]
    (good,) = (answer for status, answer in answers.items() if status.startswith("2"))
    example = good["content"]["application/json"]["example"]
    return Operation(
        name=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found["summary"],
        about=found["description"],
        parameters=tuple(_parameter(one) for one in found["parameters"]),
        example=json.dumps(example, ensure_ascii=False, indent=2),
        faults=tuple((status, one["description"]) for status, one in answers.items()),
    )


def _parameter(found: Mapping[str, Any]) -> Parameter:
    inner = found["schema"].get("items", found["schema"])
    kind = " | ".join(inner["enum"]) if "enum" in inner else str(inner["type"])
    example = found["example"]
    shown = example[0] if isinstance(example, list) else example
    return Parameter(found["name"], kind, found["required"], found["description"], str(shown))
