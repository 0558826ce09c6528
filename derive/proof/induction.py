r"""The collapse theorem for every number of layers, by induction.

For L layers X = H_0, H_{i+1} = H_i W_{i+1} + 1ₙ b_{i+1} it says

    H_L = X (W_1⋯W_L) + 1ₙ (Σ_k b_k W_{k+1}⋯W_L).

Three inductions over i from 1 to L, with L fixed, give it: the first i layers collapse to P_i and c_i;
P_i S_i = S_0 and c_i S_i = s_i, where S_i = W_{i+1}⋯W_L is the product of the layers that follow and s_i the
sum of b_k S_k for k up to i. At i = L, where S_L = I, they are the theorem. For residual layers, which
add their input, I + W_i stands in place of W_i.

>>> affine = induction("affine")
>>> [line.term.latex() for line in affine.claims["collapse"].base][-1]
'X P_{1} + \\mathbf{1}_{n} c_{1}'

That a network without nonlinearity is a linear model: Goodfellow, Bengio, Courville, Deep Learning, MIT
Press 2016, section 6.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from derive.proof.words import Chain, Line, MatrixTerm, identity, ones

Kind = Literal["affine", "residual"]
Equation = tuple[MatrixTerm, MatrixTerm]


@dataclass(frozen=True, slots=True)
class Claim:
    """left = right for all i from 1 to L: the claim, its base at i = 1 and its step from i to i + 1."""

    left: MatrixTerm
    right: MatrixTerm
    base: Chain
    step: Chain


@dataclass(frozen=True, slots=True)
class Induction:
    """The theorem: shapes, recursive definitions (start and step of each), claims and the conclusion."""

    kind: Kind
    shapes: Mapping[str, tuple[str | int, str | int]]
    definitions: Mapping[str, tuple[Equation, Equation]]
    claims: Mapping[str, Claim]
    conclusion: Chain

    def statement(self) -> dict[str, Any]:
        return {
            "theorem": self.kind,
            "index": "1 <= i <= L",
            "shapes": {name: list(shape) for name, shape in self.shapes.items()},
            "definitions": {
                name: [[left.data, right.data] for left, right in equations]
                for name, equations in self.definitions.items()
            },
            "claims": {name: [claim.left.data, claim.right.data] for name, claim in self.claims.items()},
            "conclusion": [self.conclusion[0].term.data, self.conclusion[-1].term.data],
        }

    def proof(self) -> dict[str, Any]:
        chains: dict[str, Any] = {
            name: {"base": _json(claim.base), "step": _json(claim.step)}
            for name, claim in self.claims.items()
        }
        return {**chains, "conclusion": _json(self.conclusion)}


def _json(chain: Chain) -> list[Any]:
    return [line.json() for line in chain]


def _at(name: str, index: str) -> MatrixTerm:
    return MatrixTerm(f"{name}[{index}]")


def induction(kind: Kind = "affine") -> Induction:
    """The theorem with its proof, for affine or for residual layers of every number L ≥ 1."""
    claims = {"collapse": _collapse(kind), "product": _product(kind), "sum": _sum(kind)}
    return Induction(kind, _shapes(kind), _definitions(kind), claims, _conclusion())


def _factor(kind: Kind, index: str) -> MatrixTerm:
    return _at("W", index) if kind == "affine" else identity("d") + _at("W", index)


def _layer(kind: Kind, before: str, after: str) -> MatrixTerm:
    affine = _at("H", before) @ _at("W", after) + ones("n") @ _at("b", after)
    return affine if kind == "affine" else _at("H", before) + affine


def _shapes(kind: Kind) -> dict[str, tuple[str | int, str | int]]:
    first, here, after, last = ("d[0]", "d[i]", "d[i+1]", "d[L]") if kind == "affine" else ("d",) * 4
    return {
        "X": ("n", first), "W[i+1]": (here, after), "b[i+1]": (1, after), "H[i]": ("n", here),
        "P[i]": (first, here), "c[i]": (1, here), "S[i]": (here, last), "s[i]": (1, last),
    }  # fmt: skip


def _definitions(kind: Kind) -> dict[str, tuple[Equation, Equation]]:
    factor, b = _factor(kind, "i+1"), _at("b", "i+1")
    unit = identity("d[L]" if kind == "affine" else "d")
    return {
        "H": ((_at("H", "0"), MatrixTerm("X")), (_at("H", "i+1"), _layer(kind, "i", "i+1"))),
        "P": ((_at("P", "1"), _factor(kind, "1")), (_at("P", "i+1"), _at("P", "i") @ factor)),
        "c": ((_at("c", "1"), _at("b", "1")), (_at("c", "i+1"), _at("c", "i") @ factor + b)),
        "S": ((_at("S", "L"), unit), (_at("S", "i"), factor @ _at("S", "i+1"))),
        "s": (
            (_at("s", "1"), _at("b", "1") @ _at("S", "1")),
            (_at("s", "i+1"), _at("s", "i") + b @ _at("S", "i+1")),
        ),
    }


def _collapsed(index: str) -> MatrixTerm:
    return MatrixTerm("X") @ _at("P", index) + ones("n") @ _at("c", index)


def _collapse(kind: Kind) -> Claim:
    X, one = MatrixTerm("X"), ones("n")
    first = X @ _at("W", "1") + one @ _at("b", "1")
    base = [
        Line(_at("H", "1")),
        Line(_layer(kind, "0", "1"), ("H",), "The first layer, as it is defined."),
        Line(first if kind == "affine" else X + first, ("H",), "It is given the input X."),
        Line(_collapsed("1"), ("P", "c"), "P and c begin with the first layer."),
    ]
    P, c, b, factor = _at("P", "i"), _at("c", "i"), _at("b", "i+1"), _factor(kind, "i+1")
    joined = Line(_at("H", "i") @ factor + one @ b, (), "A residual layer is an affine layer.")
    step = [
        Line(_at("H", "i+1")),
        Line(_layer(kind, "i", "i+1"), ("H",), "The next layer, as it is defined."),
        *([joined] if kind == "residual" else []),
        Line(_collapsed("i") @ factor + one @ b, ("hypothesis",), "The hypothesis for the first i layers."),
        Line(X @ (P @ factor) + one @ (c @ factor + b), (), "The step lemma."),
        Line(_collapsed("i+1"), ("P", "c"), "This is how P and c go on."),
    ]
    return Claim(_at("H", "i"), _collapsed("i"), tuple(base), tuple(step))


def _product(kind: Kind) -> Claim:
    P, S, factor = _at("P", "i"), _at("S", "i+1"), _factor(kind, "i+1")
    base = (
        Line(_at("P", "1") @ _at("S", "1")),
        Line(_factor(kind, "1") @ _at("S", "1"), ("P",), "P begins with the first layer."),
        Line(_at("S", "0"), ("S",), "One more factor on the left: this is how S goes on."),
    )
    step = (
        Line(_at("P", "i+1") @ S),
        Line((P @ factor) @ S, ("P",), "This is how P goes on."),
        Line(P @ (factor @ S), (), "Products are associative."),
        Line(P @ _at("S", "i"), ("S",), "This is how S goes on, from right to left."),
        Line(_at("S", "0"), ("hypothesis",), "The hypothesis."),
    )
    return Claim(P @ _at("S", "i"), _at("S", "0"), base, step)


def _sum(kind: Kind) -> Claim:
    c, b, S, factor = _at("c", "i"), _at("b", "i+1"), _at("S", "i+1"), _factor(kind, "i+1")
    base = (
        Line(_at("c", "1") @ _at("S", "1")),
        Line(_at("b", "1") @ _at("S", "1"), ("c",), "The first bias begins c."),
        Line(_at("s", "1"), ("s",), "It begins s too, times what comes after it."),
    )
    step = (
        Line(_at("c", "i+1") @ S),
        Line((c @ factor + b) @ S, ("c",), "This is how c goes on."),
        Line(c @ (factor @ S) + b @ S, (), "The product distributes over the sum, and is associative."),
        Line(c @ _at("S", "i") + b @ S, ("S",), "This is how S goes on, from right to left."),
        Line(_at("s", "i") + b @ S, ("hypothesis",), "The hypothesis."),
        Line(_at("s", "i+1"), ("s",), "One more summand: this is how s goes on."),
    )
    return Claim(c @ _at("S", "i"), _at("s", "i"), base, step)


def _conclusion() -> Chain:
    X, one = MatrixTerm("X"), ones("n")
    P, c, S = _at("P", "L"), _at("c", "L"), _at("S", "L")
    return (
        Line(_at("H", "L")),
        Line(_collapsed("L"), ("collapse",), "The first claim at i = L."),
        Line(X @ (P @ S) + one @ (c @ S), ("S",), "No layer follows the last: S at L is the identity."),
        Line(X @ _at("S", "0") + one @ _at("s", "L"), ("product", "sum"), "The other two claims at i = L."),
    )
