r"""Terms about arrays, written as mathematics is: sums over indices, entries, derivatives by entries.

An `Expression` holds the JSON form of a certificate (docs/certificates-gradients.md) and is printed as LaTeX
from it, so that what is read is what was checked.

>>> k, o = index("k"), array("o")
>>> softmax = exp(o["j"]) / total(k, "q", exp(o[k]))
>>> softmax.latex()
'\\frac{e^{o_{j}}}{\\sum_{k=1}^{q} e^{o_{k}}}'
>>> derivative(log(total(k, "q", exp(o[k]))), o["j"]).latex()
'\\frac{\\partial}{\\partial o_{j}} \\log \\sum_{k=1}^{q} e^{o_{k}}'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.proof.array_latex import latex


@dataclass(frozen=True, slots=True)
class Expression:
    """A term about arrays."""

    data: Any

    def __add__(self, other: Operand) -> Expression:
        return Expression(["add", self.data, _data(other)])

    def __radd__(self, other: Operand) -> Expression:
        return Expression(["add", _data(other), self.data])

    def __neg__(self) -> Expression:
        return Expression(["mul", -1, self.data])

    def __sub__(self, other: Operand) -> Expression:
        return Expression(["add", self.data, ["mul", -1, _data(other)]])

    def __rsub__(self, other: Operand) -> Expression:
        return Expression(["add", _data(other), ["mul", -1, self.data]])

    def __mul__(self, other: Operand) -> Expression:
        return Expression(["mul", self.data, _data(other)])

    def __rmul__(self, other: Operand) -> Expression:
        return Expression(["mul", _data(other), self.data])

    def __truediv__(self, other: Operand) -> Expression:
        return Expression(["mul", self.data, ["pow", _data(other), -1]])

    def __rtruediv__(self, other: Operand) -> Expression:
        return Expression(["mul", _data(other), ["pow", self.data, -1]])

    def __pow__(self, exponent: int | Fraction) -> Expression:
        return Expression(["pow", self.data, _number(exponent)])

    def latex(self) -> str:
        return latex(self.data)


Operand = Expression | int | Fraction


@dataclass(frozen=True, slots=True)
class Array:
    """A named array; ``X["i", "j"]`` is an entry of it, and for no indices ``Array("T").value``."""

    name: str

    def __getitem__(self, indices: str | tuple[str, ...]) -> Expression:
        place = (indices,) if isinstance(indices, str) else indices
        return Expression(["at", self.name, *place])

    @property
    def value(self) -> Expression:
        return Expression(self.name)


def array(name: str) -> Array:
    return Array(name)


def scalar(name: str) -> Expression:
    return Expression(name)


def index(name: str) -> str:
    """An index is its name."""
    return name


def size(dimension: str) -> Expression:
    """A dimension as a number."""
    return Expression(["dim", dimension])


def total(over: str, dimension: str, term: Operand) -> Expression:
    return Expression(["sum", over, dimension, _data(term)])


def exp(term: Operand) -> Expression:
    return Expression(["exp", _data(term)])


def log(term: Operand) -> Expression:
    return Expression(["log", _data(term)])


def absolute(term: Operand) -> Expression:
    return Expression(["abs", _data(term)])


def delta(i: str, j: str) -> Expression:
    return Expression(["delta", i, j])


def derivative(term: Operand, by: Expression) -> Expression:
    """The partial derivative by an entry of a symbol, or by a symbol that is a number."""
    place = by.data[1:] if isinstance(by.data, list) else [by.data]
    return Expression(["D", _data(term), *place])


def applied(phi: str, term: Operand, order: int = 0) -> Expression:
    """A function of one variable, or a derivative of it, at a term."""
    return Expression(["apply", phi, order, _data(term)])


def called(f: str, pairs: Sequence[tuple[str, str]], entry: Operand) -> Expression:
    """A function of the array that has that entry at those indices."""
    return Expression(["call", f, [list(pair) for pair in pairs], _data(entry)])


def slope(f: str, at: Sequence[str], pairs: Sequence[tuple[str, str]], entry: Operand) -> Expression:
    """Its partial derivative by the entry at ``at``."""
    return Expression(["slope", f, list(at), [list(pair) for pair in pairs], _data(entry)])


def _data(value: Operand) -> Any:
    return value.data if isinstance(value, Expression) else _number(value)


def _number(value: int | Fraction) -> Any:
    return int(value) if value.denominator == 1 else ["rational", value.numerator, value.denominator]
