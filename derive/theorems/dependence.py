r"""What a narrow layer loses, of every width: more rows than columns are dependent, by elimination.

>>> every_width().latex.partition(" = ")[0]
'c \\, E \\, (W_h W_o)'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from derive.proof.exposition import ProofLine, chain_lines
from derive.proof.words import Chain, Line, MatrixTerm, certificate, product
from derive.proof.words import identity as unit
from derive.theorems.theorem import Maker, NamedTheorem
from derive.theorems.words import matrices

B, D, J, N, E, A, C = matrices("B", "D", "J", "N", "E", "A", "C")
e, f, r, a, j, c = matrices("e", "f", "r", "a", "j", "c")
D_t, J_t, j_t = matrices("D_t", "J_t", "j_t")
SPLIT = "The columns of the identity matrix, all but the last and the last."
Case = tuple[MatrixTerm, Chain, Chain]  # the row, why it gives 0, why it is not 0


def _case(row: MatrixTerm, vanishes: tuple[Line, ...], stays: tuple[Line, ...]) -> Case:
    whole = row @ B
    return row, (Line(whole), *vanishes, Line(0 * whole, (), "Both are the same.")), stays


def _first_zero() -> Case:
    whole = e @ B
    return e, (Line(whole), Line(0 * whole, ("zero",), "B is 0.")), (
        Line(e @ f), Line(unit(1), ("unit",), "A row of the identity matrix is not 0."),
    )  # fmt: skip


def _first_pivot() -> Case:
    row = D - product(D, B, r, e)
    vanishes = (
        Line(D @ B - product(D, B, r, e, B), (), "The other row, less a multiple of this one."),
        Line(D @ B - D @ B, ("inverse",), "r e B is 1."),
    )
    stays = (
        Line(row @ D_t),
        Line(D @ D_t - product(D, B, r, e, D_t), (), "The product distributes over the sum."),
        Line(unit(1), ("rows", "others"), "In the place of the other row c is 1."),
    )
    return _case(row, vanishes, stays)


def _zero() -> Case:
    row, whole = a @ D, (a @ D) @ B
    vanishes = (
        Line(whole),
        Line(product(a, D, B, J @ J_t + j @ j_t), ("columns",), SPLIT),
        Line(product(a, D, B, J, J_t), ("zero",), "The last column of B is 0."),
        Line(product(a, N, J_t), ("smaller",), "N is what is left without row and column."),
        Line(0 * whole, ("hypothesis",), "The hypothesis for N."),
    )
    stays = (Line(row @ D_t), Line(a, ("rows",), "D times its transpose is the identity matrix."))
    return row, vanishes, stays


def _pivot() -> Case:
    row = a @ D - product(a, D, B, j, r, e)
    whole = row @ B
    vanishes = (
        Line(whole),
        Line(product(row, B, J @ J_t + j @ j_t), ("columns",), SPLIT),
        Line(
            (product(a, D, B, J) - product(a, D, B, j, r, e, B, J)) @ J_t
            + (product(a, D, B, j) - product(a, D, B, j, r, e, B, j)) @ j_t,
            (),
            "Column by column.",
        ),
        Line(
            (product(a, D, B, J) - product(a, D, B, j, r, e, B, J)) @ J_t,
            ("inverse",),
            "r e B j is 1: nothing is left in the last column.",
        ),
        Line(product(a, N, J_t), ("smaller",), "In the others, a times N."),
        Line(0 * whole, ("hypothesis",), "The hypothesis for N."),
    )
    stays = (
        Line(row @ D_t),
        Line(product(a, D, D_t) - product(a, D, B, j, r, e, D_t), (), "The product distributes."),
        Line(a, ("rows", "others"), "In the places of the other rows c is a."),
    )
    return row, vanishes, stays


CASES = {
    "base": {"zero": _first_zero, "pivot": _first_pivot},
    "step": {"zero": _zero, "pivot": _pivot},
}
WORDS = {
    (
        "base",
        "zero",
    ): "h = 1, two rows of one number each. If both are 0, take any row of the identity matrix.",
    ("base", "pivot"): "If the number in row e is not 0, let r be one over it, and D pick the other row.",
    ("step", "zero"): "From h to h + 1. If the last column is 0, drop one row, and take a for what is left.",
    ("step", "pivot"): "If the last number of row e is not 0, let r be one over it, and clear the column.",
}


def _statement() -> dict[str, Any]:
    """What the checker wants to be stated; c is a row that is not 0, over a field."""
    row = {"c": [1, "h+1"]}
    dependence = {"B": ["h+1", "h"], "exists": row, "claim": [["mul", "c", "B"], 0]}
    whole = {"E": ["h+1", "d"], "A": ["d", "h"], "C": ["h", "q"], "exists": row}
    claim = [["mul", "c", "E", "A", "C"], 0]
    return {
        "width": "1 <= h",
        "field": True,
        "dependence": dependence,
        "product": {**whole, "claim": claim},
    }


def _product() -> Chain:
    whole = product(c, E, A, C)
    return (
        Line(whole),
        Line(product(c, E, A) @ C, (), "Products are associative."),
        Line(0 * whole, ("dependence",), "E A has h + 1 rows and h columns: for some c, not 0, this is 0."),
    )


def _json(chain: Chain) -> list[Any]:
    return [line.json() for line in chain]


def _proof() -> dict[str, Any]:
    made = {key: {name: maker() for name, maker in cases.items()} for key, cases in CASES.items()}
    parts: dict[str, Any] = {
        key: {
            name: {"row": row.data, "vanishes": _json(vanishes), "stays": _json(stays)}
            for name, (row, vanishes, stays) in cases.items()
        }
        for key, cases in made.items()
    }
    return {**parts, "product": _json(_product())}


def _lines() -> Iterator[ProofLine]:
    yield ProofLine(
        "claim", r"c \, B = 0 \quad\text{for some row } c \ne 0",
        "More rows than columns are dependent: for every B with h + 1 rows and h columns.",
    )  # fmt: skip
    yield ProofLine(
        "definition", r"D D^{\mathsf{T}} = I, \quad e D^{\mathsf{T}} = 0",
        "D and e are rows of the identity matrix: e picks one row of B, and D all the others.",
    )  # fmt: skip
    yield ProofLine(
        "definition", r"J J^{\mathsf{T}} + j j^{\mathsf{T}} = I",
        "J and j are its columns: j picks the last column, and J all the others.",
    )  # fmt: skip
    for key, cases in CASES.items():
        if key == "step":
            text = "Suppose it for h. Then there is a row a, not 0, for this N of h + 1 rows and h columns:"
            yield ProofLine("hypothesis", "a N = 0", text)
            yield ProofLine(
                "hypothesis",
                "N = D B J - D B j r e B J",
                "(Without the second term if the last column is 0.)",
            )
        for name, maker in cases.items():
            row, vanishes, stays = maker()
            yield ProofLine(key, f"c = {row.latex()}", WORDS[key, name])
            for chain in (vanishes, stays):
                for line in chain_lines(chain, key):
                    yield ProofLine(key, _tidy(line.latex), line.sentence)
    for line in chain_lines(_product(), "conclusion"):
        yield ProofLine("conclusion", _tidy(line.latex), line.sentence)


def _tidy(latex: str) -> str:
    """Transposes as such, and 0 for a multiple by 0."""
    head, sign, right = latex.rpartition("= ")
    shown = "0" if right.startswith("0 ") else right
    for name in ("D", "J", "j"):
        head, shown = (text.replace(f"{name}_{{t}}", rf"{name}^{{\mathsf{{T}}}}") for text in (head, shown))
    return f"{head}{sign}{shown}"


def every_width() -> NamedTheorem:
    """The rank of a product through h units is at most h."""
    latex = r"c \, E \, (W_h W_o) = 0 \quad\text{for some row } c \ne 0"
    where = (
        "For every width h of the middle, all weights, and every E with h + 1 rows, so for every choice of "
        "h + 1 rows of the product: they are dependent. This is what it means that the rank is at most h."
    )
    proof = certificate("dependence", _statement(), _proof())
    return NamedTheorem("What a middle of h units loses", latex, where, proof, tuple(_lines()))


THEOREMS: Mapping[str, Maker] = {"closure/every-width": every_width}
