r"""Matrix terms, and the two lemmas on which every collapse rests.

A `MatrixTerm` is written as mathematics is, ``X @ W + ones("n") @ b``, and holds the JSON form that
certificates carry (docs/certificates-collapse.md). A `Chain` is a proof: a column of equal terms, each
with the reasons why it equals the one above and a sentence for the reader. The same objects are
rendered as the certificate and as the page.

>>> X, W, b = MatrixTerm("X"), MatrixTerm("W"), MatrixTerm("b")
>>> term = (X @ W + ones("n") @ b) @ MatrixTerm("W_2")
>>> term.data[0], term.latex()
('mul', '(X W + \\mathbf{1}_{n} b) W_{2}')

Typed words and proofs by one normal form: Raab, Regensburger, Hossein Poor, "Formal proofs of operator
identities by a single formal computation", Journal of Pure and Applied Algebra 225 (2021), 106564.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class MatrixTerm:
    """A sum of products of named matrices, 1ₙ and I, in the JSON form of certificates."""

    data: Any

    def __add__(self, other: MatrixTerm) -> MatrixTerm:
        return MatrixTerm(["add", self.data, other.data])

    def __sub__(self, other: MatrixTerm) -> MatrixTerm:
        return self + -1 * other

    def __rmul__(self, factor: int | Fraction) -> MatrixTerm:
        q = Fraction(factor)
        return MatrixTerm(
            ["scale", int(q) if q.denominator == 1 else ["rational", *q.as_integer_ratio()], self.data]
        )

    def __matmul__(self, other: MatrixTerm) -> MatrixTerm:
        return MatrixTerm(["mul", self.data, other.data])

    def latex(self) -> str:
        """The term as LaTeX, with its brackets."""
        return _latex(self.data)

    def factor_latex(self) -> str:
        """The term as LaTeX, in brackets where it is a sum."""
        return _factor(self.data, ("add",))


def ones(n: str | int) -> MatrixTerm:
    """1ₙ, the n×1 column of ones."""
    return MatrixTerm(["ones", n])


def product(*factors: MatrixTerm) -> MatrixTerm:
    """A product of several factors, without brackets."""
    return MatrixTerm(["mul", *(factor.data for factor in factors)])


def identity(d: str | int) -> MatrixTerm:
    """The d×d identity matrix."""
    return MatrixTerm(["identity", d])


def _latex(data: Any) -> str:
    if isinstance(data, str):
        return name_latex(data)
    head, *args = data
    if head in ("ones", "identity"):
        return ("I" if head == "identity" else "\\mathbf{1}") + f"_{{{name_latex(args[0])}}}"
    if head == "add":
        first, *rest = args
        return _latex(first) + "".join(_summand(arg) for arg in rest)
    if head == "scale":
        return _multiple(*args)
    return " ".join(_factor(arg, ("add", "mul", "scale")) for arg in args)


def _summand(data: Any) -> str:
    """A further summand with its sign."""
    if data[0] == "scale" and data[1] == -1:
        return f" - {_factor(data[2], ('add', 'scale'))}"
    return f" + {_factor(data, ('add',))}"


def _multiple(q: Any, data: Any) -> str:
    factor = {1: "", -1: "-"}.get(q, str(q)) if isinstance(q, int) else f"\\tfrac{{{q[1]}}}{{{q[2]}}}"
    return f"{factor} {_factor(data, ('add', 'scale'))}".strip()


def _factor(data: Any, heads: tuple[str, ...]) -> str:
    text = _latex(data)
    return f"({text})" if isinstance(data, list) and data[0] in heads else text


def name_latex(name: str | int) -> str:
    """A name as LaTeX: ``W_1`` and ``W1`` with a subscript, ``P[i+1]`` with an index."""
    if isinstance(name, int):
        return str(name)
    base, index = re.fullmatch(r"([A-Za-z]+)(.*)", name, re.ASCII).groups()  # type: ignore[union-attr]
    base = base if len(base) == 1 else f"\\mathrm{{{base}}}"
    parts = [part for part in re.split(r"[_\[\]]", index) if part]
    spelled = [part if re.fullmatch(r"\w|\d+|i\+1", part) else f"\\mathrm{{{part}}}" for part in parts]
    return f"{base}_{{{', '.join(spelled)}}}" if spelled else base


@dataclass(frozen=True, slots=True)
class Line:
    """A term of a chain: what makes it equal to the one above, and that in a sentence."""

    term: MatrixTerm
    by: tuple[str, ...] = ()
    sentence: str = ""

    def json(self) -> Any:
        return {"term": self.term.data, "by": list(self.by)}


Chain = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Lemma:
    """An identity between matrix terms: the shape of each symbol, and the chain from left to right."""

    symbols: tuple[tuple[str, tuple[str | int, str | int]], ...]
    chain: Chain

    def latex(self) -> str:
        """The identity as LaTeX."""
        return f"{self.chain[0].term.latex()} = {self.chain[-1].term.latex()}"

    def statement(self) -> dict[str, Any]:
        return {
            "symbols": {name: list(shape) for name, shape in self.symbols},
            "left": self.chain[0].term.data,
            "right": self.chain[-1].term.data,
        }

    def proof(self) -> list[Any]:
        return [line.json() for line in self.chain]


def step() -> Lemma:
    """(X W₁ + 1ₙ b₁) W₂ + 1ₙ b₂ = X (W₁ W₂) + 1ₙ (b₁ W₂ + b₂): two affine layers are one.

    Source: the associative and distributive laws of matrix multiplication (Hoffman and Kunze, Linear
    Algebra, 2nd edition, 1971, the chapter on linear equations).
    """
    X, W1, b1, W2, b2 = (MatrixTerm(name) for name in ("X", "W1", "b1", "W2", "b2"))
    one = ones("n")
    chain = (
        Line((X @ W1 + one @ b1) @ W2 + one @ b2, (), "The second layer is applied to the first."),
        Line((X @ W1) @ W2 + (one @ b1) @ W2 + one @ b2, (), "The product distributes over the sum."),
        Line(X @ (W1 @ W2) + one @ (b1 @ W2) + one @ b2, (), "Products are associative."),
        Line(X @ (W1 @ W2) + one @ (b1 @ W2 + b2), (), "The column of ones is taken out of the sum."),
    )
    shapes = (("n", "d"), ("d", "h"), (1, "h"), ("h", "q"), (1, "q"))
    return Lemma(tuple(zip(("X", "W1", "b1", "W2", "b2"), shapes, strict=True)), chain)


def residual() -> Lemma:
    """X + (X W + 1ₙ b) = X (I + W) + 1ₙ b: a residual layer is an affine layer.

    Residual layers: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016.
    """
    X, W, b, one, unit = MatrixTerm("X"), MatrixTerm("W"), MatrixTerm("b"), ones("n"), identity("d")
    chain = (
        Line(X + (X @ W + one @ b), (), "The layer adds its branch to what it is given."),
        Line(X @ unit + X @ W + one @ b, (), "X I is X."),
        Line(X @ (unit + W) + one @ b, (), "The product distributes over the sum."),
    )
    return Lemma((("X", ("n", "d")), ("W", ("d", "d")), ("b", (1, "d"))), chain)


def lemmas() -> dict[str, Any]:
    """The two lemmas as the certificate of a stack carries them."""
    return {
        name: {"statement": lemma.statement(), "proof": lemma.proof()}
        for name, lemma in (("step", step()), ("residual", residual()))
    }


def certificate(claim: str, statement: Any, proof: Any) -> dict[str, Any]:
    """A collapse certificate: what is claimed, the statement and its proof, as plain JSON values."""
    head = {"format": "derive-certificate", "version": 1, "kind": "collapse"}
    return {**head, "claim": claim, "statement": statement, "proof": proof}
