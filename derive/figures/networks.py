"""The pictures of networks that are written down: XOR, the sawtooth, an interpolation, lines in a plane."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.figures.data import Curve, FigureData, Mark, Place
from derive.figures.planes import regions_figure
from derive.figures.plot import plot
from derive.figures.shapes import Diagram, Disc, Label, Line, Point, Shape
from derive.networks.constructions import interpolant, lines_in_general_position, sawtooth, xor
from derive.networks.pieces import Pieces, pieces
from derive.networks.regions import regions

WIDTH, GAP, HEAD, FOOT = 480.0, 26.0, 24.0, 18.0
NODES = 8  # pieces of the interpolation


def network_figures() -> dict[str, Diagram]:
    """The pictures by name."""
    return {
        "xor": _xor(),
        "sawtooth": _sawtooth(),
        "interpolation": _interpolation(),
        "lines-in-general-position": _lines(),
    }


def cubic(x: Fraction) -> Fraction:
    """The function that is interpolated: 4 x³ - 3 x, which moves between -1 and 1."""
    return 4 * x**3 - 3 * x


def interpolated(count: int = NODES) -> Pieces:
    """The network that agrees with the cubic at so many points and one, evenly spaced on [-1, 1]."""
    places = [Fraction(2 * k, count) - 1 for k in range(count + 1)]
    return pieces(interpolant([(x, cubic(x)) for x in places]))


def _interpolation() -> Diagram:
    found = interpolated()
    fine = [k / 100 - 1 for k in range(201)]
    smooth = Curve((tuple((x, 4 * x**3 - 3 * x) for x in fine),), "f", colour=1)
    places = [Fraction(2 * k, NODES) - 1 for k in range(NODES + 1)]
    joined = Curve((tuple((float(x), float(found.at(x))) for x in places),), "f_n", colour=2)
    marks = tuple(Mark(Place.INFLECTION, float(x), float(found.at(x)), colour=2) for x in places)
    data = FigureData("A network through given points", (smooth, joined), marks=marks, xlim=(-1, 1))
    said = (
        f"The curve of 4x³ − 3x from −1 to 1 and a broken line through {NODES + 1} of its points, evenly "
        "spaced. The line agrees with the curve at these points and stays close to it between them."
    )
    return replace(plot(data), description=said)


def _sawtooth() -> Diagram:
    """Four panels: 1, 2, 3 and 4 layers."""
    side = (WIDTH - GAP) / 2
    high = 96.0
    shapes: list[Shape] = []
    for k in range(4):
        x, y = (k % 2) * (side + GAP) + 10, (k // 2) * (high + HEAD + FOOT) + HEAD
        shapes += _tooth(k + 1, (x, y), (side - 14, high))
    said = (
        "Four graphs over the interval from 0 to 1, of 1, 2, 3 and 4 layers. The first is a tent of 2 "
        "straight pieces, up to 1 and down again; each further layer doubles the number of teeth, to 4, 8 "
        "and 16 pieces."
    )
    return Diagram("The sawtooth", WIDTH, 2 * (high + HEAD + FOOT) + 2, tuple(shapes), said)


def _tooth(layers: int, corner: Point, size: Point) -> list[Shape]:
    (x, y), (wide, high) = corner, size
    found = pieces(sawtooth(layers))
    places = [b for b in found.breaks if 0 <= b <= 1]
    places = sorted({Fraction(0), *places, Fraction(1)})
    line = tuple((x + float(b) * wide, y + high - float(found.at(b)) * high) for b in places)
    shapes: list[Shape] = [
        Line(((x, y), (x + wide, y)), "grid"),
        Line(((x, y + high), (x + wide, y + high)), "axis", 1.0),
        Line(line, "curve-1", 2.0),
        Label(x, y - 8, f"L = {layers}", 14, "ink", "left", "baseline"),
        Label(x + wide, y - 8, str(len(places) - 1), 14, "curve-1", "right", "baseline"),
    ]
    for value in (0, 1):
        shapes.append(Label(x + value * wide, y + high + 14, str(value), 12, "faint", down="baseline"))
        shapes.append(Label(x - 5, y + high * (1 - value), str(value), 12, "faint", "right"))
    return shapes


def _xor() -> Diagram:
    """The plane of two inputs: three strips on which the network is affine, and the four points."""
    half = Fraction(1, 2)
    box = ((-half, 3 * half), (-half, 3 * half))
    said = (
        "A square with the four points (0, 0), (0, 1), (1, 0) and (1, 1). Two parallel lines cut it into "
        "three strips on which the network is affine. The points (0, 1) and (1, 0), where XOR is 1, lie "
        "on the second line, where the network is 1; at the other two it is 0. Filled is where the "
        "network is more than 0: the strip from (0, 0) to (1, 1)."
    )
    picture = regions_figure("XOR by two rectifiers", regions(xor(), box), said, 300.0)
    scale = (picture.width - 4) / 2
    marks: list[Shape] = []
    for x, y in ((0, 0), (0, 1), (1, 0), (1, 1)):
        px, py = 2 + (x + 0.5) * scale, 2 + (1.5 - y) * scale
        one = x != y
        marks.append(Disc(px, py, 6, "curve-2" if one else "paper", "curve-2", 2.0))
        marks.append(Label(px + 12, py - 10, "1" if one else "0", 15, "ink", "left", clear=True))
    return replace(picture, shapes=(*picture.shapes, *marks))


def _lines(units: int = 5) -> Diagram:
    """Tangents of a circle: a star of five points, and what is around it."""
    end = Fraction(7, 2)
    found = regions(lines_in_general_position(units), ((-end, end), (-end, end)))
    said = (
        f"{units} straight lines, tangents of a circle, no two parallel and no three through one point, "
        f"cut a square into {len(found.regions)} regions. All but the one in the middle are filled: there "
        "the network is 0, everywhere else it is positive."
    )
    return regions_figure("The regions of one hidden layer", found, said, 300.0)
