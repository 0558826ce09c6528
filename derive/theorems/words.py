r"""How a theorem about words of matrices is written down: its symbols, what is given, and the chain.

>>> X, W, V = MatrixTerm("X"), MatrixTerm("W"), MatrixTerm("V")
>>> shapes = {"X": ("n", "d"), "W": ("d", "q"), "V": ("d", "q")}
>>> chain = (Line(X @ W + X @ V), Line(X @ (W + V), (), "The product distributes over the sum."))
>>> identity("Two branches", "", shapes, chain).latex
'X W + X V = X (W + V)'
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.proof.exposition import ProofLine, chain_lines
from derive.proof.words import Chain, Lemma, Line, MatrixTerm, certificate
from derive.theorems.theorem import NamedTheorem

Shapes = Mapping[str, tuple[str | int, str | int]]
Given = Mapping[str, tuple[MatrixTerm, MatrixTerm, str]]  # left, right, and a sentence for the reader


def identity(title: str, where: str, shapes: Shapes, chain: Chain) -> NamedTheorem:
    """An identity that holds for all matrices of these shapes."""
    lemma = Lemma(tuple(shapes.items()), chain)
    proof = certificate("identity", lemma.statement(), lemma.proof())
    return NamedTheorem(title, lemma.latex(), where, proof, tuple(chain_lines(chain, "step")))


def consequence(title: str, where: str, shapes: Shapes, given: Given, chain: Chain) -> NamedTheorem:
    """An equation that follows from those that are given; the reasons of the chain name these."""
    lemma = Lemma(tuple(shapes.items()), chain)
    stated = {key: [left.data, right.data] for key, (left, right, _said) in given.items()}
    proof = certificate("consequence", {**lemma.statement(), "given": stated}, lemma.proof())
    hypotheses = tuple(
        ProofLine("hypothesis", f"{left.latex()} = {right.latex()}", said)
        for left, right, said in given.values()
    )
    assumed = r" \;\text{ and }\; ".join(line.latex for line in hypotheses)
    latex = (
        rf"\begin{{aligned}} &\text{{if }}\; {assumed} \\ &\text{{then }}\; {lemma.latex()} \end{{aligned}}"
    )
    return NamedTheorem(title, latex, where, proof, (*hypotheses, *chain_lines(chain, "step")))


def matrices(*names: str) -> tuple[MatrixTerm, ...]:
    """Matrices of these names."""
    return tuple(MatrixTerm(name) for name in names)


__all__ = ["Line", "MatrixTerm", "Shapes", "consequence", "identity", "matrices"]
