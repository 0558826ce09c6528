"""Points and values by mpmath, which share nothing with the engine but the reading of the formula.

>>> f = Function("Max(0, x) + a", {"a": Fraction(1, 2)})
>>> print(f(mp.mpf(2)), f(mp.mpf(-2)))
2.5 0.5
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction

import mpmath as mp

from benchmarks.prove.values import NoValue, Walk
from derive.language.catalogue import Catalogue
from derive.language.term import number, symbol

DIGITS = 130
FAR = [mp.mpf(10) ** k for k in (1, 2, 3, 4, 5)]


class Function:
    """A formula with numbers for its parameters, as a function on mpmath's numbers; None: no value."""

    def __init__(self, formula: str, params: Mapping[str, Fraction]) -> None:
        catalogue = Catalogue.load()
        self.term = catalogue.anonymous(formula).formula.replace(
            {symbol(name): number(Fraction(value)) for name, value in params.items()}
        )
        self.definitions = catalogue.definitions(self.term)

    def __call__(self, x: mp.mpf) -> mp.mpf | None:
        try:
            return Walk({"x": x}, self.definitions)(self.term)
        except (NoValue, ArithmeticError, ValueError):
            return None


def points(rng: random.Random, special: Iterable[mp.mpf], count: int = 48) -> list[mp.mpf]:
    """Random points near and far, and close to special ones; sorted."""
    found = [mp.mpf(rng.randint(-8_000_000, 8_000_000)) / 997_003 for _ in range(count // 2)]
    found += [
        mp.mpf(rng.choice((-1, 1)) * (1 + rng.random())) * mp.mpf(2) ** rng.randint(-9, 6)
        for _ in range(count // 2)
    ]
    for at in special:
        for step in (mp.mpf("1e-9"), mp.mpf("1e-4"), mp.mpf("0.05")):
            found += [at - step * (1 + rng.random()), at + step * (1 + rng.random())]
    return sorted(found)


def real(text: str) -> mp.mpf:
    """A number of an answer."""
    return mp.inf if text == "oo" else -mp.inf if text == "-oo" else mp.mpf(text)
