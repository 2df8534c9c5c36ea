"""What each problem code says, and what to do next, in English; by where the problem arises."""

from __future__ import annotations

from revcompass.words.problem_texts.asking import ASKING
from revcompass.words.problem_texts.command_line import COMMAND_LINE
from revcompass.words.problem_texts.text import Text, Texts

TEXTS: Texts = {**COMMAND_LINE, **ASKING}

__all__ = ["TEXTS", "Text", "Texts"]
