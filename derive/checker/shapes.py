"""Signs by the shape of a polynomial: roots through their powers, squares, and combinations of facts.

A root r of u compares as r > w exactly when r^q > w^q, for w ≥ 0. A quadratic is compared with its
discriminant. A polynomial may be a multiple of a known one plus something of known sign, or become known
when it is multiplied by a known one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from derive.checker import signs
from derive.checker.fractional import minus, negate, plus, product, raised, whole
from derive.checker.monomials import pairs
from derive.checker.poly import (
    Poly,
    add,
    coefficients,
    constant,
    multiply,
    scale,
    split,
    variable,
    variables,
)
from derive.checker.signs import ANY, NEG, NONZERO, POS, ZERO
from derive.checker.terms import head
from derive.checker.work import spend

if TYPE_CHECKING:
    from derive.checker.field import Field

MAX_FACTS, MAX_FACTORS = 12, 6


# -- facts of the cell -------------------------------------------------------------------------------


def by_facts(field: Field, p: Poly) -> int:
    """Signs of p = λ f + rest for a polynomial f of known sign, with λ such that a term of p goes away."""
    found = ANY
    for f, sign in field.assumed[-MAX_FACTS:]:
        for m in p.keys() & f.keys():
            ratio = Fraction(p[m]) / f[m]
            rest = add(p, scale(f, -ratio))
            if len(rest) <= max(len(p), len(f)):
                known = signs.times(signs.of_number(ratio), sign)
                found &= signs.of_sum([known, field.sign_of(rest)])
    return found


def by_multiples(field: Field, p: Poly) -> int:
    """The sign of p from that of f p, for a polynomial f that is known to be positive or negative."""
    found = ANY
    for f, sign in field.assumed[-MAX_FACTORS:]:
        if variables(f) & variables(p) and len(f) * len(p) <= 40:
            form = field.reduce(whole(multiply(f, p)))
            if len(form.num) <= len(p) + len(f):
                found &= signs.times(sign, field.sign(form))
        if not (found & NEG and found & POS):
            break
    return found


# -- roots and sines ---------------------------------------------------------------------------------


def by_rule(field: Field, index: int, rest: Poly, slope: Poly) -> int:
    """Signs of p = rest + slope · r, where r^q is known; r is a root, or a sine (then q = 2)."""
    q, u = field.rules[index]
    power = product(raised(whole(slope), q, field.units), u)
    one, found = field.sign_of(rest), ANY
    if q == 2 and one in (NEG, POS):
        longer = field.sign(minus(raised(whole(rest), 2, field.units), power))
        if longer == POS:
            return one  # |rest| > |slope r|
        found = ANY if longer & NEG else one | ZERO
    if head(field.terms[index]) != "pow":
        return found
    two = field.sign_of(slope)
    if two not in (NEG, POS):
        return found
    ours, other = (whole(slope), negate(whole(rest))) if two == POS else (negate(whole(slope)), whole(rest))
    power = product(raised(ours, q, field.units), u)
    ahead = field.sign(minus(power, raised(other, q, field.units)))
    if q % 2 or not one & two:
        return found & signs.times(two, ahead)
    return found if ahead & NEG else found & (two | ahead & ZERO)  # the root is at least as long as the rest


# -- squares -----------------------------------------------------------------------------------------


def by_squares(field: Field, p: Poly) -> Iterator[Callable[[], int]]:
    """Attempts for each variable v in which p is a quadratic in some v^k."""
    for index in sorted(variables(p)):
        parts = coefficients(p, index)
        middle = max(parts) // 2
        if middle > 0 and {0, 2 * middle} <= set(parts) <= {0, middle, 2 * middle}:
            yield partial(_by_discriminant, field, index, middle, parts)


def _by_discriminant(field: Field, index: int, k: int, parts: Mapping[int, Poly]) -> int:
    """4 A p = (2 A v^k + B)² + (4 A C - B²) for p = A v^2k + B v^k + C; for A = 0 and B² ≤ 4 A C, p = C."""
    spend(50)
    a, b, c = whole(parts[2 * k]), whole(parts.get(k, {})), whole(parts[0])
    side = field.sign(a)
    if side & NEG and side & POS:
        return ANY
    rest = field.reduce(minus(product(whole(constant(4)), product(a, c)), product(b, b)))
    beyond = field.sign(rest)
    if beyond & NEG:
        return ANY
    if side & ZERO and rest.num and _zero_with(field, rest.num, field.reduce(a).num):
        beyond &= NONZERO
    power = variable(index, k)
    inner = field.sign(plus(product(whole(constant(2)), product(a, whole(power))), b))
    found = signs.times(side & NONZERO, signs.of_sum([signs.raised(inner, 2), beyond]))
    return found | field.sign(c) if side & ZERO else found


def _zero_with(field: Field, p: Poly, a: Poly) -> bool:
    """Whether p is zero only where a is: each of its parts is one of a, or is never zero."""
    (_, ours, core), (_, theirs, other) = split(p), split(a)
    known = {i for i, _ in pairs(theirs)}
    if any(i not in known and field.side(i) & ZERO for i, _ in pairs(ours)):
        return False
    return core is None or core == other or not field.sign_of(dict(core)) & ZERO
