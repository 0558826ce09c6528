"""Angles: sin and cos of sums, atan and asin of what a sum of angles reaches, through complex numbers.

A part of a sum is a number with its argument: u itself is cos u + i sin u, atan w is 1 + i w, asin w is
√(1-w²) + i w, a turn π/n is cos(π/n) + i sin(π/n). Multiples and sums become powers and products; two angles
are equal when their numbers point the same way and they are less than a full turn apart.

Source: DLMF 4.21 (multiple angles), 4.23(ii) (arguments); W. Watkins, J. Zeitlin, The minimal polynomial of
cos(2π/n), Amer. Math. Monthly 100 (1993), doi:10.1080/00029890.1993.11990451.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce
from math import lcm

from derive.checker import signs
from derive.checker.coefficients import tidy
from derive.checker.errors import Rejected
from derive.checker.field import Field
from derive.checker.fractional import Fractional, minus, negate, plus, product, whole
from derive.checker.intervals import enclose_constant
from derive.checker.poly import constant
from derive.checker.signs import NEG, POS
from derive.checker.terms import HALF, Term, head, is_number, show
from derive.checker.work import spend

MAX_MULTIPLE, MAX_TURN = 64, 240
PI: Term = ("pi",)
EIGHTH: Term = ("mul", Fraction(1, 4), PI)  # an eighth of a turn: 1 + i
Number = tuple[Fractional, Fractional]  # real and imaginary part
Part = tuple[Fraction, Term]  # a multiple of an angle


# -- sin and cos of a sum ------------------------------------------------------------------------


def of_sum(field: Field, kind: str, total: Term) -> Fractional:
    """Sin or cos of a sum of whole multiples of angles."""
    real, imaginary = _product(field, _whole(parts_of(total)), exact=True)
    return field.reduce(real if kind == "cos" else imaginary)


def parts_of(total: Term) -> list[Part]:
    """The multiples of angles in a sum, as it is written."""
    summands = total[1:] if head(total) == "add" else (total,)  # type: ignore[index]
    return [_part(summand) for summand in summands if summand != 0]


def _part(t: Term) -> Part:
    if head(t) == "mul" and len(t) == 3 and is_number(t[1]) and not is_turn(t):  # type: ignore[arg-type,index]
        return Fraction(t[1]), t[2]  # type: ignore[index]
    return Fraction(1), t


def is_turn(t: Term) -> bool:
    """π or π/n with an even n."""
    if t == PI:
        return True
    return (
        isinstance(t, tuple) and len(t) == 3 and t[0] == "mul" and t[2] == PI
        and isinstance(t[1], Fraction) and t[1].numerator == 1
        and t[1].denominator % 2 == 0 and t[1].denominator <= MAX_TURN
    )  # fmt: skip


def _whole(parts: list[Part]) -> list[tuple[int, Term]]:
    for k, angle in parts:
        if k.denominator != 1 or abs(k) > MAX_TURN:
            raise Rejected("atoms", f"whole multiples of angles up to {MAX_TURN}", f"{k} {show(angle)}")
    return [(int(k), angle) for k, angle in parts]


def _product(field: Field, parts: list[tuple[int, Term]], exact: bool) -> Number:
    powers = [_power(field, number_of(field, angle, exact), k) for k, angle in parts]
    return reduce(partial(_times, field), powers) if powers else (whole(constant(1)), whole({}))


def number_of(field: Field, angle: Term, exact: bool) -> Number:
    """A complex number whose argument is the angle; of absolute value 1 where ``exact``."""
    kind = head(angle)
    if angle == EIGHTH and not exact:
        return whole(constant(1)), whole(constant(1))
    if is_turn(angle):
        return _turn(field, angle)
    if kind == "atan":
        one: Number = (whole(constant(1)), field.form(angle[1]))  # type: ignore[index]
        if not exact:
            return one
        size = field.form(("pow", ("add", 1, ("pow", angle[1], 2)), -HALF))  # type: ignore[index]
        return _scaled(field, one, size)
    if kind == "asin":
        w: Term = angle[1]  # type: ignore[index]
        return field.form(("pow", ("add", 1, ("mul", -1, ("pow", w, 2))), HALF)), field.form(w)
    return field.form(("cos", angle)), field.form(("sin", angle))


def _turn(field: Field, angle: Term) -> Number:
    """π/n for an even n: sin(π/n) = cos((n/2 - 1) π/n)."""
    if angle == PI:
        return whole(constant(-1)), whole({})
    n = angle[1].denominator  # type: ignore[index,union-attr]
    if n == 2:
        return whole({}), whole(constant(1))
    cosine = field.form(("cos", angle))
    return cosine, chebyshev(field, n // 2 - 1, cosine)


def chebyshev(field: Field, n: int, c: Fractional) -> Fractional:
    """T_n(c) = cos(n arccos c)."""
    before, here = whole(constant(1)), c
    if n == 0:
        return before
    for _ in range(n - 1):
        spend(20)
        twice = product(whole(constant(2)), product(c, here))
        before, here = here, field.reduce(minus(twice, before))
    return here


def _times(field: Field, z: Number, w: Number) -> Number:
    real = minus(product(z[0], w[0]), product(z[1], w[1]))
    imaginary = plus(product(z[0], w[1]), product(z[1], w[0]))
    return field.reduce(real), field.reduce(imaginary)


def _scaled(field: Field, z: Number, size: Fractional) -> Number:
    return field.reduce(product(z[0], size)), field.reduce(product(z[1], size))


def _power(field: Field, z: Number, k: int) -> Number:
    """A power up to a positive factor; for a negative one of the conjugate."""
    if k < 0:
        z, k = (z[0], negate(z[1])), -k
    if k == 0:
        return whole(constant(1)), whole({})
    total = z = field.reduce(z[0]), field.reduce(z[1])
    for digit in f"{k:b}"[1:]:
        total = _times(field, total, total)
        if digit == "1":
            total = _times(field, total, z)
    return total


# -- atan and asin -----------------------------------------------------------------------------------


def reaches(field: Field, angle: Term, total: Term) -> bool:
    """Whether atan(v) or asin(v) equals a sum of rational multiples of angles on the cell."""
    parts = [(4 * q, EIGHTH) if u == PI else (q, u) for q, u in parts_of(total)]
    scale = lcm(*(q.denominator for q, _ in parts), 1)
    if scale > MAX_MULTIPLE or any(abs(q) * scale > MAX_MULTIPLE for q, _ in parts):
        raise Rejected("atoms", f"multiples of angles up to {MAX_MULTIPLE}", "larger ones")
    turned = _product(field, [(int(q * scale), u) for q, u in parts] + [(-scale, angle)], exact=False)
    if not field.is_zero(turned[1]) or field.sign(turned[0]) != POS:
        return False
    return _within_a_turn(field, angle, total, scale)


def _within_a_turn(field: Field, angle: Term, total: Term, scale: int) -> bool:
    """|scale (total - angle)| < 2π, where |angle| is at most π/2, and for atan v at most |v|."""
    v = field.form(angle[1])  # type: ignore[index]
    sign, zero = field.sign(v), whole({})
    quarter = product(whole(constant(HALF)), field.form(PI))
    nearer, further = [negate(quarter)], [quarter]
    if head(angle) == "atan":
        box = signs.enclosed(v.num, field.where) if not v.den else None
        if box is not None and box.lo is not None and box.hi is not None:
            nearer.append(whole(constant(tidy(min(box.lo, Fraction(0))))))
            further.append(whole(constant(tidy(max(box.hi, Fraction(0))))))
        nearer += [v] if sign == NEG else []
        further += [v] if sign == POS else []
    turn = product(whole(constant(4)), quarter)
    times, value = partial(product, whole(constant(scale))), field.form(total)
    above = [minus(turn, times(minus(value, low))) for low in (nearer if sign & NEG else [zero])]
    below = [plus(turn, times(minus(value, high))) for high in (further if sign & POS else [zero])]
    return all(any(field.sign(form) == POS for form in forms) for forms in (above, below))


# -- cos of a rational multiple of π -----------------------------------------------------------------


def is_cosine(field: Field, angle: Term, value: Term) -> bool:
    """Cos(p/n π) = R: T_n(R) = ±1, and R is closer to it than any other root."""
    q = turns(angle)
    if q is None or q.denominator > MAX_MULTIPLE:
        return False
    wanted = whole(constant(-1 if q.numerator % 2 else 1))
    if not field.equal(chebyshev(field, q.denominator, field.form(value)), wanted):
        return False
    here, there = enclose_constant(value), enclose_constant(("cos", angle))
    if here is None or there is None:
        return False
    return max(abs(here[1] - there[0]), abs(there[1] - here[0])) < Fraction(1, 4 * q.denominator**2)


def turns(angle: Term) -> Fraction | None:
    """Q for an angle q π."""
    if angle == PI:
        return Fraction(1)
    if head(angle) == "mul" and len(angle) == 3 and angle[2] == PI and is_number(angle[1]):  # type: ignore[arg-type,index]
        return Fraction(angle[1])  # type: ignore[index]
    return None
