r"""Matrices as they are written, and what their entries are: one expression gives LaTeX and index form.

>>> H, G = Matrix("H", "n", "h"), Matrix("G", "n", "q")
>>> gradient = H.T @ G
>>> gradient.latex, gradient["a", "b"].latex()
('H^{\\mathsf{T}} G', '\\sum_{i=1}^{n} H_{ia} \\, G_{ib}')
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.proof.array_latex import name_latex
from derive.proof.arrays import Expression, array, size, total

Entry = Callable[[str, str], Expression]
INDICES = ("i", "j", "k", "l", "m", "r", "s", "u", "v")


@dataclass(frozen=True)
class MatrixExpression:
    """LaTeX, how tightly it holds (0 a sum, 1 a product, 2 one symbol), dimensions and the entry."""

    latex: str
    holds: int
    rows: str
    columns: str
    entry: Entry

    def __getitem__(self, place: tuple[str, str]) -> Expression:
        return self.entry(*place)

    @property
    def T(self) -> MatrixExpression:
        entry, base = self.entry, self.tight(2)
        raised = f"{{{base}}}" if "^" in base else base
        latex = f"{raised}^{{\\mathsf{{T}}}}"
        return MatrixExpression(latex, 2, self.columns, self.rows, lambda i, j: entry(j, i))

    def tight(self, needed: int) -> str:
        return self.latex if self.holds >= needed else f"({self.latex})"

    def __matmul__(self, other: MatrixExpression) -> MatrixExpression:
        if self.columns != other.rows:
            raise ValueError(f"expected a right factor with {self.columns} rows, found {other.rows}")

        def entry(i: str, j: str) -> Expression:
            used = str(self.entry(i, "?").data) + str(other.entry("?", j).data)
            k = next(name for name in INDICES if name not in (i, j) and f"'{name}'" not in used)
            return total(k, self.columns, self.entry(i, k) * other.entry(k, j))

        return MatrixExpression(f"{self.tight(1)} {other.tight(1)}", 1, self.rows, other.columns, entry)

    def __add__(self, other: MatrixExpression) -> MatrixExpression:
        return self._beside(other, "+", lambda i, j: self.entry(i, j) + other.entry(i, j), 0)

    def __sub__(self, other: MatrixExpression) -> MatrixExpression:
        return self._beside(other, "-", lambda i, j: self.entry(i, j) - other.entry(i, j), 0)

    def __mul__(self, other: MatrixExpression) -> MatrixExpression:
        """The product entry by entry."""
        return self._beside(other, r"\odot", lambda i, j: self.entry(i, j) * other.entry(i, j), 1)

    def _beside(self, other: MatrixExpression, sign: str, entry: Entry, holds: int) -> MatrixExpression:
        if (self.rows, self.columns) != (other.rows, other.columns):
            raise ValueError(
                f"expected a {self.rows}×{self.columns} matrix, found {other.rows}×{other.columns}"
            )
        left = self.tight(2 if holds else 0)
        return MatrixExpression(f"{left} {sign} {other.tight(holds + 1)}", 0, self.rows, self.columns, entry)

    def over(self, divisor: Expression) -> MatrixExpression:
        """Each entry divided by a number."""
        latex = rf"\frac{{1}}{{{divisor.latex()}}} {self.tight(1)}"
        return MatrixExpression(latex, 1, self.rows, self.columns, lambda i, j: self.entry(i, j) / divisor)


def Matrix(name: str, rows: str, columns: str) -> MatrixExpression:
    """A named matrix."""
    return MatrixExpression(name_latex(name), 2, rows, columns, lambda i, j: array(name)[i, j])


def column_sums(matrix: MatrixExpression) -> tuple[str, Callable[[str], Expression]]:
    """1ₙᵀ M: the sums of the columns, as LaTeX and by index."""
    latex = rf"\mathbf{{1}}_{{{matrix.rows}}}^{{\mathsf{{T}}}} {matrix.tight(1)}"
    return latex, lambda k: total("i", matrix.rows, matrix["i", k])


def mapped(
    latex: str, matrix: MatrixExpression, entry: Callable[[Expression], Expression]
) -> MatrixExpression:
    """A function of each entry; ``latex`` is the name of the function."""
    shown = f"{latex}({matrix.latex})"
    return MatrixExpression(shown, 2, matrix.rows, matrix.columns, lambda i, j: entry(matrix.entry(i, j)))


def by_matrix(loss: str, name: str, right: str) -> str:
    """The LaTeX of: the derivative of the loss by all entries of an array is a matrix."""
    return rf"\frac{{\partial {loss}}}{{\partial {name_latex(name)}}} = {right}"


__all__ = ["Matrix", "MatrixExpression", "by_matrix", "column_sums", "mapped", "size"]
