r"""Backpropagation through every number of layers, and through one layer anywhere.

>>> layer("weights").latex
'\\frac{\\partial \\ell}{\\partial W} = A^{\\mathsf{T}} G'

I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, MIT Press 2016, section 6.5.
"""

from __future__ import annotations

from derive.gradients.induction import Composed, Induction, Shown
from derive.gradients.matrices import Matrix, MatrixExpression, by_matrix, column_sums
from derive.gradients.records import Defined, Formula, Link, chained
from derive.proof.arrays import Expression, applied, array, called, derivative, scalar, slope, total

PAIRS = (("r", "n"), ("k", "d[i+1]"))


def _layer(before: Expression) -> Expression:
    """An entry of Z[i+1], where ``before`` is the entry (r, j) of Z[i]."""
    W, b = array("W[i+1]"), array("b[i+1]")
    return total("j", "d[i]", applied("phi", before) * W["j", "k"]) + b["k"]


Z, Z_next, D, D_next, W_next = (
    array(name) for name in ("Z[i]", "Z[i+1]", "Delta[i]", "Delta[i+1]", "W[i+1]")
)
LAST = (("r", "n"), ("k", "d[L]"))


def _slopes() -> MatrixExpression:
    """φ' at the entries of a layer."""
    layer = Matrix("Z[i]", "n", "d[i]")
    return MatrixExpression(
        rf"\varphi'({layer.latex})", 2, "n", "d[i]", lambda i, j: applied("phi", layer[i, j], 1)
    )


def _carried() -> MatrixExpression:
    """What Δ is one layer back."""
    ahead, weight = Matrix("Delta[i+1]", "n", "d[i+1]"), Matrix("W[i+1]", "d[i]", "d[i+1]")
    return (ahead @ weight.T) * _slopes()


def _definitions() -> tuple[Defined | Composed, ...]:
    """One layer: the next layer before φ, the loss as a function of this one, and Δ."""
    M = array("M")
    return (
        Defined("Z[i+1]", PAIRS, _layer(Z["r", "j"]), "The next layer, before φ."),
        Composed(
            "f[i]", "M", ("n", "d[i]"), called("f[i+1]", PAIRS, _layer(M["r", "j"])),
            "The loss as a function of layer i: all layers that come after are applied.",
        ),
        Defined(
            "Delta[i]", (("a", "n"), ("c", "d[i]")), _carried()["a", "c"],
            "The recursion from the last layer to the first.",
        ),
    )  # fmt: skip


def _links() -> tuple[Link, ...]:
    """From the derivative by layer i to Δ."""
    left = slope("f[i]", ("a", "c"), (("r", "n"), ("k", "d[i]")), Z["r", "k"])
    felt = slope("f[i+1]", ("u", "v"), PAIRS, Z_next["r", "k"])
    rate = applied("phi", Z["a", "c"], 1)
    row = slope("f[i+1]", ("a", "v"), PAIRS, Z_next["r", "k"])
    return (
        Link(left),
        Link(
            total("u", "n", total("v", "d[i+1]", felt * derivative(Z_next["u", "v"], Z["a", "c"]))),
            "The chain rule: the loss feels layer i through every entry of the next.",
        ),
        Link(
            total("v", "d[i+1]", row * W_next["c", "v"]) * rate,
            "Only row a of the next layer depends on the entry, at the rate W φ'.",
        ),
        Link(
            total("v", "d[i+1]", D_next["a", "v"] * W_next["c", "v"]) * rate,
            "The claim for layer i + 1.",
            ("gradient",),
        ),
        Link(D["a", "c"], "This is how Δ is defined."),
    )


def backpropagation() -> Induction:
    """The derivative by the pre-activations of every layer, from the last to the first."""
    links = _links()
    first = slope("f[L]", ("a", "c"), LAST, array("Z[L]")["r", "k"])
    outputs = Defined(
        "Delta[L]", (("a", "n"), ("c", "d[L]")), first, "The derivative of the loss by the outputs."
    )
    begin = (Link(first), Link(array("Delta[L]")["a", "c"], "This is how Δ begins."))
    every = {"a": "n", "c": "d[i]"}
    shown = Shown(
        (links[0].term, "==", D["a", "c"]),
        [chained(begin, {"a": "n", "c": "d[L]"})],
        [chained(links, every)],
        every,
        "Δ is the derivative of the loss by each entry of the layer before φ.",
    )
    symbols = {
        "Z[i]": ("n", "d[i]"), "W[i+1]": ("d[i]", "d[i+1]"), "b[i+1]": ("d[i+1]",), "Delta[i]": ("n", "d[i]"),
    }  # fmt: skip
    return Induction(
        "Backpropagation through every number of layers",
        "For every L, all widths, every differentiable loss, and every φ with a derivative at all of Z.",
        by_matrix(r"\ell", "Z[i]", _carried().latex), symbols,
        ("1 <= i <= L", "L", "i+1", "i"), (outputs,), _definitions(), {"gradient": shown},
        functions={"phi": 1}, losses={"f[i]": ("n", "d[i]")},
        conclusion="The claim, with Δ written out as it is defined, as matrices.",
    )  # fmt: skip


def layer(part: str) -> Formula:
    """The derivative by the weights, the bias or the input of one layer A W + 1 b, wherever it stands."""
    A, W, b = array("A"), array("W"), array("b")
    pairs = (("i", "n"), ("k", "q"))
    G = array("G")
    definitions = (
        Defined("Z", pairs, total("j", "d", A["i", "j"] * W["j", "k"]) + b["k"], "One layer before φ."),
        Defined("ell", (), called("f", pairs, array("Z")["i", "k"]), "Any differentiable function of it."),
        Defined(
            "G", pairs, slope("f", ("i", "k"), (("r", "n"), ("s", "q")), array("Z")["r", "s"]),
            "Its derivative.",
        ),
    )  # fmt: skip
    matrix = Matrix("G", "n", "q")
    weights, carried = Matrix("A", "n", "d").T @ matrix, matrix @ Matrix("W", "d", "q").T
    sums, entry = column_sums(matrix)
    by, indices, right, stated = {
        "weights": (W["a", "c"], {"a": "d", "c": "q"}, weights["a", "c"], ("W", weights.latex)),
        "bias": (b["c"], {"c": "q"}, entry("c"), ("b", sums)),
        "input": (A["a", "c"], {"a": "n", "c": "d"}, carried["a", "c"], ("A", carried.latex)),
    }[part]
    links = (
        Link(derivative(scalar("ell"), by)),
        Link(
            total("i", "n", total("k", "q", G["i", "k"] * derivative(array("Z")["i", "k"], by))),
            "The chain rule over all entries of the layer.",
        ),
        Link(right, "Most of these derivatives are zero."),
    )
    return Formula(
        f"The gradient by the {part} of a layer", "For all n, d and q, and every differentiable loss.",
        {"A": ("n", "d"), "W": ("d", "q"), "b": ("q",)}, [chained(links)], indices, definitions,
        losses={"f": ("n", "q")}, matrix=by_matrix(r"\ell", *stated),
    )  # fmt: skip
