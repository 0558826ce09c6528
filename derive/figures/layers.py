"""Diagrams of layers that stay affine: a convolution as a matrix, branches that are added, a low-rank update.

>>> list(diagrams_of_layers())
['convolution', 'branches', 'low-rank']
"""

from __future__ import annotations

from collections.abc import Callable

from derive.figures.shapes import Box, Diagram, Label, Line, Shape

WIDTH, CELL, TOP = 360.0, 30.0, 34.0
INPUTS, TAPS = 6, 3
TONES = (("fill-1", "curve-1"), ("fill-2", "curve-2"), ("fill-3", "curve-4"))
Translate = Callable[[str], str]


def diagrams_of_layers(_: Translate = str) -> dict[str, Diagram]:
    """The pictures by name; ``_`` translates their words."""
    return {"convolution": _convolution(_), "branches": _branches(_), "low-rank": _low_rank(_)}


def _convolution(_: Translate) -> Diagram:
    """The matrix of a kernel: each column holds it once more, one place further down."""
    outputs = INPUTS - TAPS + 1
    left = (WIDTH - outputs * CELL) / 2
    shapes: list[Shape] = []
    for i in range(INPUTS):
        shapes.append(Label(left - 16, TOP + (i + 0.5) * CELL, f"x_{i}", 14.0, "curve-4"))
        for j in range(outputs):
            tap = i - j if 0 <= i - j < TAPS else None
            fill, stroke = ("paper", "axis") if tap is None else TONES[tap]
            shapes.append(Box(left + j * CELL, TOP + i * CELL, CELL, CELL, fill, stroke))
            at = left + (j + 0.5) * CELL, TOP + (i + 0.5) * CELL
            text = r"\cdot" if tap is None else f"w_{tap}"
            shapes.append(Label(*at, text, 13.0, "faint" if tap is None else "ink"))
    shapes += [Label(left + (j + 0.5) * CELL, TOP - 14, f"y_{j}", 14.0) for j in range(outputs)]
    words = _(
        "A grid of six rows and four columns. Each column holds the kernel w0, w1, w2 from top to bottom, "
        "one place further down than in the column before it, and dots elsewhere. A row belongs to an "
        "input x0 to x5, a column to an output y0 to y3."
    )
    return Diagram(_("A convolution as a matrix"), WIDTH, TOP + INPUTS * CELL + 12, tuple(shapes), words)


def _branches(_: Translate) -> Diagram:
    """Three branches that are added, and the one box that they are."""
    ys, high, wide, x = (30.0, 84.0, 138.0), 34.0, 56.0, 96.0
    middle = ys[1] + high / 2
    shapes: list[Shape] = [Label(22, middle, r"\mathbf{X}", 15)]
    for y, text in zip(ys, (r"\mathbf{A}", r"\mathbf{B}", r"\mathbf{I}"), strict=True):
        at = y + high / 2
        shapes += [
            Line(((38, middle), (60, at), (x - 4, at)), "axis", 1.2, arrow=True),
            Box(x, y, wide, high, "fill-1", "curve-1"),
            Label(x + wide / 2, at, text, 15),
            Line(((x + wide + 2, at), (x + wide + 22, at), (x + wide + 46, middle)), "axis", 1.2),
        ]
    shapes += [
        Label(x + wide + 58, middle, "+", 20),
        Label(x + wide + 92, middle, "=", 20),
        Box(x + wide + 118, ys[1], 112, high, "fill-2", "curve-2"),
        Label(x + wide + 174, middle, r"\mathbf{A} + \mathbf{B} + \mathbf{I}", 15),
    ]
    words = _(
        "The input X goes into three boxes one above the other, A, B and the identity I. Their outputs are "
        "added, which is the same as one box with the sum A + B + I."
    )
    return Diagram(_("Branches that are added"), 404.0, ys[2] + high + 18, tuple(shapes), words)


def _low_rank(_: Translate) -> Diagram:
    """A large matrix, and beside it a tall one times a wide one."""
    side, thin, top = 132.0, 20.0, 30.0
    tall = 216.0
    shapes: list[Shape] = [
        Box(20, top, side, side, "fill-1", "curve-1"),
        Label(20 + side / 2, top + side / 2, r"\mathbf{W}", 16),
        Label(10, top + side / 2, "d", 13, "faint"),
        Label(20 + side / 2, top - 12, "q", 13, "faint"),
        Label(184, top + side / 2, "+", 20),
        Box(tall, top, thin, side, "fill-2", "curve-2"),
        Label(tall + thin / 2, top + side / 2, r"\mathbf{B}", 14),
        Label(tall + thin / 2, top - 12, "r", 13, "faint"),
        Box(tall + thin + 12, top, side, thin, "fill-2", "curve-2"),
        Label(tall + thin + 12 + side / 2, top + thin / 2, r"\mathbf{A}", 14),
        Label(tall + thin + 12 + side / 2, top - 12, "q", 13, "faint"),
    ]
    words = _(
        "A large square, the weight W of d rows and q columns, plus the product of a tall narrow rectangle B "
        "of r columns and a wide flat rectangle A of r rows: together they have far fewer numbers than W."
    )
    return Diagram(_("A low-rank update"), 400.0, top + side + 16, tuple(shapes), words)
