"""The approach to a point: a term in x as a series on a scale of growth, branches and derivatives included.

Every limit is brought to y -> +∞: x = y, x = -y, x = c + 1/y or x = c - 1/y. The function has to have a
value for all large y, that is near the point; at the point itself it need not have one.

Source: W. Rudin, Principles of Mathematical Analysis, 3rd ed., sections 4.1 and 4.33.

>>> f = ("mul", ("add", ("exp", "x"), -1), ("pow", "x", -1))
>>> value = Approach(Field(Cell({})), "x", 0, 1, 2).limit(f)
>>> value.constant.num, value.infinite
({0: 1}, 0)
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from derive.checker import powers
from derive.checker import scale_functions as functions
from derive.checker.cells import Resolver
from derive.checker.elementary import ROWS, Occurrences
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Field, Undefined
from derive.checker.fractional import Fractional
from derive.checker.germs import Germ
from derive.checker.measures import weight
from derive.checker.scale import UNIT, Part, Scale, Series, TooFewTerms
from derive.checker.scale_polylogs import polylog
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import HALF, Term, head, is_number, show, symbols
from derive.checker.work import spend

__all__ = ["Approach", "Cell", "Value"]

MAX_TERMS = 60  # of an exact sum
Exponents = dict[Term, Fraction]  # terms with their rational coefficients
SIGNS = {-1: NEG, 0: ZERO, 1: POS}


class Value(NamedTuple):
    """A limit: a constant, or ±∞ where ``infinite`` is not 0."""

    constant: Fractional | None
    infinite: int = 0


class Approach:
    """x as it tends to its point: to ±∞ (``at`` None), or to c from the left (-1) or the right (1)."""

    def __init__(self, field: Field, x: str, at: Term | None, side: int, order: int) -> None:
        self.field, self.x, self._held = field, x, Occurrences(x)
        self.scale, self.long = Scale(field, order), Scale(field, MAX_TERMS)
        self.resolver = _Branches(self)
        self._memo: dict[Term, Series] = {x: self._variable(at, side)}

    def _variable(self, at: Term | None, side: int) -> Series:
        y, sign = self.scale.logs(0), self.scale.form(side)
        if at is None:
            return Series((Part(sign, y),))
        step = Part(sign, self.scale.power(y, self.scale.form(-1)))
        return self.scale.series([Part(Resolver(self.field).form(at), UNIT), step])

    def limit(self, f: Term) -> Value:
        """What a term tends to; `Undefined` where it has no value near the point."""
        series = self.series(f)
        infinite, constant, rest = self.scale.apart(series)
        if infinite:
            return Value(None, self.scale.side(infinite[0].coefficient))
        if not self.scale.vanishes(rest):
            raise TooFewTerms("a function that tends to a limit")
        return Value(self.field.reduce(constant))

    def series(self, t: Term) -> Series:
        """A term as a series."""
        known = self._memo.get(t)
        if known is None:
            known = self._memo[t] = self._series(t)  # the other ways may ask for it again
            if not known.terms and known.error is not None and head(t) in ("add", "mul", "pow"):
                known = self._memo[t] = self._by_quotient(t) or self._by_exponentials(t) or known
        return known

    def sign(self, t: Term) -> int:
        """The sign of a term near the point, as a set of one possibility."""
        return SIGNS[self.scale.sign_of(self.series(t))]

    def _series(self, t: Term) -> Series:
        spend(5)
        if not self._held.inside(t):
            return self.scale.constant(self.field.form(self.resolver.resolve(t)))
        assert isinstance(t, tuple)
        kind, *args = t
        if kind == "Piecewise":
            return self._piecewise(t)
        if kind == "Derivative":
            return self.series(self.resolver.resolve(t))
        if kind in ("Max", "Min"):
            return self._extreme(1 if kind == "Max" else -1, t[1:])
        if kind in ("Abs", "sign", "Heaviside"):
            return self._by_sign(kind, args[0])
        if kind == "pow":
            return self._power(args[0], args[1])
        if kind == "polylog":
            return polylog(self.scale, args[0], self.series(args[1]))
        if kind in ("add", "mul"):
            return self._combined(kind, t[1:])
        if kind in ROWS:
            return functions.apply(self.scale, kind, self.series(args[0]))
        raise Rejected("limit", "a function that can be put on a scale of growth", show(t))

    def _power(self, base: Term, exponent: Term) -> Series:
        """A power; a constant exponent counts by its value, as `derive.checker.powers` says."""
        constant = isinstance(exponent, tuple) and not symbols(exponent)
        chosen = Resolver(self.field).resolve(exponent) if constant else exponent
        _, base, exponent = powers.resolved(self.field, exponent, base, chosen)
        found = self.series(base)
        if constant and not is_number(exponent):
            if powers.is_zero(SIGNS[self.scale.sign_of(found)], exponent):
                return self.scale.number(0)
        return functions.power(self.scale, found, exponent, self.series)

    def _combined(self, kind: str, args: tuple[Term, ...]) -> Series:
        parts = [self.series(arg) for arg in args]
        if kind == "add":
            return self.scale.add(*parts)
        total = parts[0]
        for part in parts[1:]:
            total = self.scale.mul(total, part)
        return total

    # -- quotients of exact sums --------------------------------------------------------------------
    def _by_quotient(self, t: Term) -> Series | None:
        """A term all of whose known terms cancel, from one quotient of exact sums, where it is one.

        The series of the term has been found before, so that every division in it is one by a function
        that is not 0 near the point.
        """
        found = self._quotient(t)
        if found is None:
            return None
        above, below = (self.scale.series(part.terms) for part in found)
        return self.scale.mul(above, functions.inverse(self.scale, below))

    def _quotient(self, t: Term) -> tuple[Series, Series] | None:
        """Numerator and denominator without errors."""
        kind = head(t)
        whole = kind != "pow" or (isinstance(t[2], int) and abs(t[2]) <= MAX_TERMS)  # type: ignore[index]
        if kind not in ("add", "mul", "pow") or not whole:
            series = self.series(t)
            return None if series.error is not None else (series, self.long.number(1))
        args = [self._quotient(arg) for arg in (t[1:2] if kind == "pow" else t[1:])]  # type: ignore[index]
        above, below = self.long.number(kind != "add"), self.long.number(1)
        for arg in args * abs(t[2]) if kind == "pow" else args:  # type: ignore[index,arg-type]
            if arg is None or len(above.terms) * len(arg[0].terms) > MAX_TERMS:
                return None
            if kind == "add":
                above = self.long.add(self.long.mul(above, arg[1]), self.long.mul(arg[0], below))
            else:
                above = self.long.mul(above, arg[0])
            below = self.long.mul(below, arg[1])
            if above.error is not None or below.error is not None:
                return None
        return (below, above) if kind == "pow" and t[2] < 0 else (above, below)  # type: ignore[index,operator]

    # -- exponentials apart -------------------------------------------------------------------------
    def _by_exponentials(self, t: Term) -> Series | None:
        """A term all of whose known terms cancel: its exponentials are cancelled before they are expanded."""
        try:
            exponents, rest = self._factored(t)
            found = self.scale.mul(rest, functions.exp(self.scale, self._sum(exponents)))
        except TooFewTerms:
            return None
        return found if found.terms or found.error is None else None

    def _factored(self, t: Term) -> tuple[Exponents, Series]:
        """exp(Σ q u) and the factor that remains; exp(u) exp(-u) is 1, whatever is known of u."""
        kind = head(t)
        if kind == "exp":
            return _linear(t[1], Fraction(1)), self.scale.number(1)  # type: ignore[index]
        if kind == "mul":
            exponents, total = self._factored(t[1])  # type: ignore[index]
            for arg in t[2:]:  # type: ignore[index]
                more, factor = self._factored(arg)
                exponents, total = _plus(exponents, more, 1), self.scale.mul(total, factor)
            return exponents, total
        if kind == "pow" and isinstance(t[2], int):  # type: ignore[index]
            exponents, base = self._factored(t[1])  # type: ignore[index]
            return _plus({}, exponents, t[2]), functions.rational_power(self.scale, base, Fraction(t[2]))  # type: ignore[index]
        return self._factored_sum(t[1:]) if kind == "add" else ({}, self.series(t))  # type: ignore[index,arg-type]

    def _factored_sum(self, args: tuple[Term, ...]) -> tuple[Exponents, Series]:
        """Σ exp(u) r = exp(v) Σ exp(u - v) r, with the largest of the exponentials outside."""
        parts = [self._factored(arg) for arg in args]
        largest = parts[0][0]
        for exponents, _ in parts[1:]:
            ahead = self._sum(_plus(exponents, largest, -1))
            if functions.growing(self.scale, ahead) > 0:
                largest = exponents
        inside = [functions.exp(self.scale, self._sum(_plus(u, largest, -1))) for u, _ in parts]
        factors = zip(inside, parts, strict=True)
        return largest, self.scale.add(*(self.scale.mul(e, rest) for e, (_, rest) in factors))

    def _sum(self, exponents: Exponents) -> Series:
        scaled = (self.scale.scaled(self.series(u), self.scale.form(q)) for u, q in exponents.items())
        return self.scale.add(*scaled)

    # -- branches -----------------------------------------------------------------------------------
    def _piecewise(self, t: tuple[Term, ...]) -> Series:
        for case in t[1:]:
            if head(case) != "case":
                raise Rejected("Piecewise", "cases", head(case))
            if self.resolver.holds(case[2]):  # type: ignore[index]
                return self.series(case[1])  # type: ignore[index]
        raise Undefined("no case of a Piecewise applies")

    def _by_sign(self, kind: str, u: Term) -> Series:
        """Where the sign of u is not to be seen: |u| is O(u), and the others are O(1)."""
        series = self.series(u)
        if not series.terms and series.error is not None:
            return series if kind == "Abs" else Series((), UNIT)
        side = self.scale.sign_of(series)
        if kind == "Abs":
            return self.scale.scaled(series, self.scale.form(side)) if side else series
        return self.scale.number(side if kind == "sign" else HALF * (1 + side))

    def _extreme(self, way: int, args: tuple[Term, ...]) -> Series:
        """Max or Min; where it cannot be seen which is ahead, both are one of them up to O(difference)."""
        best = self.series(args[0])
        for arg in args[1:]:
            other = self.series(arg)
            difference = self.scale.minus(best, other)
            if not difference.terms and difference.error is not None:
                best = self.scale.add(other, difference)
            elif self.scale.sign_of(difference) * way < 0:
                best = other
        return best


def _linear(u: Term, q: Fraction) -> Exponents:
    """The product q u as a sum of rational multiples of terms."""
    if head(u) == "add":
        total: Exponents = {}
        for part in u[1:]:  # type: ignore[index]
            total = _plus(total, _linear(part, q), 1)
        return total
    if head(u) == "mul" and is_number(u[1]) and len(u) > 2:  # type: ignore[arg-type,index]
        rest = u[2] if len(u) == 3 else ("mul", *u[2:])  # type: ignore[index,arg-type]
        return _linear(rest, q * Fraction(u[1]))  # type: ignore[index]
    return {u: q}


def _plus(u: Exponents, v: Exponents, times: int) -> Exponents:
    """The sum u + times · v."""
    total = dict(u)
    for term, q in v.items():
        total[term] = total.get(term, Fraction(0)) + times * q
    return {term: q for term, q in total.items() if q}


class _Branches(Resolver):
    """Conditions and derivatives near the point, by the signs of series."""

    def __init__(self, approach: Approach) -> None:
        super().__init__(approach.field)
        self.approach = approach

    def sign_of(self, term: Term, germ: Germ | None = None, enough: int = 0) -> int:
        return self.approach.sign(term)

    def sign_at(self, resolved: Term, enough: int = 0) -> int:
        return self.approach.sign(resolved)

    def defined(self, term: Term) -> None:
        self.approach.series(term)

    def _derivative(self, term: tuple[Term, ...], germ: Germ | None) -> Term:
        if term[2] != self.approach.x:
            raise Rejected("limit", f"derivatives by {self.approach.x} only", show(term))
        return self._compact(super()._derivative(term, germ))

    def _compact(self, branch: Term) -> Term:
        spend(weight(branch))  # it stays as long as it is: x is bound, and has no place among the constants
        return branch

    def tied(self, x: str) -> bool:
        return False  # the points near the end form an interval

    def _one_sided(self, f: Term, germ: Germ, outer: Germ | None) -> Term:
        raise Rejected("limit", "no one-sided derivative in a limit", "one")
