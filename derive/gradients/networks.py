r"""Backpropagation: the gradients of a network with one hidden layer, and of a layer anywhere.

The loss is any differentiable function f of all outputs, φ any function with a derivative at each
pre-activation.

>>> output_weights().latex
'\\frac{\\partial \\ell}{\\partial W_{o}} = H^{\\mathsf{T}} G'

D. E. Rumelhart, G. E. Hinton and R. J. Williams, Learning representations by back-propagating errors, Nature
323 (1986), doi:10.1038/323533a0.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.gradients.matrices import Matrix, MatrixExpression, by_matrix, column_sums
from derive.gradients.records import Assumed, Defined, Formula, Link, chained, numbers
from derive.proof.arrays import (
    Expression,
    applied,
    array,
    called,
    delta,
    derivative,
    exp,
    log,
    scalar,
    size,
    slope,
    total,
)

X, W_h, b_h, W_o, b_o, Z, H, O, G = (  # noqa: E741 - the names of the mathematics
    array(name) for name in ("X", "W_h", "b_h", "W_o", "b_o", "Z", "H", "O", "G")
)
loss = scalar("ell")
SHAPES = {"X": ("n", "d"), "W_h": ("d", "h"), "b_h": ("h",), "W_o": ("h", "q"), "b_o": ("q",)}
OUTPUTS = (("i", "n"), ("k", "q"))
HIDDEN = (
    Defined(
        "Z", (("i", "n"), ("j", "h")), total("r", "d", X["i", "r"] * W_h["r", "j"]) + b_h["j"],
        "The hidden layer before φ.",
    ),
    Defined("H", (("i", "n"), ("j", "h")), applied("phi", Z["i", "j"]), "The hidden layer."),
    Defined(
        "O", OUTPUTS, total("j", "h", H["i", "j"] * W_o["j", "k"]) + b_o["k"], "The outputs."
    ),
)  # fmt: skip
NETWORK = (
    *HIDDEN,
    Defined("ell", (), called("f", OUTPUTS, O["i", "k"]), "Any differentiable function of all outputs."),
    Defined(
        "G", OUTPUTS, slope("f", ("i", "k"), (("r", "n"), ("s", "q")), O["r", "s"]),
        "Its derivative by each output.",
    ),
)  # fmt: skip
WHERE = (
    "For all n, d, h and q, all weights and inputs, every differentiable loss, "
    "and every φ with a derivative at each entry of Z."
)
_G = Matrix("G", "n", "q")
_H = Matrix("H", "n", "h")
_X = Matrix("X", "n", "d")
_Wo = Matrix("W_o", "h", "q")
_Wh = Matrix("W_h", "d", "h")


def _slopes() -> MatrixExpression:
    """φ'(Z), entry by entry."""
    entries = Matrix("Z", "n", "h")
    return MatrixExpression(
        rf"\varphi'({entries.latex})", 2, "n", "h", lambda i, j: applied("phi", entries[i, j], 1)
    )


DELTA = (_G @ _Wo.T) * _slopes()


def _formula(title: str, name: str, right: str, links: Sequence[Link], indices: dict[str, str]) -> Formula:
    return Formula(
        title, WHERE, SHAPES, [chained(links)], indices, NETWORK,
        functions={"phi": 1}, losses={"f": ("n", "q")}, matrix=by_matrix(r"\ell", name, right),
    )  # fmt: skip


def _through(by: Expression) -> Link:
    """The chain rule over all outputs."""
    return Link(
        total("i", "n", total("k", "q", G["i", "k"] * derivative(O["i", "k"], by))),
        "The chain rule: the loss feels an entry through every output.",
    )


def output_weights() -> Formula:
    """By the output weights."""
    by, right = W_o["a", "b"], _H.T @ _G
    links = (
        Link(derivative(loss, by)),
        _through(by),
        Link(
            total("i", "n", G["i", "b"] * H["i", "a"]),
            "An output depends on this weight only in column b, at the rate of the hidden unit a.",
        ),
        Link(right["a", "b"], "This is an entry of a product of matrices."),
    )
    return _formula("The gradient by the output weights", "W_o", right.latex, links, {"a": "h", "b": "q"})


def output_bias() -> Formula:
    """By the output bias."""
    by = b_o["b"]
    latex, entry = column_sums(_G)
    links = (
        Link(derivative(loss, by)),
        _through(by),
        Link(entry("b"), "The bias b is added to column b of the outputs, in every row."),
    )
    return _formula("The gradient by the output bias", "b_o", latex, links, {"b": "q"})


def _hidden_links(by: Expression, rate: Expression, sentence: str) -> tuple[Link, ...]:
    """The chain rule over outputs and hidden units; ``rate`` is the derivative of Z_{ij}."""
    inner = total("j", "h", W_o["j", "k"] * applied("phi", Z["i", "j"], 1) * derivative(Z["i", "j"], by))
    felt = total(
        "j", "h", total("k", "q", G["i", "k"] * W_o["j", "k"]) * applied("phi", Z["i", "j"], 1) * rate
    )
    return (
        Link(derivative(loss, by)),
        _through(by),
        Link(
            total("i", "n", total("k", "q", G["i", "k"] * inner)),
            "An output depends on it through every hidden unit.",
        ),
        Link(total("i", "n", felt), sentence),
    )


def hidden_weights() -> Formula:
    """By the hidden weights."""
    right = _X.T @ DELTA
    links = (
        *_hidden_links(
            W_h["a", "b"], X["i", "a"] * delta("j", "b"), "Only the hidden unit b has this weight."
        ),
        Link(right["a", "b"], "This is an entry of a product of matrices."),
    )
    return _formula("The gradient by the hidden weights", "W_h", right.latex, links, {"a": "d", "b": "h"})


def hidden_bias() -> Formula:
    """By the hidden bias."""
    latex, entry = column_sums(DELTA)
    links = (
        *_hidden_links(b_h["b"], delta("j", "b"), "Only the hidden unit b has this bias."),
        Link(entry("b"), "The sum over the hidden units has one term."),
    )
    return _formula("The gradient by the hidden bias", "b_h", latex, links, {"b": "h"})


def inputs() -> Formula:
    """By the inputs."""
    right = DELTA @ _Wh.T
    links = (
        *_hidden_links(
            X["a", "b"], delta("i", "a") * W_h["b", "j"], "Only row a of the hidden layer has this input."
        ),
        Link(right["a", "b"], "This is an entry of a product of matrices."),
    )
    return _formula("The gradient by the inputs", "X", right.latex, links, {"a": "n", "b": "d"})


def hidden_units() -> Formula:
    """By the hidden layer after φ, taken as a matrix of its own."""
    right = _G @ _Wo.T
    definitions = [row for row in NETWORK if row.name not in ("Z", "H")]
    links = (
        Link(derivative(loss, H["a", "b"])),
        _through(H["a", "b"]),
        Link(total("k", "q", G["a", "k"] * W_o["b", "k"]), "Only row a of the outputs depends on it."),
        Link(right["a", "b"], "This is an entry of a product of matrices."),
    )
    return Formula(
        "The gradient by the hidden layer", "For all n, h and q, and every differentiable loss.",
        {"H": ("n", "h"), "W_o": ("h", "q"), "b_o": ("q",)}, [chained(links)], {"a": "n", "b": "h"},
        definitions, losses={"f": ("n", "q")}, matrix=by_matrix(r"\ell", "H", right.latex),
    )  # fmt: skip


def classifier() -> Formula:
    """The whole of it for softmax and cross-entropy: the output weights of a classifier."""
    S, P, Y = array("S"), array("P"), array("Y")
    definitions = (
        *HIDDEN,
        Defined("S", (("i", "n"),), total("k", "q", exp(O["i", "k"])), "One sum for each example."),
        Defined("P", OUTPUTS, exp(O["i", "k"]) / S["i"], "The softmax of each row."),
        Defined(
            "ell", (), -total("i", "n", total("k", "q", Y["i", "k"] * log(P["i", "k"]))) / size("n"),
            "The mean cross-entropy.",
        ),
    )  # fmt: skip
    truth = Assumed(
        (total("k", "q", Y["i", "k"]), "==", Expression(1)), {"i": "n"}, "Each row of Y sums to 1."
    )
    right = (_H.T @ (Matrix("P", "n", "q") - Matrix("Y", "n", "q"))).over(size("n"))
    weights = total("k", "q", Y["i", "k"])
    links = (
        Link(derivative(loss, W_o["a", "b"])),
        Link(
            total("i", "n", (weights * P["i", "b"] - Y["i", "b"]) * H["i", "a"]) / size("n"),
            "The gradient by each score, times the hidden unit that the weight multiplies.",
        ),
        Link(right["a", "b"], "Each row of Y sums to 1.", ("truth",)),
    )
    return Formula(
        "A classifier's output weights",
        "For all n, d, h and q, every φ with a derivative, and all Y whose rows sum to 1.",
        {**SHAPES, "Y": ("n", "q")}, [chained(links)], {"a": "h", "b": "q"}, definitions, {"truth": truth},
        functions={"phi": 1}, matrix=by_matrix(r"\ell", "W_o", right.latex),
        witness=numbers({"n": 1, "q": 2, "h": 1}, {"a": 1, "b": 2}, Y=[[0, 1]]),
    )  # fmt: skip
