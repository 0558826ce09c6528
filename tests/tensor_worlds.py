"""An independent reading of certificates about arrays: put numbers in and compute.

Nothing here uses the checker or the engine. Dimensions become small numbers, arrays become floats, functions of one
variable and of an array become polynomials with sines; derivatives are central differences of what is computed. A
statement holds in a world or it does not.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import numpy as np

STEP = 6e-5
Scope = dict[str, int]
Array = np.ndarray[Any, Any]


class NoValueError(Exception):
    """The term has no value in this world, or is no term."""


class World:
    """Sizes of dimensions and numbers in arrays, at random, for one statement."""

    def __init__(self, statement: dict[str, Any], seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.small = random.Random(seed)
        self.sizes: dict[str, int] = {}
        self.statement = statement
        self.arrays: dict[str, Array] = {}
        self.definitions: dict[str, Any] = {}
        self.composites: dict[str, Any] = {}
        self.coefficients: dict[str, Array] = {}
        self.losses: dict[str, Any] = dict(statement.get("losses", {}))
        for name, shape in statement["symbols"].items():
            self.arrays[name] = self.draw(shape, name in statement["positive"])
        for row in statement.get("definitions", []):
            self.define(row)

    def size(self, dimension: Any) -> int:
        if isinstance(dimension, int):
            return dimension
        return self.sizes.setdefault(dimension, self.small.randint(1, 3))

    def draw(self, shape: list[Any], positive: bool) -> Array:
        drawn = self.random.normal(size=[self.size(n) for n in shape])
        return np.asarray(np.exp(drawn) if positive else drawn)

    def define(self, row: Any) -> None:
        name, parameters, body = row
        if parameters[:1] == ["array"]:
            self.composites[name] = (parameters[1], body)
        else:
            self.definitions[name] = ([i for i, _ in parameters], body)

    # -- terms ---------------------------------------------------------------------------------------

    def value(self, term: Any, scope: Scope) -> float:
        if isinstance(term, bool):
            raise NoValueError(term)
        if isinstance(term, int):
            return float(term)
        if isinstance(term, str):
            return self.entry(term, (), scope)
        head, *args = term
        return float(getattr(self, f"head_{head}")(*args, scope=scope))

    def entry(self, name: str, indices: tuple[str, ...], scope: Scope) -> float:
        place = tuple(scope[i] for i in indices)
        if name in self.definitions:
            names, body = self.definitions[name]
            return self.value(body, dict(zip(names, place, strict=True)))
        return float(self.arrays[name][place])

    def head_add(self, *parts: Any, scope: Scope) -> float:
        return math.fsum(self.value(part, scope) for part in parts)

    def head_mul(self, *parts: Any, scope: Scope) -> float:
        return math.prod(self.value(part, scope) for part in parts)

    def head_rational(self, p: int, q: int, scope: Scope) -> float:
        return p / q

    def head_pow(self, base: Any, exponent: Any, scope: Scope) -> float:
        power = self.value(exponent, {})
        x = self.value(base, scope)
        if power < 0 and x == 0:
            raise NoValueError(base)
        return float(x**power)

    def head_at(self, name: str, *indices: str, scope: Scope) -> float:
        return self.entry(name, indices, scope)

    def head_exp(self, term: Any, scope: Scope) -> float:
        return math.exp(min(self.value(term, scope), 300.0))

    def head_log(self, term: Any, scope: Scope) -> float:
        x = self.value(term, scope)
        if x <= 0:
            raise NoValueError(term)
        return math.log(x)

    def head_abs(self, term: Any, scope: Scope) -> float:
        return abs(self.value(term, scope))

    def head_delta(self, i: str, j: str, scope: Scope) -> float:
        return float(scope[i] == scope[j])

    def head_dim(self, n: Any, scope: Scope) -> float:
        return float(self.size(n))

    def head_sum(self, index: str, n: Any, body: Any, scope: Scope) -> float:
        return math.fsum(self.value(body, {**scope, index: k}) for k in range(self.size(n)))

    def head_apply(self, phi: str, order: int, term: Any, scope: Scope) -> float:
        """A function that is its own: a cubic and a sine, with derivatives of any order."""
        a, b, c = self.constants(phi, 3)
        x = self.value(term, scope)
        powers = sum(
            k * math.perm(n, order) * x ** max(n - order, 0)
            for n, k in ((1, a), (2, b), (3, 0.1))
            if n >= order
        )
        return powers + c * math.sin(x + order * math.pi / 2)

    def constants(self, name: str, count: int) -> Array:
        if name not in self.coefficients:
            self.coefficients[name] = self.random.normal(size=count)
        return self.coefficients[name]

    def matrix(self, pairs: Any, entry: Any, scope: Scope) -> Array:
        found = np.zeros([self.size(n) for _, n in pairs])
        for place in np.ndindex(found.shape):
            found[place] = self.value(
                entry, {**scope, **dict(zip([i for i, _ in pairs], place, strict=True))}
            )
        return found

    def loss(self, f: str, array: Array) -> float:
        """A function of a whole array: a quadratic form and a sine; a composite is what it is said to be."""
        if f in self.composites:
            name, body = self.composites[f]
            before = self.arrays.get(name)
            self.arrays[name] = array
            found = self.value(body, {})
            if before is not None:
                self.arrays[name] = before
            return found
        c = self.constants(f, 200)
        flat = array.ravel()
        mixed = sum(
            float(c[(3 * i + 7 * j) % 199]) * x * y for i, x in enumerate(flat) for j, y in enumerate(flat)
        )
        return float(mixed / 4 + np.sin(flat + c[: flat.size]).sum())

    def head_call(self, f: str, pairs: Any, entry: Any, scope: Scope) -> float:
        return self.loss(f, self.matrix(pairs, entry, scope))

    def head_slope(self, f: str, at: Any, pairs: Any, entry: Any, scope: Scope) -> float:
        array, place = self.matrix(pairs, entry, scope), tuple(scope[i] for i in at)
        up, down = array.copy(), array.copy()
        up[place] += STEP
        down[place] -= STEP
        return (self.loss(f, up) - self.loss(f, down)) / (2 * STEP)

    def head_D(self, term: Any, name: str, *indices: str, scope: Scope) -> float:
        array, place = self.arrays[name], tuple(scope[i] for i in indices)
        kept = float(array[place])
        values = []
        for step in (STEP, -STEP):
            array[place] = kept + step
            values.append(self.value(term, scope))
        array[place] = kept
        return (values[0] - values[1]) / (2 * STEP)

    # -- claims --------------------------------------------------------------------------------------

    def holds(self, claim: Any, every: dict[str, Any]) -> bool:
        """Whether a claim holds for all values of its indices."""
        left, relation, right = claim
        names = list(every)
        deep = str(claim).count("'D'") + str(claim).count("'slope'")
        for place in itertools.product(*(range(self.size(every[name])) for name in names)):
            scope = dict(zip(names, place, strict=True))
            a, b = self.value(left, scope), self.value(right, scope)
            room = (1e-9, 1e-6, 1e-5, 1e-2)[min(deep, 3) if "'D', ['D'" not in str(claim) else 3] * (
                1 + abs(a) + abs(b)
            )
            if (abs(a - b) > room) if relation == "==" else (a > b + room):
                return False
        return True


def satisfied(world: World) -> None:
    """Puts numbers in that satisfy the hypotheses of the project's statements, as far as these can be met by scaling:
    rows that sum to one, the largest score, a median. What cannot be met raises NoValueError.
    """
    for hypothesis in world.statement["hypotheses"].values():
        _meet(world, hypothesis)
    for hypothesis in world.statement["hypotheses"].values():
        claim = hypothesis["claim"]
        every = {**world.statement.get("indices", {}), **hypothesis["all"]}
        fixed = world.fixed if hasattr(world, "fixed") else {}
        if not _true(world, claim, every, fixed):
            raise NoValueError(claim)


def _true(world: World, claim: Any, every: dict[str, Any], fixed: Scope) -> bool:
    names = [name for name in every if name not in fixed]
    for place in itertools.product(*(range(world.size(every[name])) for name in names)):
        scope = {**fixed, **dict(zip(names, place, strict=True))}
        a, b = world.value(claim[0], scope), world.value(claim[2], scope)
        if (abs(a - b) > 1e-9) if claim[1] == "==" else a > b + 1e-9:
            return False
    return True


def _meet(world: World, hypothesis: Any) -> None:
    """One attempt to make a hypothesis true."""
    left, relation, right = hypothesis["claim"]
    if relation == "==" and left[0] == "sum" and left[3][0] == "at" and right == 1:
        name = left[3][1]
        if name in world.arrays:
            array = np.abs(world.arrays[name]) + 0.1
            world.arrays[name] = array / array.sum(axis=-1, keepdims=True)
