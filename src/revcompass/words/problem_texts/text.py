"""What a problem code says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The message and the next step of a problem; `{placeholders}` are its parameters.

    A parameter `did_you_mean` needs no mention: the suggestion is put in front of the next step.
    """

    message: str
    next_step: str


Texts = Mapping[str, Text]
