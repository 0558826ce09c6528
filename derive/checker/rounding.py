"""Checks how far a deep affine network and its collapse can be apart, both computed in double precision.

A sum of n products computed in floating point, in any order, with fused multiplication or without,
is off by at most γ times the sum of the absolute products, γ = n u / (1 - n u), u = 2⁻⁵³, if nothing
overflows (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, SIAM 2002, "Basics"); a
product that underflows is off by 2⁻¹⁰⁷⁵ more. `errors` carries this bound through the layers.

>>> errors([Affine([[1], [1]], 1)], [Fraction(1)])[0] < Fraction(1, 2**50)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.exact import Affine, collapse, layer, plan
from derive.checker.network import rational
from derive.checker.reading import array, fields
from derive.checker.work import spend

UNIT = Fraction(1, 1 << 53)
TINY = Fraction(1, 1 << 1074)
MAX_LAYERS, MAX_BITS = 64, 1 << 14


def check_rounding(statement: Any, proof: Any) -> int:
    """Checks the bound for all inputs with |x_j| ≤ radius_j; returns the number of layers."""
    data, one, radius, bound = fields(statement, ("layers", "one", "radius", "bound"), "statement")
    fields(proof, (), "proof")
    items = array(data, "statement.layers")
    if not 0 < len(items) <= MAX_LAYERS:
        raise Rejected("statement.layers", f"from one to {MAX_LAYERS} layers", str(len(items)))
    layers = [double_layer(item, f"statement.layers[{k}]") for k, item in enumerate(items)]
    single = double_layer(one, "statement.one")
    for k, (above, below) in enumerate(pairwise(layers), 1):
        if below.shape[0] != above.shape[1]:
            raise Rejected(
                f"statement.layers[{k}]", f"a weight with {above.shape[1]} rows", str(below.shape[0])
            )
    inputs, outputs = layers[0].shape[0], layers[-1].shape[1]
    if single.shape != (inputs, outputs):
        raise Rejected("statement.one", f"a weight of shape {inputs}×{outputs}", "another")
    reach = [rational(x, "statement.radius") for x in array(radius, "statement.radius", inputs)]
    if min(reach) < 0:
        raise Rejected("statement.radius", "numbers that are not negative", "a negative one")
    found = max(
        map(
            sum,
            zip(errors(layers, reach), errors([single], reach), apart(layers, single, reach), strict=True),
        )
    )
    if rational(bound, "statement.bound") < found:
        raise Rejected("statement.bound", f"a bound of at least {float(found):.6g}", "a smaller one")
    return len(layers)


def double_layer(data: Any, where: str) -> Affine:
    """An affine layer all of whose numbers are doubles."""
    weight, bias = fields(data, ("weight", "bias"), where)
    found = layer({"type": "affine", "weight": weight, "bias": bias}, where)
    for entry in (Fraction(x, found.denominator) for row in found.rows for x in row):
        odd = entry.numerator and entry.numerator // (entry.numerator & -entry.numerator)
        below = entry.denominator
        if odd.bit_length() > 53 or below & (below - 1) or below > 1 << 1074 or abs(entry) >= 1 << 1024:
            raise Rejected(where, "numbers that are doubles", "another")
    return found


def errors(layers: Sequence[Affine], reach: Sequence[Fraction]) -> list[Fraction]:
    """For each output, how far its computed value may be from the exact one, for all |x| ≤ reach."""
    size, error = list(reach), [Fraction(0)] * len(reach)
    for affine in layers:
        *weight, bias = ([Fraction(abs(x), affine.denominator) for x in row] for row in affine.rows)
        bits = affine.bits + longest(size) + longest(error)
        spend(1 + len(bias) * len(affine.rows) * (1 + affine.bits // 64 + (bits // 512) ** 2 // 2))
        gamma = (len(weight) + 1) * UNIT / (1 - (len(weight) + 1) * UNIT)
        columns = list(zip(*weight, strict=True))
        carried = [dot(error, column) for column in columns]
        exact = [dot(size, column) + b for column, b in zip(columns, bias, strict=True)]
        error = [e + gamma * (s + e) + len(weight) * TINY for e, s in zip(carried, exact, strict=True)]
        error, size = _shortened(error), _shortened(exact)
    return error


def _shortened(sizes: list[Fraction]) -> list[Fraction]:
    """Long numbers rounded up."""
    if longest(sizes) <= MAX_BITS:
        return sizes
    half = MAX_BITS // 2
    return [Fraction(-((-x.numerator << half) // x.denominator), 1 << half) for x in sizes]


def longest(sizes: Sequence[Fraction]) -> int:
    """The bits of the longest numerator or denominator."""
    return max(max(x.denominator.bit_length(), x.numerator.bit_length()) for x in sizes)


def dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def apart(layers: Sequence[Affine], single: Affine, reach: Sequence[Fraction]) -> list[Fraction]:
    """For each output, how far the exact collapse of the layers is from the single layer."""
    bits = [affine.bits for affine in layers]
    cost, order = plan([layers[0].shape[0] + 1, *(affine.shape[1] for affine in layers)], bits)
    spend(1 + int(cost / 30))
    exact = collapse(layers, order)
    gaps = [
        [
            abs(Fraction(x, exact.denominator) - Fraction(y, single.denominator))
            for x, y in zip(*rows, strict=True)
        ]
        for rows in zip(exact.rows, single.rows, strict=True)
    ]
    return [dot([*reach, Fraction(1)], column) for column in zip(*gaps, strict=True)]
