"""Finding entries by any word people have for them, in any of the languages at once.

A word is compared as `folded`. What is found is ordered by how it was found: the whole term,
another word for it, its beginning, its words in any order, and last a slip of a letter or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from revcompass.domain.policy import POLICIES
from revcompass.glossary.subjects import columns_of, subjects, words_of_column
from revcompass.words.direction import has_right_to_left
from revcompass.words.glossary.aliases import aliases
from revcompass.words.glossary.folding import distance, folded
from revcompass.words.languages import LANGUAGES
from revcompass.words.translate import Translator

_TERM, _ALIAS, _COLUMN = 100, 95, 90
_BEGINS, _WORDS, _SLIP, _SLIP_IN_WORDS = 70, 50, 40, 25
_SHORTEST_PREFIX = 2
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that was found, how well (100 = its very term), and in which languages."""

    entry: str
    score: int
    languages: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the text is one of the words for the entry, letter for letter as folded."""
        return self.score >= _ALIAS


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Something people say for an entry, folded."""

    text: str
    words: tuple[str, ...]
    letters: int  # one bit per letter, to rule out most comparisons
    entry: str
    weight: int
    language: str


_Score = Callable[[str, tuple[str, ...], _Phrase], int]


def search(text: str, limit: int = 10) -> tuple[Match, ...]:
    """The entries a text may mean, best first; those found equally well stand side by side.

    >>> [match.entry for match in search("taux de réussite", 1)]
    ['win_rate']
    """
    asked = folded(text)
    if not asked:
        return ()
    words = tuple(asked.split())
    found = _found(words, asked, _score) or _found(words, asked, _slips)
    order = list(subjects())
    return tuple(sorted(found, key=lambda m: (-m.score, order.index(m.entry)))[:limit])


def nearest(text: str) -> str:
    """The word most like one that was not found; empty where none is like it.

    >>> nearest("mmr")
    'mrr'
    """
    asked, phrases = folded(text), _index()
    terms = dict.fromkeys(one.text for one in phrases if one.weight >= _TERM)
    near = get_close_matches(asked, terms, 1)
    near = near or get_close_matches(asked, dict.fromkeys(one.text for one in phrases), 1)
    return near[0] if near else ""


def _found(words: tuple[str, ...], asked: str, score_of: _Score) -> list[Match]:
    """Every entry with a score, by its best phrases."""
    best: dict[str, tuple[int, dict[str, None]]] = {}
    for phrase in _index():
        score = score_of(asked, words, phrase)
        known, languages = best.get(phrase.entry, (0, {}))
        if score > known:
            best[phrase.entry] = (score, {phrase.language: None})
        elif score and score == known:
            languages[phrase.language] = None
    return [Match(entry, score, tuple(where)) for entry, (score, where) in best.items()]


def _score(asked: str, words: tuple[str, ...], phrase: _Phrase) -> int:
    """How well a text fits a phrase, letter for letter; 0 = not at all."""
    if asked == phrase.text:
        return phrase.weight
    if len(asked) >= _SHORTEST_PREFIX and phrase.text.startswith(asked):
        return _BEGINS - min(len(phrase.text) - len(asked), 15)
    if len(asked) >= _SHORTEST_PREFIX and _all_begin(words, phrase.words):
        return _WORDS - min(len(phrase.text) - len(asked), 9)
    return 0


def _all_begin(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether each word begins one of the others."""
    return all(any(other.startswith(word) for other in others) for word in words)


def _slips(asked: str, words: tuple[str, ...], phrase: _Phrase) -> int:
    """How well a text fits a phrase if a letter or two are wrong; 0 = not at all."""
    most = _slips_allowed(asked)
    if not most:
        return 0
    if (_letters(asked) ^ phrase.letters).bit_count() <= 2 * most:
        slips = distance(asked, phrase.text, most)
        if slips <= most:
            return _SLIP - 3 * slips - _behind(phrase)
    if len(words) > 1 and len(words) <= len(phrase.words):
        slips = sum(_slips_in_word(word, phrase.words) for word in words)
        if slips <= most:
            return _SLIP_IN_WORDS - 3 * slips - _behind(phrase)
    return 0


@cache
def _slips_in_word(word: str, others: tuple[str, ...]) -> int:
    """The slips to one of the other words, or to its beginning where there is no slip."""
    most, least = _slips_allowed(word), _slips_allowed(word) + 1
    for other in others:
        if other.startswith(word):
            return 0
        if (_letters(word) ^ _letters(other)).bit_count() <= 2 * most:
            least = min(least, distance(word, other, most))
    return least


def _behind(phrase: _Phrase) -> int:
    """A slip in a term comes before the same slip in another word for something."""
    return (phrase.weight < _TERM) + (phrase.weight < _ALIAS)


def _slips_allowed(text: str) -> int:
    """More letters may hold more slips; Arabic words are short, and have lost their article."""
    one = _ONE_SLIP_FROM - has_right_to_left(text)
    return (len(text) >= one) + (len(text) >= _TWO_SLIPS_FROM)


@cache
def _letters(text: str) -> int:
    found = 0
    for letter in text:
        found |= 1 << (ord(letter) % 64)
    return found


@cache
def _index() -> tuple[_Phrase, ...]:
    made = {
        (phrase.text, phrase.entry, phrase.language): phrase
        for phrase in sorted(_phrases(), key=lambda phrase: phrase.weight)
    }
    return tuple(made.values())


def _phrases() -> Iterator[_Phrase]:
    for language in LANGUAGES:
        words, others = Translator(language), aliases(language)
        for entry, subject in subjects().items():
            yield from _said(_own((subject.name,), words), entry, _TERM, language)
            if entry in others:
                yield from _said(others[entry].words, entry, _ALIAS, language)
        for entry, columns in columns_of().items():
            yield from _said(_own(map(words_of_column, columns), words), entry, _COLUMN, language)
    for entry, subject in subjects().items():
        yield from _said((subject.abbreviation or "",), entry, _TERM, "en")
        is_policy = subject.id in POLICIES  # `nrr` is first of all a metric's abbreviation
        yield from _said((entry,), entry, _COLUMN if is_policy else _TERM, "en")
        columns = columns_of().get(entry, ())
        yield from _said((name.partition(".")[2] for name in columns), entry, _COLUMN, "en")


def _own(texts: Iterable[str], words: Translator) -> Iterator[str]:
    """The language's words for English ones; those it has none for are said in English already."""
    for text in texts:
        said = words.glossary(text)
        if said != text or words.language == "en":
            yield said


def _said(texts: Iterable[str], entry: str, weight: int, language: str) -> Iterator[_Phrase]:
    for text in texts:
        plain = folded(text)
        if plain:
            yield _Phrase(plain, tuple(plain.split()), _letters(plain), entry, weight, language)
