"""Whether a limit is as said, from numbers alone: values at 800 digits, ever nearer to the point.

>>> from derive.language.catalogue import Catalogue
>>> approaches(Catalogue.load().statement("limit(x*exp(-x), x, oo) == 0"), {})
True

The nearest values are those at 2**-130 from the point, or at 2**200 where it is infinite (at 2**19 where
there is an exponential). They have to be within 1e-4 of the limit, or beyond 100 where it is infinite, and
nearer to it than values half the way.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

import mpmath as mp

from benchmarks.prove.values import NoValue, Walk
from derive.language.records import Statement
from derive.language.term import Term, number

LEVEL, DIGITS = 4, 800
NEAR, FAR = 130, 200
SIDES = {"left": (-1,), "right": (1,), "both": (-1, 1)}


def approaches(statement: Statement, at: Mapping[str, Term]) -> bool:
    """Whether the function on the left tends to the value on the right, for given parameters."""
    f, x, point, side = statement.left.args
    with mp.workdps(DIGITS):
        values = {name: Walk({})(term) for name, term in at.items()}
        walk = Walk(values, statement.definitions, LEVEL)
        toward, wanted = infinite(point), infinite(statement.right)
        goal = None if wanted else walk(statement.right)
        for sign in (toward,) if toward else SIDES[side.name]:
            found = []
            for k in range(1, (FAR if toward else NEAR) + 1):
                near = sign * mp.mpf(2) ** k if toward else walk(point) + sign * mp.mpf(2) ** -k
                try:
                    value = Walk({**values, x.name: near}, statement.definitions, LEVEL)(f)
                except NoValue:
                    continue
                found.append(1 / max(value * wanted, mp.mpf(10) ** -9) if goal is None else abs(value - goal))
            if len(found) < 4 or found[-1] > max(found[len(found) // 2], mp.mpf(10) ** -99):
                return False
            if found[-1] > (mp.mpf("0.01") if goal is None else mp.mpf("1e-4")):
                return False
    return True


def infinite(term: Term) -> int:
    """1 for oo, -1 for -oo, 0 for a finite value."""
    if term.head == "mul":
        return -infinite(term.args[1]) if term.args[0] == number(-1) and len(term.args) == 2 else 0
    return int(term.head == "oo")


def parameters(statement: Statement, name: str) -> list[dict[str, Term]]:
    """Values for the letters of a limit that satisfy its hypotheses; one empty choice where it has none."""
    f, x, point, _ = statement.left.args
    terms = (f, point, statement.right, *statement.hypotheses)
    letters = sorted(frozenset().union(*(term.symbols() for term in terms)) - {x.name})
    if not letters:
        return [{}]
    rng, found = random.Random(name), []
    for _ in range(200):
        at = {letter: number(Fraction(rng.randint(-300, 300), 101)) for letter in letters}
        with mp.workdps(DIGITS):
            walk = Walk({letter: Walk({})(term) for letter, term in at.items()})
            if all(walk.holds(part) for part in (*statement.hypotheses, *statement.domain)):
                found.append(at)
    return found[:8]
