r"""Press: the same pictures as PNG and PDF, and cards for links; the same bytes every time.

>>> from derive.figures.diagrams import mlp_figure
>>> Press().png(mlp_figure((4, 5, 3)))[:8]
b'\x89PNG\r\n\x1a\n'

Unlike SVG these know no scheme: they are drawn in the light colours, on paper. Neither holds a date.
"""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from derive.figures.data import FigureData
from derive.figures.draw import INCH, artist, maths
from derive.figures.plot import plot
from derive.figures.shapes import Diagram, Label
from derive.figures.svg import PALETTE

CASES = re.compile(r"(.*=) \\begin\{cases\}(.*)\\end\{cases\}")
CARD = (1200.0, 630.0)
WORDS = "STIXGeneral"  # it comes with matplotlib and has the letters of most languages


class Press:
    """One matplotlib figure on which everything is printed in turn."""

    def __init__(self) -> None:
        self._figure = Figure(dpi=INCH)
        FigureCanvasAgg(self._figure)

    def png(self, picture: FigureData | Diagram, scale: float = 2.0) -> bytes:
        """The picture in pixels, ``scale`` to each pixel of its SVG."""
        return self._printed(picture, "png", dpi=INCH * scale, metadata={"Software": None})

    def pdf(self, picture: FigureData | Diagram) -> bytes:
        """The picture as a page of PDF, in lines."""
        return self._printed(
            picture, "pdf", metadata={"CreationDate": None, "Producer": None, "Creator": None}
        )

    def card(self, name: str, formula: str, picture: FigureData | Diagram) -> bytes:
        """A card of 1200 to 630 pixels: a name, a formula (LaTeX) or a line of words, and a picture."""
        width, height = CARD
        with mpl.rc_context():
            self._blank(width, height)
            ink = _ink
            self._figure.add_artist(
                Rectangle((0, 0), 18, height, facecolor=ink("curve-1"), edgecolor="none", transform=None)
            )
            self._words(name, 80, height - 135, 76, ink("ink"), 1040)
            if "\\" in formula:
                self._formula(formula, 80, height - 235, 540)
            else:
                self._words(formula, 80, height - 245, 40, ink("faint"), 1040)
            self._words("Derive", 80, 96, 40, ink("curve-1"), 400)
            self._words("the machine-proved reference", 80, 54, 26, ink("faint"), 400)
            diagram = picture if isinstance(picture, Diagram) else plot(picture)
            self._shapes(diagram, 1.42, 646, 22)
            return self._bytes("png", dpi=INCH, metadata={"Software": None})

    def _printed(self, picture: FigureData | Diagram, kind: str, **how: Any) -> bytes:
        diagram = picture if isinstance(picture, Diagram) else plot(picture)
        with mpl.rc_context():
            self._blank(diagram.width, diagram.height)
            self._shapes(diagram, 1.0, 0, 0)
            return self._bytes(kind, **how)

    def _blank(self, width: float, height: float) -> None:
        mpl.rcdefaults()
        mpl.rc("mathtext", fontset="cm")
        self._figure.clear()
        self._figure.patch.set_facecolor(_ink("paper"))
        self._figure.set_size_inches(width / INCH, height / INCH)

    def _bytes(self, kind: str, **how: Any) -> bytes:
        out = io.BytesIO()
        self._figure.savefig(out, format=kind, **how)
        return out.getvalue()

    def _shapes(self, diagram: Diagram, scale: float, left: float, below: float) -> None:
        moved = Affine2D().scale(scale).translate(left, below).scale(1 / INCH)
        for depth, shape in enumerate(diagram.shapes):
            drawn = artist(shape, diagram.height, _ink)
            drawn.set_zorder(depth + 1)
            if isinstance(shape, Label) and shape.clear:
                drawn.set_path_effects([withStroke(linewidth=4, foreground=_ink("paper"))])
            if isinstance(drawn, Text):
                drawn.set_fontsize(float(drawn.get_fontsize()) * scale)
            else:
                drawn.set_linewidth(drawn.get_linewidth() * scale)  # type: ignore[attr-defined]
            drawn.set_transform(moved + self._figure.dpi_scale_trans)
            self._figure.add_artist(drawn)

    def _words(self, text: str, x: float, y: float, size: float, colour: str, room: float) -> None:
        """A line of words; smaller, then shorter, where it has not the room."""
        item = Text(
            x / CARD[0], y / CARD[1], text, fontsize=size, color=colour, fontfamily=[WORDS, "DejaVu Sans"],
            parse_math=False, transform=self._figure.transFigure,
        )  # fmt: skip
        self._figure.add_artist(item)
        wide = item.get_window_extent(self._figure.canvas.get_renderer()).width  # type: ignore[attr-defined]
        if wide > room:
            item.set_fontsize(max(size * room / wide, size / 3))
        if size * room / max(wide, 1) < size / 3:
            item.set_text(text[: int(len(text) * 3 * room / wide)].rstrip() + " …")

    def _formula(self, latex: str, x: float, y: float, room: float) -> None:
        """A formula, of cases one to a line; nothing where matplotlib cannot set it."""
        cases = CASES.fullmatch(latex)
        lines = [cases[1], *cases[2].split(r"\\")] if cases else [latex]
        said = [maths(line.replace(r"\frac", r"\dfrac").replace("&", r"\quad").strip()) for line in lines]
        if any(not line.startswith("$") for line in said):
            return
        parser = MathTextParser("path")
        wide = max(parser.parse(line).width for line in said) * 40 / 10  # of a font of 10
        size = min(40 * min(1, room / wide), 250 / len(said))
        for number, line in enumerate(said):
            item = Text(
                (x + (40 if number else 0)) / CARD[0], (y - 1.5 * size * number) / CARD[1], line,
                fontsize=size,
                color=_ink("ink"), transform=self._figure.transFigure, va="center",
            )  # fmt: skip
            self._figure.add_artist(item)


def _ink(role: str) -> str:
    return PALETTE[role].light
