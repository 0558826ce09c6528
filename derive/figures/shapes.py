"""Shapes on a plane measured in pixels, x to the right and y downwards: what a picture is made of.

>>> Diagram("A point", 20, 20, (Disc(10, 10, 3, "fill-1", "curve-1"),), "One small circle.").shapes[0].radius
3

Colours are roles of the palette (`derive.figures.svg`). Labels are mathematics in LaTeX, so that nothing
in a picture has to be translated.
"""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle about (x, y)."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str
    width: float = 1.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its upper left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, dashed or with an arrow head at its end where the flags say so."""

    points: tuple[Point, ...]
    colour: str = "axis"
    width: float = 0.8
    dashed: bool = False
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Mathematics at (x, y).

    ``across`` (left, center, right) and ``down`` (top, center, baseline, bottom) say which part of the
    label stands there; ``clear`` keeps the lines behind it away with a rim of paper.
    """

    x: float
    y: float
    text: str
    size: float = 13.0
    colour: str = "ink"
    across: str = "center"
    down: str = "center"
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Closed lines as one shape, filled or drawn or both; a line within a line is the edge of a hole."""

    rings: tuple[tuple[Point, ...], ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.9


Shape = Disc | Box | Line | Label | Area


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture of shapes, drawn in their order, and what it says in words."""

    name: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    description: str
