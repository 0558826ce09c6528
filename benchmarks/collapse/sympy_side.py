"""SymPy on the same identity: as matrix expressions of symbolic shape, and with every component written out.

>>> left, right = components(2)
>>> EXPLICIT(left, right)
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

import sympy

Side = Any
WIDTH = 2  # rows and columns of everything that is written out


def expressions(depth: int) -> tuple[Side, Side]:
    """The stack layer by layer, and its closed form, as matrix expressions with dimensions n, d0, d1, ..."""
    n = sympy.Symbol("n", integer=True, positive=True)
    d = sympy.symbols(f"d0:{depth + 1}", integer=True, positive=True)
    X, one = sympy.MatrixSymbol("X", n, d[0]), sympy.MatrixSymbol("1", n, 1)
    W = [sympy.MatrixSymbol(f"W{k + 1}", d[k], d[k + 1]) for k in range(depth)]
    b = [sympy.MatrixSymbol(f"b{k + 1}", 1, d[k + 1]) for k in range(depth)]
    left = X
    for weight, bias in zip(W, b, strict=True):
        left = left * weight + one * bias
    right = sympy.MatAdd(sympy.MatMul(X, *W), *(sympy.MatMul(one, b[k], *W[k + 1 :]) for k in range(depth)))
    return left, right


def components(depth: int) -> tuple[Side, Side]:
    """Both sides with a symbol for every entry: two examples, all widths two."""
    X, one = _entries("x", WIDTH, WIDTH), sympy.ones(WIDTH, 1)
    W = [_entries(f"w{k}", WIDTH, WIDTH) for k in range(depth)]
    b = [_entries(f"b{k}", 1, WIDTH) for k in range(depth)]
    left = X
    for weight, bias in zip(W, b, strict=True):
        left = left * weight + one * bias
    *_, product = accumulate(W, lambda a, c: a * c)
    bias = sympy.zeros(1, WIDTH)
    for k in range(depth):
        term = b[k]
        for weight in W[k + 1 :]:
            term *= weight
        bias += term
    return left, X * product + one * bias


def _entries(name: str, rows: int, columns: int) -> Any:
    return sympy.Matrix(rows, columns, lambda i, j: sympy.Symbol(f"{name}_{i}{j}"))


EXPLICIT: Callable[[Side, Side], bool] = lambda left, right: bool(left.expand() == right.expand())  # noqa: E731

WAYS: Mapping[str, tuple[Callable[[int], tuple[Side, Side]], Callable[[Side, Side], bool]]] = {
    "==": (expressions, lambda left, right: bool(left == right)),
    "doit": (expressions, lambda left, right: bool(left.doit() == right.doit())),
    "simplify": (
        expressions,
        lambda left, right: bool(sympy.simplify(left - right) == sympy.ZeroMatrix(*left.shape)),
    ),
    "expand": (expressions, lambda left, right: bool(left.expand().doit() == right.expand().doit())),
    "components": (components, EXPLICIT),
}
