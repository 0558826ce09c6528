"""The regions of a network in a plane: convex polygons, each with the affine map that the network is there.

A box is cut, unit by unit and layer by layer, along the lines on which the input of a rectifier is zero
(Montúfar, Pascanu, Cho and Bengio, On the Number of Linear Regions of Deep Neural Networks, NeurIPS 2014).
Points are integers over a common denominator, so nothing is rounded.

>>> from derive.networks.network import Network, Rectified
>>> cross = Network((Rectified.of([[1, 0], [0, 1]], None, 0), Rectified.of([[1], [1]])))
>>> found = regions(cross, ((-1, 1), (-1, 1)))
>>> len(found.regions), sorted(str(x) for x in found.regions[0].map)
(4, ['0', '0', '0'])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd
from operator import mul
from typing import Any

from derive.checker.exact import Affine, compose
from derive.checker.network import Corner, bent, coefficients, corner, sign
from derive.networks.network import Network, certificate, number

MOST = 5_000  # regions
Side = tuple[Fraction | int, Fraction | int]
Cell = tuple[list[Corner], Affine]


@dataclass(frozen=True, slots=True)
class Region:
    """A convex polygon, its corners anticlockwise, and the map (a, b, c): x, y ↦ a x + b y + c."""

    corners: tuple[tuple[Fraction, Fraction], ...]
    map: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Regions:
    """All regions of a network in a box, with their certificate."""

    network: Network
    box: tuple[Side, Side]
    regions: tuple[Region, ...]
    certificate: dict[str, Any]

    @property
    def maps(self) -> int:
        """How many different affine maps occur."""
        return len({region.map for region in self.regions})


def regions(network: Network, box: tuple[Side, Side]) -> Regions:
    """The regions of a network with two inputs and one output, with their certificate.

    Raises ValueError for a network of another shape, an empty box, or too many regions.
    """
    if (network.inputs, network.outputs) != (2, 1):
        shape = f"{network.inputs} and {network.outputs}"
        raise ValueError(f"expected a network with two inputs and one output, found {shape}")
    (x0, x1), (y0, y1) = ((Fraction(low), Fraction(high)) for low, high in box)
    if x0 >= x1 or y0 >= y1:
        raise ValueError(f"expected a box with a lower end before each upper one, found {box}")
    corners = [corner(place) for place in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    cells: list[Cell] = [(corners, Affine([[1, 0], [0, 1], [0, 0]], 1))]
    for affine, slope in network.checked():
        cells = [(polygon, compose(found, affine)) for polygon, found in cells]
        if slope is not None:
            cells = [
                (part, bent(found, slope, [sign(column, part) for column in zip(*found.rows, strict=True)]))
                for polygon, found in cells
                for part in _parts(polygon, list(zip(*found.rows, strict=True)))
            ]
        if len(cells) > MOST:
            raise ValueError(f"expected at most {MOST} regions, found more")
    return _stated(network, box, cells)


def _parts(polygon: list[Corner], columns: Sequence[tuple[int, ...]]) -> list[list[Corner]]:
    """The polygon in parts in which each of the affine functions has one sign."""
    parts = [polygon]
    for column in columns:
        parts = [piece for part in parts for piece in halves(part, column)]
    return parts


def halves(polygon: list[Corner], column: Sequence[int]) -> list[list[Corner]]:
    """The polygon, or its two parts on both sides of the line on which an affine function is zero."""
    values = [sum(map(mul, column, place)) for place in polygon]
    if min(values) >= 0 or max(values) <= 0:
        return [polygon]
    above: list[Corner] = []
    below: list[Corner] = []
    for (p, u), (q, v) in pairwise([*zip(polygon, values, strict=True), (polygon[0], values[0])]):
        above += [p] if u >= 0 else []
        below += [p] if u <= 0 else []
        if u * v < 0:
            between = _between(p, q, u, v)
            above.append(between)
            below.append(between)
    return [below, above]


def _between(p: Corner, q: Corner, u: int, v: int) -> Corner:
    """The zero between two corners at which the function, times their denominators, is u and v."""
    raw = [u * b - v * a for a, b in zip(p, q, strict=True)]
    common = gcd(*raw)
    return tuple(x // (common if raw[-1] > 0 else -common) for x in raw)


def _stated(network: Network, box: tuple[Side, Side], cells: Sequence[Cell]) -> Regions:
    places: dict[Corner, int] = {}
    found, rows = [], []
    for polygon, affine in cells:
        plain = [tuple(x // gcd(*place) for x in place) for place in polygon]
        points = tuple((Fraction(x, below), Fraction(y, below)) for x, y, below in plain)
        found.append(Region(points, coefficients(affine)))
        corners = [places.setdefault(place, len(places)) for place in plain]
        rows.append({"corners": corners, "map": [number(x) for x in found[-1].map]})
    statement = {
        "network": network.json(),
        "box": [[number(Fraction(end)) for end in side] for side in box],
        "points": [[number(Fraction(x, below)), number(Fraction(y, below))] for x, y, below in places],
        "regions": rows,
    }
    return Regions(network, box, tuple(found), certificate("regions", statement, {}))
