"""Fractions of polynomials: a numerator over a product of polynomial factors with exponents.

Nothing is ever cancelled by a greatest common divisor: it is not needed to decide that something is zero.

>>> from derive.checker.poly import constant, variable
>>> x = whole(variable(0))
>>> product(x, inverse(plus(x, whole(constant(1))), set())).num == x.num
True
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

from derive.checker import poly
from derive.checker.coefficients import quotient
from derive.checker.errors import Rejected
from derive.checker.monomials import ONE, monomial, pairs
from derive.checker.poly import (
    Factor,
    Poly,
    add,
    check_size,
    multiply,
    power,
    scale,
    split,
    subtract,
)


class Fractional(NamedTuple):
    """num / Π factor**exponent; every factor is as `split` gives it."""

    num: Poly
    den: Mapping[Factor, int]


def _fraction(num: Poly, den: Mapping[Factor, int]) -> Fractional:
    """Fractional(num, den), made directly: more of them are made than of anything else."""
    return tuple.__new__(Fractional, (num, den))


def whole(p: Poly) -> Fractional:
    return tuple.__new__(Fractional, (p, {}))


def lift(f: Fractional, den: Mapping[Factor, int]) -> Poly:
    """The numerator of f over the larger denominator ``den``."""
    num = f.num
    for factor, exponent in den.items():
        missing = exponent - f.den.get(factor, 0)
        if missing:
            num = multiply(num, power(dict(factor), missing))
    return num


def plus(f: Fractional, g: Fractional) -> Fractional:
    if f.den == g.den:
        total = add(f.num, g.num)
        return _fraction(total, f.den if total else {})
    if not f.num or not g.num:
        return f if f.num else g
    den = dict(f.den)
    ours, theirs = f.num, g.num  # over the larger denominator, as `lift` gives them
    for factor, exponent in f.den.items():
        missing = exponent - g.den.get(factor, 0)
        if missing > 0:
            theirs = multiply(theirs, power(dict(factor), missing))
        elif missing < 0:
            ours = multiply(ours, power(dict(factor), -missing))
            den[factor] = exponent - missing
    for factor, exponent in g.den.items():
        if factor not in f.den:
            ours = multiply(ours, power(dict(factor), exponent))
            den[factor] = exponent
    total = add(ours, theirs)
    return _fraction(total, den if total else {})


def total_of(forms: list[Fractional]) -> Fractional:
    """The sum of at least one fraction."""
    if len(forms) == 1:
        return forms[0]
    for form in forms:
        if form.den:
            return reduce(plus, forms)
    return _fraction(poly.total_of([form.num for form in forms]), {})


def product(f: Fractional, g: Fractional) -> Fractional:
    num = multiply(f.num, g.num)
    if not num:
        return whole({})
    if not f.den or not g.den:
        return _fraction(num, f.den or g.den)
    den = dict(f.den)
    for factor, exponent in g.den.items():
        den[factor] = den.get(factor, 0) + exponent
    return _fraction(num, den)


def product_of(forms: list[Fractional]) -> Fractional:
    """The product of at least one fraction; most have a single term and no denominator."""
    count = 0
    for form in forms:
        if form.den or len(form.num) != 1:
            break
        count += 1
    if count < 2:
        return reduce(product, forms)
    first = _fraction(poly.of_terms([form.num for form in forms[:count]]), {})
    return first if count == len(forms) else reduce(product, forms[count:], first)


def negate(f: Fractional) -> Fractional:
    return _fraction(scale(f.num, -1), f.den)


def minus(f: Fractional, g: Fractional) -> Fractional:
    if f.den == g.den:
        difference = subtract(f.num, g.num)
        return _fraction(difference, f.den if difference else {})
    return plus(f, negate(g))


def inverse(f: Fractional, units: set[int]) -> Fractional:
    """1/f; the numerator is not zero. Variables in ``units`` may get negative exponents."""
    lead, common, factor = split(f.num)
    den: dict[Factor, int] = {} if factor is None else {factor: 1}
    below = ONE  # what of the monomial is made of units
    for index, exponent in pairs(common):
        if index in units:
            below += monomial(index, exponent)
        elif exponent > 0:
            den[((monomial(index), 1),)] = exponent
        else:
            raise Rejected("fraction", "a negative exponent of a unit only", f"variable {index}")
    num = check_size({-below: quotient(lead.denominator, lead.numerator)})
    for other, exponent in f.den.items():
        num = multiply(num, power(dict(other), exponent))
    return _fraction(num, den)


def raised(f: Fractional, k: int, units: set[int]) -> Fractional:
    """f**k for a whole k; for k < 0 the numerator is not zero."""
    if k < 0:
        f, k = inverse(f, units), -k
    if k == 1:
        return f
    den = {factor: e * k for factor, e in f.den.items()} if k and f.den else {}
    return _fraction(power(f.num, k), den)
