"""Signs of polynomials whose variables lie in known intervals.

A sign is a set of possibilities, as bits: NEG | ZERO | POS. `sign` returns a set that holds for every
point of the box; ANY says that nothing was found, never something false. In order: terms of one
sign, interval arithmetic, Sturm's theorem for one variable, and positive coefficients after the
variables are shifted to the ends of their intervals.

Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, section 2.2 (Sturm).

>>> from derive.checker.poly import add, constant, variable
>>> x = variable(0)
>>> sign(add(variable(0, 2), constant(1)), lambda index: REAL) == POS
True
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from derive.checker.coefficients import Number
from derive.checker.monomials import ONE, Monomial, pairs
from derive.checker.poly import (
    Poly,
    add,
    coefficients,
    constant,
    content,
    multiply,
    power,
    scale,
    variable,
    variables,
)
from derive.checker.quadratics import signs_of as quadratic
from derive.checker.sturm import roots_inside, squarefree, value
from derive.checker.sturm import times as multiplied

NEG, ZERO, POS = 1, 2, 4
NONZERO, ANY = NEG | POS, NEG | ZERO | POS
NAMES = {
    NEG: "negative", ZERO: "zero", POS: "positive", NEG | ZERO: "at most 0", POS | ZERO: "at least 0",
    NONZERO: "not zero", ANY: "of any sign", 0: "of no sign",
}  # fmt: skip


class Interval(NamedTuple):
    """lo..hi; None is an infinite end; closed ends belong to the interval."""

    lo: Fraction | None = None
    hi: Fraction | None = None
    lo_closed: bool = False
    hi_closed: bool = False

    def sign(self) -> int:
        lo = -1 if self.lo is None else self.lo.numerator
        hi = 1 if self.hi is None else self.hi.numerator
        possible = (NEG if lo < 0 else 0) | (POS if hi > 0 else 0)
        below = lo < 0 or (lo == 0 and self.lo_closed)
        above = hi > 0 or (hi == 0 and self.hi_closed)
        return possible | (ZERO if below and above else 0)

    def meet(self, other: Interval) -> Interval:
        """The intersection."""
        lo, lo_closed = self.lo, self.lo_closed
        if other.lo is not None and (lo is None or other.lo > lo or (other.lo == lo and not other.lo_closed)):
            lo, lo_closed = other.lo, other.lo_closed
        hi, hi_closed = self.hi, self.hi_closed
        if other.hi is not None and (hi is None or other.hi < hi or (other.hi == hi and not other.hi_closed)):
            hi, hi_closed = other.hi, other.hi_closed
        return Interval(lo, hi, lo_closed, hi_closed)

    def empty(self) -> bool:
        if self.lo is None or self.hi is None:
            return False
        return self.lo > self.hi or (self.lo == self.hi and not (self.lo_closed and self.hi_closed))


REAL = Interval()
NOTHING = Fraction(0)
POSITIVE, NEGATIVE = Interval(NOTHING), Interval(None, NOTHING)
AT_LEAST_0, AT_MOST_0 = Interval(NOTHING, None, True), Interval(None, NOTHING, False, True)
Box = Callable[[int], Interval]  # where a variable lies
Side = Callable[[int], int]  # the possible signs of a variable


def of_number(q: Number) -> int:
    return POS if q > 0 else NEG if q < 0 else ZERO


def negated(sign_: int) -> int:
    return (sign_ & ZERO) | (POS if sign_ & NEG else 0) | (NEG if sign_ & POS else 0)


def _times(a: int, b: int) -> int:
    result = ZERO if (a | b) & ZERO else 0
    if a & POS:
        result |= b & NONZERO
    if a & NEG:
        result |= negated(b) & NONZERO
    return result


TIMES = tuple(tuple(_times(a, b) for b in range(8)) for a in range(8))


def times(a: int, b: int) -> int:
    """The possible signs of a product."""
    return TIMES[a][b]


def raised(a: int, k: int) -> int:
    """The possible signs of a k-th power (k may be negative; then the base is not zero)."""
    if k == 0:
        return POS
    if k % 2:
        return a
    return (ZERO if a & ZERO else 0) | (POS if a & NONZERO else 0)


def of_monomial(m: Monomial, side: Side) -> int:
    total = POS
    for index, exponent in pairs(m):
        total = TIMES[total][raised(side(index), exponent)]
    return total


def of_sum(parts: list[int]) -> int:
    """The possible signs of a sum: a strict sign wins when no summand has the other."""
    seen, common = 0, ANY
    for s in parts:
        seen, common = seen | s, common & s
    if seen & NEG and seen & POS:
        return ANY
    strict = NEG if seen & NEG else POS
    if strict in parts:
        return strict
    return seen | ZERO if common & ZERO else seen & ~ZERO


def sign(p: Poly, box: Box, side: Side | None = None) -> int:
    """Possible signs of p on the box."""
    if not p:
        return ZERO
    side = side or (lambda index: box(index).sign())
    common = content(p)
    if not common:
        return sign_of_core(p, box, side)
    outer = of_monomial(common, side)
    core = scale(p, 1, -common)
    return times(outer, sign_of_core(core, box, side))


def sign_of_core(p: Poly, box: Box, side: Side) -> int:
    """The same for a polynomial that no variable divides."""
    found = of_sum([times(of_number(c), of_monomial(m, side)) for m, c in p.items()])
    if found != ANY:
        return found
    occurring = sorted(variables(p))
    if len(occurring) == 1:
        return univariate(p, occurring[0], box(occurring[0]))
    for attempt in (_by_interval, _by_shift):
        found = attempt(p, box)
        if found != ANY:
            return found
    return ANY


# -- interval arithmetic -------------------------------------------------------------------------


def _by_interval(p: Poly, box: Box) -> int:
    """Evaluates p over the box where every variable is bounded on both sides."""
    found = enclosed(p, box)
    return found.sign() if found is not None else ANY


def enclosed(p: Poly, box: Box) -> Interval | None:
    """An interval that holds the values of p on the box; None where a variable is not bounded."""
    if any(box(index).lo is None or box(index).hi is None for index in variables(p)):
        return None
    total = Interval(Fraction(0), Fraction(0), True, True)
    for m, c in p.items():
        part = Interval(Fraction(c), Fraction(c), True, True)
        for index, exponent in pairs(m):
            bounds = _power_bounds(box(index), exponent)
            if bounds is None:
                return None
            part = _times_interval(part, bounds)
        total = _plus(total, part)
    return total


def _plus(u: Interval, v: Interval) -> Interval:
    """The sum of two bounded intervals; an end is taken only where both are."""
    lo, hi = u.lo + v.lo, u.hi + v.hi  # type: ignore[operator]
    return Interval(lo, hi, u.lo_closed and v.lo_closed, u.hi_closed and v.hi_closed)


def _times_interval(u: Interval, v: Interval) -> Interval:
    """The product of two bounded intervals; where it is 0 an end counts as taken."""
    ours, theirs = (((i.lo, i.lo_closed), (i.hi, i.hi_closed)) for i in (u, v))
    corners = [(a * b, (p and q) or not a or not b) for a, p in ours for b, q in theirs]  # type: ignore[operator]
    lo, hi = min(c for c, _ in corners), max(c for c, _ in corners)
    return Interval(lo, hi, any(t for c, t in corners if c == lo), any(t for c, t in corners if c == hi))


def _power_bounds(interval: Interval, exponent: int) -> Interval | None:
    if interval.lo is None or interval.hi is None or abs(exponent) > 64:
        return None
    if exponent < 0 and interval.lo <= 0 <= interval.hi:
        return None
    ends = [(interval.lo**exponent, interval.lo_closed), (interval.hi**exponent, interval.hi_closed)]
    if exponent % 2 == 0 and interval.lo < 0 < interval.hi:
        ends.append((Fraction(0), True))
    lo, hi = min(c for c, _ in ends), max(c for c, _ in ends)
    return Interval(lo, hi, any(t for c, t in ends if c == lo), any(t for c, t in ends if c == hi))


# -- one variable ------------------------------------------------------------------------------


def univariate(p: Poly, index: int, interval: Interval) -> int:
    """The exact set of weak signs of a polynomial in one variable on an interval."""
    dense = _dense(p, index)
    if len(dense) == 2:
        return _linear(dense, interval)
    if len(dense) == 3:
        taken = interval.lo_closed, interval.hi_closed
        negative, zero, positive = quadratic(dense, interval.lo, interval.hi, taken)
        return (NEG if negative else 0) | (ZERO if zero else 0) | (POS if positive else 0)
    if len(dense) > 60:
        return ANY
    odd = [Fraction(1)]
    has_root = False
    for factor, multiplicity in squarefree(dense):
        if roots_inside(factor, interval.lo, interval.hi):
            has_root = True
            if multiplicity % 2:
                return ANY
        if multiplicity % 2:
            odd = multiplied(odd, factor)
    inside = value(odd, _sample(interval)) * dense[-1]
    if inside == 0:
        return ANY
    closed = (interval.lo if interval.lo_closed else None, interval.hi if interval.hi_closed else None)
    at_end = any(e is not None and value(dense, e) == 0 for e in closed)
    return of_number(inside) | (ZERO if has_root or at_end else 0)


def _linear(p: list[Fraction], interval: Interval) -> int:
    """The possible signs of p[0] + p[1] v on an interval."""
    root = -p[0] / p[1]
    lo, hi = (None if end is None else end - root for end in (interval.lo, interval.hi))
    return times(of_number(p[1]), interval._replace(lo=lo, hi=hi).sign())


def _dense(p: Poly, index: int) -> list[Fraction]:
    parts = {e: c[ONE] for e, c in coefficients(p, index).items()}
    return [Fraction(parts.get(e, 0)) for e in range(max(parts) + 1)]


def _sample(interval: Interval) -> Fraction:
    """A point inside; where the sign is constant but for roots of even order, any will do but a root."""
    lo, hi = interval.lo, interval.hi
    third = Fraction(355, 1130)
    if lo is None and hi is None:
        return third
    if lo is None:
        return (hi or Fraction(0)) - third
    if hi is None:
        return lo + third
    return lo + (hi - lo) * third


# -- several variables: positive coefficients after a shift ----------------------------------------


def _by_shift(p: Poly, box: Box) -> int:
    """Puts v = lo + t or v = hi - t (t ≥ 0) for variables with one end, then looks at coefficients."""
    signs: dict[int, int] = {}
    for index in sorted(variables(p)):
        interval = box(index)
        end, way = (interval.lo, 1) if interval.lo is not None else (interval.hi, -1)
        if end is None or any(e < 0 for e in coefficients(p, index)):
            signs[index] = interval.sign()
            continue
        closed = interval.lo_closed if way == 1 else interval.hi_closed
        p = _substitute(p, index, add(constant(end), scale(variable(index), way)))
        signs[index] = POS | (ZERO if closed else 0)
    of_variable = signs.__getitem__
    return of_sum([times(of_number(c), of_monomial(m, of_variable)) for m, c in p.items()]) if p else ZERO


def _substitute(p: Poly, index: int, value: Poly) -> Poly:
    total: Poly = {}
    for exponent, part in coefficients(p, index).items():
        total = add(total, multiply(part, power(value, exponent)))
    return total
