r"""Convolutions, average pools and flattening of every size, in every number of dimensions, are affine.

The places of an image are numbered, whatever dimensions it has: x[a, c, j] is the value of example a in
channel c at place j. Where a kernel lies is an array of zeros and ones: S[i, k, j] is 1 if for output place i
the kernel place k lies over input place j. Size, stride, dilation and padding are in S, and the theorems hold
for every S.

>>> print(convolution().latex)
Y_{aoi} = \sum_{c=1}^{p} \sum_{j=1}^{d} x_{acj} \, M_{cjoi} + b_{o}

V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from derive.gradients.records import Assumed, Defined, Formula, Link, chained, numbers
from derive.proof.arrays import Expression, array, delta, size, total
from derive.theorems.theorem import Maker, NamedTheorem

x, u, v, b, g, S, T, R, G, P, V, M, Y, Q = map(array, ("x", "u", "v", "b", "g", "S", "T", "R", "G", "P", "V",
                                                     "M", "Y", "Q"))  # fmt: skip
PLACES = "S is 1 where kernel place k lies over input place j for output place i, and 0 elsewhere"
SIZES = "every size, stride, dilation and zero padding, in every number of dimensions"


def summed(term: Expression, *over: tuple[str, str]) -> Expression:
    """The sum over several indices."""
    for index, dimension in reversed(over):
        term = total(index, dimension, term)
    return term


C, E, K, J, L, KR = (
    ("c", "p"), ("e", "h"), ("k", "k_1"), ("j", "d"), ("i", "l"), ("r", "k_2"),
)  # fmt: skip


def convolution() -> Formula:
    """A convolution is a matrix between places."""
    written = Defined(
        "Y", (("a", "n"), ("o", "q"), ("i", "l")),
        summed(u["o", "c", "k"] * S["i", "k", "j"] * x["a", "c", "j"], C, K, J) + b["o"],
        f"A convolution with the kernel u and the bias b: {PLACES}.",
    )  # fmt: skip
    weight = Defined(
        "M", (("c", "p"), ("j", "d"), ("o", "q"), ("i", "l")),
        total("k", "k_1", u["o", "c", "k"] * S["i", "k", "j"]),
        "Its matrix: with how much the value at c, j enters that at o, i.",
    )  # fmt: skip
    links = (
        Link(Y["a", "o", "i"]),
        Link(
            summed(x["a", "c", "j"] * total("k", "k_1", u["o", "c", "k"] * S["i", "k", "j"]), C, J) + b["o"],
            "The sum over the kernel is done first.",
        ),
        Link(summed(x["a", "c", "j"] * M["c", "j", "o", "i"], C, J) + b["o"], "This is the matrix."),
    )
    return Formula(
        "A convolution of any size is affine", f"For {SIZES}.",
        {"x": ("n", "p", "d"), "u": ("q", "p", "k_1"), "b": ("q",), "S": ("l", "k_1", "d")},
        [chained(links)], {"a": "n", "o": "q", "i": "l"}, (written, weight),
    )  # fmt: skip


def _first() -> Defined:
    return Defined(
        "Y", (("a", "n"), ("e", "h"), ("i", "l")),
        summed(u["e", "c", "k"] * S["i", "k", "j"] * x["a", "c", "j"], C, K, J) + b["e"],
        f"The first convolution: {PLACES}.",
    )  # fmt: skip


STEPS = Assumed(
    (
        total("i", "l", T["f", "r", "i"] * S["i", "k", "j"]),
        "==",
        total("s", "k_3", G["r", "k", "s"] * R["f", "s", "j"]),
    ),
    {"r": "k_2", "k": "k_1", "j": "d"},
    "Two steps are one: G is 1 where r and k together make the place s of the long kernel, else 0.",
)
INSIDE = Assumed(
    (total("i", "l", T["f", "r", "i"]), "==", Expression(1)), {"r": "k_2"},
    "No padding: each place of the second kernel lies over one value.",
)  # fmt: skip
# Kernels of two on three values: one of three.
TWO = numbers(
    {"d": 3, "l": 2, "m": 1, "k_1": 2, "k_2": 2, "k_3": 3}, {"f": 1},
    S=[[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]], T=[[[1, 0], [0, 1]]],
    G=[[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 0, 1]]], R=[[[1, 0, 0], [0, 1, 0], [0, 0, 1]]],
)  # fmt: skip


def composed() -> Formula:
    """A convolution after a convolution is one."""
    both = array("N")
    taps = Defined(
        "P", (("o", "q"), ("c", "p"), ("r", "k_2"), ("k", "k_1")),
        total("e", "h", v["o", "e", "r"] * u["e", "c", "k"]), "Products of weights: the channels between.",
    )  # fmt: skip
    definitions = (
        _first(),
        Defined(
            "Z", (("a", "n"), ("o", "q"), ("f", "m")),
            summed(v["o", "e", "r"] * T["f", "r", "i"] * Y["a", "e", "i"], E, KR, L) + g["o"],
            "The second one, with T for its places.",
        ),
        taps,
        Defined(
            "N", (("f", "m"), KR, K, J), total("i", "l", T["f", "r", "i"] * S["i", "k", "j"]),
            "Which places the two kernels lie over, one after the other.",
        ),
        Defined(
            "w", (("o", "q"), C, ("s", "k_3")), summed(P["o", "c", "r", "k"] * G["r", "k", "s"], KR, K),
            "The one kernel: a product of polynomials.",
        ),
        Defined("B", (("o", "q"),), summed(v["o", "e", "r"] * b["e"], E, KR) + g["o"], "The one bias."),
    )  # fmt: skip
    twice = summed(P["o", "c", "r", "k"] * both["f", "r", "k", "j"] * x["a", "c", "j"], C, KR, K, J)
    first = summed(v["o", "e", "r"] * b["e"] * total("i", "l", T["f", "r", "i"]), E, KR)
    once = summed(array("w")["o", "c", "s"] * R["f", "s", "j"] * x["a", "c", "j"], C, ("s", "k_3"), J)
    bias = array("B")["o"]
    links = (
        Link(array("Z")["a", "o", "f"]),
        Link(twice + first + g["o"], "The first layer is put in."),
        Link(twice + bias, "No padding: the first bias arrives whole.", ("inside",)),
        Link(once + bias, "Two steps are one.", ("steps",)),
    )
    return Formula(
        "A convolution after a convolution is one convolution",
        "For every size, stride and dilation, in every number of dimensions, where two steps are one and no "
        "kernel hangs over the edge. Z is what the two compute, w the one kernel, R its places, B its bias.",
        {
            "x": ("n", "p", "d"), "u": ("h", "p", "k_1"), "v": ("q", "h", "k_2"), "b": ("h",), "g": ("q",),
            "S": ("l", "k_1", "d"), "T": ("m", "k_2", "l"), "R": ("m", "k_3", "d"),
            "G": ("k_2", "k_1", "k_3"),
        },
        [chained(links)], {"a": "n", "o": "q", "f": "m"}, definitions, {"steps": STEPS, "inside": INSIDE},
        witness=_witness({"n": 1, "q": 1}, {"a": 1, "o": 1}),
    )  # fmt: skip


def _witness(sizes: Mapping[str, int], indices: Mapping[str, int]) -> dict[str, Any]:
    return {**TWO, "sizes": {**TWO["sizes"], **sizes}, "indices": {**TWO["indices"], **indices}}


def pool() -> Formula:
    """An average pool is a convolution."""
    mean = Defined(
        "Q", (("a", "n"), ("e", "p"), ("i", "l")),
        summed(S["i", "k", "j"] * x["a", "e", "j"], K, J) / size("k_1"),
        "The mean over a window, channel by channel.",
    )  # fmt: skip
    kernel = Defined(
        "u", (("e", "p"), ("c", "p"), ("k", "k_1")), delta("e", "c") / size("k_1"),
        "The kernel: one part in each place of the same channel, 0 for the others.",
    )  # fmt: skip
    links = (
        Link(summed(u["e", "c", "k"] * S["i", "k", "j"] * x["a", "c", "j"], C, K, J)),
        Link(
            summed(delta("e", "c") * S["i", "k", "j"] * x["a", "c", "j"], C, K, J) / size("k_1"),
            "The kernel is put in.",
        ),
        Link(Q["a", "e", "i"], "The delta leaves the same channel."),
    )
    return Formula(
        "An average pool of any size is a convolution", f"For {SIZES}.",
        {"x": ("n", "p", "d"), "S": ("l", "k_1", "d")}, [chained(links)],
        {"a": "n", "e": "p", "i": "l"}, (mean, kernel),
    )  # fmt: skip


def dense() -> Formula:
    """Flatten, then an affine layer."""
    definitions = (
        Defined(
            "Q", (("a", "n"), ("f", "m")), summed(P["f", "c", "j"] * x["a", "c", "j"], C, J),
            "One row for each image: P is 1 where place f of the row is c, j, else 0.",
        ),
        Defined(
            "O", (("a", "n"), ("o", "q")), total("f", "m", Q["a", "f"] * V["f", "o"]) + b["o"],
            "An affine layer after it.",
        ),
        Defined(
            "M", (("c", "p"), ("j", "d"), ("o", "q")), total("f", "m", P["f", "c", "j"] * V["f", "o"]),
            "Its weights, sorted by channel and place.",
        ),
    )  # fmt: skip
    links = (
        Link(array("O")["a", "o"]),
        Link(
            summed(x["a", "c", "j"] * total("f", "m", P["f", "c", "j"] * V["f", "o"]), C, J) + b["o"],
            "The sum over the row is done first.",
        ),
        Link(summed(x["a", "c", "j"] * M["c", "j", "o"], C, J) + b["o"], "These are the sorted weights."),
    )
    return Formula(
        "Flatten, then a layer: affine in the image",
        "For every order in which the values are put, and every size in every number of dimensions.",
        {"x": ("n", "p", "d"), "P": ("m", "p", "d"), "V": ("m", "q"), "b": ("q",)},
        [chained(links)], {"a": "n", "o": "q"}, definitions,
    )  # fmt: skip


def _named(made: Callable[[], Formula]) -> NamedTheorem:
    found = made()
    return NamedTheorem(found.title, found.latex, found.where, found.certificate, found.lines())


MADE: Sequence[tuple[str, Callable[[], Formula]]] = (
    ("convolution", convolution), ("convolutions", composed), ("average-pool", pool), ("flatten", dense),
)  # fmt: skip
THEOREMS: Mapping[str, Maker] = {f"closure/{name}": partial(_named, made) for name, made in MADE}
