"""JSON values as texts: records flattened with dots, numbers as they are written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from revcompass.sources.reading.record import Fault
from revcompass.sources.reading.text import undecodable


class Number(str):
    """A number as it stands in the file: 10.10 stays 10.10, and nothing is rounded."""

    __slots__ = ()


class RecordError(Exception):
    """Why a record is no record."""

    def __init__(self, code: str, **params: Any) -> None:
        self.fault = Fault(code, params)
        super().__init__(code)


class _Twice(dict[str, Any]):
    """An object in which one name stands twice; which of the two values is meant is not known."""

    name = ""


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    twice = _Twice(found)
    twice.name = next(name for name in names if names.count(name) > 1)
    return twice


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=Number,
    parse_int=Number,
    parse_constant=_no_constant,
)


def flat(value: object, encoding: str) -> dict[str, str]:
    """A record as texts by name; nested names are joined with dots, an empty value is ''.

    Parameters: `encoding` is named where bytes could not be decoded.
    Raises `RecordError`: `not_an_object`, `name_twice`, `undecodable`.

    >>> flat(DECODER.decode('{"id": "007", "of": {"price": 10.10}, "tags": ["a", 1.0]}'), "utf-8")
    {'id': '007', 'of.price': '10.10', 'tags': '["a", 1.0]'}
    """
    if not isinstance(value, dict):
        raise RecordError("not_an_object")
    texts: dict[str, str] = {}
    _flatten(value, "", texts)
    for name, text in texts.items():
        _check_text(name, name, encoding)
        _check_text(name, text, encoding)
    return texts


def _flatten(value: dict[str, Any], prefix: str, texts: dict[str, str]) -> None:
    if isinstance(value, _Twice):
        raise RecordError("name_twice", name=prefix + value.name)
    for key, inner in value.items():
        name = prefix + key
        if isinstance(inner, dict) and inner:
            _flatten(inner, f"{name}.", texts)
            continue
        if name in texts:
            raise RecordError("name_twice", name=name)
        texts[name] = "" if inner is None or inner == {} else _text(inner)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    """Written again as JSON, numbers untouched."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, _Twice):
        raise RecordError("name_twice", name=value.name)
    if isinstance(value, dict):
        inner = (f"{json.dumps(key, ensure_ascii=False)}: {_json(v)}" for key, v in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _check_text(name: str, text: str, encoding: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        found = undecodable(text) or text[error.start].encode("utf-16-be", "surrogatepass")
        shown = name.encode("ascii", "backslashreplace").decode()
        raise RecordError(
            "undecodable", encoding=encoding, bytes=found[:8].hex(" "), column=shown
        ) from None
