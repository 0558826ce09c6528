"""Signs by inequalities: exp u ≥ 1 + u (+ u²/2 for u ≥ 0), 1 - 1/v ≤ log v ≤ v - 1, erf u ≥ 1 - exp(-u²).

A polynomial that is linear in a generator is compared with what it becomes when the generator is
replaced by a bound. A logarithm is compared through the exponential: log v > w exactly when v > exp w.

Source: DLMF sections 4.5 (exp, log) and 7.8 (erf).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derive.checker import signs
from derive.checker.errors import Rejected
from derive.checker.ground import Undefined, Unknown
from derive.checker.poly import Poly, coefficients, minus, plus, power_of, product, scale, variables, whole
from derive.checker.signs import ANY, NEG, POS
from derive.checker.terms import Term, head, neg, sub

if TYPE_CHECKING:
    from derive.checker.field import Field

LOWER, UPPER = 1, -1
Bound = tuple[Term, int]


def estimate(field: Field, p: Poly) -> int:
    """Possible signs of a polynomial, by the bounds of its generators (newest first)."""
    found = ANY
    for index in sorted(variables(p), reverse=True):
        term = field.terms[index]
        if not isinstance(term, tuple) or head(term) not in ("exp", "log", "erf"):
            continue
        parts = coefficients(p, index)
        powers = sorted(set(parts) - {0})
        if len(powers) != 1 or (powers != [1] and head(term) != "exp") or 0 not in parts:
            continue
        try:
            found &= _by_generator(field, term, powers[0], parts[0], parts[powers[0]])
        except (Rejected, Undefined, Unknown):
            continue
        if not (found & NEG and found & POS):
            break
    return found


def _by_generator(field: Field, term: tuple[Term, ...], power: int, rest: Poly, slope: Poly) -> int:
    """Signs of rest + slope · generator**power."""
    side = field.sign_of(slope)
    if side not in (NEG, POS):
        return ANY
    found = ANY
    if head(term) == "log" and len(slope) == 1:
        found = _through_exponential(field, term[1], rest, slope, side)
    for bound, way in _bounds(field, term, power):
        compared = field.sign(plus(whole(rest), product(whole(slope), field.form(bound))))
        below = (way == LOWER) == (side == POS)  # the polynomial is at least what it is compared with
        if below and not compared & NEG:
            found &= compared | POS  # above 0 it may be where what it is compared with is 0
        if not below and not compared & POS:
            found &= compared | NEG
    return found


def _through_exponential(field: Field, v: Term, rest: Poly, slope: Poly, side: int) -> int:
    """The sign of rest + slope · log v is that of slope times that of v - exp(-rest/slope)."""
    level = _level(field, rest, slope)
    difference = minus(field.form(v), field.form(("exp", level)))
    return signs.times(side, field.sign(difference))


def _level(field: Field, rest: Poly, slope: Poly) -> Term:
    """-rest/slope for a monomial slope, as a sum of monomials."""
    ((monomial, c),) = slope.items()
    return field.term_of(scale(rest, Fraction(-1) / c, power_of(monomial, -1)))


def _bounds(field: Field, term: tuple[Term, ...], power: int) -> list[Bound]:
    kind, u = head(term), term[1]
    if kind == "exp":
        tangent: Term = ("add", 1, ("mul", power, u))
        parabola: Term = ("add", tangent, ("mul", Fraction(power * power, 2), ("pow", u, 2)))
        onwards = not signs.times(signs.of_number(power), field.sign(field.form(u))) & NEG
        return [(tangent, LOWER), *([(parabola, LOWER)] if onwards else [])]
    if kind == "log":
        return [(sub(u, 1), UPPER), (sub(1, ("pow", u, -1)), LOWER)]
    side = field.sign(field.form(u))
    gauss: Term = ("exp", neg(("pow", u, 2)))
    if not side & NEG:
        return [(sub(1, gauss), LOWER)]
    return [(sub(gauss, 1), UPPER)] if not side & POS else []
