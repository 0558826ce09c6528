r"""Figures: first what a figure shows, then its drawing, and what it says in words.

>>> from derive.language.catalogue import Catalogue
>>> sigmoid = Catalogue.load()["sigmoid"]
>>> data = FigureData("Sigmoid", (sample(sigmoid.formula, label=r"\sigma(x)"),))
>>> describe(data)
'Sigmoid for x from −8 to 8: rises from nearly 0 to nearly 1 at the right edge.'
>>> svg = Canvas().inline(data, "sigmoid")  # for a page; Canvas().standalone(data) is a file of its own

`derive.figures.draw` is the only part of the project that imports matplotlib.
"""

from derive.figures.breaking import breaking_figures
from derive.figures.chapter import curves_of_the_chapter
from derive.figures.data import (
    Asymptote,
    Break,
    Curve,
    FigureData,
    Mark,
    Place,
    Side,
    activation_figures,
    ends,
    sample,
)
from derive.figures.describe import describe
from derive.figures.diagrams import collapse_figure, mlp_figure
from derive.figures.draw import Canvas
from derive.figures.further import describe_family, family_figures, inflections, second_figure
from derive.figures.gradients import gradient_figures
from derive.figures.layers import diagrams_of_layers
from derive.figures.networks import network_figures
from derive.figures.planes import decisions, regions_figure
from derive.figures.plot import plot
from derive.figures.press import CARD, Press
from derive.figures.relation_map import relation_map
from derive.figures.shapes import Diagram
from derive.figures.svg import PALETTE, palette_css
from derive.figures.topography import topography

__all__ = [
    "CARD",
    "PALETTE",
    "Asymptote",
    "Break",
    "Canvas",
    "Curve",
    "Diagram",
    "FigureData",
    "Mark",
    "Place",
    "Press",
    "Side",
    "activation_figures",
    "breaking_figures",
    "collapse_figure",
    "curves_of_the_chapter",
    "decisions",
    "describe",
    "describe_family",
    "diagrams_of_layers",
    "ends",
    "family_figures",
    "gradient_figures",
    "inflections",
    "mlp_figure",
    "network_figures",
    "palette_css",
    "plot",
    "regions_figure",
    "relation_map",
    "sample",
    "second_figure",
    "topography",
]  # fmt: skip
