"""What each problem code says, and what to do next, in English; by where the problem arises.

A message does not repeat its place: faces show file, line and column beside it.
"""

from __future__ import annotations

from revcompass.words.problem_texts.asking import ASKING
from revcompass.words.problem_texts.command_line import COMMAND_LINE
from revcompass.words.problem_texts.files import FILES
from revcompass.words.problem_texts.records import RECORDS
from revcompass.words.problem_texts.serving import SERVING
from revcompass.words.problem_texts.settings import SETTINGS
from revcompass.words.problem_texts.storage import STORAGE
from revcompass.words.problem_texts.text import Text, Texts

TEXTS: Texts = {**COMMAND_LINE, **ASKING, **SETTINGS, **STORAGE, **FILES, **RECORDS, **SERVING}

__all__ = ["TEXTS", "Text", "Texts"]
