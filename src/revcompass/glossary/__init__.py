"""The glossary: what metrics, terms, columns and policies mean, in every language, and search.

Small on purpose, so that a term is looked up without opening a book: no database is imported here.
"""

from revcompass.glossary.entries import Entry, Glossary
from revcompass.glossary.now import NumberNow, number_now
from revcompass.glossary.search import Match, best, nearest, search

__all__ = ["Entry", "Glossary", "Match", "NumberNow", "best", "nearest", "number_now", "search"]
