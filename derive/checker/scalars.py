"""Polynomials in named numbers, for entries of kernels and weights that are not yet known.

An entry in JSON is an integer, ``["rational", p, q]``, a name, or ``["add", e, ...]``, ``["mul", e, ...]``.
A polynomial is a dict from monomials, sorted tuples of names, to rational coefficients, none of them 0.

>>> read(["mul", "u", ["add", "u", 2]], "entry") == {("u", "u"): 1, ("u",): 2}
True
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

from derive.checker.algebra import NAME
from derive.checker.errors import Rejected
from derive.checker.reading import show
from derive.checker.work import spend

Monomial = tuple[str, ...]
Scalar = dict[Monomial, int | Fraction]

MAX_DEPTH = 8
MAX_DEGREE = 8
MAX_TERMS = 4_000
MAX_BITS = 1 << 12


def constant(value: int | Fraction) -> Scalar:
    return {(): value} if value else {}


def add(left: Scalar, right: Scalar) -> Scalar:
    """The sum; no zero coefficient stays."""
    spend(1 + len(right))
    total = dict(left)
    for word, value in right.items():
        found = total.get(word, 0) + value
        if found:
            total[word] = bounded(found)
        else:
            del total[word]
    return total


def bounded(value: int | Fraction) -> int | Fraction:
    """The number itself, if it is not too long."""
    if max(map(int.bit_length, value.as_integer_ratio())) > MAX_BITS:
        raise Rejected("entry", f"numbers of at most {MAX_BITS} bits", "longer ones")
    return value


def multiply(left: Scalar, right: Scalar) -> Scalar:
    """The product, of bounded degree, length and digits."""
    spend(1 + len(left) * len(right))
    if len(left) * len(right) > MAX_TERMS:
        raise Rejected("entry", f"at most {MAX_TERMS} products at once", str(len(left) * len(right)))
    total: Scalar = {}
    for u, p in left.items():
        for v, q in right.items():
            word = tuple(sorted(u + v))
            if len(word) > MAX_DEGREE:
                raise Rejected("entry", f"a degree of at most {MAX_DEGREE}", str(len(word)))
            total[word] = bounded(p * q + total.get(word, 0))
    return {word: value for word, value in total.items() if value}


def read(data: Any, where: str, depth: int = 0) -> Scalar:
    """The polynomial that an entry in JSON is."""
    spend(1)
    if type(data) is str and NAME.fullmatch(data):
        return {(data,): 1}
    if type(data) is int and data.bit_length() <= MAX_BITS:
        return constant(data)
    if type(data) is not list or len(data) < 2 or depth > MAX_DEPTH:
        raise Rejected(where, "a number, a name, or add or mul of such", show(data))
    head, *args = data
    if head == "rational" and len(args) == 2 and all(type(n) is int for n in args):
        p, q = args
        if q > 0 and max(p.bit_length(), q.bit_length()) <= MAX_BITS:
            return constant(Fraction(p, q))
    elif head in ("add", "mul"):
        return reduce(add if head == "add" else multiply, [read(arg, where, depth + 1) for arg in args])
    raise Rejected(where, "rational, add or mul with its arguments", show(head))


def text(value: Scalar) -> str:
    """A polynomial, short, for an error message."""
    return " + ".join(f"{q} {' '.join(word)}".strip() for word, q in list(value.items())[:6])[:200] or "0"
