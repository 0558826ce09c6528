"""Checks what a certificate says of one network: its values, its pieces on a line, its regions in a plane.

A network is a list of layers x ↦ x W + b, each followed by nothing or by a rectifier that multiplies
negative numbers by its ``slope`` (0: ReLU, any other number: PReLU). All numbers are rational, and so is
all arithmetic here. The one idea: let a cell be the hull of its corners. An affine function that is
nowhere negative at the corners, or nowhere positive, has this sign on the whole cell. So a rectifier acts
there as a multiplication, and the network is affine on the cell (`through`).

A corner is a point (p, q)/r, written p, q, r with r > 0, or a direction (r = 0) in which the cell has no
end; one corner at least is a point. The format stands in docs/certificates-networks.md.

>>> absolute = [Layer(Affine([[1, -1], [0, 0]], 1), (0, 1)), Layer(Affine([[1], [1], [0]], 1), None)]
>>> through(absolute, [(0, 1), (1, 0)])  # x ≥ 0
(Affine(rows=[[1], [0]], denominator=1), (1, -1))
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from operator import mul
from typing import Any, NamedTuple

from derive.checker.errors import Rejected
from derive.checker.exact import LAYER_BITS, Affine, compose, integer, layer
from derive.checker.reading import array, fields, framed, same, show
from derive.checker.work import spend

BITS = 1 << 13  # of a number that is stated
LEFT, RIGHT = (-1, 0), (1, 0)
Corner = tuple[int, ...]


class Layer(NamedTuple):
    """An affine map, and the slope p/q that its rectifier has for negative numbers, or no rectifier."""

    affine: Affine
    slope: tuple[int, int] | None


def check_network(certificate: Any) -> int:
    """Checks a certificate of the kind network; returns the number of cells. Raises `Rejected`."""
    claim, statement, proof = framed(certificate, "network")
    if same(claim, "values"):
        return check_values(statement, proof)
    if same(claim, "pieces"):
        return check_pieces(statement, proof)
    if same(claim, "regions"):
        from derive.checker.regions import check_regions

        return check_regions(statement, proof)
    if same(claim, "rounding"):
        from derive.checker.rounding import check_rounding

        return check_rounding(statement, proof)
    if same(claim, "best-line"):
        from derive.checker.separation import check_best_line

        return check_best_line(statement, proof)
    if same(claim, "sawtooth"):
        from derive.checker.sawtooth import check_sawtooth

        return check_sawtooth(statement, proof)
    raise Rejected("claim", "values, pieces, regions, rounding, best-line or sawtooth", show(claim))


# -- reading -----------------------------------------------------------------------------------------


def rational(data: Any, where: str) -> Fraction:
    """A number: an integer, or ["rational", p, q] with q > 0."""
    if type(data) is not list:
        return Fraction(integer(data, BITS, where))
    if len(data) != 3 or not same(data[0], "rational"):
        raise Rejected(where, 'an integer or ["rational", p, q]', show(data))
    p, q = (integer(part, BITS, where) for part in data[1:])
    if q < 1:
        raise Rejected(where, "a positive denominator", show(q))
    return Fraction(p, q)


def corner(coordinates: Sequence[Fraction]) -> Corner:
    """A point as integers over one positive denominator, which comes last."""
    below = lcm(*(value.denominator for value in coordinates))
    return (*(value.numerator * (below // value.denominator) for value in coordinates), below)


def read_network(data: Any, inputs: int | None, outputs: int | None) -> list[Layer]:
    """The layers of a network; refuses shapes that do not fit, or other numbers of in- and outputs."""
    where = "statement.network"
    layers: list[Layer] = []
    width = inputs
    for k, item in enumerate(array(data, where)):
        here = f"{where}[{k}]"
        weight, bias, slope = fields(item, ("weight", "bias", "slope"), here)
        affine = layer({"type": "affine", "weight": weight, "bias": bias}, here)
        if width not in (None, affine.shape[0]):
            raise Rejected(here, f"a weight with {width} rows", str(affine.shape[0]))
        width = affine.shape[1]
        layers.append(Layer(affine, None if slope is None else read_slope(slope, f"{here}.slope")))
    if not layers or outputs not in (None, width):
        wanted = "at least one layer" if outputs is None else f"at least one layer, and {outputs} outputs"
        raise Rejected(where, wanted, f"{len(layers)} layers, {width} outputs")
    return layers


def read_slope(data: Any, where: str) -> tuple[int, int]:
    found = rational(data, where)
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > LAYER_BITS:
        raise Rejected(where, f"a slope of at most {LAYER_BITS} bits", "a longer one")
    return found.numerator, found.denominator


# -- one cell ----------------------------------------------------------------------------------------


def through(layers: Sequence[Layer], corners: Sequence[Corner]) -> tuple[Affine, tuple[int, ...]]:
    """The affine map that a network is on a cell, and the sign of each rectifier's input there.

    The sign is 0 for an input that vanishes on the cell. Raises `Rejected` where an input is positive at
    one corner and negative at another: then the network need not be affine on the cell.
    """
    size, reach = len(corners[0]), max(x.bit_length() for place in corners for x in place)
    unit = [[int(i == j) for j in range(size - 1)] for i in range(size)]
    found, signs = Affine(unit, 1), []
    for affine, slope in layers:
        bits = found.bits + affine.bits
        spend(1 + size * len(affine.rows) * len(affine.rows[0]) * (1 + bits // 512) // 8)
        found = compose(found, affine)
        if slope is not None:
            spend(1 + len(corners) * affine.shape[1] * (1 + (bits + reach) // 512) // 8)
            pattern = [sign(column, corners) for column in zip(*found.rows, strict=True)]
            signs += pattern
            found = bent(found, slope, pattern)
    return found, tuple(signs)


def sign(column: Sequence[int], corners: Sequence[Corner]) -> int:
    """The sign that an affine function has on the hull of the corners."""
    values = [sum(map(mul, column, place)) for place in corners]
    low, high = min(values), max(values)
    if low < 0 < high:
        raise Rejected("cell", "a rectifier whose input has one sign on it", "both signs")
    return 1 if high > 0 else -1 if low < 0 else 0


def bent(affine: Affine, slope: tuple[int, int], pattern: Sequence[int]) -> Affine:
    """The map behind the rectifiers: what is negative is multiplied by the slope p/q."""
    p, q = slope
    factors = [p if side < 0 else q for side in pattern]
    return Affine(
        [[x * f for x, f in zip(row, factors, strict=True)] for row in affine.rows], affine.denominator * q
    )


def coefficients(affine: Affine) -> tuple[Fraction, ...]:
    """Slopes and intercept of a map with one output."""
    return tuple(Fraction(row[0], affine.denominator) for row in affine.rows)


def interval(left: Corner, right: Corner) -> list[Corner]:
    """The corners of an interval: its ends, and a point where neither end is one."""
    return [left, right] if left[-1] or right[-1] else [left, (0, 1), right]


# -- values and pieces -------------------------------------------------------------------------------


def check_values(statement: Any, proof: Any) -> int:
    """Checks the outputs of a network at given points, by evaluating it."""
    data, points, outputs = fields(statement, ("network", "points", "values"), "statement")
    fields(proof, (), "proof")
    layers = read_network(data, None, None)
    inputs = layers[0].affine.shape[0]
    answers = array(outputs, "statement.values", len(array(points, "statement.points")))
    for k, (point, answer) in enumerate(zip(points, answers, strict=True)):
        where = f"statement.points[{k}]"
        place = corner([rational(x, where) for x in array(point, where, inputs)])
        affine, _ = through(layers, [place])
        below = affine.denominator * place[-1]
        found = [Fraction(sum(map(mul, column, place)), below) for column in zip(*affine.rows, strict=True)]
        where = f"statement.values[{k}]"
        if found != [rational(x, where) for x in array(answer, where, len(found))]:
            raise Rejected(where, "the outputs of the network", "others")
    if not answers:
        raise Rejected("statement.points", "at least one point", "none")
    return len(answers)


def check_pieces(statement: Any, proof: Any) -> int:
    """Checks the pieces of a network with one input and one output, from left to right.

    The cuts of the proof divide the line into cells on which the network is affine; equal neighbours are
    one piece. What is stated has to be what is left: so each break is one, and there is no other.
    """
    data, breaks, pieces = fields(statement, ("network", "breaks", "pieces"), "statement")
    (cuts,) = fields(proof, ("cuts",), "proof")
    layers = read_network(data, 1, 1)
    places = [rational(cut, "proof.cuts") for cut in array(cuts, "proof.cuts")]
    if any(left >= right for left, right in pairwise(places)):
        raise Rejected("proof.cuts", "numbers in increasing order", "others")
    ends = [LEFT, *((x.numerator, x.denominator) for x in places), RIGHT]
    cells = [coefficients(through(layers, interval(*pair))[0]) for pair in pairwise(ends)]
    kinks = [k for k, (one, other) in enumerate(pairwise(cells)) if one != other]
    found_breaks = [places[k] for k in kinks]
    found_pieces = [cells[0], *(cells[k + 1] for k in kinks)]
    stated = [rational(x, "statement.breaks") for x in array(breaks, "statement.breaks")]
    if stated != found_breaks:
        raise Rejected("statement.breaks", f"the {len(kinks)} kinks of the network", "others")
    for k, (piece, wanted) in enumerate(
        zip(array(pieces, "statement.pieces", len(found_pieces)), found_pieces, strict=True)
    ):
        where = f"statement.pieces[{k}]"
        if tuple(rational(x, where) for x in array(piece, where, 2)) != wanted:
            raise Rejected(where, "the slope and the intercept of the network there", "others")
    return len(cells)
