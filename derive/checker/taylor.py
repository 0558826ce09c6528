"""Signs by Taylor's theorem: a polynomial at a point, and a remainder that is enclosed on a whole interval.

A leaf may say ``"by": {"at": p, "order": k}``. With d = left - right and p in the closed interval of the
cell, d(x) = Σ_{j<k} d⁽ʲ⁾(p)/j! (x-p)ʲ + d⁽ᵏ⁾(ξ)/k! (x-p)ᵏ, with ξ between p and x (Lagrange). The
coefficients are enclosed, or proved to be zero in the field over the point p; the last one is enclosed on
each side of p. On each side d lies between two polynomials in t = |x-p|, whose signs are decided exactly.

`Jets` yields all coefficients at once. A function f of u is a primitive: its coefficients follow from those
of u and of f'(u). A finite enclosure of f'(u) shows that f is differentiable there, so that a jet of order k
is found only for what is k times differentiable on the interval (at its ends, from within).

Source: W. Rudin, Principles of Mathematical Analysis, 3rd ed., theorem 5.15; Moore, Kearfott, Cloud (2009),
section 9.3 (Taylor coefficients).

>>> c0, c1 = Jets("x", Interval(Fraction(0), Fraction(1)), 32).jet(("pow", "x", 2), 1)
>>> (c0.lo, c0.hi, c1.lo, c1.hi) == (0, 1, 0, 2)
True
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from derive.checker.elementary import ROWS, differentiate
from derive.checker.enclosure import (
    ZERO_POINT,
    contains,
    function,
    opposite,
    plus,
    point,
    power,
    shortened,
    spanned,
    times,
)
from derive.checker.errors import Rejected
from derive.checker.field import Field, Undefined, Unknown
from derive.checker.measures import weight
from derive.checker.monomials import ONE
from derive.checker.poly import Poly, constant, variable
from derive.checker.poly import add as joined
from derive.checker.poly import scale as scaled
from derive.checker.series import pi
from derive.checker.signs import ANY, NEG, POS, ZERO, Interval, of_number, of_sum, univariate
from derive.checker.terms import Term, head, is_number, neg, sub, symbols
from derive.checker.work import spend

BITS, PRECISIONS = 64, (320,)
MAX_ORDER = 8
MAX_DERIVATIVE = 40
LEFT, RIGHT = -1, 1
AtPoint = Callable[[Term], Field]


class Jets:
    """Taylor coefficients of terms without branches, at all points of an interval of x at once."""

    def __init__(self, x: str, interval: Interval, bits: int) -> None:
        self.x, self.interval, self.bits = x, interval, bits
        self._memo: dict[Term, list[Interval]] = {}

    def value(self, term: Term) -> Interval:
        """The range of a term; `Outside` where it has no value at some point of the interval."""
        return self.jet(term, 0)[0]

    def jet(self, term: Term, order: int) -> list[Interval]:
        """Enclosures of f⁽ʲ⁾/j! for j = 0..order."""
        if isinstance(term, str):
            if term != self.x:
                raise Rejected("enclosure", f"terms in {self.x or 'no symbol'}", term)
            return [self.interval, point(1), *[ZERO_POINT] * order][: order + 1]
        if not isinstance(term, tuple):
            return self._flat(point(term), order)
        found = self._memo.get(term)
        if found is None or len(found) <= order:
            spend(2 + (order + 1) ** 2)
            inside = order and self.x in symbols(term)
            found = self._jet(term, order) if inside or not order else self._flat(self.value(term), order)
            self._memo[term] = found
        return found[: order + 1]

    def _flat(self, value: Interval, order: int) -> list[Interval]:
        return [value, *[ZERO_POINT] * order]

    def _jet(self, term: tuple[Term, ...], order: int) -> list[Interval]:
        kind = head(term)
        if kind == "add":
            parts = [self.jet(arg, order) for arg in term[1:]]
            return [self._sum(list(column)) for column in zip(*parts, strict=True)]
        if kind == "mul":
            total = self.jet(term[1], order)
            for arg in term[2:]:
                total = self._convolved(total, self.jet(arg, order))
            return total
        if kind == "pi":
            return self._flat(spanned(pi(self.bits)), order)
        if kind == "pow":
            return self._power(term[1], term[2], order)
        if kind == "Derivative":
            return self._derived(term, order)
        u = self.jet(term[1], order)[0]
        return self._chain(function(kind, u, self.bits), ROWS[kind].derivative(term[1]), term[1], order)

    def _derived(self, term: tuple[Term, ...], order: int) -> list[Interval]:
        """The coefficients of f⁽ⁿ⁾, which are those of f from the n-th on: (j+n)!/j! f_{j+n}."""
        _, f, x, n = term
        if x != self.x or not isinstance(n, int) or not 1 <= n <= MAX_DERIVATIVE:
            raise Rejected("enclosure", f"derivatives by {self.x or 'no symbol'}", "another")
        found = self.jet(f, order + n)
        return [times(point(factorial(j + n) // factorial(j)), found[j + n]) for j in range(order + 1)]

    def _sum(self, parts: list[Interval]) -> Interval:
        total = shortened(parts[0], self.bits) if len(parts) == 1 else parts[0]
        for part in parts[1:]:
            total = shortened(plus(total, part), self.bits)
        return total

    def _convolved(self, f: list[Interval], g: list[Interval]) -> list[Interval]:
        """The coefficients of a product."""
        spend(len(f) ** 2 * (2 + self.bits // 24))
        return [self._sum([times(f[i], g[j - i]) for i in range(j + 1)]) for j in range(len(f))]

    def _power(self, base: Term, exponent: Term, order: int) -> list[Interval]:
        if not is_number(exponent):
            return self.jet(("exp", ("mul", exponent, ("log", base))), order)
        u = self.jet(base, order)[0]
        if exponent in (0, 1):
            return self.jet(base if exponent else 1, order)
        if exponent == -1 and (small := self._mirrored(base)) is not None:
            return self.jet(small, order)
        slope: Term = ("mul", exponent, ("pow", base, exponent - 1))  # type: ignore[operator]
        return self._chain(power(u, exponent, self.bits), slope, base, order)  # type: ignore[arg-type]

    def _mirrored(self, base: Term) -> Term | None:
        """1/(1 + exp v) = 1 - 1/(1 + exp(-v)) where v ≥ 0: of the two the one without large numbers."""
        if head(base) != "add" or len(base) != 3 or 1 not in base:  # type: ignore[arg-type,operator]
            return None
        other = base[1] if base[2] == 1 else base[2]  # type: ignore[index]
        if head(other) != "exp":
            return None
        v: Term = other[1]
        lo, hi = self.value(v)[:2]
        if lo is None or lo < 0 or hi == 0:
            return None
        return sub(1, ("pow", ("add", 1, ("exp", neg(v))), -1))

    def _chain(self, value: Interval, slope: Term, u: Term, order: int) -> list[Interval]:
        """F with f' = slope · u': j f_j = Σ i u_i slope_{j-i}."""
        if not order:
            return [value]
        inner, outer = self.jet(u, order), self.jet(slope, order - 1)
        spend(order**2 * (2 + self.bits // 24))
        found = [value]
        for j in range(1, order + 1):
            parts = [times(point(Fraction(i, j)), times(inner[i], outer[j - i])) for i in range(1, j + 1)]
            found.append(self._sum(parts))
        return found


class Expansion:
    """Expansions of functions about one point p of a closed interval of x.

    ``slope`` is what is known of the derivative on the open interval, if that is not to be enclosed;
    ``at_point`` makes the field over a point, for derivatives that are zero there.
    """

    def __init__(self, x: str, box: Interval, at: Term, order: int) -> None:
        if symbols(at):
            raise Rejected("by", "a point without symbols", "one that depends on them")
        self.x, self.box, self.at, self.order = x, box, at, order
        self.at_point: AtPoint | None = None
        self.slope: Interval | None = None
        here = Jets("", Interval(), BITS).value(at)
        if here.lo is None or here.hi is None:
            raise Rejected("by", "a point of moderate size", "one without an enclosure")
        exact = here.lo == here.hi and is_number(at)
        inside = (box.lo is None or box.lo < here.lo) and (box.hi is None or here.hi < box.hi)
        if not inside and not (exact and here.lo in (box.lo, box.hi)):
            raise Rejected("by", "a point of the closed interval of the cell", "another")
        self.lo, self.hi, self.inside = here.lo, here.hi, inside or contains(box, here.lo)
        self._jets: dict[int | Interval, Jets] = {}

    def signs(self, d: Term) -> int:
        """The possible signs of d on the interval: at p, and on each side of it that there is."""
        lo, hi = self.box.lo, self.box.hi
        coefficients = self._coefficients(d)
        found = coefficients[0].sign() if self.inside else 0
        if hi is None or self.hi < hi:
            side = Interval(self.lo, hi, False, self.box.hi_closed)
            found |= self._beside(d, coefficients, side, RIGHT, None if hi is None else hi - self.lo)
        if lo is None or lo < self.lo:
            side = Interval(lo, self.hi, self.box.lo_closed, False)
            found |= self._beside(d, coefficients, side, LEFT, None if lo is None else self.hi - lo)
        return found

    def _beside(
        self, d: Term, coefficients: list[Interval], side: Interval, way: int, span: Fraction | None
    ) -> int:
        if side not in self._jets:
            self._jets[side] = Jets(self.x, side, BITS)
        last = self.slope or self._jets[side].jet(d, self.order)[self.order]
        parts = [opposite(c) if way == LEFT and j % 2 else c for j, c in enumerate([*coefficients, last])]
        return sign_of_sum(parts, span)

    def _coefficients(self, d: Term) -> list[Interval]:
        """D⁽ʲ⁾(p)/j! for j < order, with more bits where a sign is open and not proved to be zero."""
        found = self._at(BITS).jet(d, self.order)[: self.order]
        zero = [self._is_zero(d, c, j) for j, c in enumerate(found)]
        for bits in PRECISIONS:
            if any(contains(c, 0) and not z for c, z in zip(found, zero, strict=True)):
                found = self._at(bits).jet(d, self.order)[: self.order]
        return [ZERO_POINT if z else c for c, z in zip(found, zero, strict=True)]

    def _at(self, bits: int) -> Jets:
        if bits not in self._jets:
            here = Jets("", Interval(), bits).value(self.at)
            self._jets[bits] = Jets(self.x, here, bits)
        return self._jets[bits]

    def _is_zero(self, d: Term, c: Interval, j: int) -> bool:
        """Whether a derivative at p is proved to be zero in the field over that point."""
        if c == ZERO_POINT or not contains(c, 0) or self.at_point is None:
            return c == ZERO_POINT
        d = taken(d)
        for _ in range(j):
            d = differentiate(d, self.x)
            spend(weight(d))
        try:
            field = self.at_point(self.at)
            return field.is_zero(field.form(d))
        except (Undefined, Unknown, Rejected):
            return False


def taken(term: Term) -> Term:
    """The term with its derivatives worked out."""
    if not isinstance(term, tuple):
        return term
    if head(term) != "Derivative":
        return (term[0], *(taken(arg) for arg in term[1:]))
    f = taken(term[1])
    for _ in range(term[3]):
        f = differentiate(f, term[2])
        spend(weight(f))
    return f


def sign_of_sum(parts: list[Interval], span: Fraction | None) -> int:
    """The possible signs of Σ c_j tʲ for c_j in intervals and 0 < t < span (None: any t > 0)."""
    found = of_sum([part.sign() for part in parts])
    if not (found & NEG and found & POS):
        return found
    inside = Interval(Fraction(0), span)
    below, above = (_polynomial(ends) for ends in ([p.lo for p in parts], [p.hi for p in parts]))
    if below is not None and not (low := _sign(below, inside)) & NEG:
        return POS if low == POS else POS | ZERO
    if above is not None and not (high := _sign(above, inside)) & POS:
        return NEG if high == NEG else NEG | ZERO
    return ANY


def _polynomial(ends: list[Fraction | None]) -> Poly | None:
    total: Poly = {}
    for j, end in enumerate(ends):
        if end is None:
            return None
        total = joined(total, scaled(variable(0, j), end) if j else constant(end))
    return total


def _sign(p: Poly, interval: Interval) -> int:
    if set(p) <= {ONE}:
        return of_number(p.get(ONE, 0))
    return univariate(p, 0, interval)
