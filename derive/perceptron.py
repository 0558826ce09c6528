"""A multilayer perceptron by its sizes: shapes, parameters and floating-point operations, layer by layer.

>>> found = perceptron((4, 5, 3))
>>> [(row.weight, row.parameters, row.operations) for row in found.layers]
[((4, 5), 25, 40), ((5, 3), 18, 30)]
>>> found.parameters, found.operations, found.collapsed.parameters
(43, 70, 15)

A unit with d inputs takes d multiplications, d - 1 additions, and one more for its bias: 2d operations an
example. What the activation between the layers costs is not counted; it is the same for each unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Dense:
    """One affine layer from d features to q: weight d×q, bias 1×q."""

    name: str
    inputs: int
    outputs: int

    @property
    def weight(self) -> tuple[int, int]:
        return self.inputs, self.outputs

    @property
    def parameters(self) -> int:
        """(d + 1)·q: every weight, and a bias for each output."""
        return (self.inputs + 1) * self.outputs

    @property
    def operations(self) -> int:
        """2·d·q floating-point operations for one example."""
        return 2 * self.inputs * self.outputs


@dataclass(frozen=True, slots=True)
class Perceptron:
    """Its layers: the hidden ones and the output layer. The input computes nothing, and is none of them."""

    layers: tuple[Dense, ...]

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @property
    def operations(self) -> int:
        return sum(layer.operations for layer in self.layers)

    @property
    def collapsed(self) -> Dense:
        """The one layer that it would be without activation."""
        return Dense("collapsed", self.layers[0].inputs, self.layers[-1].outputs)


def perceptron(sizes: Sequence[int]) -> Perceptron:
    """The perceptron with these numbers of inputs, hidden units and outputs; ValueError for what is none."""
    if len(sizes) < 2 or any(not 0 < size <= LARGEST for size in sizes):
        shown = "–".join(str(size)[:12] for size in sizes) or "none"
        raise ValueError(f"expected at least two layers of 1 to {LARGEST} units each, found {shown}")
    names = [*(f"hidden {k}" for k in range(1, len(sizes) - 1)), "output"]
    rows = zip(names, pairwise(sizes), strict=True)
    return Perceptron(tuple(Dense(name, d, q) for name, (d, q) in rows))


def lines(found: Perceptron) -> Iterator[str]:
    """The table for a terminal, and what a single layer would take."""
    yield f"{'layer':12}{'weight':>14}{'bias':>10}{'parameters':>14}{'FLOPs':>14}"
    for row in found.layers:
        weight, bias = f"{row.inputs}×{row.outputs}", f"1×{row.outputs}"
        yield f"{row.name:12}{weight:>14}{bias:>10}{row.parameters:>14,}{row.operations:>14,}"
    yield f"{'together':12}{'':24}{found.parameters:>14,}{found.operations:>14,}"
    one = found.collapsed
    weight, bias = f"{one.inputs}×{one.outputs}", f"1×{one.outputs}"
    yield f"{'collapsed':12}{weight:>14}{bias:>10}{one.parameters:>14,}{one.operations:>14,}"
