"""Chance that falls the same way on every machine.

Only `Random.random()` and plain arithmetic are used: its sequence is fixed by the language, and no
function of the C library (exp, log, cos), whose last bit may differ, takes part.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One stream of chance, told apart by its name.

    Each part of each account draws from a stream of its own, so a change in one part leaves every
    other part as it was.
    """

    __slots__ = ("random",)

    def __init__(self, *name: str | int) -> None:
        self.random = Random("/".join(str(part) for part in name)).random

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, all equally likely."""
        return choices[int(self.random() * len(choices))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        rest = self.random() * sum(weights.values())
        for choice, weight in weights.items():
            rest -= weight
            if rest < 0:
                return choice
        return choice

    def normal(self) -> float:
        """Close to a standard normal: twelve uniforms less six."""
        draw = self.random
        return sum([draw() for _ in range(12)]) - 6.0

    def spread(self, sigma: float) -> float:
        """A log-normal factor with median one."""
        return exp(sigma * self.normal())


def exp(x: float) -> float:
    """e to the x for small x, by ten squarings: the same bits everywhere."""
    power = 1.0 + x / 1024
    for _ in range(10):
        power *= power
    return power
