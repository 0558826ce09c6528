"""The rank of a product of matrices, exactly.

- ``rank``: a product of rational matrices has this rank. Below: a minor of that size is not 0. Above: rows
  that are independent and give 0 when multiplied from the left, as many as are missing.
- ``minors``: every minor of size h + 1 of a product through the width h is 0, whatever the entries. The
  checker writes down both factors with unknown entries, and expands the determinant.

Source of rank and of Leibniz' formula: Horn and Johnson, Matrix Analysis (2nd edition, 2013), the chapter of
review.

>>> check_minors({"width": 1}, {})
2
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import permutations
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.exact import matrix
from derive.checker.reading import array, fields, show, whole
from derive.checker.scalars import Scalar, add, constant, multiply, text
from derive.checker.work import spend

Rows = list[list[Fraction]]
BITS = 256  # of an entry
MAX_SIDE = 32
MAX_FACTORS = 8
MAX_WIDTH = 3


def rational(data: Any, where: str) -> Rows:
    """A matrix of rational numbers, of moderate size."""
    rows, below = matrix(data, BITS, where)
    if max(len(rows), len(rows[0])) > MAX_SIDE:
        raise Rejected(where, f"at most {MAX_SIDE} rows and columns", f"{len(rows)}×{len(rows[0])}")
    return [[Fraction(entry, below) for entry in row] for row in rows]


def product(left: Rows, right: Rows, where: str) -> Rows:
    """The product of two matrices whose shapes fit."""
    if len(left[0]) != len(right):
        raise Rejected(where, f"a factor with {len(left[0])} rows", str(len(right)))
    spend(len(left) * len(right) * len(right[0]))
    columns = list(zip(*right, strict=True))
    return [
        [sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns]
        for row in left
    ]


def determinant(rows: Rows) -> Fraction:
    """The determinant, by elimination."""
    spend(len(rows) ** 3)
    left, found = [list(row) for row in rows], Fraction(1)
    for k in range(len(left)):
        pivot = next((i for i in range(k, len(left)) if left[i][k]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != k:
            left[k], left[pivot], found = left[pivot], left[k], -found
        found *= left[k][k]
        for i in range(k + 1, len(left)):
            ratio = left[i][k] / left[k][k]
            left[i] = [a - ratio * b for a, b in zip(left[i], left[k], strict=True)]
    return found


def check_rank(statement: Any, proof: Any) -> int:
    """The product of the factors has the stated rank; returns that rank."""
    factors, stated = fields(statement, ("factors", "rank"), "statement")
    listed = array(factors, "statement.factors")
    if not 0 < len(listed) <= MAX_FACTORS:
        raise Rejected("statement.factors", f"one to {MAX_FACTORS} matrices", str(len(listed)))
    read = [rational(item, f"statement.factors[{k}]") for k, item in enumerate(listed)]
    whole_product = reduce(lambda a, b: product(a, b, "statement.factors"), read)
    size = whole(stated, "statement.rank", 0, min(len(whole_product), len(whole_product[0])))
    rows, columns, kernel, pivots = fields(proof, ("rows", "columns", "kernel", "pivots"), "proof")
    chosen = chosen_of(rows, len(whole_product), size, "proof.rows")
    across = chosen_of(columns, len(whole_product[0]), size, "proof.columns")
    if not determinant([[whole_product[i][j] for j in across] for i in chosen]):
        raise Rejected("proof", "a minor that is not 0", "0")
    missing = len(whole_product) - size
    if missing or kernel is not None:
        check_kernel(kernel, pivots, whole_product, missing)
    elif array(pivots, "proof.pivots", 0):
        raise Rejected("proof.pivots", "none without a kernel", show(pivots))
    return size


def check_kernel(kernel: Any, pivots: Any, target: Rows, missing: int) -> None:
    """So many independent rows that give 0 from the left: in the columns ``pivots`` they are the identity."""
    rows = rational(kernel, "proof.kernel")
    if len(rows) != missing:
        raise Rejected("proof.kernel", f"{missing} rows", str(len(rows)))
    if any(any(row) for row in product(rows, target, "proof.kernel")):
        raise Rejected("proof.kernel", "rows that give 0 from the left", "another product")
    across = chosen_of(pivots, len(rows[0]), missing, "proof.pivots")
    if any(rows[i][j] != int(i == k) for i in range(missing) for k, j in enumerate(across)):
        raise Rejected("proof.pivots", "columns in which the rows are the identity", show(pivots))


def chosen_of(data: Any, size: int, count: int, where: str) -> list[int]:
    """So many different numbers of rows or columns, counted from 0."""
    found = [whole(item, where, 0, size - 1) for item in array(data, where, count)]
    if len(set(found)) != count:
        raise Rejected(where, "different numbers", "one twice")
    return found


def check_minors(statement: Any, proof: Any) -> int:
    """det(A B) = 0 for A of h + 1 rows and h columns and B of h rows and h + 1 columns; returns h + 1."""
    (given,) = fields(statement, ("width",), "statement")
    fields(proof, (), "proof")
    h = whole(given, "statement.width", 1, MAX_WIDTH)
    size = range(h + 1)

    def entry(i: int, j: int) -> Scalar:
        words = [multiply({(f"A_{i}_{k}",): 1}, {(f"B_{k}_{j}",): 1}) for k in range(h)]
        return reduce(add, words)

    total: Scalar = {}
    for order in permutations(size):
        word = reduce(multiply, [entry(i, j) for i, j in enumerate(order)], constant(sign(order)))
        total = add(total, word)
    if total:
        raise Rejected("statement", "a determinant that is 0", text(total))
    return h + 1


def sign(order: Sequence[int]) -> int:
    """1 for an even permutation, -1 for an odd one."""
    pairs = [(i, j) for j in range(len(order)) for i in range(j)]
    return -1 if sum(order[i] > order[j] for i, j in pairs) % 2 else 1
