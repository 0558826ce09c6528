"""Theorems about networks of rectifiers, by name: values, pieces, regions, the sawtooth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from derive.networks.constructions import interpolant, lines_in_general_position, xor
from derive.networks.network import Network, Rectified, values
from derive.networks.pieces import Pieces, pieces
from derive.networks.regions import regions
from derive.networks.teeth import every_depth
from derive.proof.exposition import ProofLine, exact_latex
from derive.theorems.theorem import Maker, NamedTheorem

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
HALF, NODES = Fraction(1, 2), 8


def latex(value: Fraction) -> str:
    """A rational number in LaTeX."""
    sign, p, q = "-" if value < 0 else "", abs(value.numerator), value.denominator
    return f"{sign}{p}" if q == 1 else rf"{sign}\tfrac{{{p}}}{{{q}}}"


def line_latex(line: Sequence[Fraction], names: str = "x") -> str:
    """An affine function in LaTeX: slopes, then the intercept."""
    text = ""
    for value, name in zip(line, (*names, ""), strict=True):
        if value:
            size = "" if abs(value) == 1 and name else latex(abs(value))
            sign = ("-" if value < 0 else "") if not text else (" - " if value < 0 else " + ")
            text += f"{sign}{size}{' ' if size and name else ''}{name}"
    return text or "0"


def pieces_latex(found: Pieces, name: str = "f(x)") -> str:
    """A function by its pieces."""
    ends = [latex(x) for x in found.breaks]
    inner = [rf"{a} \le x \le {b}" for a, b in pairwise(ends)]
    where = [rf"x \le {ends[0]}", *inner, rf"x \ge {ends[-1]}"]
    rows = [f"{line_latex(line)} & {place}" for line, place in zip(found.pieces, where, strict=True)]
    return rf"{name} = \begin{{cases}} " + r" \\ ".join(rows) + r" \end{cases}"


def _xor() -> NamedTheorem:
    certificate = values(xor(), CORNERS)
    stated = r"f(x, y) = \max(0, x + y) - 2 \max(0, x + y - 1)"
    lines = tuple(
        ProofLine(
            "step",
            rf"f({x}, {y}) = \max(0, {x + y}) - 2 \max(0, {x + y - 1}) = {int(xor().at((x, y))[0])}",
            "",
        )
        for x, y in CORNERS
    )
    where = "Its values at (0, 0), (0, 1), (1, 0) and (1, 1) are exactly 0, 1, 1 and 0."
    return NamedTheorem("Two rectifiers compute XOR", stated, where, certificate, lines)


def deep_example() -> Network:
    """Two layers of rectifiers, the first ReLU and the second PReLU with the slope 1/4."""
    return Network((
        Rectified.of([[1, -1, 1]], [0, 1, -2], 0),
        Rectified.of([[1, -1], [-1, 1], [-2, 3]], [-HALF, 1], Fraction(1, 4)),
        Rectified.of([[2], [1]]),
    ))  # fmt: skip


def _deep() -> NamedTheorem:
    found = pieces(deep_example())
    where = (
        f"These {len(found.pieces)} pieces are all there are, and the network bends at each of the "
        f"{len(found.breaks)} points between them. The network is:"
    )
    lines = tuple(layer_lines(found.network))
    return NamedTheorem("The pieces of a network", pieces_latex(found), where, found.certificate, lines)


def layer_lines(network: Network) -> Iterator[ProofLine]:
    """The layers as they are computed, with their numbers."""
    before = "x"
    for k, layer in enumerate(network.layers, 1):
        name = f"H_{{{k}}}" if k < len(network.layers) else "f(x)"
        inner = f"{before} {exact_latex(layer.weight)}"
        inner += f" + {exact_latex(layer.bias)}" if layer.bias else ""
        slope, said = layer.slope, "An affine layer."
        if slope is not None:
            bend = r"\operatorname{PReLU}_{" + latex(slope) + "}" if slope else r"\operatorname{ReLU}"
            inner, said = rf"{bend}\left({inner}\right)", f"{layer.weight.shape[1]} units."
        yield ProofLine("definition", f"{name} = {inner}", said)
        before = name


def _interpolation() -> NamedTheorem:
    places = [Fraction(2 * k, NODES) - 1 for k in range(NODES + 1)]
    network = interpolant([(x, 4 * x**3 - 3 * x) for x in places])
    certificate = values(network, [(x,) for x in places])
    terms = r"f_8(x) = y_0 + \sum_{k=0}^{7} c_k \max(0, x - x_k)"
    changes = [row[0] for row in network.layers[1].weight.fractions()]
    lines = (
        ProofLine("step", r"x_k = -1 + \tfrac{k}{4}, \quad y_k = 4 x_k^3 - 3 x_k", "The points."),
        ProofLine(
            "step",
            r"c_0, \dots, c_7 \,:\; " + r",\; ".join(latex(c) for c in changes),
            "By how much the slope changes at each of them.",
        ),
    )
    where = "It takes the value 4x³ − 3x at each of the nine points from −1 to 1, exactly."
    return NamedTheorem("A network through nine points", terms, where, certificate, lines)


def _sawtooth() -> NamedTheorem:
    cases = r"2^{L} x - k & k \text{ even} \\ k + 1 - 2^{L} x & k \text{ odd}"
    place = r"\qquad \tfrac{k}{2^{L}} \le x \le \tfrac{k + 1}{2^{L}}"
    stated = rf"t^{{L}}(x) = \begin{{cases}} {cases} \end{{cases}} {place}"
    where = (
        "For every number L of layers and every whole k whose interval lies in [0, 1]; t is the tent, "
        "applied L times. Neighbouring pieces have slopes of opposite sign, so none can be joined: on [0, 1] "
        "there are exactly as many pieces as such intervals, two to the power L."
    )
    even, odd, tent = "N x - k", "k + 1 - N x", r"t\!\left(%s\right)"
    left, right = "on its left half: the piece 2k of the next layer.", "on its right half: the piece 2k + 1."
    lines = (
        ProofLine("definition", r"t(y) = 2 \max(0, y) - 4 \max\!\left(0, y - \tfrac12\right)", "The tent."),
        ProofLine("definition", "N = 2^{L}", "How many pieces there are, and how steep they are."),
        ProofLine("base", "t^{0}(x) = x", "For L = 0 there is one piece, the number 0."),
        ProofLine("step", f"{tent % even} = 2 N x - 2 k", f"A piece with even k, {left}"),
        ProofLine("step", f"{tent % even} = (2 k + 1) + 1 - 2 N x", f"A piece with even k, {right}"),
        ProofLine("step", f"{tent % odd} = 2 N x - 2 k", f"A piece with odd k, {left}"),
        ProofLine("step", f"{tent % odd} = (2 k + 1) + 1 - 2 N x", f"A piece with odd k, {right}"),
    )
    return NamedTheorem("The sawtooth of every depth", stated, where, every_depth(), lines)


def _one_layer() -> NamedTheorem:
    end = Fraction(7, 2)
    found = regions(lines_in_general_position(5), ((-end, end), (-end, end)))
    stated = rf"1 + \binom{{5}}{{1}} + \binom{{5}}{{2}} = {len(found.regions)}"
    where = (
        "The hidden layer of five rectifiers that is drawn above has this many regions in the square, no "
        "more and no fewer: the certificate holds each as a polygon with the affine map of the network on "
        "it."
    )
    return NamedTheorem("Five lines, sixteen regions", stated, where, found.certificate, ())


THEOREMS: Mapping[str, Maker] = {
    "network/xor": _xor,
    "network/deep-pieces": _deep,
    "network/interpolation": _interpolation,
    "network/sawtooth": _sawtooth,
    "network/one-layer-regions": _one_layer,
}
