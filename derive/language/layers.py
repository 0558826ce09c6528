"""Affine and residual layers, over named matrices or over exact numbers.

Rows are vectors: a batch X of n rows and d features has shape n×d, a layer maps it to X W + 1ₙ b with a
weight W of shape d×q and a bias b of shape 1×q, and 1ₙ (the n×1 column of ones) adds b to every row.
(PyTorch stores the weight of a linear layer as q×d: hand over its transpose.)

>>> Affine([[0.5, 1], [0, 2]], [1, 1]).weight[0, 0]
Fraction(1, 2)
>>> Affine(MatrixSymbol("W", "d", 3)).shape
('d', 3)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf, lcm
from operator import index
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

Dimension = str | int
Shape = tuple[Dimension, Dimension]

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
EXACT_IN_JSON = 1 << 53


@dataclass(frozen=True, slots=True)
class MatrixSymbol:
    """A named real matrix; each dimension is a positive integer or a name for any positive integer.

    Raises ValueError for a name that is not letters, digits and underscores (letter first, 40 at most)
    and for a dimension that is neither such a name nor a positive integer.
    """

    name: str
    rows: Dimension
    columns: Dimension

    def __post_init__(self) -> None:
        for part in (self.name, *(side for side in self.shape if isinstance(side, str))):
            if not isinstance(part, str) or not NAME.fullmatch(part):
                found = repr(part)[:60]
                raise ValueError(f"expected a name of letters, digits and _ (40 at most), found {found}")
        for side in self.shape:
            if not isinstance(side, str) and (type(side) is not int or not 0 < side < 1 << 31):
                raise ValueError(f"{self.name}: expected a positive integer as dimension, found {side!r}")

    @property
    def shape(self) -> Shape:
        return self.rows, self.columns


@dataclass(frozen=True, slots=True)
class Exact:
    """A matrix of rational numbers: integer numerators, row by row, over one positive denominator.

    ``matrix[i, j]`` is an entry as a Fraction (indices from 0).
    """

    numerators: tuple[tuple[int, ...], ...]
    denominator: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.numerators), len(self.numerators[0])

    def __getitem__(self, at: tuple[int, int]) -> Fraction:
        return Fraction(self.numerators[at[0]][at[1]], self.denominator)

    def fractions(self) -> tuple[tuple[Fraction, ...], ...]:
        """All entries, row by row."""
        return tuple(tuple(Fraction(x, self.denominator) for x in row) for row in self.numerators)

    def to_numpy(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The nearest doubles, ties to even (so ±inf for what rounds beyond the largest double)."""
        import numpy as np

        return np.array([[_double(x, self.denominator) for x in row] for row in self.numerators], dtype=float)

    def json(self) -> dict[str, Any]:
        """The form of certificates: integers beyond 2⁵³ are hexadecimal strings."""
        flat = [x if -EXACT_IN_JSON < x < EXACT_IN_JSON else hex(x) for row in self.numerators for x in row]
        below = self.denominator if self.denominator < EXACT_IN_JSON else hex(self.denominator)
        return {"shape": list(self.shape), "denominator": below, "entries": flat}


def _double(numerator: int, denominator: int) -> float:
    try:
        return numerator / denominator  # Python rounds the quotient of two integers correctly
    except OverflowError:
        return inf if numerator > 0 else -inf


def exact(values: Any, what: str = "matrix") -> Exact:
    """A matrix from nested lists or an array of integers, Fractions or floats, each float read exactly.

    A flat list is one row. Raises ValueError for NaN and infinities, for rows of unequal length and for
    an empty matrix, and TypeError for entries that are no numbers.
    """
    rows = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(rows, (list, tuple)) or not rows:
        raise ValueError(f"{what}: expected a matrix with at least one entry, found {_short(rows)}")
    rows = rows if isinstance(rows[0], (list, tuple)) else [rows]
    wide = {len(row) if isinstance(row, (list, tuple)) else 0 for row in rows}
    if len(wide) != 1 or 0 in wide:
        raise ValueError(f"{what}: expected rows of one positive length, found {_short(rows)}")
    try:
        pairs = [[_ratio(value) for value in row] for row in rows]
    except (ArithmeticError, TypeError, ValueError):
        raise _wrong_entry(rows, what) from None
    below = lcm(*(q for row in pairs for _, q in row))
    return Exact(tuple(tuple(p * (below // q) for p, q in row) for row in pairs), below)


def _ratio(value: Any) -> tuple[int, int]:
    if isinstance(value, bool):
        raise TypeError
    if not hasattr(value, "as_integer_ratio"):
        return index(value), 1
    p, q = value.as_integer_ratio()
    return int(p), int(q)


def _wrong_entry(rows: Iterable[Iterable[Any]], what: str) -> Exception:
    """The error for the first entry that is no finite number."""
    for i, row in enumerate(rows, 1):
        for j, value in enumerate(row, 1):
            try:
                _ratio(value)
            except (ArithmeticError, ValueError):
                return ValueError(f"{what}: expected finite numbers, found {value} in row {i}, column {j}")
            except TypeError:
                kind = type(value).__name__
                return TypeError(
                    f"{what}: expected an int, a Fraction or a float in row {i}, column {j}, found {kind}"
                )
    raise AssertionError("every entry is a number")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True, slots=True, init=False)
class Affine:
    """The layer X ↦ X W + 1ₙ b: weight d×q, bias 1×q, or None for no bias.

    Both are `MatrixSymbol`, or both numbers: nested lists of int and Fraction, or NumPy arrays, whose
    floats are taken at their exact binary value. A bias may be flat (q numbers). Whether the shapes fit is
    checked when the stack is collapsed, so that the error can name the layer.
    """

    weight: MatrixSymbol | Exact
    bias: MatrixSymbol | Exact | None

    def __init__(self, weight: Any, bias: Any = None) -> None:
        object.__setattr__(self, "weight", _matrix(weight, "weight"))
        object.__setattr__(self, "bias", None if bias is None else _matrix(bias, "bias"))

    @property
    def shape(self) -> Shape:
        """Features in, features out: (d, q)."""
        return self.weight.shape


@dataclass(frozen=True, slots=True)
class Residual:
    """The layer X ↦ X + (X W + 1ₙ b): the branch is affine with a square weight."""

    branch: Affine

    def __post_init__(self) -> None:
        if not isinstance(self.branch, Affine):
            raise TypeError(f"expected an Affine branch, found {type(self.branch).__name__}")

    @property
    def weight(self) -> MatrixSymbol | Exact:
        return self.branch.weight

    @property
    def bias(self) -> MatrixSymbol | Exact | None:
        return self.branch.bias

    @property
    def shape(self) -> Shape:
        return self.branch.shape


Layer = Affine | Residual


def _matrix(values: Any, what: str) -> MatrixSymbol | Exact:
    return values if isinstance(values, (MatrixSymbol, Exact)) else exact(values, what)


def named_stack(*dimensions: Dimension, bias: bool = True) -> tuple[Affine, ...]:
    """Affine layers W_1, b_1, W_2, b_2, ... of the given widths: ``named_stack("d", "h", "q")`` has two."""
    return tuple(
        Affine(MatrixSymbol(f"W_{k}", r, c), MatrixSymbol(f"b_{k}", 1, c) if bias else None)
        for k, (r, c) in enumerate(pairwise(dimensions), 1)
    )
