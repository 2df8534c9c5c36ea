"""What two spellings of one word have in common, in six languages."""

from __future__ import annotations

import re
import unicodedata

_ARABIC = str.maketrans("ىةؤئٱ", "يهويا", "ءـ")
_NOT_A_WORD = re.compile(r"[\W_]+")
# "and" may stand before the article, which may be joined to a preposition; two letters must remain.
_ARTICLE = re.compile(r"^و?(?:بال|كال|فال|ال|لل)(?=\w{2})")


def folded(text: str) -> str:
    """The text's words without case, accents, marks, articles and the letters writers mix up.

    >>> folded("Taux d’Attrition"), folded("Verkaufs-GRÖSSE")
    ('taux d attrition', 'verkaufs grosse')
    >>> folded("الإيرادات") == folded("ايرادات"), folded("١٢")
    (True, '12')
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_ARABIC)
    kept = "".join(
        str(digit) if (digit := unicodedata.decimal(letter, None)) is not None else letter
        for letter in plain
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join(_ARTICLE.sub("", word) for word in _NOT_A_WORD.split(kept) if word)


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, leave out or swap to get from one text to the other.

    Anything above `most` is `most` + 1.

    >>> distance("abwanderung", "abwandreung", 2), distance("churn", "mrr", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        following = [i]
        for j, opposite in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != opposite))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(row[-1], most + 1)
