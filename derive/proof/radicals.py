"""Nested square roots: √(a + b√d) = √((a+s)/2) ± √((a-s)/2) when a² - b²d = s².

Source: A. Borodin, R. Fagin, J. Hopcroft, M. Tompa, Decreasing the nesting depth of expressions involving
square roots, J. Symbolic Computation 1 (1985), doi:10.1016/S0747-7171(85)80013-4.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from derive.checker.fractional import Fractional, minus, product, whole
from derive.checker.poly import Poly, coefficients, variables
from derive.checker.terms import HALF, Term, neg, number, sub
from derive.proof.factors import factor_fraction
from derive.proof.terms import product_of

if TYPE_CHECKING:
    from derive.proof.tower import Tower


def denested(tower: Tower, args: tuple[Term, ...], form: Fractional) -> Iterator[Term]:
    """Square roots of a + b√d as a sum or difference of simpler roots."""
    form = tower.reduce(form)
    if args[1] != HALF or form.den:
        return
    roots = [i for i in variables(form.num) if i in tower.rules and _is_square_root(tower.terms[i])]
    for index in roots:
        parts = coefficients(form.num, index)
        if set(parts) != {0, 1}:
            continue
        a, b = parts[0], parts[1]
        s = _square_root(tower, _norm(tower, index, a, b))
        if s is not None:
            yield from _sums(tower.term_of(a), s)


def _is_square_root(term: Term) -> bool:
    return isinstance(term, tuple) and term[0] == "pow" and term[2] == HALF


def _norm(tower: Tower, index: int, a: Poly, b: Poly) -> Fractional:
    """a² - b² d."""
    square = product(product(whole(b), whole(b)), tower.rules[index][1])
    return tower.reduce(minus(product(whole(a), whole(a)), square))


def _square_root(tower: Tower, form: Fractional) -> Term | None:
    """A root of a perfect square, of either sign."""
    if not form.num:
        return 0
    c, powers, factors = factor_fraction(form)
    exponents = [*powers.values(), *(k for _, k in factors)]
    if c <= 0 or any(k % 2 for k in exponents):
        return None
    top, bottom = isqrt(c.numerator), isqrt(c.denominator)
    if top * top != c.numerator or bottom * bottom != c.denominator:
        return None
    bases = [(tower.terms[i], k) for i, k in powers.items()] + [(tower.term_of(p), k) for p, k in factors]
    root = product_of([(base, Fraction(k, 2)) for base, k in bases])
    return ("mul", number(Fraction(top, bottom)), root)


def _sums(a: Term, s: Term) -> Iterator[Term]:
    one: Term = ("pow", ("mul", HALF, ("add", a, s)), HALF)
    two: Term = ("pow", ("mul", HALF, sub(a, s)), HALF)
    yield from (("add", one, two), sub(one, two), ("add", neg(one), two))
