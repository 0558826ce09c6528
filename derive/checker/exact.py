"""Checks that a stack of numeric affine layers is the one layer that a certificate states, exactly.

A matrix has integer entries over one common denominator. An affine map x ↦ x W + b is kept as the rows
of W with b below them. Two maps in a row are one map (the step lemma), and composition is associative,
so neighbours may be composed in any order: pairs first, so that numbers of equal length meet.

The digits of an exact product grow with the depth: a float brings 53 bits and more to each factor.
`MAX_WORK` bounds what is multiplied; a stack beyond it is refused with a message that says so.

>>> add_two, half = Affine([[1], [2]], 1), Affine([[3], [5]], 2)  # x + 2, and (3x + 5)/2
>>> compose(add_two, half, Work())
Affine(rows=[[3], [11]], denominator=2)
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import gcd
from operator import mul
from typing import Any, NamedTuple

from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, same, show, whole

HEXADECIMAL = re.compile(r"-?0x[0-9a-f]+", re.ASCII)
MAX_SIDE = 1 << 20
MAX_BITS = 1 << 22
MAX_WORK = 4_000_000_000  # about the 30-bit digits that are multiplied: some seconds in all


class Affine(NamedTuple):
    """x ↦ x W + b with d inputs and q outputs: d + 1 rows of q integers, over one denominator."""

    rows: list[list[int]]
    denominator: int

    @property
    def size(self) -> int:
        return len(self.rows) * len(self.rows[0])

    @property
    def digits(self) -> int:
        """The length of the longest entry in 30-bit digits."""
        return 1 + max(max(map(int.bit_length, row)) for row in self.rows) // 30


class Work:
    """Counts the digits that are multiplied and refuses when they are too many."""

    def __init__(self) -> None:
        self.done = 0

    def spend(self, amount: float, where: str) -> None:
        self.done += int(amount)
        if self.done > MAX_WORK:
            raise Rejected(where, f"at most {MAX_WORK} digits to multiply", "a larger or deeper stack")


def integer(data: Any, where: str) -> int:
    """An integer: a JSON number, or a string of hexadecimal digits such as "-0x1f"."""
    if type(data) is str and len(data) <= MAX_BITS // 4 and HEXADECIMAL.fullmatch(data):
        return int(data, 16)
    if type(data) is not int or data.bit_length() > MAX_BITS:
        raise Rejected(where, 'an integer or a hexadecimal string such as "-0x1f"', show(data))
    return data


def matrix(data: Any, where: str) -> tuple[list[list[int]], int]:
    """The rows and the denominator of ``{"shape": [r, c], "denominator": D, "entries": [...]}``."""
    shape, denominator, entries = fields(data, ("shape", "denominator", "entries"), where)
    r, c = (whole(side, f"{where}.shape", 1, MAX_SIDE) for side in array(shape, f"{where}.shape", 2))
    flat = [integer(entry, where) for entry in array(entries, f"{where}.entries", r * c)]
    below = integer(denominator, f"{where}.denominator")
    if below < 1:
        raise Rejected(f"{where}.denominator", "a positive integer", show(below))
    return [flat[k : k + c] for k in range(0, r * c, c)], below


def affine(weight: Any, bias: Any, where: str, work: Work) -> Affine:
    """The map of a weight d×q and a bias 1×q (null: no bias) in JSON."""
    rows, denominator = matrix(weight, f"{where}.weight")
    if bias is None:
        return Affine([*rows, [0] * len(rows[0])], denominator)
    last, other = matrix(bias, f"{where}.bias")
    if len(last) != 1 or len(last[0]) != len(rows[0]):
        raise Rejected(f"{where}.bias", f"shape 1×{len(rows[0])}", f"{len(last)}×{len(last[0])}")
    if other != denominator:
        common = divisor(denominator, other, where, work)
        p, q = other // common, denominator // common
        rows, last = [[p * x for x in row] for row in rows], [[q * x for x in last[0]]]
        denominator *= p
    return Affine([*rows, *last], denominator)


def layer(data: Any, where: str, work: Work) -> Affine:
    """The map of one layer: x W + b, or x + x W + b where it is residual."""
    kind, weight, bias = fields(data, ("type", "weight", "bias"), where)
    found = affine(weight, bias, where, work)
    if same(kind, "residual"):
        if len(found.rows) - 1 != len(found.rows[0]):
            raise Rejected(where, "a square weight in a residual layer", shape(found))
        for k, row in enumerate(found.rows[:-1]):
            row[k] += found.denominator
    elif not same(kind, "affine"):
        raise Rejected(where, 'the type "affine" or "residual"', show(kind))
    return found


def shape(found: Affine) -> str:
    return f"{len(found.rows) - 1}×{len(found.rows[0])}"


def divisor(p: int, q: int, where: str, work: Work) -> int:
    """The greatest common divisor of two positive integers; at once for powers of two."""
    if p & (p - 1) == 0 == q & (q - 1):
        return min(p, q)
    work.spend((1 + p.bit_length() // 30) * (1 + q.bit_length() // 30), where)
    return gcd(p, q)


def compose(first: Affine, second: Affine, work: Work) -> Affine:
    """The map x ↦ (x W₁ + b₁) W₂ + b₂ = x (W₁ W₂) + (b₁ W₂ + b₂): the step lemma."""
    *weight, bias = second.rows
    small, large = sorted((first.digits, second.digits))
    work.spend(first.size * len(bias) * (20 + small**0.6 * large), "product of the layers")
    columns = list(zip(*weight, strict=True))
    rows = [[sum(map(mul, row, column)) for column in columns] for row in first.rows]
    rows[-1] = [x + first.denominator * b for x, b in zip(rows[-1], bias, strict=True)]
    denominator = first.denominator * second.denominator
    if denominator.bit_length() > MAX_BITS:
        raise Rejected("product of the layers", f"numbers of at most {MAX_BITS} bits", "longer ones")
    return Affine(rows, denominator)


def collapse(layers: list[Affine], work: Work) -> Affine:
    """All maps in a row as one. A pair is composed early only where that makes it no larger."""
    while True:
        merged: list[Affine] = []
        fresh = True  # the last of `merged` is still as it was before this round
        for found in layers:
            last = merged[-1] if merged else found
            if merged and fresh and len(last.rows) * len(found.rows[0]) <= last.size + found.size:
                merged[-1], fresh = compose(last, found, work), False
            else:
                merged.append(found)
                fresh = True
        if len(merged) == len(layers):
            break
        layers = merged
    result = layers[0]
    for found in layers[1:]:
        result = compose(result, found, work)
    return result


def check_numeric(statement: Any) -> int:
    """Checks a numeric stack; returns the number of its layers."""
    data, weight, bias = fields(statement, ("layers", "weight", "bias"), "statement")
    work = Work()
    where = "statement.layers"
    layers = [layer(item, f"{where}[{k}]", work) for k, item in enumerate(array(data, where))]
    if not layers:
        raise Rejected(where, "at least one layer", "none")
    for k, (above, below) in enumerate(pairwise(layers), 1):
        if len(below.rows) - 1 != len(above.rows[0]):
            raise Rejected(f"{where}[{k}]", f"a weight with {len(above.rows[0])} rows", shape(below))
    found, stated = collapse(layers, work), affine(weight, bias, "statement", work)
    if shape(found) != shape(stated):
        raise Rejected("statement.weight", f"shape {shape(found)}", shape(stated))
    common = divisor(found.denominator, stated.denominator, "statement", work)
    p, q = stated.denominator // common, found.denominator // common
    for k, (row, claimed) in enumerate(zip(found.rows, stated.rows, strict=True)):
        if [p * x for x in row] != [q * x for x in claimed]:
            part = "bias" if k == len(found.rows) - 1 else f"weight, row {k}"
            raise Rejected(f"statement.{part}", "the entries of the product", "others")
    return len(layers)
