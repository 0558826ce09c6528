"""The proof that more rows than columns are dependent, run as a program on matrices of numbers."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from derive.checker import check
from derive.theorems import named

Rows = list[list[Fraction]]
PROOF = named("closure/every-width").certificate["proof"]


def product(left: Rows, right: Rows) -> Rows:
    assert len(left[0]) == len(right)
    return [
        [
            sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0))
            for column in zip(*right, strict=True)
        ]
        for row in left
    ]


def value(term: Any, known: dict[str, Rows]) -> Rows:
    """A matrix term in numbers; not the checker's reading of it."""
    if isinstance(term, str):
        return known[term]
    head, *args = term
    if head == "scale":
        return [[args[0] * x for x in row] for row in value(args[1], known)]
    found = value(args[0], known)
    for arg in args[1:]:
        other = value(arg, known)
        if head == "mul":
            found = product(found, other)
        else:
            pairs = zip(found, other, strict=True)
            found = [[a + b for a, b in zip(*rows, strict=True)] for rows in pairs]
    return found


def unit_rows(size: int, chosen: list[int]) -> Rows:
    return [[Fraction(int(i == k)) for i in range(size)] for k in chosen]


def transposed(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def dependent(B: Rows) -> Rows:
    """The row that the certificate gives, case by case."""
    size, width = len(B), len(B[0])
    pivot = next((k for k in range(size) if B[k][-1]), None)
    chosen = size - 1 if pivot is None else pivot
    e = unit_rows(size, [chosen])
    D = unit_rows(size, [k for k in range(size) if k != chosen])
    known = {"B": B, "e": e, "D": D, "r": [[1 / B[chosen][-1]]] if pivot is not None else [[Fraction(0)]]}
    case = "zero" if pivot is None else "pivot"
    if width == 1:
        return value(PROOF["base"][case]["row"], known)
    J = transposed(unit_rows(width, list(range(width - 1))))
    j = transposed(unit_rows(width, [width - 1]))
    known |= {"J": J, "j": j}
    N = product(product(D, B), J)
    if pivot is not None:
        cleared = value(["mul", "D", "B", "j", "r", "e", "B", "J"], known)
        N = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(N, cleared, strict=True)]
    known["a"] = dependent(N)
    return value(PROOF["step"][case]["row"], known)


@pytest.mark.parametrize("h", range(1, 7))
def test_the_row_is_not_zero_and_gives_zero(h: int) -> None:
    rng = random.Random(h)
    assert check(named("closure/every-width").certificate).verdict == "proved"
    for _ in range(20):
        B = [
            [Fraction(rng.choice([-2, -1, 0, 0, 0, 1, 3]), rng.randint(1, 3)) for _ in range(h)]
            for _ in range(h + 1)
        ]
        c = dependent(B)
        assert any(c[0])
        assert not any(product(c, B)[0])
