"""Signs far out: a polynomial in x and functions on x > K or x < -K, as powers with enclosed factors.

With y = |x| > K > 0, every quantity is written Σ c_j yʲ, where c_j is a function of y that stays within an
interval. What falls like exp(-y) goes into the lowest power y⁻ᴺ: yᴺ exp u is largest at the end K where
N + y u'(y) < 0. What grows like exp(y) is divided out: of a polynomial only the sign is asked. An error
function differs from ±1 by at most exp(-u²) (DLMF 7.8.3), and log(1 + exp u) from u by at most exp(-u).
A sign then is that of a polynomial in t = 1/y on 0 < t < 1/K.

>>> field = Field(Cell({}, (("x", 4),)))
>>> _ = field.form("x"), field.generator("exp", ("x",))
>>> tail = Tail(field, "x", Fraction(8), 1)
>>> tail.sign({monomial(1): 1, monomial(0, 3): -1}) == POS  # exp x > x³ for x > 8
True
"""

from __future__ import annotations

from fractions import Fraction

from derive.checker.enclosure import (
    ONE_POINT,
    ZERO_POINT,
    function,
    inverse,
    opposite,
    plus,
    point,
    power,
    shortened,
    times,
)
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Field
from derive.checker.monomials import exponent_in, monomial, pairs
from derive.checker.poly import Poly, add, coefficients, constant, multiply, variable, variables
from derive.checker.poly import power as raised
from derive.checker.rational import Outside
from derive.checker.signs import ANY, NEG, POS, Interval, univariate
from derive.checker.taylor import BITS, Jets, sign_of_sum
from derive.checker.terms import Term, head, symbols
from derive.checker.work import spend

__all__ = ["Cell", "Tail"]

LOWEST, HIGHEST = 6, 24  # powers of y from -6 to 24
Scale = dict[int, Interval]  # Σ c_j yʲ; a power that is not there has the factor 0


class Tail:
    """The half-line way · x > start over the field of a cell that lies in it."""

    def __init__(self, field: Field, x: str, start: Fraction, way: int) -> None:
        if start <= 0:
            raise Rejected("by", "a tail on one side of 0", "one that reaches beyond it")
        self.field, self.x, self.start, self.way = field, x, start, way
        self._memo: dict[Term, Scale] = {}

    def sign(self, p: Poly) -> int:
        """The possible signs of a polynomial in the variables of the field on the half-line."""
        total: Scale = {}
        for m, c in self._balanced(p).items():
            part: Scale = {0: point(c)}
            for index, exponent in pairs(m):
                part = self._times(part, self._power(index, exponent))
            total = self._plus(total, part)
        if not total:
            return ANY
        parts = [total.get(j, ZERO_POINT) for j in range(max(total), min(total) - 1, -1)]
        return sign_of_sum(parts, 1 / self.start)

    # -- what a polynomial becomes --------------------------------------------------------------------
    def _balanced(self, p: Poly) -> Poly:
        """P times powers of exponentials, so that none grows; an error function becomes ±1 and a rest."""
        for index in sorted(variables(p), reverse=True):
            kind, way = self._growth(index)
            if kind == "exp" and way:
                exponents = list(coefficients(p, index))
                p = multiply(p, variable(index, -(max(exponents) if way > 0 else min(exponents))))
            elif kind == "erf" and way:
                p = _substituted(p, index, add(constant(way), variable(index)))
        return p

    def _growth(self, index: int) -> tuple[str, int]:
        """For exp and erf: whether the argument goes to infinity at least like y (1), or to -∞ (-1)."""
        term = self.field.terms[index]
        if head(term) not in ("exp", "erf") or self.x not in symbols(term):
            return "", 0
        return head(term), self._direction(term[1])  # type: ignore[index]

    def _direction(self, u: Term) -> int:
        found = self._scale(u)
        top = max(found, default=0)
        sign = found[top].sign() if top > 0 else 0
        return 1 if sign == POS else -1 if sign == NEG else 0

    def _power(self, index: int, exponent: int) -> Scale:
        """A power of a variable of the balanced polynomial."""
        kind, way = self._growth(index)
        term = self.field.terms[index]
        if way and kind == "exp":
            return self._raised({-LOWEST: self._small(term[1], way)}, abs(exponent))  # type: ignore[index]
        if way:
            if times(point(way), self._range(self._scale(term[1]))).sign() & NEG:  # type: ignore[index]
                raise Rejected("by", "a tail on which the argument of erf has one sign", "another")
            rest = self._small(("pow", term[1], 2), 1)  # type: ignore[index]
            return self._raised({-LOWEST: opposite(rest) if way > 0 else rest}, exponent)
        found = self._scale(term)
        return self._raised(self._inverse(found) if exponent < 0 else found, abs(exponent))

    def _small(self, u: Term, way: int) -> Interval:
        """An interval for yᴺ exp(-way·u), where way·u goes to infinity."""
        exponent = {j: c if way < 0 else opposite(c) for j, c in self._scale(u).items()}
        constant_part, p = Fraction(0), constant(LOWEST)
        rising: Poly = {}
        for j, c in exponent.items():
            if c.hi is None:
                raise Rejected("by", "a tail on which exponents are bounded above", "another")
            if j > 0 and c.hi:
                p, rising = add(p, {monomial(0, j): j * c.hi}), add(rising, {monomial(0, j): c.hi})
            else:
                constant_part += max(c.hi, Fraction(0)) * self.start**j if j else c.hi
        if univariate(p, 0, Interval(self.start)) & ~NEG:
            raise Rejected("by", "a tail on which exponentials beat powers", "one that begins too early")
        top = constant_part + sum(
            (c * self.start ** exponent_in(m, 0) for m, c in rising.items()), Fraction(0)
        )
        bound = times(function("exp", point(top), BITS), point(self.start**LOWEST))
        return shortened(Interval(Fraction(0), bound.hi), BITS)

    # -- scales ---------------------------------------------------------------------------------------
    def _scale(self, term: Term) -> Scale:
        """A term as a sum of powers of y; `Rejected` where it has no such form here."""
        found = self._memo.get(term) if isinstance(term, tuple) else None
        if found is None:
            spend(4)
            found = self._written(term)
            if isinstance(term, tuple):
                self._memo[term] = found
        return found

    def _written(self, term: Term) -> Scale:
        if self.x not in symbols(term):
            return {0: Jets("", Interval(), BITS).value(term)}
        if isinstance(term, str):
            return {1: point(self.way)}
        assert isinstance(term, tuple)
        kind, *args = term
        if kind == "add":
            total: Scale = {}
            for arg in args:
                total = self._plus(total, self._scale(arg))
            return total
        if kind == "mul":
            total = {0: ONE_POINT}
            for arg in args:
                total = self._times(total, self._scale(arg))
            return total
        if kind == "pow" and isinstance(args[1], int):
            base = self._scale(args[0])
            return self._raised(self._inverse(base) if args[1] < 0 else base, abs(args[1]))
        return self._function(kind, args)

    def _function(self, kind: str, args: list[Term]) -> Scale:
        """A function: small where it goes to 0 fast, else its range."""
        u = args[0]
        if kind == "log" and head(u) == "add" and len(u) == 3 and 1 in u:  # type: ignore[arg-type,operator]
            (other,) = [part for part in u[1:] if part != 1]  # type: ignore[index]
            if head(other) == "exp":
                return self._softplus(other[1])
        if kind == "exp" and (way := self._direction(u)):
            if way > 0:
                raise Rejected("by", "no growing exponential inside a function", "one")
            return {-LOWEST: self._small(u, -1)}
        whole = self._range(self._scale(u))
        if kind == "pow" and isinstance(args[1], Fraction):
            return {0: power(whole, args[1], BITS)}
        return {0: function(kind, whole, BITS)}

    def _softplus(self, u: Term) -> Scale:
        """Log(1 + exp u) = max(u, 0) and a rest between 0 and exp(-|u|)."""
        way = self._direction(u)
        if not way:
            return {0: function("log", plus(ONE_POINT, self._range(self._scale(("exp", u)))), BITS)}
        rest: Scale = {-LOWEST: self._small(u, way)}
        return self._plus(self._scale(u), rest) if way > 0 else rest

    def _range(self, scale: Scale) -> Interval:
        total = ZERO_POINT
        for j, c in scale.items():
            total = plus(total, times(c, self._of_power(j)))
        return shortened(total, BITS)

    def _of_power(self, j: int) -> Interval:
        """The range of yʲ."""
        end = self.start**j
        return Interval(end) if j > 0 else ONE_POINT if j == 0 else Interval(Fraction(0), end)

    def _plus(self, a: Scale, b: Scale) -> Scale:
        total = dict(a)
        for j, c in b.items():
            total[j] = shortened(plus(total[j], c), BITS) if j in total else c
        return {j: c for j, c in total.items() if c != ZERO_POINT}

    def _times(self, a: Scale, b: Scale) -> Scale:
        spend(1 + len(a) * len(b))
        total: Scale = {}
        for i, c in a.items():
            for j, d in b.items():
                low = max(i + j, -LOWEST)
                if low > HIGHEST:
                    raise Rejected("by", f"powers up to {HIGHEST}", f"{low}")
                factor = times(times(c, d), self._of_power(i + j - low))
                total = self._plus(total, {low: shortened(factor, BITS)})
        return total

    def _raised(self, a: Scale, k: int) -> Scale:
        if k > HIGHEST:
            raise Rejected("by", f"powers up to {HIGHEST}", f"{k}")
        total: Scale = {0: ONE_POINT}
        for _ in range(k):
            total = self._times(total, a)
        return total

    def _inverse(self, a: Scale) -> Scale:
        """1/(c yᴹ (1 + w)) = (1 - w/(1 + w))/(c yᴹ), where w falls."""
        top = max(a, default=0)
        if not a:
            raise Outside("division by zero")
        lead = inverse(a[top])
        rest = {j - top: times(c, lead) for j, c in a.items() if j != top}
        factor = inverse(plus(ONE_POINT, self._range(rest)))
        one_less = self._plus({0: ONE_POINT}, self._times(rest, {0: opposite(factor)}))
        return self._times(one_less, {-top: lead})


def _substituted(p: Poly, index: int, value: Poly) -> Poly:
    total: Poly = {}
    for exponent, part in coefficients(p, index).items():
        total = add(total, multiply(part, raised(value, exponent)))
    return total
