"""An independent reading of collapse certificates: put numbers in and compute layer by layer.

Shared by the tests of collapse and of its checker. Nothing here uses the checker or the engine: a matrix
is a NumPy array of Fractions or ints (dtype object), and a statement holds in a world or it does not.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class World:
    """Sizes for named dimensions and numbers for named matrices, both at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sizes: dict[str, int] = {}
        self.matrices: dict[str, Array] = {}

    def size(self, dimension: str | int) -> int:
        if isinstance(dimension, int):
            return dimension
        return self.sizes.setdefault(dimension, self.random.randint(1, 3))

    def draw(self, rows: str | int, columns: str | int) -> Array:
        shape = self.size(rows), self.size(columns)
        flat = [
            Fraction(self.random.randint(-9, 9), self.random.randint(1, 4))
            for _ in range(shape[0] * shape[1])
        ]
        return np.array(flat, dtype=object).reshape(shape)

    def declare(self, name: str, rows: str | int, columns: str | int) -> Array:
        if name not in self.matrices:
            self.matrices[name] = self.draw(rows, columns)
        assert self.matrices[name].shape == (self.size(rows), self.size(columns))
        return self.matrices[name]

    def value(self, term: Any) -> Array:
        """The value of a matrix term in JSON."""
        if isinstance(term, str):
            return self.matrices[term]
        head, *args = term
        if head == "ones":
            return np.full((self.size(args[0]), 1), Fraction(1), dtype=object)
        if head == "identity":
            return unit(self.size(args[0]))
        if head == "scale":
            q = args[0] if isinstance(args[0], int) else Fraction(args[0][1], args[0][2])
            return q * self.value(args[1])
        result = self.value(args[0])
        for arg in args[1:]:
            other = self.value(arg)
            assert result.shape == other.shape if head == "add" else result.shape[1] == other.shape[0]
            result = result + other if head == "add" else result.dot(other)
        return result


def unit(size: int) -> Array:
    return np.array([[Fraction(int(i == j)) for j in range(size)] for i in range(size)], dtype=object)


def number(data: int | str) -> int:
    return int(data, 16) if isinstance(data, str) else data


def matrix(data: Any) -> Array:
    """A numeric matrix of a certificate."""
    below = number(data["denominator"])
    flat = [Fraction(number(entry), below) for entry in data["entries"]]
    return np.array(flat, dtype=object).reshape(data["shape"])


def forward(x: Array, kind: str, weight: Array, bias: Array | None) -> Array:
    """One layer, as it is computed: every row times the weight, plus the bias, plus the row if residual."""
    rows = []
    for row in x:
        out = [
            sum((row[i] * weight[i, j] for i in range(len(row))), Fraction(0)) for j in range(weight.shape[1])
        ]
        if bias is not None:
            out = [value + bias[0, j] for j, value in enumerate(out)]
        if kind == "residual":
            out = [value + row[j] for j, value in enumerate(out)]
        rows.append(out)
    return np.array(rows, dtype=object).reshape(len(rows), weight.shape[1])


def holds(certificate: Any, seed: int = 0) -> bool:
    """Whether what a certificate states is true in one random world (or, for numbers, on random inputs)."""
    claim, statement = certificate["claim"], certificate["statement"]
    world = World(seed)
    if claim in ("identity", "step"):
        for name, shape in statement["symbols"].items():
            world.declare(name, *shape)
        return equal(world.value(statement["left"]), world.value(statement["right"]))
    if claim == "every-depth":
        return all(theorem_holds(statement, depth, seed) for depth in (1, 2, 3, 4))
    return numeric_holds(statement, world) if claim == "numeric" else stack_holds(statement, world)


def equal(left: Array, right: Array) -> bool:
    return left.shape == right.shape and bool(np.all(left == right))


def stack_holds(statement: Any, world: World) -> bool:
    x = h = world.declare(statement["input"][0], statement["input"][1], statement["layers"][0]["shape"][0])
    for layer in statement["layers"]:
        weight = world.declare(layer["weight"], *layer["shape"])
        bias = None if layer["bias"] is None else world.declare(layer["bias"], 1, layer["shape"][1])
        h = forward(h, layer["type"], weight, bias)
    factors = [world.value(term) for term in statement["result"]["weight"]]
    total = np.full((1, h.shape[1]), Fraction(0), dtype=object)
    for name, after in statement["result"]["bias"]:
        total = total + product([world.value(name), *factors[after:]])
    ones = np.full((x.shape[0], 1), Fraction(1), dtype=object)
    return equal(h, x.dot(product(factors)) + ones.dot(total))


def product(factors: list[Array]) -> Array:
    result = factors[0]
    for factor in factors[1:]:
        result = result.dot(factor)
    return result


def numeric_holds(statement: Any, world: World) -> bool:
    weight = matrix(statement["weight"])
    bias = np.full((1, weight.shape[1]), Fraction(0), dtype=object)
    bias = bias if statement["bias"] is None else matrix(statement["bias"])
    x = h = world.draw(3, weight.shape[0])
    for layer in statement["layers"]:
        h = forward(h, layer["type"], matrix(layer["weight"]), layer["bias"] and matrix(layer["bias"]))
    return equal(h, forward(x, "affine", weight, bias))


def theorem_holds(statement: Any, depth: int, seed: int) -> bool:
    """The definitions, claims and conclusion of the theorem for one depth, all computed."""
    world = World(seed)
    indexed = "d[0]" in str(statement["shapes"])
    for k in range(depth + 1):
        world.size(f"d[{k}]" if indexed else "d")

    def at(data: Any, i: int) -> Any:
        if isinstance(data, list):
            return [at(item, i) for item in data]
        if not isinstance(data, str):
            return data
        return data.replace("[i+1]", f"[{i + 1}]").replace("[i]", f"[{i}]").replace("[L]", f"[{depth}]")

    shapes = statement["shapes"]
    world.declare("X", *shapes["X"])
    for k in range(depth):
        for family in ("W[i+1]", "b[i+1]"):
            world.declare(at(family, k), *at(shapes[family], k))
    for family, (start, onward) in statement["definitions"].items():
        world.matrices[at(start[0], depth)] = world.value(at(start[1], depth))
        for k in range(depth - 1, -1, -1) if family == "S" else range(depth):
            if at(onward[0], k) not in world.matrices:
                world.matrices[at(onward[0], k)] = world.value(at(onward[1], k))
    claims = [at(claim, k) for claim in statement["claims"].values() for k in range(1, depth + 1)]
    claims.append(at(statement["conclusion"], depth))
    return all(equal(world.value(left), world.value(right)) for left, right in claims)
