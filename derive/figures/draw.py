"""Drawing: figures and diagrams as SVG, on one reused matplotlib figure; the same bytes every time.

Text is set in outlines of Computer Modern, which goes with the mathematics of the pages, so that a
drawing needs no font where it is shown.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.mathtext import MathTextParser
from matplotlib.patches import Circle, FancyArrowPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from derive.figures.data import FigureData
from derive.figures.plot import plot
from derive.figures.shapes import Area, Diagram, Disc, Label, Line, Shape
from derive.figures.svg import HALO, PALETTE, both, inline, standalone

INCH = 72.0  # matplotlib writes SVG with 72 pixels to the inch
MOST_LABELS = 4096
Translate = Callable[[str], str]
Ink = Callable[[str], str]  # a role of the palette -> its colour


class Canvas:
    """One matplotlib figure on which everything is drawn in turn.

    >>> from derive.figures.diagrams import mlp_figure
    >>> svg = Canvas().inline(mlp_figure((4, 5, 3)), "perceptron")
    >>> svg[:5], "var(--derive-curve-1, #0b5cad)" in svg
    ('<svg ', True)
    """

    def __init__(self) -> None:
        self._figure = Figure(dpi=INCH)
        self._outlines = TextToPath()

    def inline(self, picture: FigureData | Diagram, key: str, _: Translate = str) -> str:
        """The ``<svg>`` element for a page; ``key`` must be unique there. Its colours are the page's."""
        diagram = _diagram(picture, _)
        return inline(self.drawing(diagram), key, diagram.name, diagram.description)

    def standalone(self, picture: FigureData | Diagram, key: str = "figure", _: Translate = str) -> str:
        """The picture as an SVG file of its own, light or dark as the reader's system is."""
        diagram = _diagram(picture, _)
        return standalone(self.drawing(diagram), key, diagram.name, diagram.description)

    def both(self, picture: FigureData | Diagram, key: str) -> tuple[str, str]:
        """The picture as a file of its own and for a page, drawn once."""
        diagram = _diagram(picture, str)
        return both(self.drawing(diagram), ("figure", key), diagram.name, diagram.description)

    def drawing(self, diagram: Diagram) -> str:
        """What matplotlib writes, in the palette's marker colours."""
        text = io.StringIO()
        self._outlines.mathtext_parser = cast("Any", _setter())
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rc("svg", hashsalt="derive", fonttype="path")
            mpl.rc("mathtext", fontset="cm")
            self._figure.clear()
            self._figure.patch.set_visible(False)
            self._figure.set_size_inches(diagram.width / INCH, diagram.height / INCH)
            for depth, shape in enumerate(diagram.shapes):
                drawn = artist(shape, diagram.height)
                drawn.set_zorder(depth)
                self._figure.add_artist(drawn)
            make = cast("Any", RendererSVG)  # it has no type hints
            renderer = make(diagram.width, diagram.height, text, image_dpi=INCH, metadata={"Date": None})
            renderer._text2path = self._outlines  # noqa: SLF001
            self._figure.draw(renderer)
            renderer.finalize()
        return text.getvalue()


def _diagram(picture: FigureData | Diagram, _: Translate) -> Diagram:
    return picture if isinstance(picture, Diagram) else plot(picture, _)


def colour(role: str) -> str:
    """The marker colour of a role of the palette."""
    return PALETTE[role].marker


class Setter:
    """Sets labels in outlines, and remembers them: matplotlib keeps the last fifty, and a page has more."""

    def __init__(self) -> None:
        self._parser = MathTextParser("path")
        self._known: dict[tuple[str, float, FontProperties], Any] = {}

    def parse(
        self,
        s: str,
        dpi: float = INCH,
        prop: FontProperties | None = None,
        *,
        antialiased: bool | None = None,
    ) -> Any:
        """The label as outlines, set in a font."""
        key = s, dpi, FontProperties() if prop is None else prop.copy()
        if key not in self._known:
            if len(self._known) == MOST_LABELS:
                self._known.clear()
            self._known[key] = self._parser.parse(s, dpi, prop, antialiased=antialiased)
        return self._known[key]


def _setter() -> Setter:
    """One for each process, so that what is tried is not set once more when it is drawn.

    A copy of a process has one of its own: fonts are open files, and two processes that read from the same
    one move each other's place in it.
    """
    return _setter_of(os.getpid())


@lru_cache(1)
def _setter_of(_process: int) -> Setter:
    return Setter()


@lru_cache(maxsize=1024)
def maths(text: str) -> str:
    """A label for matplotlib: the LaTeX where it can set it, else the text as it stands."""
    try:
        _setter().parse(f"${text}$", prop=FontProperties(size=TextToPath.FONT_SCALE))
    except ValueError:
        return text.replace("$", r"\$")
    return f"${text}$"


def artist(shape: Shape, height: float, ink: Ink = colour) -> Artist:
    """A shape as matplotlib's; there y runs upwards, from the lower edge."""
    if isinstance(shape, Label):
        return Text(
            shape.x, height - shape.y, maths(shape.text), color=ink(shape.colour), fontsize=shape.size,
            ha=shape.across, va=shape.down, gid=HALO if shape.clear else None, transform=None,
        )  # fmt: skip
    if isinstance(shape, Line):
        return _arrow(shape, height, ink) if shape.arrow else _line(shape, height, ink)
    if isinstance(shape, Area):
        return _area(shape, height, ink)
    if isinstance(shape, Disc):
        return Circle(
            (shape.x, height - shape.y), shape.radius, facecolor=ink(shape.fill),
            edgecolor=ink(shape.stroke), linewidth=shape.width, transform=None,
        )  # fmt: skip
    return Rectangle(
        (shape.x, height - shape.y - shape.height), shape.width, shape.height, facecolor=ink(shape.fill),
        edgecolor=ink(shape.stroke), linewidth=1.5, transform=None,
    )  # fmt: skip


def _line(line: Line, height: float, ink: Ink) -> Artist:
    return Line2D(
        [x for x, _y in line.points], [height - y for _x, y in line.points], color=ink(line.colour),
        linewidth=line.width, linestyle=(0, (3, 2.3)) if line.dashed else "-", solid_capstyle="round",
        transform=None,
    )  # fmt: skip


def _arrow(line: Line, height: float, ink: Ink) -> Artist:
    (x1, y1), (x2, y2) = line.points[0], line.points[-1]
    return FancyArrowPatch(
        (x1, height - y1), (x2, height - y2), arrowstyle="-|>", mutation_scale=13, shrinkA=0, shrinkB=0,
        color=ink(line.colour), linewidth=line.width, transform=None,
    )  # fmt: skip


def _area(area: Area, height: float, ink: Ink) -> Artist:
    rings = [Path([(x, height - y) for x, y in (*ring, ring[0])], closed=True) for ring in area.rings]
    return PathPatch(
        Path.make_compound_path(*rings), facecolor=ink(area.fill) if area.fill else "none",
        edgecolor=ink(area.stroke) if area.stroke else "none", linewidth=area.width, transform=None,
    )  # fmt: skip
