"""Pictures of gradients: the way forward and the way back, the soft maximum, how gradients shrink.

>>> list(gradient_figures())
['backpropagation', 'soft-maximum', 'vanishing', 'signals']
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from derive.figures.data import Curve, FigureData, sample
from derive.figures.plot import plot
from derive.figures.shapes import Box, Diagram, Label, Line, Shape
from derive.language.term import call, number, symbol

WIDTH = 480.0
SEED, DEPTH, UNITS, BATCH = 0, 20, 64, 64
SHARPNESS = (1, 2, 6)
Translate = Callable[[str], str]


def gradient_figures(_: Translate = str) -> dict[str, Diagram]:
    """The pictures of the page about gradients, by name; ``_`` translates their words."""
    return {
        "backpropagation": backpropagation_figure(_),
        "soft-maximum": soft_maximum_figure(_),
        "vanishing": vanishing_figure(_),
        "signals": signals_figure(_),
    }


# -- forward and back ---------------------------------------------------------------------------------

FORWARD = (
    (r"\mathbf{X}", ""),
    (r"\mathbf{Z}", r"\mathbf{W}_h,\,\mathbf{b}_h"),
    (r"\mathbf{H}", r"\varphi"),
    (r"\mathbf{O}", r"\mathbf{W}_o,\,\mathbf{b}_o"),
    (r"\ell", r"\mathrm{loss}"),
)
BACK = (
    r"\mathbf{D}\,\mathbf{W}_h^{\top}",
    r"\mathbf{D}",
    r"\mathbf{G}\,\mathbf{W}_o^{\top}",
    r"\mathbf{G}",
    "1",
)
STEPS = (r"\cdot\,\mathbf{W}_h^{\top}", r"\odot\,\varphi'(\mathbf{Z})", r"\cdot\,\mathbf{W}_o^{\top}", "")
WEIGHTS = {0: r"\mathbf{X}^{\top}\mathbf{D}", 2: r"\mathbf{H}^{\top}\mathbf{G}"}


def backpropagation_figure(_: Translate = str) -> Diagram:
    """The network from left to right, and below it the gradients from right to left."""
    side, top, below = 46.0, 40.0, 150.0
    xs = [14 + k * (WIDTH - 28 - side) / 4 for k in range(5)]
    shapes: list[Shape] = []
    for k, ((name, step), back) in enumerate(zip(FORWARD, BACK, strict=True)):
        shapes += [
            Box(xs[k], top, side, 34, "fill-1", "curve-1"),
            Label(xs[k] + side / 2, top + 17, name, 15),
        ]
        shapes.append(Box(xs[k] - 4, below, side + 8, 34, "fill-2", "curve-2"))
        shapes.append(Label(xs[k] + side / 2, below + 17, back, 13))
        if k:
            middle = (xs[k - 1] + side + xs[k]) / 2
            shapes.append(
                Line(((xs[k - 1] + side + 3, top + 17), (xs[k] - 4, top + 17)), "curve-1", 1.4, arrow=True)
            )
            shapes.append(Label(middle, top - 8, step, 13, "curve-1"))
            shapes.append(
                Line(
                    ((xs[k] - 8, below + 17), (xs[k - 1] + side + 8, below + 17)), "curve-2", 1.4, arrow=True
                )
            )
            shapes.append(Label(middle, below - 12, STEPS[k - 1], 13, "curve-2"))
    for k, text in WEIGHTS.items():
        middle = (xs[k] + side + xs[k + 1]) / 2
        shapes.append(Line(((middle, top + 40), (middle, below - 52)), "faint", 1.0, dashed=True))
        shapes.append(Line(((middle, below + 40), (middle, below + 58)), "curve-2", 1.2, arrow=True))
        shapes.append(Label(middle, below + 74, text, 14, "curve-2"))
    words = _(
        "Two rows of boxes. Above, from left to right, the network: X, then Z by the hidden weights, "
        "H by the activation, O by the output weights, and the loss. Below, from right to left, the "
        "derivative of the loss by each of these: 1, G, G times the transposed output weights, D, "
        "which is that times the slope of the activation entry by entry, and D times the transposed "
        "hidden weights. From G and H comes the gradient of the output weights, from D and X that of "
        "the hidden weights."
    )
    return Diagram(_("Backpropagation"), WIDTH, below + 92, tuple(shapes), words)


# -- the soft maximum ---------------------------------------------------------------------------------


def soft_maximum_figure(_: Translate = str) -> Diagram:
    """The soft maximum of x and 0 for several sharpnesses above the maximum."""
    x = symbol("x")
    curves = [sample(call("Max", x, number(0)), label=r"\max", colour=1, xlim=(-2, 1))]
    for colour, sharp in enumerate(SHARPNESS, 2):
        inner = number(1) + call("exp", number(sharp) * x)
        soft = call("log", inner) * number(Fraction(1, sharp))
        curves.append(sample(soft, label=rf"\lambda = {sharp}", colour=colour, xlim=(-2, 1)))
    data = FigureData(_("The soft maximum"), tuple(curves), xlim=(-2, 1))
    gaps = ", ".join(f"{math.log(2) / sharp:.2f}" for sharp in SHARPNESS)
    words = _(
        "The maximum of x and 0, which bends at 0, and above it three smooth curves, the soft maximum "
        "for λ = {values}. At x = 0 they are {gaps} above the bend, which is log(2)/λ; elsewhere they "
        "are nearer, and nearer the larger λ is."
    ).format(values=", ".join(map(str, SHARPNESS)), gaps=gaps)
    return replace(plot(data), description=words)


# -- vanishing ----------------------------------------------------------------------------------------

Floats = NDArray[np.float64]
Map = Callable[[Floats], Floats]


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-z)))


def vanishing_figure(_: Translate = str) -> Diagram:
    """How large the gradient is at each layer, back from the loss, for three activations."""
    kinds: dict[str, tuple[Map, Map, float]] = {
        r"\mathrm{ReLU}": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float), math.sqrt(2)),
        r"\tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, 1.0),
        r"\sigma": (_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z)), 1.0),
    }
    curves, last = [], []
    for colour, (label, pair) in enumerate(kinds.items(), 1):
        sizes = gradient_sizes(*pair)
        curves.append(
            Curve((tuple((float(k), math.log10(size)) for k, size in enumerate(sizes)),), label, colour)
        )
        last.append(math.log10(sizes[-1]))
    bound = tuple((float(k), k * math.log10(0.25)) for k in range(DEPTH + 1))
    curves.append(Curve((bound,), r"4^{-k}", 4))
    data = FigureData(_("The gradient layer by layer"), tuple(curves), xlim=(0, DEPTH))
    words = _(
        "The decimal logarithm of the size of the gradient against the number of layers it has passed "
        "on its way back, from 0 to {depth}, relative to that at the loss. With ReLU and the gain √2 "
        "it ends at {relu}, with tanh at {tanh}, with the sigmoid at {sigmoid}; the line of 4 to the "
        "power −k ends at {bound}."
    ).format(
        depth=DEPTH,
        relu=f"{last[0]:.1f}",
        tanh=f"{last[1]:.1f}",
        sigmoid=f"{last[2]:.1f}",
        bound=f"{bound[-1][1]:.1f}",
    )
    return replace(plot(data), description=words.replace("-", "−"))


def gradient_sizes(phi: Map, slope: Map, gain: float) -> list[float]:
    """The mean square root of ∂ℓ/∂Z at each layer, from the last to the first, relative to the last."""
    rng = np.random.default_rng(SEED)
    weights = [rng.normal(0, gain / math.sqrt(UNITS), (UNITS, UNITS)) for _ in range(DEPTH + 1)]
    layer, before = rng.normal(size=(BATCH, UNITS)), []
    for weight in weights:
        before.append(layer @ weight)
        layer = phi(before[-1])
    delta = rng.normal(size=(BATCH, UNITS))
    sizes = [float(np.sqrt((delta**2).mean()))]
    for weight, z in zip(reversed(weights[1:]), reversed(before[:-1]), strict=True):
        delta = (delta @ weight.T) * slope(z)
        sizes.append(float(np.sqrt((delta**2).mean())))
    return [size / sizes[0] for size in sizes]


# -- the size of signals ------------------------------------------------------------------------------

GAINS = ((1.0, "g = 1"), (math.sqrt(2), r"g = \sqrt{2}"), (2.0, "g = 2"))


def signals_figure(_: Translate = str) -> Diagram:
    """The size of the pre-activations of a rectifier network layer by layer, for three gains."""
    curves, last = [], []
    for colour, (gain, label) in enumerate(GAINS, 1):
        sizes = signal_sizes(gain)
        curves.append(Curve((tuple((float(k), math.log10(s)) for k, s in enumerate(sizes)),), label, colour))
        last.append(f"{math.log10(sizes[-1]):.1f}")
    words = _(
        "The decimal logarithm of the size of a signal against the number of layers it has passed, from 0 to "
        "{depth}, in a network of rectifiers with random weights. With the gain 1 it falls to {low}, with √2 "
        "it ends at {middle}, with 2 it grows to {high}."
    ).format(depth=DEPTH, low=last[0], middle=last[1], high=last[2])
    data = FigureData(_("Signals layer by layer"), tuple(curves), xlim=(0, DEPTH))
    return replace(plot(data), description=words.replace("-", "−"))


def signal_sizes(gain: float) -> list[float]:
    """The mean square root of Z at each layer of rectifiers, relative to that at the first."""
    rng = np.random.default_rng(SEED)
    layer, sizes = rng.normal(size=(BATCH, UNITS)), []
    for depth in range(DEPTH + 1):
        z = layer @ rng.normal(0, (gain if depth else 1) / math.sqrt(UNITS), (UNITS, UNITS))
        sizes.append(float(np.sqrt((z**2).mean())))
        layer = np.maximum(z, 0)
    return [size / sizes[0] for size in sizes]
