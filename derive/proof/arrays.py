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

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

GREEK = {
    "alpha": r"\alpha", "beta": r"\beta", "gamma": r"\gamma", "delta": r"\delta", "eps": r"\varepsilon",
    "lambda": r"\lambda", "mu": r"\mu", "sigma": r"\sigma", "phi": r"\varphi", "ell": r"\ell",
    "xhat": r"\hat x", "Delta": r"\Delta",
}  # fmt: skip
SUM, PRODUCT, FACTOR, ATOM = range(4)  # how tightly a piece of LaTeX holds together


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
        return _latex(self.data)[0]


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


# -- LaTeX -------------------------------------------------------------------------------------------


def name_latex(name: str) -> str:
    """A name as LaTeX: Greek letters, subscripts after ``_``, layers in brackets."""
    base, layer = re.fullmatch(r"([^\[]*)(?:\[(.*)\])?", name).groups()  # type: ignore[union-attr]
    first, *rest = base.split("_")
    spelled = GREEK.get(first, first if len(first) == 1 else rf"\mathrm{{{first}}}")
    spelled += f"_{{{', '.join(rest)}}}" if rest else ""
    return f"{spelled}^{{({layer})}}" if layer else spelled


def entry_latex(name: str, indices: Sequence[str]) -> str:
    """An entry as LaTeX; the indices follow what the name has below itself."""
    spelled = name_latex(name)
    if not indices:
        return spelled
    plain = all(len(i) == 1 for i in indices)
    below = ("" if plain else ", ").join(indices)
    base, found, layer = spelled.partition("^{(")
    if "_" in name:
        base, below = base.rstrip("}").replace("_{", "_{", 1), f"; {below}"
        return f"{base}{below}}}{found}{layer}"
    return f"{base}_{{{below}}}{found}{layer}"


def bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _latex(data: Any) -> tuple[str, int]:
    """LaTeX, and how tightly it holds together."""
    if isinstance(data, int):
        return str(data), ATOM if data >= 0 else SUM
    if isinstance(data, str):
        return name_latex(data), ATOM
    written: tuple[str, int] = _WRITERS[data[0]](*data[1:])
    return written


def _tight(data: Any, needed: int) -> str:
    text, holds = _latex(data)
    return text if holds >= needed else bracketed(text)


def _add(*parts: Any) -> tuple[str, int]:
    texts = []
    for part in parts:
        minus = part[2:] if isinstance(part, list) and part[:2] == ["mul", -1] else None
        if minus is not None:
            inner = minus[0] if len(minus) == 1 else ["mul", *minus]
            texts.append(f"- {_tight(inner, PRODUCT)}")
        else:
            texts.append(f"+ {_tight(part, SUM if part == parts[0] else PRODUCT)}")
    return " ".join(texts).removeprefix("+ "), SUM


def _factors(data: Any) -> list[Any]:
    if isinstance(data, list) and data[0] == "mul":
        return [factor for part in data[1:] for factor in _factors(part)]
    return [data]


def _mul(*parts: Any) -> tuple[str, int]:
    factors = _factors(["mul", *parts])
    sign = "-" if factors[0] == -1 else ""
    factors = factors[1:] if sign else factors
    above = [f for f in factors if not _is_inverse(f)]
    below = [_inverse(f) for f in factors if _is_inverse(f)]
    if below:
        over = _mul(*above)[0] if len(above) > 1 else _latex(above[0])[0] if above else "1"
        under = _mul(*below)[0] if len(below) > 1 else _latex(below[0])[0]
        return rf"{sign}\frac{{{over}}}{{{under}}}", SUM if sign else PRODUCT
    texts = [_tight(f, PRODUCT if k == len(above) - 1 else FACTOR) for k, f in enumerate(above)]
    joined = r" \, ".join(texts)
    return f"{sign}{joined}", SUM if sign else PRODUCT


def _is_inverse(data: Any) -> bool:
    return isinstance(data, list) and data[0] == "pow" and isinstance(data[2], int) and data[2] < 0


def _inverse(data: Any) -> Any:
    return data[1] if data[2] == -1 else ["pow", data[1], -data[2]]


def _pow(base: Any, exponent: Any) -> tuple[str, int]:
    if exponent == ["rational", 1, 2]:
        return rf"\sqrt{{{_latex(base)[0]}}}", ATOM
    if _is_inverse(["pow", base, exponent]):
        return _mul(["pow", base, exponent])
    return f"{_tight(base, ATOM)}^{{{_latex(exponent)[0]}}}", FACTOR


def _sum(over: str, dimension: Any, term: Any) -> tuple[str, int]:
    return rf"\sum_{{{over}=1}}^{{{name_latex(str(dimension))}}} {_tight(term, PRODUCT)}", PRODUCT


def _derivative(term: Any, name: str, *indices: str) -> tuple[str, int]:
    by = rf"\partial {entry_latex(name, indices)}"
    if isinstance(term, str) or (isinstance(term, list) and term[0] == "at"):
        return rf"\frac{{\partial {_latex(term)[0]}}}{{{by}}}", FACTOR
    return rf"\frac{{\partial}}{{{by}}} {_tight(term, PRODUCT)}", PRODUCT


def _apply(phi: str, order: int, term: Any) -> tuple[str, int]:
    primes = "'" * order if order < 4 else f"^{{({order})}}"
    return f"{name_latex(phi)}{primes}{bracketed(_latex(term)[0])}", FACTOR


def _call(f: str, pairs: Sequence[Sequence[str]], entry: Any) -> tuple[str, int]:
    shown = _latex(entry)[0]
    whole = matrix_name(entry, [pair[0] for pair in pairs])
    inside = whole or rf"{shown}"
    return f"{name_latex(f)}{bracketed(inside)}", FACTOR


def _slope(f: str, at: Sequence[str], pairs: Sequence[Sequence[str]], entry: Any) -> tuple[str, int]:
    shown = matrix_name(entry, [pair[0] for pair in pairs]) or _latex(entry)[0]
    return rf"\partial_{{{''.join(at)}}} {name_latex(f)}{bracketed(shown)}", FACTOR


def matrix_name(entry: Any, slots: Sequence[str]) -> str:
    """The name of an array where the entry is just its entry at the slots; else nothing."""
    if isinstance(entry, list) and entry[0] == "at" and entry[2:] == list(slots):
        return name_latex(entry[1])
    return ""


def _function(head: str) -> Any:
    def written(term: Any) -> tuple[str, int]:
        return rf"\{head} {_tight(term, PRODUCT)}", PRODUCT

    return written


_WRITERS: Mapping[str, Any] = {
    "add": _add,
    "mul": _mul,
    "pow": _pow,
    "rational": lambda p, q: (rf"{'-' if p < 0 else ''}\tfrac{{{abs(p)}}}{{{q}}}", FACTOR if p > 0 else SUM),
    "at": lambda name, *indices: (entry_latex(name, indices), ATOM),
    "exp": lambda term: (f"e^{{{_latex(term)[0]}}}", FACTOR),
    "log": _function("log"),
    "abs": lambda term: (rf"\left|{_latex(term)[0]}\right|", ATOM),
    "sum": _sum,
    "delta": lambda i, j: (rf"\delta_{{{i}{j}}}", ATOM),
    "dim": lambda dimension: (name_latex(str(dimension)), ATOM),
    "apply": _apply,
    "call": _call,
    "slope": _slope,
    "D": _derivative,
}
