r"""Proofs about words of matrices laid out for a reader: displayed equations with a sentence each.

The equations are those of the certificate: both are made from the same chains.

>>> [line.latex for line in lemma_lines(residual())][-1]
'= X \\left(I_{d} + W\\right) + \\mathbf{1}_{n} b'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.proof.induction import Claim, Induction
from derive.proof.words import Chain, Lemma, MatrixTerm, residual

__all__ = ["ProofLine", "lemma_lines", "product_latex", "residual", "sum_latex", "theorem_lines"]

SHOWN = 4  # factors or summands that are written out before ⋯ takes over

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
    lines.append(ProofLine("conclusion", theorem_latex(theorem), "What S and s stand for, written out."))
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
        unit = r"\left(I_{d} + W_{%s}\right)"
        first = f"{unit % '1'} {unit % '2'} \\cdots {unit % 'L'}"
        tail = f"{unit % 'k+1'} \\cdots {unit % 'L'}"
    return f"H_{{L}} = X \\, {first} + \\mathbf{{1}}_{{n}} \\sum_{{k=1}}^{{L}} b_{{k}} \\, {tail}"


def product_latex(factors: Sequence[MatrixTerm]) -> str:
    """A product, with ⋯ when it is long."""
    spelled = [factor.factor_latex() for factor in factors[:2]]
    if len(factors) <= SHOWN:
        return " ".join(factor.factor_latex() for factor in factors)
    return " ".join([*spelled, "\\cdots", factors[-1].factor_latex()])


def sum_latex(factors: Sequence[MatrixTerm], terms: Sequence[tuple[MatrixTerm, int]]) -> str:
    """The sum of each bias times the factors from its index on, with ⋯ when it is long."""
    few = len(terms) <= SHOWN
    shown = terms if few else (*terms[:2], terms[-1])
    spelled = [product_latex((bias, *factors[after:])) for bias, after in shown]
    return " + ".join(spelled if few else [*spelled[:2], "\\cdots", spelled[2]])
