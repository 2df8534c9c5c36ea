"""What a problem code says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The message and the next step of a problem; `{placeholders}` are its parameters.

    `days` and `numbers` name those that are written as the language writes a day or a number: what
    a person is to compare, not what stands in a file or is to be typed. A parameter `did_you_mean`
    needs no mention: the suggestion is put in front of the next step.
    """

    message: str
    next_step: str
    days: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


Texts = Mapping[str, Text]
