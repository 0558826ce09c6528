"""The kind "conditions" against values: a family on both sides of what decides it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import mpmath as mp
from mp_values import holds, value
from told import Fact, Told, catalogue

from derive.language.grammar import parse_condition
from derive.language.records import Activation

Function = Callable[[mp.mpf], mp.mpf]
GRID = [mp.mpf(k) / 8 for k in range(-64, 65)]
LOW = mp.mpf(10) ** -25


def rises(f: Function) -> bool:
    values = [f(x) for x in GRID]
    return all(b - a > -LOW for a, b in pairwise(values))


def convex(f: Function) -> bool:
    values = [f(x) for x in GRID]
    return all(a + c - 2 * b > -LOW for a, b, c in zip(values, values[1:], values[2:], strict=False))


def gentle(f: Function) -> bool:
    """Chords as short as they come, so that a slope just above 1 shows."""
    h = mp.mpf(10) ** -12
    return all(abs(f(x + d) - f(x)) <= h * (1 + mp.mpf(10) ** -9) for x in GRID for d in (h, -h))


def odd(f: Function) -> bool:
    return all(abs(f(-x) + f(x)) < LOW for x in GRID)


def even(f: Function) -> bool:
    return all(abs(f(-x) - f(x)) < LOW for x in GRID)


def smooth(f: Function) -> bool:
    h = mp.mpf(10) ** -15
    return all(abs(f(x + h) + f(x - h) - 2 * f(x)) < h * mp.mpf(10) ** -8 for x in GRID)


SEEN: Mapping[str, Callable[[Function], bool]] = {
    "non-decreasing": rises, "convex": convex, "Lipschitz with constant 1": gentle, "odd": odd, "even": even,
    "differentiable everywhere": smooth,
}  # fmt: skip


def _said(fact: Fact, at: Fraction) -> bool:
    """What the fact says of one value of the parameter."""
    name = fact["parameter"]
    return any(
        all(holds(parse_condition(part), {name: mp.mpf(at.numerator) / at.denominator}) for part in region)
        for region in fact["holds"]
    )


def _tried(act: Activation, fact: Fact) -> list[Fraction]:
    """Random values of the parameter, and simple ones, in the domain of the family."""
    name, rng = fact["parameter"], random.Random(fact["statement"])
    fixed = {
        key: mp.mpf(Fraction(text).numerator) / Fraction(text).denominator for key, text in fact["at"].items()
    }
    values = [Fraction(n, 4) for n in (-8, -4, -2, 0, 1, 2, 4, 6, 8)]
    values += [Fraction(rng.randint(-300, 300), 100) for _ in range(8)]
    inside = [
        q for q in values
        if all(holds(part, {**fixed, name: mp.mpf(q.numerator) / q.denominator}) for part in act.hypotheses)
    ]  # fmt: skip
    return sorted(set(inside))


def conditions(told: Told, fact: Fact) -> Iterator[str]:
    """At random values of the parameter, whether the family has the property, against what the fact says."""
    act = catalogue()[told.name]
    fixed = {key: _number(Fraction(text)) for key, text in fact["at"].items()}
    with mp.workdps(40):
        for q in _tried(act, fact):
            at = {**fixed, fact["parameter"]: _number(q)}
            seen = SEEN[fact["property"]](lambda x, at=at: value(act.formula, {**at, "x": x}))  # type: ignore[misc]
            if seen != _said(fact, q):
                yield f"{fact['property']}: the values at {fact['parameter']} = {q} say {seen}"


def _number(q: Fraction) -> mp.mpf:
    return mp.mpf(q.numerator) / q.denominator
