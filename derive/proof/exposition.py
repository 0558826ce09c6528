r"""Proofs about words of matrices laid out for a reader: displayed equations with a sentence each.

The equations are those of the certificate: both are made from the same chains.

>>> lemma_lines(step())[1].latex
'= X (W_{1} W_{2}) + \\mathbf{1}_{n} (b_{1} W_{2}) + \\mathbf{1}_{n} b_{2}'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.language.layers import Exact
from derive.proof.induction import Claim, Induction
from derive.proof.words import Chain, Lemma, Line, MatrixTerm, ones, step

SHOWN = 4  # layers, factors or summands that are written out before ⋯ takes over
LONG = 600  # letters of a numeric matrix beyond which only its shape is shown

FAMILIES = {
    "H": "The layers, as they are computed.",
    "P": "The weight of the first i layers together, built from the left.",
    "c": "Their bias.",
    "S": "The product of the layers that come after layer i, built from the right.",
    "s": "The first i biases, each times all the layers that come after it.",
}
CLAIMS = {
    "collapse": "The first i layers are one affine map.",
    "product": "Where the product is cut does not matter.",
    "sum": "The bias of the first i layers, sent through the others, is the sum of the biases sent through.",
}


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One displayed equation of a proof and a sentence about it.

    ``part`` is definition, claim, base, hypothesis, step or conclusion; ``claim`` names the claim that
    the line is about (empty where there is only one). LaTeX that begins with ``=`` continues the line above.
    """

    part: str
    latex: str
    sentence: str
    claim: str = ""


def chain_lines(chain: Chain, part: str, claim: str = "") -> Iterator[ProofLine]:
    """The equations of a chain: the first has both sides, the others continue it."""
    left = chain[0].term.latex()
    for line in chain[1:]:
        yield ProofLine(part, f"{left} = {line.term.latex()}".strip(), line.sentence, claim)
        left = ""


def lemma_lines(lemma: Lemma) -> tuple[ProofLine, ...]:
    """The proof of a lemma, line by line."""
    return tuple(chain_lines(lemma.chain, "step"))


def theorem_lines(theorem: Induction) -> tuple[ProofLine, ...]:
    """Definitions, then each claim with base, hypothesis and step, then the conclusion."""
    lines: list[ProofLine] = []
    for name, equations in theorem.definitions.items():
        latex = ", \\quad ".join(f"{left.latex()} = {right.latex()}" for left, right in equations)
        lines.append(ProofLine("definition", latex, FAMILIES[name]))
    for name, claim in theorem.claims.items():
        lines.extend(_claim_lines(name, claim))
    lines.extend(chain_lines(theorem.conclusion, "conclusion"))
    sentence = "What S and s stand for, written out; for k = L no factor is left."
    lines.append(ProofLine("conclusion", theorem_latex(theorem), sentence))
    return tuple(lines)


def _claim_lines(name: str, claim: Claim) -> Iterator[ProofLine]:
    latex = f"{claim.left.latex()} = {claim.right.latex()}"
    yield ProofLine("claim", latex + r" \qquad (1 \le i \le L)", CLAIMS[name], name)
    yield from chain_lines(claim.base, "base", name)
    yield ProofLine("hypothesis", latex, "Suppose this for one i with 1 ≤ i < L.", name)
    yield from chain_lines(claim.step, "step", name)


def theorem_latex(theorem: Induction) -> str:
    """The conclusion with the product and the sum in the usual notation."""
    if theorem.kind == "affine":
        first, tail = r"W_{1} W_{2} \cdots W_{L}", r"W_{k+1} \cdots W_{L}"
    else:
        unit = r"(I_{d} + W_{%s})"
        first = f"{unit % '1'} {unit % '2'} \\cdots {unit % 'L'}"
        tail = f"{unit % 'k+1'} \\cdots {unit % 'L'}"
    return f"H_{{L}} = X \\, {first} + \\mathbf{{1}}_{{n}} \\sum_{{k=1}}^{{L}} b_{{k}} \\, {tail}"


def product_latex(factors: Sequence[MatrixTerm]) -> str:
    """A product, with ⋯ when it is long."""
    if len(factors) <= SHOWN:
        return " ".join(factor.factor_latex() for factor in factors)
    first, second, last = (factor.factor_latex() for factor in (*factors[:2], factors[-1]))
    return f"{first} {second} \\cdots {last}"


@dataclass(frozen=True, slots=True)
class Product:
    """The weight of a stack of named matrices: F₁⋯F_L with F = W, or I + W for a residual layer.

    ``data`` are the factors as the certificate states them.
    """

    data: Sequence[Any]

    @property
    def factors(self) -> tuple[MatrixTerm, ...]:
        return tuple(MatrixTerm(factor) for factor in self.data)

    def latex(self) -> str:
        return product_latex(self.factors)


@dataclass(frozen=True, slots=True)
class BiasSum:
    """The bias of a stack of named matrices: the sum of b F_{k+1}⋯F_L over pairs (b, k), likewise."""

    weight: Product
    data: Sequence[tuple[str, int]]

    @property
    def terms(self) -> tuple[tuple[MatrixTerm, int], ...]:
        return tuple((MatrixTerm(bias), k) for bias, k in self.data)

    def latex(self) -> str:
        few, factors = len(self.terms) <= SHOWN, self.weight.factors
        shown = self.terms if few else (*self.terms[:2], self.terms[-1])
        spelled = [product_latex((bias, *factors[after:])) for bias, after in shown]
        return " + ".join(spelled if few else [*spelled[:2], "\\cdots", spelled[2]])


def exact_latex(matrix: Exact) -> str:
    """A matrix of numbers when it is small, else the set it is in."""
    (rows, columns), longest = matrix.shape, matrix.denominator.bit_length()
    if rows * columns * max(8, longest) < LONG * 3:
        text = " \\\\ ".join(" & ".join(map(_fraction, row)) for row in matrix.fractions())
        if len(text) <= LONG:
            return f"\\begin{{pmatrix}} {text} \\end{{pmatrix}}"
    return f"\\left(\\cdots\\right) \\in \\mathbb{{Q}}^{{{rows} \\times {columns}}}"


def _fraction(value: Fraction) -> str:
    sign, p, q = "-" if value < 0 else "", abs(value.numerator), value.denominator
    return f"{sign}{p}" if q == 1 else f"{sign}\\frac{{{p}}}{{{q}}}"


def stack_lines(certificate: Mapping[str, Any], weight: str, bias: str) -> tuple[ProofLine, ...]:
    """The proof of a given stack: its links (numbers: the lemma it rests on), and the result in LaTeX."""
    statement, depth = certificate["statement"], len(certificate["statement"]["layers"])
    lines: list[ProofLine] = []
    if certificate["claim"] == "numeric":
        lines.append(ProofLine("step", step().latex(), "Applied to neighbours until one layer is left."))
        return (*lines, ProofLine("conclusion", f"W = {weight}, \\quad b = {bias}", "The product, exactly."))
    shown = range(depth) if depth <= SHOWN else (0, 1, depth - 1)
    for k in shown:
        if k > 2 and depth > SHOWN:
            lines.append(ProofLine("step", "\\vdots", f"Layers 3 to {k} in the same way."))
        lines.extend(chain_lines(_link(statement, certificate["proof"]["chain"], k), "step" if k else "base"))
    last = certificate["proof"]["chain"][-1]
    latex = f"{MatrixTerm(last['weight'][0]).latex()} = {weight}"
    latex += f", \\quad {MatrixTerm(last['bias'][0]).latex()} = {bias}" if last["bias"] else ""
    return (*lines, ProofLine("conclusion", latex, "The names, unfolded."))


def _link(statement: Mapping[str, Any], chain: Sequence[Any], k: int) -> Chain:
    """Layer k (from 0) applied to what the layers before it are."""
    (X, n), layer = statement["input"], statement["layers"][k]

    def affine(below: MatrixTerm, weight: Any, bias: Any) -> MatrixTerm:
        return below @ MatrixTerm(weight) + ones(n) @ MatrixTerm(bias) if bias else below @ MatrixTerm(weight)

    def known(before: Any, part: int) -> MatrixTerm:
        return affine(MatrixTerm(X), before["weight"][part], before["bias"] and before["bias"][part])

    below = MatrixTerm(f"H_{k}") if k else MatrixTerm(X)
    applied, factor = affine(below, layer["weight"], layer["bias"]), statement["result"]["weight"][k]
    lines = [Line(MatrixTerm(f"H_{k + 1}")), Line(applied, (), f"Layer {k + 1}.")]
    if layer["type"] == "residual":
        lines[1] = Line(below + applied, (), f"Layer {k + 1}, which adds its input.")
        lines.append(Line(affine(below, factor, layer["bias"]), (), "A residual layer is an affine layer."))
    if k:
        substituted = affine(known(chain[k - 1], 0), factor, layer["bias"])
        lines.append(Line(substituted, (), "The layers below, as found."))
        lines.append(Line(known(chain[k], 1), (), "The step lemma."))
    lines.append(Line(known(chain[k], 0), (), "Names for the new weight and bias."))
    return tuple(lines)
