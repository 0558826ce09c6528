"""An independent reading of the certificates about signals, ranks and consequences: put numbers in.

Nothing here uses the checker. Layers are NumPy loops over numbers, ranks are FLINT's, and an equation that is
assumed is made true by solving it for one of its matrices.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat
from matrix_worlds import World, equal, matrix

Array = np.ndarray[Any, Any]


class Numbers:
    """A number for each name, at random; ``weight`` is the value of an entry in JSON."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.known: dict[str, Fraction] = {}

    def weight(self, data: Any) -> Fraction:
        if isinstance(data, str):
            return self.known.setdefault(
                data, Fraction(self.random.randint(-40, 40), self.random.randint(1, 5))
            )
        if isinstance(data, int):
            return Fraction(data)
        head, *args = data
        if head == "rational":
            return Fraction(*args)
        values = [self.weight(arg) for arg in args]
        return sum(values, Fraction(0)) if head == "add" else product(values)

    def array(self, data: Any) -> Array:
        if isinstance(data, list) and data[:1] not in (["rational"], ["add"], ["mul"]):
            return np.array([self.array(item) for item in data], dtype=object)
        return np.array(self.weight(data), dtype=object)


def product(values: list[Fraction]) -> Fraction:
    total = Fraction(1)
    for value in values:
        total *= value
    return total


def forward(layers: Any, x: Array, numbers: Numbers) -> Array:
    """The output of a stack of layers for an input of channels, rows and columns."""
    for layer in layers:
        x = LAYERS[layer["type"]](layer, x, numbers)
    return x


def convolve(layer: Any, x: Array, numbers: Numbers) -> Array:
    kernel = numbers.array(layer["kernel"])
    (p, q), (s, t) = layer["padding"], layer["stride"]
    padded = np.pad(x, ((0, 0), (p, p), (q, q)), constant_values=Fraction(0))
    _o, _c, tall, wide = kernel.shape
    rows, columns = (padded.shape[1] - tall) // s + 1, (padded.shape[2] - wide) // t + 1
    out = np.empty((kernel.shape[0], rows, columns), dtype=object)
    for i in range(rows):
        for j in range(columns):
            window = padded[:, i * s : i * s + tall, j * t : j * t + wide]
            out[:, i, j] = (kernel * window).sum(axis=(1, 2, 3))
    if layer["bias"] is not None:
        out = out + numbers.array(layer["bias"])[:, None, None]
    return out


def mean(layer: Any, x: Array, _numbers: Numbers) -> Array:
    (tall, wide), (s, t) = layer["window"], layer["stride"]
    rows, columns = (x.shape[1] - tall) // s + 1, (x.shape[2] - wide) // t + 1
    cut = [
        [x[:, i * s : i * s + tall, j * t : j * t + wide].sum(axis=(1, 2)) for j in range(columns)]
        for i in range(rows)
    ]
    return np.moveaxis(np.array(cut, dtype=object), 2, 0) * Fraction(1, tall * wide)


def rescale(layer: Any, x: Array, numbers: Numbers) -> Array:
    scale, shift = numbers.array(layer["scale"]), numbers.array(layer["shift"])
    return x * scale[:, None, None] + shift[:, None, None]


def dense(layer: Any, x: Array, numbers: Numbers) -> Array:
    out = x.reshape(-1).dot(numbers.array(layer["weight"]))
    if layer["bias"] is not None:
        out = out + numbers.array(layer["bias"])
    return out.reshape(1, 1, -1)


def branches(layer: Any, x: Array, numbers: Numbers) -> Array:
    total: Array = sum(forward(branch, x, numbers) for branch in layer["branches"])
    return total


LAYERS = {
    "convolution": convolve, "average": mean, "channels": rescale, "affine": dense, "sum": branches,
    "flatten": lambda _layer, x, _numbers: x.reshape(1, 1, -1),
}  # fmt: skip


def true(certificate: Any, seed: int) -> bool:
    """Whether what the certificate states is true in one random world."""
    return CLAIMS[certificate["claim"]](certificate["statement"], seed)


def signal_true(statement: Any, seed: int) -> bool:
    numbers = Numbers(seed)
    x = drawn(statement["input"], numbers)
    left, right = (forward(statement[side], x, numbers) for side in ("left", "right"))
    return equal(left, right)


def drawn(shape: Any, numbers: Numbers) -> Array:
    flat = [Fraction(numbers.random.randint(-9, 9)) for _ in range(int(np.prod(shape)))]
    return np.array(flat, dtype=object).reshape(shape)


def border_true(statement: Any, seed: int) -> bool:
    """Some two places at the same distance have different weights, found by trying them all."""
    numbers = Numbers(seed)
    zero = np.full(statement["input"], Fraction(0), dtype=object)
    start = forward(statement["layers"], zero, numbers)
    weights: dict[tuple[int, ...], Fraction] = {}
    for at in np.ndindex(*zero.shape):
        unit = zero.copy()
        unit[at] = Fraction(1)
        answer = forward(statement["layers"], unit, numbers) - start
        for to in np.ndindex(*answer.shape):
            key = (to[0], at[0], at[1] - to[1], at[2] - to[2])
            if weights.setdefault(key, answer[to]) != answer[to]:
                return True
    return False


def rank_true(statement: Any, _seed: int) -> bool:
    factors = [matrix(item) for item in statement["factors"]]
    total = factors[0]
    for factor in factors[1:]:
        total = total.dot(factor)
    entries = [fmpq(x.numerator, x.denominator) for x in total.reshape(-1)]
    return bool(fmpq_mat(*total.shape, entries).rank() == statement["rank"])


def minors_true(statement: Any, seed: int) -> bool:
    h, rng = statement["width"], random.Random(seed)
    left, right = (
        fmpq_mat(r, c, [fmpq(rng.randint(-9, 9)) for _ in range(r * c)]) for r, c in ((h + 1, h), (h, h + 1))
    )
    return bool((left * right).det() == 0)


def dependence_true(_statement: Any, seed: int) -> bool:
    """A row that is not 0 and gives 0, for a matrix of numbers; and the rank of a product of two."""
    rng = random.Random(seed)
    h, d, q = (rng.randint(1, 6) for _ in range(3))

    def some(rows: int, columns: int) -> fmpq_mat:
        return fmpq_mat(rows, columns, [fmpq(rng.randint(-2, 2)) for _ in range(rows * columns)])

    return bool(some(h + 1, h).rank() <= h and (some(d, h) * some(h, q)).rank() <= h)


def shapes_true(statement: Any, seed: int) -> bool:
    world = World(seed)
    for name, shape in statement["symbols"].items():
        world.declare(name, *shape)
    return all(world.value(term).shape == tuple(map(world.size, shape)) for term, shape in statement["terms"])


def consequence_true(statement: Any, seed: int) -> bool:
    """The conclusion in a world where what is given holds; every named size is two."""
    world = World(seed)
    for name, (rows, columns) in statement["symbols"].items():
        for side in (rows, columns):
            world.sizes[str(side)] = 1 if side == 1 else 2
        world.declare(name, rows, columns)
    for _ in range(4):
        for left, right in statement["given"].values():
            settle(world, left, right)
    if not all(equal(world.value(left), world.value(right)) for left, right in statement["given"].values()):
        raise AssertionError(f"expected a world in which {statement['given']} holds")
    return equal(world.value(statement["left"]), world.value(statement["right"]))


def settle(world: World, left: Any, right: Any) -> None:
    """Makes left = right by a new value for one matrix."""
    if isinstance(left, str):
        world.matrices[left] = world.value(right)
    elif isinstance(right, str):
        world.matrices[right] = world.value(left)
    else:
        _mul, first, second = left
        if right[0] == "identity":  # the other one is the inverse
            unknown, known = (first, second) if first == "R" else (second, first)
            world.matrices[unknown] = inverse(world.matrices[known])
        else:
            world.matrices[first] = world.value(right).dot(inverse(world.matrices[second]))


def inverse(square: Array) -> Array:
    rows = fmpq_mat(2, 2, [fmpq(x.numerator, x.denominator) for x in square.reshape(-1)]).inv()
    flat = [Fraction(int(x.p), int(x.q)) for x in rows.entries()]
    return np.array(flat, dtype=object).reshape(2, 2)


CLAIMS = {
    "signal": signal_true, "border": border_true, "rank": rank_true, "minors": minors_true,
    "dependence": dependence_true, "shapes": shapes_true, "consequence": consequence_true,
}  # fmt: skip
