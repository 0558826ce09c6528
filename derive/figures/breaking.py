"""Pictures of what breaks a collapse: a chord and the point beside it, two units that cancel, a border.

>>> from derive.language.term import call
>>> cancel_figure(call("Max", number(0), X), "ReLU").description[:30]
'Three curves for x from −4 to '
>>> border_figure().description[:41]
'Two grids of numbers, five rows and five '
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from derive.figures.data import Curve, FigureData, Mark, Place, sample
from derive.figures.diagrams import mlp_figure
from derive.figures.plot import plot
from derive.figures.shapes import Box, Diagram, Label, Shape
from derive.language.numeric import evaluate
from derive.language.records import Activation
from derive.language.term import Term, number, symbol

X = symbol("x")
WIDTH, CELL, TOP = 360.0, 28.0, 34.0
NEAR = -4, 4
Translate = Callable[[str], str]


def breaking_figures(known: Mapping[str, Activation]) -> dict[str, Diagram]:
    """The pictures by name; ``known`` are the functions of the catalogue."""
    return {
        "bottleneck": mlp_figure((4, 2, 4)),
        "border": border_figure(),
        "chord": chord_figure(known["sigmoid"].formula, "sigmoid", (-2, 2, 6)),
        "cancelling": cancel_figure(known["softplus"].formula, "softplus"),
    }


def chord_figure(function: Term, name: str, points: Sequence[int], _: Translate = str) -> Diagram:
    """A function, the chord over three equally spaced points, and these points."""
    at = [(float(x), float(evaluate(function, {"x": x}))) for x in points]
    chord = Curve(((at[0], at[2]),), "", 2)
    marks = [Mark(Place.CLOSED, x, y, rf"x_{k}") for k, (x, y) in enumerate(at, 1)]
    middle = Mark(Place.OPEN, at[1][0], (at[0][1] + at[2][1]) / 2, "", 2)
    title = _("{name} and a chord").format(name=name)
    picture = plot(FigureData(title, (sample(function, label=r"\varphi"), chord), (*marks, middle)), _)
    text = _(
        "The graph of the function {name}, three points on it at x = {points}, and the chord from the first "
        "to the third. The middle point lies off the chord; an open circle marks where the chord passes."
    ).format(name=name, points=", ".join(map(str, points)))
    return replace(picture, description=text)


def cancel_figure(function: Term, name: str, _: Translate = str) -> Diagram:
    """φ(x), −φ(−x) and their sum."""
    mirrored = number(-1) * function.replace({X: -X})
    curves = (
        sample(function, label=r"\varphi(x)", xlim=NEAR),
        sample(mirrored, label=r"-\varphi(-x)", colour=2, xlim=NEAR),
        sample(X, label=r"\mathrm{sum}", colour=3, xlim=NEAR),
    )
    picture = plot(FigureData(_("Two units that make one line"), curves, xlim=NEAR), _)
    text = _(
        "Three curves for x from −4 to 4: {name} of x, which rises, bent upwards, from nearly 0; minus "
        "{name} of minus x, its mirror image through the origin; and their sum, the straight diagonal."
    ).format(name=name)
    return replace(picture, description=text)


def border_figure(_: Translate = str) -> Diagram:
    """The matrix of a zero-padded kernel of ones, and its square, with the diagonal picked out."""
    size = 5
    band = [[int(abs(i - j) < 2) for j in range(size)] for i in range(size)]
    columns = list(zip(*band, strict=True))
    square = [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in band]
    gap = WIDTH - 2 * size * CELL - 24
    shapes = [
        *_grid(band, 12, r"T"), *_grid(square, 12 + size * CELL + gap, r"T^2"),
        Label(WIDTH / 2, TOP + size * CELL / 2, r"\rightarrow", 16.0),
    ]  # fmt: skip
    text = _(
        "Two grids of numbers, five rows and five columns each. On the left the matrix of a padded "
        "convolution: every diagonal holds one number. On the right its square: the main diagonal reads "
        "2, 3, 3, 3, 2, so that the corners differ from the rest, and it is no convolution."
    )
    return Diagram(_("Zero padding at the border"), WIDTH, TOP + size * CELL + 14, tuple(shapes), text)


def _grid(rows: Sequence[Sequence[int]], left: float, name: str) -> list[Shape]:
    """A matrix as a grid: its diagonal in colour, in another where it departs from its middle."""
    shapes: list[Shape] = [Label(left + len(rows) * CELL / 2, 16, name, 14.5)]
    middle = rows[len(rows) // 2][len(rows) // 2]
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            odd = i == j and value != middle
            fill = "fill-2" if odd else "fill-1" if i == j else "paper"
            shapes.append(
                Box(left + j * CELL, TOP + i * CELL, CELL, CELL, fill, "curve-2" if odd else "axis")
            )
            at = left + (j + 0.5) * CELL, TOP + (i + 0.5) * CELL
            shapes.append(Label(*at, str(value) if value else r"\cdot", 13.0, "ink" if value else "faint"))
    return shapes
