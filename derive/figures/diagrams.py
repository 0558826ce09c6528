"""Diagrams as data: the multilayer perceptron, and affine layers that collapse into one.

>>> mlp_figure((4, 5, 3)).description.split(". ")[0]
'A multilayer perceptron with 4 inputs, a hidden layer of 5 units and 3 outputs'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from derive.figures.shapes import Box, Diagram, Disc, Label, Line, Shape

WIDTH = 360.0
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

    A matrix is a rectangle as high as it has rows and as wide as it has columns; its bias is the row
    beneath it. Raises ValueError for fewer than two layers or a size below 1.
    """
    _checked(sizes)
    layers = list(pairwise(sizes))
    shown = list(enumerate(layers, 1))
    if len(layers) > 3:
        shown = [*shown[:2], shown[-1]]
    cell = min(16.0, (WIDTH - 60 - 30 * len(shown)) / (sizes[0] + sum(cols for _k, (_r, cols) in shown)))
    top, tall = 30.0, cell * max(rows for _k, (rows, _c) in [*shown, (0, (sizes[0] + 1, 0))])
    names = [(rf"\mathbf{{W}}^{{({k})}}", rf"\mathbf{{b}}^{{({k})}}", shape) for k, shape in shown]
    upper = _row(sizes[0], names, top, tall, cell, dots=len(layers) > 3)
    below = top + tall + 96
    lower = _row(
        sizes[0], [(r"\mathbf{W}", r"\mathbf{b}", (sizes[0], sizes[-1]))], below, tall, cell, dots=False
    )
    middle = top + tall + 44
    arrow = [Line(((WIDTH / 2, middle), (WIDTH / 2, middle + 26)), "ink", 1.4, arrow=True)]
    foot = below + tall + 58
    spacing = 26.0 if len(layers) < 3 else 38.0
    equations = [Label(WIDTH / 2, foot + spacing * i, text) for i, text in enumerate(_equations(len(layers)))]
    shapes = (*upper, *arrow, *lower, *equations)
    height = foot + spacing * 1.5 + 12
    return Diagram(_("Affine layers collapse into one"), WIDTH, height, shapes, _collapse_words(sizes, _))


def _row(
    width: int, layers: Sequence[Layer], top: float, tall: float, cell: float, *, dots: bool
) -> list[Shape]:
    """X and then the layers from left to right, centred, each with its sizes at the edges."""
    gap = 30.0
    total = cell * (width + sum(cols for _w, _b, (_r, cols) in layers)) + gap * (len(layers) + dots)
    x, middle = (WIDTH - total) / 2, top + tall / 2
    frame = Box(x, middle - cell * (width + 1) / 2, cell * width, cell * (width + 1), "fill-3", "guide")
    shapes = _matrix(frame, r"\mathbf{X}", ("n", str(width)))
    x += cell * width + gap
    for i, (weight, bias, (rows, cols)) in enumerate(layers):
        if dots and i == len(layers) - 1:
            shapes.append(Label(x, middle, r"\cdots"))
            x += gap
        colours = ("fill-2", "curve-2") if len(layers) == 1 else ("fill-1", "curve-1")
        frame = Box(x, middle - cell * rows / 2, cell * cols, cell * rows, *colours)
        shapes += _matrix(frame, weight, (str(rows), str(cols)))
        row = Box(x, top + tall + 10, cell * cols, 18.0, *colours)
        shapes += [row, Label(x + row.width / 2, row.y + 9, bias, 12.0 if row.width >= 34 else 10.0)]
        shapes.append(Label(x - 9, row.y + 9, "+", 12.0))
        x += cell * cols + gap
    return shapes


def _matrix(frame: Box, name: str, edges: tuple[str, str]) -> list[Shape]:
    """A matrix with its name, its number of rows to the left and of columns above."""
    across, down = frame.x + frame.width / 2, frame.y + frame.height / 2
    return [
        frame,
        Label(across, down, name, 13.0 if frame.width >= 34 else 10.0),
        Label(frame.x - 9, down, edges[0], 11.5, "faint"),
        Label(across, frame.y - 9, edges[1], 11.5, "faint"),
    ]


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
