r"""What a narrow layer loses: ranks, exactly.

>>> proof = rank_proof([[[1, 0], [0, 1], [1, 1]], [[1, 2], [0, 1]]])
>>> proof["rows"], proof["kernel"]["entries"]
([0, 1], [-1, -1, 1])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq, fmpq_mat

from derive.proof.exposition import ProofLine
from derive.proof.words import certificate
from derive.theorems.signals import matrix_latex
from derive.theorems.theorem import Maker, NamedTheorem

Whole = list[list[int]]
HIDDEN: Whole = [[1, 0], [0, 1], [1, 1], [2, -1]]
OUT: Whole = [[1, 1, 0, 2], [0, 1, 1, -1]]


def _matrix(rows: Sequence[Sequence[Fraction]]) -> dict[str, Any]:
    below = lcm(*(entry.denominator for row in rows for entry in row))
    entries = [int(entry * below) for row in rows for entry in row]
    return {"shape": [len(rows), len(rows[0])], "denominator": below, "entries": entries}


def _independent(rows: fmpq_mat) -> list[int]:
    """The first columns that are independent."""
    reduced, rank = rows.rref()
    return [next(j for j in range(reduced.ncols()) if reduced[i, j] != 0) for i in range(rank)]


def rank_proof(factors: Sequence[Whole]) -> dict[str, Any]:
    """Why the product has its rank: a minor, and what its rows are sent to 0 by."""
    total = fmpq_mat(
        len(factors[0]),
        len(factors[0]),
        [int(i == j) for i in range(len(factors[0])) for j in range(len(factors[0]))],
    )
    for rows in factors:
        total *= fmpq_mat(len(rows), len(rows[0]), [fmpq(x) for row in rows for x in row])
    across = _independent(total)
    chosen = _independent(total.transpose())
    kernel, pivots = _kernel(total, chosen)
    stated = _matrix(kernel) if kernel else None
    return {"rows": chosen, "columns": across, "kernel": stated, "pivots": pivots}


def _kernel(total: fmpq_mat, chosen: Sequence[int]) -> tuple[list[list[Fraction]], list[int]]:
    """For each other row what it takes of the chosen ones: a row of the left kernel, 1 in its own place."""
    reduced, _rank = total.transpose().rref()
    others = [k for k in range(total.nrows()) if k not in chosen]
    rows = []
    for k in others:
        row = [Fraction(int(j == k)) for j in range(total.nrows())]
        for i, j in enumerate(chosen):
            row[j] = -Fraction(int(reduced[i, k].p), int(reduced[i, k].q))
        rows.append(row)
    return rows, others


def _product(left: Whole, right: Whole) -> Whole:
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True)]
        for row in left
    ]


def _example() -> NamedTheorem:
    proof = rank_proof([HIDDEN, OUT])
    total = _product(HIDDEN, OUT)
    statement = {"factors": [_matrix([[Fraction(x) for x in row] for row in rows]) for rows in (HIDDEN, OUT)],
                 "rank": len(proof["rows"])}  # fmt: skip
    entries, width = proof["kernel"]["entries"], len(HIDDEN)
    vectors = [entries[k : k + width] for k in range(0, len(entries), width)]
    shown = [rf"\begin{{pmatrix}} {' & '.join(map(str, row))} \end{{pmatrix}}" for row in vectors]
    minor = [[total[i][j] for j in proof["columns"]] for i in proof["rows"]]
    (a, b), (c, d) = minor
    lines = (
        ProofLine(
            "step",
            rf"\det {matrix_latex(minor)} = {a * d - b * c}",
            "Two rows are independent: the rank is at least 2.",
        ),
        *(
            ProofLine("step", f"{row} \\, W_h W_o = 0", "An input that gives 0, whatever the output weights.")
            for row in shown
        ),
    )
    latex = rf"W_h W_o = {matrix_latex(HIDDEN)} {matrix_latex(OUT)} = {matrix_latex(total)}"
    where = "From four features through two to four outputs: the rank is exactly 2."
    return NamedTheorem("Four, two, four", latex, where, certificate("rank", statement, proof), lines)


def _minors(h: int) -> NamedTheorem:
    sets = [rf"\mathbb{{R}}^{{{rows} \times {columns}}}" for rows, columns in ((h + 1, h), (h, h + 1))]
    latex = rf"\det\left(A B\right) = 0 \quad\text{{for }} A \in {sets[0]}, \; B \in {sets[1]}"
    where = (
        f"So every minor of size {h + 1} of a product through the width {h} is 0: its rank is at most {h}."
    )
    line = ProofLine(
        "step",
        latex,
        "The checker writes down both factors with unknown entries and expands the determinant.",
    )
    return NamedTheorem(
        f"Through the width {h}", latex, where, certificate("minors", {"width": h}, {}), (line,)
    )


THEOREMS: Mapping[str, Maker] = {
    "closure/bottleneck": _example,
    "closure/width-2": lambda: _minors(2),
}
