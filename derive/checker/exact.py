"""Checks that a stack of numeric affine layers is the one layer that a certificate states, exactly.

A matrix has integer entries over one common denominator. An affine map x ↦ x W + b is kept as the rows
of W with b below them. Two maps in a row are one map (the step lemma), and composition is associative,
so neighbours may be composed in any order; `plan` looks for a cheap one.

The digits of an exact product grow with the depth: a float brings 53 bits and more to each factor.
`MAX_BITS` and `MAX_WORK` bound what is multiplied; a stack beyond them is refused with a message.

>>> add_two, half = Affine([[1], [2]], 1), Affine([[3], [5]], 2)  # x + 2, and (3x + 5)/2
>>> compose(add_two, half)
Affine(rows=[[3], [11]], denominator=2)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import lcm
from operator import mul
from typing import Any, NamedTuple, Union

from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, same, show, whole

HEXADECIMAL = re.compile(r"-?0x[0-9a-f]+", re.ASCII)
MAX_SIDE = 1 << 20
LAYER_BITS = 1 << 14  # of a number in a layer; a float takes 2,100 at most
MAX_BITS = 1 << 21  # of a number in the product
MAX_WORK = 2_000_000_000  # estimated 30-bit digits to multiply: some ten seconds

Plan = Union[int, tuple["Plan", "Plan"]]  # a layer, or two plans whose results are composed


class Affine(NamedTuple):
    """x ↦ x W + b with d inputs and q outputs: d + 1 rows of q integers, over one denominator."""

    rows: list[list[int]]
    denominator: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows) - 1, len(self.rows[0])

    @property
    def bits(self) -> int:
        """A bound for the bits that this factor adds to a product."""
        longest = max(max(map(int.bit_length, row)) for row in self.rows)
        return max(longest, self.denominator.bit_length()) + len(self.rows).bit_length()


def integer(data: Any, bits: int, where: str) -> int:
    """An integer: a JSON number, or a string of hexadecimal digits such as "-0x1f"."""
    if type(data) is str and len(data) <= bits // 4 + 3 and HEXADECIMAL.fullmatch(data):
        data = int(data, 16)
    if type(data) is not int or data.bit_length() > bits:
        raise Rejected(where, f'an integer or a string such as "-0x1f", of at most {bits} bits', show(data))
    return data


def matrix(data: Any, bits: int, where: str) -> tuple[list[list[int]], int]:
    """The rows and the denominator of ``{"shape": [r, c], "denominator": D, "entries": [...]}``."""
    shape, denominator, entries = fields(data, ("shape", "denominator", "entries"), where)
    r, c = (whole(side, where, 1, MAX_SIDE) for side in array(shape, where, 2))
    flat = [integer(entry, bits, where) for entry in array(entries, where, r * c)]
    below = integer(denominator, bits, where)
    if below < 1:
        raise Rejected(where, "a positive denominator", show(below))
    return [flat[k : k + c] for k in range(0, r * c, c)], below


def layer(data: Any, where: str) -> Affine:
    """The map of one layer: x W + b (b = 0 where it is null), or x + x W + b where it is residual."""
    kind, weight, bias = fields(data, ("type", "weight", "bias"), where)
    rows, below = matrix(weight, LAYER_BITS, f"{where}.weight")
    size = len(rows[0])
    shift, other = ([[0] * size], 1) if bias is None else matrix(bias, LAYER_BITS, f"{where}.bias")
    if len(shift) != 1 or len(shift[0]) != size:
        raise Rejected(f"{where}.bias", f"shape 1×{size}", f"{len(shift)}×{len(shift[0])}")
    common = lcm(below, other)
    p, q = common // below, common // other
    found = Affine([[p * x for x in row] for row in rows] + [[q * x for x in shift[0]]], common)
    if same(kind, "residual") and len(rows) == size:
        for k in range(size):
            found.rows[k][k] += common
    elif not same(kind, "affine"):
        raise Rejected(where, 'the type "affine", or "residual" with a square weight', show(kind))
    return found


def compose(first: Affine, second: Affine) -> Affine:
    """The map x ↦ (x W₁ + b₁) W₂ + b₂ = x (W₁ W₂) + (b₁ W₂ + b₂): the step lemma."""
    *weight, bias = second.rows
    columns = list(zip(*weight, strict=True))
    rows = [[sum(map(mul, row, column)) for column in columns] for row in first.rows]
    rows[-1] = [x + first.denominator * b for x, b in zip(rows[-1], bias, strict=True)]
    return Affine(rows, first.denominator * second.denominator)


def plan(sides: Sequence[int], bits: Sequence[int]) -> tuple[float, Plan]:
    """An order in which to multiply matrices sides[0]×sides[1], sides[1]×sides[2], ..., and its cost.

    The cheapest of: from the left, from the right (for at most 64), and cut where it is narrow and near
    the middle, so that numbers of equal length meet. The cost is about the digits that are multiplied.
    """
    total = list(accumulate(bits, initial=0))

    def cost(low: int, cut: int, high: int) -> float:
        short, long = sorted((1 + (total[cut] - total[low]) / 30, 1 + (total[high] - total[cut]) / 30))
        digits: float = 20 + short**0.6 * long
        return sides[low] * sides[cut] * sides[high] * digits

    def best(low: int, high: int) -> tuple[float, Plan]:
        if high - low == 1:
            return 0.0, low
        third = (high - low) // 3
        cut = min(range(low + max(1, third), high - third), key=sides.__getitem__)
        (left, first), (right, second) = best(low, cut), best(cut, high)
        found: tuple[float, Plan] = (left + right + cost(low, cut, high), (first, second))
        if 2 < high - low <= 64:
            middle = range(low + 1, high)
            forward = sum(cost(low, k, k + 1) for k in middle), chain(low, high)
            backward = sum(cost(k - 1, k, high) for k in middle), chain(high - 1, low - 1)
            found = min(found, forward, backward, key=lambda way: way[0])
        return found

    return best(0, len(bits))


def chain(start: int, stop: int) -> Plan:
    """Layers one by one from ``start`` to before ``stop``, in the order of the stack."""
    found: Plan = start
    for k in range(start + 1, stop):
        found = (found, k)
    for k in range(start - 1, stop, -1):
        found = (k, found)
    return found


def collapse(layers: Sequence[Affine], order: Plan) -> Affine:
    """All maps in a row as one, composed in the order of a plan."""
    if isinstance(order, int):
        return layers[order]
    return compose(collapse(layers, order[0]), collapse(layers, order[1]))


def agree(found: list[list[int]], denominator: int, stated: Any, where: str) -> None:
    """Refuses a stated matrix that is not found/denominator."""
    rows, below = matrix(stated, MAX_BITS, where)
    if (len(rows), len(rows[0])) != (len(found), len(found[0])) or below > denominator:
        expected = f"shape {len(found)}×{len(found[0])}, and a denominator no larger than the product's"
        raise Rejected(where, expected, f"{len(rows)}×{len(rows[0])}")
    if below & (below - 1) == 0 == denominator & (denominator - 1):
        below, denominator = 1, denominator // below
    if any([below * x for x in a] != [denominator * y for y in b] for a, b in zip(found, rows, strict=True)):
        raise Rejected(where, "the entries of the product", "others")


def check_numeric(statement: Any) -> int:
    """Checks a numeric stack; returns the number of its layers."""
    data, weight, bias = fields(statement, ("layers", "weight", "bias"), "statement")
    where = "statement.layers"
    layers = [layer(item, f"{where}[{k}]") for k, item in enumerate(array(data, where))]
    if not layers:
        raise Rejected(where, "at least one layer", "none")
    for k, (above, below) in enumerate(pairwise(layers), 1):
        if below.shape[0] != above.shape[1]:
            raise Rejected(f"{where}[{k}]", f"a weight with {above.shape[1]} rows", "another shape")
    bits = [found.bits for found in layers]
    cost, order = plan([layers[0].shape[0] + 1, *(found.shape[1] for found in layers)], bits)
    if cost > MAX_WORK or sum(bits) > MAX_BITS:
        raise Rejected(where, f"{MAX_WORK} digits to multiply, products of {MAX_BITS} bits at most", "more")
    (*rows, last), denominator = collapse(layers, order)
    agree(rows, denominator, weight, "statement.weight")
    if bias is not None or any(last):
        agree([last], denominator, bias, "statement.bias")
    return len(layers)
