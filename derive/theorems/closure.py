r"""What affine maps are closed under: the layers that stand between two weights and stay affine.

>>> THEOREMS["closure/lora"]().latex.partition(" = ")[2]
'X (W + B A) + \\mathbf{1}_{n} b'
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.proof.exposition import ProofLine
from derive.proof.words import certificate, ones, product
from derive.proof.words import identity as unit
from derive.proof.words import residual as residual_lemma
from derive.theorems.theorem import Maker, NamedTheorem
from derive.theorems.words import Line, Shapes, identity, matrices

DISTRIBUTES = "The product distributes over the sum."


def _linear() -> NamedTheorem:
    X, W, b, T = matrices("X", "W", "b", "T")
    one = ones("n")
    chain = (
        Line((X @ W + one @ b) @ T, (), "The layer, and the linear map after it."),
        Line((X @ W) @ T + (one @ b) @ T, (), DISTRIBUTES),
        Line(X @ (W @ T) + one @ (b @ T), (), "Products are associative."),
    )
    shapes: Shapes = {"X": ("n", "d"), "W": ("d", "h"), "b": (1, "h"), "T": ("h", "q")}
    where = (
        "For all n, d, h and q, and every matrix T: a permutation, a mean, a convolution, a multiple of I."
    )
    return identity("A linear map after an affine layer", where, shapes, chain)


def _batch_norm() -> NamedTheorem:
    X, W, b, m, D, s = matrices("X", "W", "b", "m", "D", "s")
    one = ones("n")
    chain = (
        Line((X @ W + one @ b - one @ m) @ D + one @ s, (), "The layer is centred, scaled and shifted."),
        Line((X @ W + one @ (b - m)) @ D + one @ s, (), "The column of ones is taken out of the sum."),
        Line((X @ W) @ D + (one @ (b - m)) @ D + one @ s, (), DISTRIBUTES),
        Line(X @ (W @ D) + one @ ((b - m) @ D + s), (), "Products are associative."),
    )
    shapes: Shapes = {
        "X": ("n", "d"),
        "W": ("d", "q"),
        "b": (1, "q"),
        "m": (1, "q"),
        "D": ("q", "q"),
        "s": (1, "q"),
    }
    where = "With the kept means m, the diagonal D of γ/√(v + ε) from the kept variances v, and the shift s."
    return identity("Batch normalisation in evaluation", where, shapes, chain)


def _residual() -> NamedTheorem:
    lemma = residual_lemma()
    return identity("A residual sum", "For all n and d.", dict(lemma.symbols), lemma.chain)


def _branches() -> NamedTheorem:
    X, A, B, a, b = matrices("X", "A", "B", "a", "b")
    one, eye = ones("n"), unit("d")
    chain = (
        Line((X @ A + one @ a) + (X @ B + one @ b) + X, (), "Two layers and the input itself, added."),
        Line(X @ A + X @ B + X @ eye + (one @ a + one @ b), (), "X I is X; the order of a sum is free."),
        Line(X @ (A + B + eye) + one @ (a + b), (), DISTRIBUTES),
    )
    shapes: Shapes = {"X": ("n", "d"), "A": ("d", "d"), "B": ("d", "d"), "a": (1, "d"), "b": (1, "d")}
    return identity("Parallel branches", "For all n and d.", shapes, chain)


def _lora() -> NamedTheorem:
    X, W, B, A, b = matrices("X", "W", "B", "A", "b")
    one = ones("n")
    chain = (
        Line((X @ W + one @ b) + (X @ B) @ A, (), "The frozen layer, and the narrow branch beside it."),
        Line(X @ W + X @ (B @ A) + one @ b, (), "Products are associative."),
        Line(X @ (W + B @ A) + one @ b, (), DISTRIBUTES),
    )
    shapes: Shapes = {"X": ("n", "d"), "W": ("d", "q"), "B": ("d", "r"), "A": ("r", "q"), "b": (1, "q")}
    where = "For all n, d, q and every rank r; a factor α/r is part of A."
    return identity("A low-rank update (LoRA)", where, shapes, chain)


def _window() -> NamedTheorem:
    X, A, P, B = matrices("X", "A", "P", "B")
    eye = unit("m")
    chain = (
        Line(
            X @ (A @ B) - ((X @ A) @ P) @ B,
            (),
            "Both kernels at once, and one after the other with P between.",
        ),
        Line(product(X, A, eye, B) - product(X, A, P, B), (), "Products are associative, and I B is B."),
        Line(product(X, A, eye - P, B), (), DISTRIBUTES),
    )
    shapes: Shapes = {"X": ("n", "d"), "A": ("d", "m"), "P": ("m", "m"), "B": ("m", "q")}
    where = "P keeps what lies within the image and puts 0 in place of the rest."
    return identity("What zero padding loses", where, shapes, chain)


def _affine_feature() -> NamedTheorem:
    X, W, b, t, e = matrices("X", "W", "b", "t", "e")
    one = ones("n")
    chain = (
        Line(((X + t @ e) @ W + one @ b) - (X @ W + one @ b), (), "After the change, less before it."),
        Line(X @ W + (t @ e) @ W + one @ b - X @ W - one @ b, (), DISTRIBUTES),
        Line(t @ (e @ W), (), "What occurs twice cancels; products are associative."),
    )
    shapes: Shapes = {"X": ("n", "d"), "W": ("d", "q"), "b": (1, "q"), "t": ("n", 1), "e": (1, "d")}
    where = (
        "With e the unit row of one feature, t e adds to it in each example; e W is the row of its weights."
    )
    return identity("One feature moves, the others stay", where, shapes, chain)


def _shapes() -> NamedTheorem:
    """Every term of the multilayer perceptron, with the shape that the checker finds for it."""
    X, W, b, H, V, c = matrices("X", "W_h", "b_h", "H", "W_o", "b_o")
    one = ones("n")
    symbols = {"X": ["n", "d"], "W_h": ["d", "h"], "b_h": [1, "h"], "H": ["n", "h"], "W_o": ["h", "q"],
               "b_o": [1, "q"]}  # fmt: skip
    terms = (
        (X @ W, ("n", "h"), "Every example times the hidden weights."),
        (one @ b, ("n", "h"), "The bias row, once for each example."),
        (X @ W + one @ b, ("n", "h"), "Both have one shape, so that they may be added: this is H."),
        (H @ V, ("n", "q"), "Every row of H times the output weights."),
        (one @ c, ("n", "q"), "The other bias row."),
        (H @ V + one @ c, ("n", "q"), "This is O."),
        (W @ V, ("d", "q"), "The weights of both layers together."),
        (b @ V + c, (1, "q"), "Their bias."),
    )
    statement = {"symbols": symbols, "terms": [[term.data, list(shape)] for term, shape, _said in terms]}
    rows = [(f"{term.latex()} \\in \\mathbb{{R}}^{{{r} \\times {k}}}", said) for term, (r, k), said in terms]
    return shapes_theorem(statement, rows)


def shapes_theorem(statement: Mapping[str, object], rows: list[tuple[str, str]]) -> NamedTheorem:
    """The theorem that terms have their shapes: a line for each."""
    hidden, out = rows[2][0], rows[5][0]
    latex = rf"\begin{{aligned}} H &= {hidden} \\ O &= {out} \end{{aligned}}"
    lines = tuple(ProofLine("step", row, said) for row, said in rows)
    where = "For all positive n, d, h and q: the checker works out the shape of each product and each sum."
    return NamedTheorem("The shapes fit", latex, where, certificate("shapes", statement, {}), lines)


THEOREMS: Mapping[str, Maker] = {
    "layers/shapes": _shapes,
    "layers/one-feature": _affine_feature,
    "closure/linear": _linear,
    "closure/batch-norm": _batch_norm,
    "closure/residual": _residual,
    "closure/branches": _branches,
    "closure/lora": _lora,
    "closure/zero-padding": _window,
}
