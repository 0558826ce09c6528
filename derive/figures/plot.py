"""Plots as shapes: where curves, grid, numbers, marks and asymptotes of a figure stand.

>>> from derive.figures.data import Curve, FigureData
>>> data = FigureData("A line", (Curve((((-8.0, -8.0), (7.95, 7.95)),), "x"),))
>>> picture = plot(data)
>>> picture.width, [label.text for label in picture.shapes if isinstance(label, Label)][-1]
(360.0, 'x')
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from derive.figures.data import Asymptote, Curve, FigureData, Mark, Place, Side
from derive.figures.describe import describe
from derive.figures.shapes import Box, Diagram, Disc, Label, Line, Point, Shape

WIDTH, HEIGHT = 360.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 30.0, 24.0
GLYPH = 6.2  # the width of a sign in a label of size 13, in the mean
HIGHEST = 12.0  # where the highest name of a curve may stand
NAMES = 62.0  # room at the right for the names of several curves
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the plane that a plot shows, and where it stands in the picture."""

    x0: float
    x1: float
    y0: float
    y1: float
    right: float

    def at(self, x: float, y: float) -> Point:
        """A point of the plane, in pixels."""
        across = (x - self.x0) / (self.x1 - self.x0) * (self.right - LEFT)
        down = (self.y1 - y) / (self.y1 - self.y0) * (HEIGHT - TOP - BOTTOM)
        return LEFT + across, TOP + down


def plot(data: FigureData, _: Translate = str) -> Diagram:
    """The picture of a figure; ``_`` translates the words of its text alternative."""
    low, high = _heights(data)
    margin = 0.25 * (data.xlim[1] - data.xlim[0]) / 16
    right = WIDTH - RIGHT - (NAMES if len(data.curves) > 1 else 0)
    frame = Frame(data.xlim[0] - margin, data.xlim[1] + margin, low, high, right)
    lines = [
        Line(tuple(frame.at(*point) for point in piece), f"curve-{curve.colour}", 2.2)
        for curve in data.curves
        for piece in curve.pieces
    ]
    guides = [_guide(line, data, frame) for line in data.asymptotes]
    labels = [_guide_label(line, data, frame) for line in data.asymptotes if line.label]
    marks = [shape for mark in data.marks for shape in _mark(mark, frame)]
    shapes = (*_paper(data, frame), *guides, *lines, *labels, *marks, *_names(data.curves, frame))
    return Diagram(data.name, WIDTH, HEIGHT, shapes, describe(data, _))


def _heights(data: FigureData) -> tuple[float, float]:
    """The vertical range: all points, the level asymptotes and 0, with room for labels at the edges."""
    levels = [line.intercept for line in data.asymptotes if line.slope == 0]
    ys = [y for curve in data.curves for piece in curve.pieces for _x, y in piece]
    ys += [0.0, *levels, *(mark.y for mark in data.marks)]
    low, high = min(ys), max(ys)
    span = high - low or 1.0
    labelled = [line for line in data.asymptotes if line.label and line.slope == 0]
    above = any(m.label and m.place is Place.MAXIMUM for m in data.marks)
    above |= any(_from_below(line, data) and line.intercept >= high for line in labelled)
    below = any(m.label and m.place is Place.MINIMUM for m in data.marks)
    below |= any(not _from_below(line, data) and line.intercept <= low for line in labelled)
    return low - (0.17 if below else 0.07) * span, high + (0.15 if above else 0.07) * span


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from ``low`` to ``high``, evenly spaced, at most so many.

    Steps are 1, 2 or 5 times a power of ten, but a quarter rather than a fifth of 1.
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    steps = [0.25 if power * m == 0.2 else power * m for m in (1, 2, 5, 10, 20, 50)]
    step = next(s for s in steps if math.floor(high / s) - math.ceil(low / s) < most)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _paper(data: FigureData, frame: Frame) -> list[Shape]:
    """Grid, axes and numbers: thin and quiet."""
    shapes: list[Shape] = []
    quarter = max(1, (data.xlim[1] - data.xlim[0]) // 4)
    for x in range(data.xlim[0], data.xlim[1] + 1, quarter):
        foot = frame.at(x, frame.y0)
        shapes.append(Line((foot, frame.at(x, frame.y1)), "grid"))
        shapes.append(Label(foot[0], foot[1] + 15, _number(x), 13, "faint", down="baseline"))
    for y in ticks(frame.y0, frame.y1):
        left = frame.at(frame.x0, y)
        shapes.append(Line((left, frame.at(frame.x1, y)), "grid"))
        shapes.append(Label(left[0] - 5, left[1], _number(y), 13, "faint", "right"))
    shapes.append(Line((frame.at(frame.x0, 0), frame.at(frame.x1, 0)), "axis", 1.0))
    if frame.x0 <= 0 <= frame.x1:
        shapes.append(Line((frame.at(0, frame.y0), frame.at(0, frame.y1)), "axis", 1.0))
    return shapes


def _number(value: float) -> str:
    return f"{0.0 if abs(value) < 1e-12 else value:.4g}"


def _ends(line: Asymptote, data: FigureData) -> tuple[float, float]:
    left, right = data.xlim
    middle = 0.0 if left < 0 < right else (left + right) / 2
    return {Side.LEFT: (left, middle), Side.RIGHT: (middle, right), Side.BOTH: (left, right)}[line.side]


def _guide(line: Asymptote, data: FigureData, frame: Frame) -> Line:
    """The asymptote on its side, as far as it stays in the frame."""
    start, end = _ends(line, data)
    if line.slope:
        bounds = sorted((y - line.intercept) / line.slope for y in (frame.y0, frame.y1))
        start, end = max(start, bounds[0]), min(end, bounds[1])
    points = tuple(frame.at(x, line.slope * x + line.intercept) for x in (start, end))
    return Line(points, "guide", 1.3, dashed=True)


def _from_below(line: Asymptote, data: FigureData) -> bool:
    """Whether the curve approaches the asymptote from below; then its label stands above it."""
    at_left = line.side is Side.LEFT
    x, y = data.curves[0].pieces[0 if at_left else -1][0 if at_left else -1]
    return y <= line.slope * x + line.intercept + 1e-9 * (1 + abs(line.intercept))


def _guide_label(line: Asymptote, data: FigureData, frame: Frame) -> Label:
    start, end = _ends(line, data)
    level, at_left, above = line.slope == 0, line.side is Side.LEFT, _from_below(line, data)
    x = (start if at_left else end) * (1.0 if level else 0.7)
    across = "left" if (at_left if level else above == (line.slope < 0)) else "right"
    shift = 0 if level else 6 if across == "left" else -6
    px, py = frame.at(x, line.slope * x + line.intercept)
    down = "bottom" if above else "top"
    return Label(px + shift, py - 4 if above else py + 4, line.label, 13, "guide", across, down, clear=True)


def _mark(mark: Mark, frame: Frame) -> list[Shape]:
    x, y = frame.at(mark.x, mark.y)
    line, hollow = f"curve-{mark.colour}", mark.place is Place.OPEN
    if mark.place is Place.INFLECTION:
        return [Box(x - 3, y - 3, 6, 6, "paper", line)]
    disc = Disc(x, y, 4.2, "paper", line, 1.8) if hollow else Disc(x, y, 4.0, line, "paper", 1.3)
    if not mark.label:
        return [disc]
    below = mark.place is Place.MINIMUM
    spot = (y + 7, "top") if below else (y - 7, "bottom")
    across, at = _beside(x, frame.at(0, 0)[0], GLYPH * len(mark.label) / 2)
    return [disc, Label(at, spot[0], mark.label, 13, line, across, spot[1], clear=True)]


def _beside(x: float, axis: float, half: float) -> tuple[Literal["left", "right", "center"], float]:
    """Where a label goes that is centred on x, and half so wide: beside the axis, not on it."""
    if abs(x - axis) > half + 2:
        return "center", x
    return ("left", max(x, axis + 9)) if x >= axis else ("right", min(x + half, axis - 5))


def _names(curves: Sequence[Curve], frame: Frame) -> list[Label]:
    """One curve is named above the plot, several at their right ends, kept apart."""
    if len(curves) == 1:
        return [Label(LEFT, TOP - 9, curves[0].label, 15, f"curve-{curves[0].colour}", "left", "baseline")]
    ordered = sorted(curves, key=lambda curve: curve.pieces[-1][-1][1])
    ends = [frame.at(*curve.pieces[-1][-1]) for curve in ordered]
    gaps = [22 if "frac" in one.label + other.label else 17 for one, other in pairwise(ordered)]
    heights = [y for _x, y in ends]
    for k, gap in enumerate(gaps):  # each above the one before it
        heights[k + 1] = min(heights[k + 1], heights[k] - gap)
    heights[-1] = max(heights[-1], HIGHEST)
    for k, gap in reversed(list(enumerate(gaps))):  # and down again where the picture ends
        heights[k] = max(heights[k], heights[k + 1] + gap)
    return [
        Label(x + 8, height, curve.label, 14, f"curve-{curve.colour}", "left", clear=True)
        for curve, (x, _y), height in zip(ordered, ends, heights, strict=True)
    ]
