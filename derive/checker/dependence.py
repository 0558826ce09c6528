"""More rows than columns are dependent: what a narrow layer loses, for every width.

For every h >= 1 and every matrix B of h + 1 rows and h columns over a field there is a row c, not 0, with
c B = 0. By induction over h, one row eliminated at a time. A certificate gives the row c in each case, with
two chains: one from c B to 0, one from c times a matrix to something that is not 0, so that c is not 0.
The checker writes down the cases and what is known in each:

- D and e are rows of the identity matrix: e is one of them, D all the others. D' and f are their transposes.
  J and j are columns of it: j the last, J all the others. J' and j' are their transposes.
- h = 1, ``zero``: B is 0. ``pivot``: the row e of B is a number that is not 0, and r is one over it.
- from h to h + 1, ``zero``: the last column of B is 0. ``pivot``: e B j, the last entry of one row, is not 0,
  and r is one over it. In both a is the row, not 0, with a N = 0 that the hypothesis gives for a matrix N of
  h + 1 rows and h columns: D B J in the first case, D B J - D B j r e B J in the second.

And so for W = A C with A of h columns, and for every E of h + 1 rows: c (E A) = 0 for some c, not 0, and then
c E A C = 0. Where E picks rows, this says that any h + 1 rows of W are dependent: its rank is at most h.

Elimination, and that more unknowns than equations have a solution that is not 0: Hoffman and Kunze, Linear
Algebra (2nd edition, 1971), the chapter on linear equations.

>>> sorted(CASES)
['base', 'step']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from derive.checker.algebra import Algebra, Shape
from derive.checker.errors import Rejected
from derive.checker.reading import fields, same

ZERO = "zero"


class Case(NamedTuple):
    """The shapes of all matrices, the equations that hold (``zero``: the right side is 0), and ``nonzero``:
    by what the row is multiplied, and what that has to come to, which is not 0.
    """

    symbols: Mapping[str, Shape]
    known: Mapping[str, tuple[Any, Any]]
    nonzero: tuple[str, Any]


ROWS = {"rows": (["mul", "D", "D_t"], ["identity", "m"]), "others": (["mul", "e", "D_t"], ZERO)}
COLUMNS = {
    "columns": (["mul", "j", "j_t"], ["add", ["identity", "m"], ["scale", -1, ["mul", "J", "J_t"]]]),
    "hypothesis": (["mul", "a", "N"], ZERO),
}
FIRST: Mapping[str, Shape] = {
    "B": (2, 1), "e": (1, 2), "f": (2, 1), "D": (1, 2), "D_t": (2, 1), "r": (1, 1),
}  # fmt: skip
ONWARD: Mapping[str, Shape] = {  # m is h + 1, and k is h + 2
    "B": ("k", "m"), "e": (1, "k"), "D": ("m", "k"), "D_t": ("k", "m"), "J": ("m", "h"), "J_t": ("h", "m"),
    "j": ("m", 1), "j_t": (1, "m"), "a": (1, "m"), "N": ("m", "h"), "r": (1, 1),
}  # fmt: skip
SMALLER = ["mul", "D", "B", "J"]
CASES: Mapping[str, Mapping[str, Case]] = {
    "base": {
        "zero": Case(
            FIRST, {"zero": ("B", ZERO), "unit": (["mul", "e", "f"], ["identity", 1])},
            ("f", ["identity", 1]),
        ),
        "pivot": Case(
            FIRST,
            {
                "inverse": (["mul", "r", "e", "B"], ["identity", 1]),
                "rows": (["mul", "D", "D_t"], ["identity", 1]), "others": ROWS["others"],
            },
            ("D_t", ["identity", 1]),
        ),
    },
    "step": {
        "zero": Case(
            ONWARD, {**ROWS, **COLUMNS, "zero": (["mul", "B", "j"], ZERO), "smaller": (SMALLER, "N")},
            ("D_t", "a"),
        ),
        "pivot": Case(
            ONWARD,
            {
                **ROWS, **COLUMNS, "inverse": (["mul", "r", "e", "B", "j"], ["identity", 1]),
                "smaller": (SMALLER, ["add", "N", ["mul", "D", "B", "j", "r", "e", "B", "J"]]),
            },
            ("D_t", "a"),
        ),
    },
}  # fmt: skip
PRODUCT: Mapping[str, Shape] = {
    "E": ("m", "d"), "A": ("d", "h"), "C": ("h", "q"), "c": (1, "m"),
}  # fmt: skip


def theorem() -> dict[str, Any]:
    """The statement, as a certificate must have it; c is a row that is not 0."""
    return {
        "width": "1 <= h",
        "field": True,
        "dependence": {"B": ["h+1", "h"], "exists": {"c": [1, "h+1"]}, "claim": [["mul", "c", "B"], 0]},
        "product": {
            "E": ["h+1", "d"], "A": ["d", "h"], "C": ["h", "q"], "exists": {"c": [1, "h+1"]},
            "claim": [["mul", "c", "E", "A", "C"], 0],
        },
    }  # fmt: skip


def check_dependence(statement: Any, proof: Any) -> int:
    """Checks the row and its two chains in all four cases, and the product; returns the number of steps."""
    if not same(statement, theorem()):
        raise Rejected("statement", "the statement of the theorem", "another statement")
    *parts, conclusion = fields(proof, (*CASES, "product"), "proof")
    steps = 0
    for (key, cases), part in zip(CASES.items(), parts, strict=True):
        for (name, case), given in zip(
            cases.items(), fields(part, tuple(cases), f"proof.{key}"), strict=True
        ):
            steps += check_case(case, given, f"proof.{key}.{name}")
    algebra = Algebra(PRODUCT)
    reasons = {"dependence": [rule(algebra, ["mul", "c", "E", "A"], ZERO)]}
    whole = ["mul", "c", "E", "A", "C"]
    return steps + algebra.chain(conclusion, (whole, ["scale", 0, whole]), reasons, "proof.product")


def check_case(case: Case, data: Any, where: str) -> int:
    """One case: the row times B is 0, and the row times another matrix is not."""
    row, vanishes, stays = fields(data, ("row", "vanishes", "stays"), where)
    algebra = Algebra(case.symbols, where)
    reasons = {key: [rule(algebra, *equation)] for key, equation in case.known.items()}
    by, target = case.nonzero
    whole = ["mul", row, "B"]
    steps = algebra.chain(vanishes, (whole, ["scale", 0, whole]), reasons, f"{where}.vanishes")
    return steps + algebra.chain(stays, (["mul", row, by], target), reasons, f"{where}.stays")


def rule(algebra: Algebra, left: Any, right: Any) -> Any:
    """An equation as a rule, perhaps to 0."""
    return algebra.rule(left, ["scale", 0, left] if right == ZERO else right)
