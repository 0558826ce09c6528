"""An independent reading of certificates about arrays: put numbers in and compute.

Nothing here uses the checker or the engine. Dimensions become small numbers, arrays become floats, functions
of one variable and of an array become polynomials with sines; derivatives are central differences of what is
computed. A statement holds in a world or it does not.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
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

    # -- hypotheses and claims -----------------------------------------------------------------------

    def places(self, every: dict[str, Any]) -> Iterator[Scope]:
        names = list(every)
        for place in itertools.product(*(range(self.size(every[name])) for name in names)):
            yield dict(zip(names, place, strict=True))

    def true(self, claim: Any, every: dict[str, Any], scope: Scope) -> bool:
        """Whether a claim holds for all values of its indices, as far as differences can tell."""
        left, relation, right = claim
        text = str(claim) + str(self.definitions)
        nested = "['D', ['D'" in text
        room = 1e-9 if "'D'" not in text and "'slope'" not in text else 2e-3 if nested else 2e-5
        for more in self.places(every):
            a, b = (self.value(side, {**scope, **more}) for side in (left, right))
            near = room * (1 + abs(a) + abs(b))
            if (abs(a - b) > near) if relation == "==" else (a > b + near):
                return False
        return True

    def adjust(self) -> None:
        """Tries to make the hypotheses true: scales sums, looks for a median, moves a bound far out."""
        arrays = self.arrays
        for hypothesis in self.statement["hypotheses"].values():
            left, relation, right = map(bare, hypothesis["claim"])
            inner = left[3] if isinstance(left, list) and left[0] == "sum" else None
            total = isinstance(inner, list) and inner[0] == "at"
            if relation == "==" and total and left[3][1] in arrays and arrays[left[3][1]].ndim and right != 0:
                array = np.abs(arrays[left[3][1]]) + 0.1
                arrays[left[3][1]] = array / array.sum(axis=-1, keepdims=True) * self.value(right, {})
            if relation == "==" and isinstance(left, list) and left[0] == "at" and left[1] in arrays:
                for scope in self.places(hypothesis["all"]):
                    place = tuple(scope[i] for i in left[2:] if i in scope)
                    if len(place) == arrays[left[1]].ndim:
                        arrays[left[1]][place] = self.value(right, scope)
            if isinstance(left, list) and left[0] == "log" and "lambda" in arrays:
                arrays["lambda"] = np.asarray(arrays["lambda"] * 50)
        if {"x", "s", "m"} <= arrays.keys():
            x = np.sort(arrays["x"])
            arrays["m"] = np.asarray((x[(len(x) - 1) // 2] + x[len(x) // 2]) / 2)
            arrays["s"] = np.sign(arrays["x"] - arrays["m"])


def bare(term: Any) -> Any:
    """A term without sums and products of one."""
    if isinstance(term, list) and len(term) == 2 and term[0] in ("add", "mul"):
        return bare(term[1])
    return [bare(part) for part in term] if isinstance(term, list) else term


def holds(statement: dict[str, Any], seed: int) -> bool | None:
    """Whether a ``formula`` holds in a world; None where its hypotheses could not be met."""
    world, seen = World(statement, seed), False
    world.adjust()
    for scope in world.places(statement["indices"]):
        hypotheses = statement["hypotheses"].values()
        if all(world.true(h["claim"], h["all"], scope) for h in hypotheses):
            seen = True
            if not world.true(statement["claim"], {}, scope):
                return False
    return True if seen else None


# -- every depth -------------------------------------------------------------------------------------


def at_layer(data: Any, i: int, depth: int) -> Any:
    """A schema with numbers for its indices: ``W[i+1]`` is ``W[2]`` for i = 1."""
    if isinstance(data, list):
        return [at_layer(item, i, depth) for item in data]
    if isinstance(data, dict):
        return {at_layer(key, i, depth): at_layer(item, i, depth) for key, item in data.items()}
    if isinstance(data, str) and data.endswith("]"):
        return data.replace("[i+1]", f"[{i + 1}]").replace("[i]", f"[{i}]").replace("[L]", f"[{depth}]")
    return data


def unrolled(statement: dict[str, Any], depth: int) -> tuple[dict[str, Any], list[Any]]:
    """The statement for a given number of layers: definitions of all of them, and the claims for each."""
    low = int(statement["index"][0])
    layers, steps = range(low, depth + 1), range(low, depth)
    symbols: dict[str, Any] = {}
    for i in range(depth + 1):
        symbols.update(at_layer(statement["symbols"], i, depth))
    rows = at_layer(statement["start"]["definitions"], 0, depth)
    hypotheses: dict[str, Any] = {}
    for i in steps:
        rows += at_layer(statement["step"]["definitions"], i, depth)
        hypotheses.update({f"{key} {i}": at_layer(h, i, depth) for key, h in statement["hypotheses"].items()})
    positive = [at_layer(key, i, depth) for key in statement["positive"] for i in range(depth + 1)]
    whole = {"symbols": symbols, "positive": positive, "definitions": rows, "hypotheses": hypotheses}
    return whole, [at_layer(claim, i, depth) for claim in statement["claims"].values() for i in layers]


def holds_for_layers(statement: dict[str, Any], seed: int, depth: int = 3) -> bool | None:
    """Whether a statement of the kind ``every-depth`` holds for that many layers in a world."""
    whole, claims = unrolled(statement, depth)
    world = World({**whole, "losses": {}}, seed)
    if "c" in world.arrays:
        world.arrays["c"] = np.asarray(abs(world.arrays["c"]) + 0.5)
        for name in world.arrays:
            if name.startswith("g["):
                world.arrays[name] = np.asarray(world.arrays["c"] * np.tanh(world.arrays[name]))
    if not all(world.true(h["claim"], h["all"], {}) for h in whole["hypotheses"].values()):
        return None
    return all(world.true(claim["claim"], claim["all"], {}) for claim in claims)
