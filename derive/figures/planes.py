"""Pictures of functions of two variables: where they are positive, and the regions of a network.

>>> [sorted(ring) for ring in positive([[-1.0, 1.0], [-1.0, 1.0]])]
[[(0.5, 0.0), (0.5, 1.0), (1.0, 0.0), (1.0, 1.0)]]
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator

from derive.figures.shapes import Area, Box, Diagram, Label, Line, Point, Shape
from derive.networks.regions import Region, Regions

WIDTH, GAP, HEAD = 480.0, 14.0, 24.0
Ring = tuple[Point, ...]


def positive(values: Any) -> tuple[Ring, ...]:
    """The closed lines around where a function on a grid is positive, in columns and rows.

    Between the points of the grid the function is taken to be linear along the lines of the grid.
    """
    table = np.asarray(values, dtype=float)
    make: Any = contour_generator(z=table, fill_type=FillType.OuterOffset)
    points, offsets = make.filled(0.0, float(max(table.max(), 0.0)) + 1.0)
    found = []
    for block, ends in zip(points, offsets, strict=True):
        for start, end in pairwise(ends):
            ring = [(round(float(x), 2), round(float(y), 2)) for x, y in block[start : end - 1]]
            found.append(_plain(ring))
    return tuple(ring for ring in found if len(ring) > 2)


def _plain(ring: Sequence[Point]) -> Ring:
    """The ring without points that lie on the straight line between their neighbours."""
    around = zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True)
    return tuple(
        b for a, b, c in around if abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) > 1e-4
    )


def decisions(name: str, panels: Sequence[tuple[str, Any]], said: str) -> Diagram:
    """Panels side by side, two in a row: a label in LaTeX, and values on a grid, filled where positive.

    Rows of the grid go upwards. The first panel is drawn in another colour: it is what is to be learnt.
    """
    tall, wide = np.asarray(panels[0][1]).shape
    side = (WIDTH - GAP) / 2
    high = float(round(side * (tall - 1) / (wide - 1)))
    shapes: list[Shape] = []
    for k, (label, values) in enumerate(panels):
        x, y = (k % 2) * (side + GAP), (k // 2) * (high + GAP + HEAD) + HEAD
        scale = side / (wide - 1)
        rings = tuple(
            tuple((round(x + px * scale, 1), round(y + high - py * scale, 1)) for px, py in ring)
            for ring in positive(values)
        )
        colour = ("fill-3", "guide") if k == 0 else ("fill-1", "curve-1")
        shapes.append(Box(x + 1, y, side - 2, high, "paper", "grid"))
        if rings:
            shapes.append(Area(rings, *colour))
        shapes.append(Label(x + 2, y - 8, label, 14, "ink", "left", "baseline"))
    rows = (len(panels) + 1) // 2
    return Diagram(name, WIDTH, rows * (high + HEAD + GAP) - GAP + 2, tuple(shapes), said)


def regions_figure(name: str, found: Regions, said: str, width: float = WIDTH) -> Diagram:
    """The regions of a network, each with its edges; filled where the network is positive."""
    (x0, x1), (y0, y1) = ((float(low), float(high)) for low, high in found.box)
    scale = (width - 4) / (x1 - x0)
    high = float(round(scale * (y1 - y0) + 4))

    def at(x: float, y: float) -> Point:
        return round(2 + (x - x0) * scale, 1), round(2 + (y1 - y) * scale, 1)

    parts, zeros = [], []
    edges: dict[tuple[Point, ...], None] = {}
    for region in found.regions:
        part, zero = _above(region)
        parts += [tuple(at(*place) for place in part)] if part else []
        zeros += [Line(tuple(at(*place) for place in zero), "curve-1", 2.2)] if len(zero) == 2 else []
        ring = [at(float(x), float(y)) for x, y in region.corners]
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            edges[min(a, b), max(a, b)] = None
    shapes: list[Shape] = [
        Box(2, 2, width - 4, high - 4, "paper", "axis"),
        Area(tuple(parts), "fill-1", "fill-1", 0.4),
    ]
    shapes.append(Area(tuple(edges), "", "axis", 0.7))
    return Diagram(name, width, high, (*shapes, *zeros), said)


def _above(region: Region) -> tuple[list[Point], list[Point]]:
    """The part of a region where its map is positive, and the line on which it is zero, if it crosses."""
    a, b, c = map(float, region.map)
    corners = [(float(x), float(y)) for x, y in region.corners]
    values = [a * x + b * y + c for x, y in corners]
    part: list[Point] = []
    zero: list[Point] = []
    for k, (p, u) in enumerate(zip(corners, values, strict=True)):
        q, v = corners[(k + 1) % len(corners)], values[(k + 1) % len(corners)]
        part += [p] if u >= 0 else []
        if u * v < 0:
            t = u / (u - v)
            between = (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))
            part.append(between)
            zero.append(between)
    return part if max(values) > 0 else [], zero
