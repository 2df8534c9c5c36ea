"""Finding entries by any word people have for them, in any of the languages at once.

A word is compared as `folded`. What is found is ordered by how it was found: the whole term,
another word for it, its beginning, its words in any order, and last a slip of a letter or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from revcompass.catalogue.boards import BOARDS
from revcompass.domain.policy import POLICIES
from revcompass.domain.presets import PRESETS
from revcompass.glossary.subjects import (
    Subject,
    choices_of,
    columns_of,
    subjects,
    words_of_column,
)
from revcompass.words.direction import has_right_to_left
from revcompass.words.glossary import Term
from revcompass.words.glossary.aliases import aliases
from revcompass.words.glossary.folding import distance, folded
from revcompass.words.labels import said_by_code
from revcompass.words.languages import LANGUAGES
from revcompass.words.translate import Translator

_TERM, _ALIAS, _COLUMN = 100, 95, 90
_INFLECTED, _BEGINS, _WORDS, _SLIP, _SLIP_IN_WORDS, _ALL_BUT_ONE = 85, 70, 50, 40, 25, 10
_MOST_WORDS_MORE = 4
_SHORTEST_PREFIX, _LONGEST_ENDING = 2, 2
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 4, 8
_SMALL = frozenset(
    (
        *("a", "an", "and", "by", "for", "in", "of", "on", "the", "to"),
        *("d", "de", "des", "du", "et", "l", "la", "le", "les"),
        *("da", "dei", "del", "della", "di", "e", "il"),
        *("der", "die", "fur", "je", "pro", "und", "vom", "von", "zu", "zum"),
        *("bagi", "dan", "yang"),
    )
)
"""Small words that people put between the words of a term or leave out."""

_NAMES = {
    "preset": tuple(preset.name for preset in PRESETS.values()),
    "dashboard": tuple(BOARDS),
}


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
    """Something people say for an entry: as it is written, and folded."""

    said: str
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
    words = tuple(word for word in asked.split() if word not in _SMALL) or tuple(asked.split())
    found = _found(words, asked, _score) or _found(words, asked, _slips)
    order = list(subjects())
    return tuple(sorted(found, key=lambda m: (-m.score, order.index(m.entry)))[:limit])


def best(found: tuple[Match, ...]) -> tuple[str, ...]:
    """The entries to show in full: those that fit letter for letter, else the first.

    >>> best(search("contract")), best(search("chrun"))
    (('subscription', 'deal'), ('customer_churn_rate',))
    """
    return tuple(match.entry for match in found if match.is_exact) or tuple(
        match.entry for match in found[:1]
    )


def nearest(text: str) -> str:
    """The word most like one that was not found, as it is written; empty where none is like it.

    >>> nearest("mmr"), nearest("taux d atritio")
    ('mrr', 'Taux d’atteinte')
    """
    asked, phrases = folded(text), _index()
    for least in (_TERM, 0):
        said = {one.text: one.said for one in phrases if one.weight >= least}
        if near := get_close_matches(asked, said, 1):
            return said[near[0]]
    return ""


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
    if _is_inflected(asked, phrase.text):
        return _INFLECTED
    if len(asked) >= _SHORTEST_PREFIX and phrase.text.startswith(asked):
        return _BEGINS - min(len(phrase.text) - len(asked), 15)
    if len(asked) >= _SHORTEST_PREFIX and _all_begin(words, phrase.words):
        return _WORDS - min(len(phrase.text) - len(asked), 9)
    return 0


def _all_begin(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether each word begins one of the others, or is one with the ending of a plural."""
    return all(any(_begins(word, other) for other in others) for word in words)


def _begins(word: str, other: str) -> bool:
    return other.startswith(word) or _is_inflected(word, other)


def _is_inflected(text: str, other: str) -> bool:
    """Whether a text is another with an ending, as a plural is."""
    longer = len(text) - len(other)
    is_ending = 0 < longer <= _LONGEST_ENDING and len(other) >= _ONE_SLIP_FROM
    return is_ending and text.startswith(other)


def _slips(asked: str, words: tuple[str, ...], phrase: _Phrase) -> int:
    """How well a text fits a phrase if a letter or two are wrong; 0 = not at all."""
    most = _slips_allowed(asked)
    if not most:
        return 0
    if (_letters(asked) ^ phrase.letters).bit_count() <= 2 * most:
        slips = distance(asked, phrase.text, most)
        if slips <= most:
            return _SLIP - 3 * slips - _behind(phrase)
    return _slips_in_words(words, phrase, most) if len(words) > 1 else 0


def _slips_in_words(words: tuple[str, ...], phrase: _Phrase, most: int) -> int:
    """How well words in any order fit a phrase; of three or more, one may be a word too many."""
    found = []
    for word in words:
        near = _near(word)
        found += sorted(near[other] for other in phrase.words if other in near)[:1]
    if len(found) < len(words) - 1:
        return 0
    more = min(max(len(phrase.words) - len(words), 0), _MOST_WORDS_MORE)
    if sum(found) > most:
        return 0
    if len(found) == len(words) <= len(phrase.words):
        return _SLIP_IN_WORDS - 3 * sum(found) - _behind(phrase) - more
    if len(found) == len(words) - 1 >= 2:
        return _ALL_BUT_ONE - 2 * sum(found) - more
    return 0


@lru_cache(64)
def _near(word: str) -> Mapping[str, int]:
    """The words of all phrases that a word is like: with how many slips, none to a beginning."""
    most, letters = _slips_allowed(word), _letters(word)
    found: dict[str, int] = {}
    for other in _vocabulary():
        if _begins(word, other):
            found[other] = 0
        elif (letters ^ _letters(other)).bit_count() <= 2 * most:
            slips = distance(word, other, most)
            if slips <= most:
                found[other] = slips
    return found


@cache
def _vocabulary() -> tuple[str, ...]:
    """Every word of every phrase, once."""
    return tuple({word: None for phrase in _index() for word in phrase.words})


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
            yield from _said(_labels(subject, words), entry, _COLUMN, language)
        for entry, columns in columns_of().items():
            yield from _said(_own(map(words_of_column, columns), words), entry, _COLUMN, language)
    for entry, subject in subjects().items():
        yield from _said((subject.abbreviation or "",), entry, _TERM, "en")
        is_policy = subject.id in POLICIES  # `nrr` is first of all a metric's abbreviation
        yield from _said((entry,), entry, _COLUMN if is_policy else _TERM, "en")
        columns = columns_of().get(entry, ())
        yield from _said((name.partition(".")[2] for name in columns), entry, _COLUMN, "en")
        yield from _said(choices_of(columns), entry, _COLUMN, "en")
    for entry, names in _NAMES.items():
        yield from _said(names, entry, _COLUMN, "en")


def _labels(subject: Subject, words: Translator) -> Iterator[str]:
    """What the language shows for the codes that a term covers."""
    for name in subject.covers if isinstance(subject, Term) else ():
        if name.startswith("labels."):
            for text in said_by_code(name.removeprefix("labels.")):
                said = words.ui(text)
                if said != text or words.language == "en":
                    yield said


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
            yield _Phrase(
                text, plain, tuple(plain.split()), _letters(plain), entry, weight, language
            )
