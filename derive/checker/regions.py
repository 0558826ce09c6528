"""Checks the regions of a network with two inputs and one output, in a box.

The regions are convex polygons with rational corners. On each the input of every rectifier keeps one
sign, so the network is affine there (`derive.checker.network.through`), and the checker works out which
map it is. Two different rows of signs exclude each other inside the polygons; so these do not overlap,
and since their areas make up that of the box, they cover it. Hence there are exactly as many regions as
polygons: a region is where no rectifier changes its sign.

>>> turns([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))])
Fraction(1, 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.network import coefficients, corner, rational, read_network, through
from derive.checker.reading import array, fields, show, whole
from derive.checker.work import spend

Point = tuple[Fraction, Fraction]


def check_regions(statement: Any, proof: Any) -> int:
    """Checks that the stated polygons are the regions of the network, with their maps; returns how many."""
    data, box, points, regions = fields(statement, ("network", "box", "points", "regions"), "statement")
    fields(proof, (), "proof")
    layers = read_network(data, 2, 1)
    (x0, x1), (y0, y1) = (side(part) for part in array(box, "statement.box", 2))
    places = [read_point(item, k) for k, item in enumerate(array(points, "statement.points"))]
    if any(not (x0 <= x <= x1 and y0 <= y <= y1) for x, y in places):
        raise Rejected("statement.points", "points in the box", "one outside")
    patterns: set[tuple[int, ...]] = set()
    area = Fraction(0)
    for k, item in enumerate(array(regions, "statement.regions")):
        where = f"statement.regions[{k}]"
        indices, stated = fields(item, ("corners", "map"), where)
        polygon = read_polygon(indices, places, where)
        area += turns(polygon)
        affine, pattern = through(layers, [corner(place) for place in polygon])
        if pattern in patterns:
            raise Rejected(where, "signs that no other region has", "those of another")
        patterns.add(pattern)
        if tuple(rational(x, where) for x in array(stated, where, 3)) != coefficients(affine):
            raise Rejected(f"{where}.map", "the slopes and the intercept of the network there", "others")
    if area != 2 * (x1 - x0) * (y1 - y0):
        raise Rejected("statement.regions", "polygons that cover the box", "a part of it")
    return len(patterns)


def side(data: Any) -> tuple[Fraction, Fraction]:
    """The ends of a side of the box."""
    low, high = (rational(end, "statement.box") for end in array(data, "statement.box", 2))
    if low >= high:
        raise Rejected("statement.box", "a lower end before the upper one", "none")
    return low, high


def read_point(data: Any, k: int) -> Point:
    where = f"statement.points[{k}]"
    x, y = array(data, where, 2)
    return rational(x, where), rational(y, where)


def read_polygon(data: Any, places: Sequence[Point], where: str) -> list[Point]:
    """The corners, which stand in the certificate as numbers of points, each once."""
    indices = [whole(k, f"{where}.corners", 0, len(places) - 1) for k in array(data, f"{where}.corners")]
    polygon = [places[k] for k in indices]
    if len(polygon) < 3 or len(set(polygon)) != len(polygon):
        raise Rejected(f"{where}.corners", "at least three different corners", show(data))
    for k, (a, b) in enumerate(zip(polygon, polygon[1:] + polygon[:1], strict=True)):
        spend(1 + len(polygon) * (1 + a[0].denominator.bit_length() // 128))
        others = [polygon[(k + 2 + j) % len(polygon)] for j in range(len(polygon) - 2)]
        if any(cross(a, b, c) <= 0 for c in others):
            raise Rejected(f"{where}.corners", "a convex polygon, its corners anticlockwise", "another")
    return polygon


def cross(a: Point, b: Point, c: Point) -> Fraction:
    """Twice the area of a triangle, positive where it is anticlockwise."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def turns(polygon: Sequence[Point]) -> Fraction:
    """Twice the area of a convex polygon."""
    return sum((cross(polygon[0], b, c) for b, c in pairwise(polygon[1:])), Fraction(0))
