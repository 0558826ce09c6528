"""Diagrams as data: the multilayer perceptron, and affine layers that collapse into one.

>>> mlp_figure((4, 5, 3)).description.split(". ")[0]
'A multilayer perceptron with 4 inputs, a hidden layer of 5 units and 3 outputs'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from derive.figures.shapes import Box, Diagram, Disc, Label, Line, Shape

WIDTH = 360.0
GAP = 30.0
SHOWN = 7  # units of a layer that are drawn before dots stand for the rest
Translate = Callable[[str], str]
Layer = tuple[str, str, tuple[int, int]]  # the names of a weight and a bias, and the weight's shape


def mlp_figure(sizes: Sequence[int], _: Translate = str) -> Diagram:
    """The multilayer perceptron with layers of these sizes: inputs, hidden layers, outputs.

    Raises ValueError for fewer than two layers or a layer without units. ``_`` translates the words.
    """
    _checked(sizes)
    rows = max(min(size, SHOWN) for size in sizes)
    pitch, radius, top = 44.0, 15.0, 44.0
    height = top + rows * pitch + 30
    xs = [36 + i * (WIDTH - 72) / (len(sizes) - 1) for i in range(len(sizes))]
    layers = [_column(size, top + rows * pitch / 2, pitch) for size in sizes]
    lines = [
        Line(((a, y), (b, z)))
        for (a, here), (b, there) in pairwise(zip(xs, layers, strict=True))
        for _i, y in here
        for _j, z in there
    ]
    units: list[Shape] = []
    for k, (x, layer) in enumerate(zip(xs, layers, strict=True)):
        fill, stroke = _colours(k, len(sizes))
        units += [Disc(x, y, radius, fill, stroke) for _i, y in layer]
        size = 13.0 if len(sizes) == 3 else 11.0
        units += [Label(x, y, _unit(k, i, len(sizes)), size) for i, y in layer]
        units += [Label(x, y, r"\vdots") for y in _gap(sizes[k], layer, pitch)]
        units.append(Label(x, height - 14, _layer(k, len(sizes)), 14.5))
    weights = [
        Label((a + b) / 2, 18, rf"\mathbf{{W}}^{{({k})}}\!,\,\mathbf{{b}}^{{({k})}}", 13.0, "faint")
        for k, (a, b) in enumerate(pairwise(xs), 1)
    ]
    return Diagram(
        _("Multilayer perceptron"), WIDTH, height, (*lines, *units, *weights), _mlp_words(sizes, _)
    )


def _checked(sizes: Sequence[int]) -> None:
    if len(sizes) < 2 or any(size < 1 for size in sizes):
        shown = "–".join(map(str, sizes)) or "none"
        raise ValueError(f"expected at least two layers of at least one unit each, found {shown}")


def _column(size: int, middle: float, pitch: float) -> list[tuple[int, float]]:
    """The units drawn of a layer, as (number from 1, y); the last ones of a large layer keep their number."""
    shown = min(size, SHOWN)
    first = middle - (shown - 1) * pitch / 2
    rows = [(i + 1, first + i * pitch) for i in range(shown)]
    if size > SHOWN:
        rows = [*rows[: SHOWN - 2], (size, rows[-1][1])]
    return rows


def _gap(size: int, layer: Sequence[tuple[int, float]], pitch: float) -> list[float]:
    """Where the dots of a large layer stand."""
    return [layer[-1][1] - pitch] if size > SHOWN else []


def _colours(k: int, layers: int) -> tuple[str, str]:
    if k == 0:
        return "fill-3", "guide"
    return ("fill-2", "curve-2") if k == layers - 1 else ("fill-1", "curve-1")


def _unit(k: int, i: int, layers: int) -> str:
    if k in (0, layers - 1):
        return f"{'x' if k == 0 else 'o'}_{{{i}}}"
    return f"h_{{{i}}}" if layers == 3 else f"h^{{({k})}}_{{{i}}}"


def _layer(k: int, layers: int) -> str:
    if k in (0, layers - 1):
        return r"\mathbf{x}" if k == 0 else r"\mathbf{o}"
    return r"\mathbf{h}" if layers == 3 else rf"\mathbf{{h}}^{{({k})}}"


def _mlp_words(sizes: Sequence[int], _: Translate) -> str:
    hidden = [_("a hidden layer of {n} units").format(n=n) for n in sizes[1:-1]]
    parts = [_("{n} inputs").format(n=sizes[0]), *hidden]
    text = _("A multilayer perceptron with {parts} and {n} outputs.").format(
        parts=", ".join(parts), n=sizes[-1]
    )
    return f"{text} {_('Every unit is joined to every unit of the next layer.')}"


def collapse_figure(sizes: Sequence[int], _: Translate = str) -> Diagram:
    """Affine layers of these sizes above, and below them the one layer that does the same.

    A matrix is a rectangle as high as it has rows and as wide as it has columns (in proportion, or on a
    logarithmic scale where sizes differ more than fourfold); its bias is the row beneath it. Of more than
    three layers the first two and the last are drawn. Raises ValueError for fewer than two sizes or one
    below 1. ``_`` translates the words.
    """
    _checked(sizes)
    layers = list(enumerate(pairwise(sizes), 1))
    shown = layers if len(layers) <= 3 else [*layers[:2], layers[-1]]
    names = [(rf"\mathbf{{W}}^{{({k})}}", rf"\mathbf{{b}}^{{({k})}}", shape) for k, shape in shown]
    side = _sides(sizes[0], [shape for _k, shape in shown])
    tall = max(1.2 * side(sizes[0]), *(side(rows) for _k, (rows, _c) in shown))
    below, foot = 30 + tall + 96, 30 + tall + 96 + tall + 58
    one = [(r"\mathbf{W}", r"\mathbf{b}", (sizes[0], sizes[-1]))]
    spacing = 26.0 if len(layers) < 3 else 38.0
    shapes = [
        *_row(sizes[0], names, (30, tall), side, dots=len(shown) < len(layers)),
        Line(((WIDTH / 2, 30 + tall + 44), (WIDTH / 2, 30 + tall + 70)), "ink", 1.4, arrow=True),
        *_row(sizes[0], one, (below, tall), side, dots=False),
        *(Label(WIDTH / 2, foot + spacing * i, text) for i, text in enumerate(_equations(len(layers)))),
    ]
    name, height = _("Affine layers collapse into one"), foot + spacing * 1.5 + 12
    return Diagram(name, WIDTH, height, tuple(shapes), _collapse_words(sizes, _))


def _sides(width: int, shapes: Sequence[tuple[int, int]]) -> Callable[[int], float]:
    """How long the side of a matrix is drawn that stands for so many rows or columns."""
    drawn = [width, *(n for shape in shapes for n in shape)]
    least = min(drawn)
    near = max(drawn) <= 4 * least

    def measure(n: int) -> float:
        return n if near else 2 + math.log2(max(n / least, 1))

    room = WIDTH - 50 - GAP * (len(shapes) + 1)
    cell = min(16.0 if near else 30.0, room / sum(map(measure, [width, *(cols for _r, cols in shapes)])))
    return lambda n: cell * measure(n)


def _row(
    width: int,
    layers: Sequence[Layer],
    place: tuple[float, float],
    side: Callable[[int], float],
    *,
    dots: bool,
) -> list[Shape]:
    """X and then the layers from left to right, centred; ``place`` is the top of the row and its height."""
    top, tall = place
    total = side(width) + sum(side(cols) for _w, _b, (_r, cols) in layers) + GAP * (len(layers) + dots)
    x, middle = (WIDTH - total) / 2, top + tall / 2
    frame = Box(x, middle - 0.6 * side(width), side(width), 1.2 * side(width), "fill-3", "guide")
    shapes = _matrix(frame, r"\mathbf{X}", ("n", width))
    x += side(width) + GAP
    for i, (weight, bias, (rows, cols)) in enumerate(layers):
        if dots and i == len(layers) - 1:
            shapes.append(Label(x - 4, middle, r"\cdots"))
            x += GAP
        colours = ("fill-2", "curve-2") if len(layers) == 1 else ("fill-1", "curve-1")
        shapes += _matrix(
            Box(x, middle - side(rows) / 2, side(cols), side(rows), *colours), weight, (rows, cols)
        )
        beneath = Box(x, top + tall + 10, side(cols), 18.0, *colours)
        shapes += [beneath, Label(x + side(cols) / 2, beneath.y + 9, bias, _size(beneath) - 1)]
        shapes.append(Label(x - 9, beneath.y + 9, "+", 12.0))
        x += side(cols) + GAP
    return shapes


def _matrix(frame: Box, name: str, edges: tuple[int | str, int]) -> list[Shape]:
    """A matrix with its name, its number of rows to the left and of columns above."""
    across, down = frame.x + frame.width / 2, frame.y + frame.height / 2
    return [
        frame,
        Label(across, down, name, _size(frame)),
        Label(frame.x - 5, down, str(edges[0]), 11.5, "faint", "right"),
        Label(across, frame.y - 9, str(edges[1]), 11.5, "faint"),
    ]


def _size(frame: Box) -> float:
    """The size of the type that fits into a matrix."""
    return 13.0 if frame.width >= 34 else 10.5


def _equations(layers: int) -> tuple[str, str]:
    """What W and b are, for so many layers."""
    last = rf"\mathbf{{W}}^{{({layers})}}"
    if layers == 1:
        return r"\mathbf{W}=\mathbf{W}^{(1)}", r"\mathbf{b}=\mathbf{b}^{(1)}"
    if layers == 2:
        return (
            rf"\mathbf{{W}}=\mathbf{{W}}^{{(1)}}{last}",
            rf"\mathbf{{b}}=\mathbf{{b}}^{{(1)}}{last}+\mathbf{{b}}^{{(2)}}",
        )
    product = (
        rf"\mathbf{{W}}^{{(1)}}\mathbf{{W}}^{{(2)}}{last}"
        if layers == 3
        else rf"\mathbf{{W}}^{{(1)}}\cdots{last}"
    )
    terms = rf"\sum_{{i=1}}^{{{layers}}}\mathbf{{b}}^{{(i)}}\mathbf{{W}}^{{(i+1)}}\cdots{last}"
    return rf"\mathbf{{W}}={product}", rf"\mathbf{{b}}={terms}"


def _collapse_words(sizes: Sequence[int], _: Translate) -> str:
    shapes = ", ".join(f"{rows}×{cols}" for rows, cols in pairwise(sizes))
    return _(
        "Above, the input X with {d} columns is multiplied by {count} weight matrices of the shapes "
        "{shapes}, each with a bias row. An arrow leads down to one weight matrix W of the shape {d}×{q} "
        "with one bias row b, which does the same. W is the product of the matrices; b gathers the biases, "
        "each multiplied by the matrices after it."
    ).format(d=sizes[0], count=len(sizes) - 1, shapes=shapes, q=sizes[-1])
