"""Tails: a function for all y ≥ K as a finite sum of exact parts and one error with an explicit bound.

A `Tail` (c1 m1 + c2 m2 + ..., (E, e)) says: |f(y) - c1 m1(y) - c2 m2(y) - ...| ≤ E e(y) for every y ≥ K. So
signs and limits that are read off it hold from K on, which is what asymptotic expansions alone do not say.

Source: J. van der Hoeven, Transseries and Real Differential Algebra, Springer 2006, chapter 4; the
remainders are those of Taylor's theorem (Rudin, Principles of Mathematical Analysis, 5.15).

>>> ring = Ring(Threshold(Fraction(4)), 4)
>>> y = ring.variable()
>>> f = ring.mul(y, ring.exp(ring.scaled(y, Constant.of(-1))))
>>> ring.sign(f), ring.limit(f)
(1, (Constant(0), 0))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import factorial
from typing import NamedTuple

import flint
from flint import arb, arb_series, fmpq

from derive.survey.constant_functions import applied
from derive.survey.constants import BITS, Constant, Unclear
from derive.survey.growth import (
    UNIT,
    Monomial,
    Part,
    Threshold,
    TooEarly,
    collect,
    compare,
    exponential,
    logarithm,
    monomial,
    over,
    power,
    size,
    times,
)

LONGEST = 14  # parts that are kept of a sum
WORK = 24_000  # products of parts in one expansion


class Tail(NamedTuple):
    """Exact parts, largest first, and a bound (E, e) of the error; exact where that is None."""

    parts: tuple[Part, ...] = ()
    error: tuple[arb, Monomial] | None = None


class Ring:
    """Arithmetic of tails beyond one threshold, functions expanded to ``order`` terms."""

    def __init__(self, threshold: Threshold, order: int) -> None:
        self.threshold, self.order = threshold, order
        self.work = 0
        self.zero = Tail()
        self.one = self.constant(Constant.of(1))

    def variable(self) -> Tail:
        return Tail((Part(Constant.of(1), monomial(((0, Fraction(1)),))),))

    def constant(self, c: Constant) -> Tail:
        return Tail() if c.is_zero() else Tail((Part(c, UNIT),))

    # -- sums and products --------------------------------------------------------------------------
    def tail(self, parts: Iterable[Part], errors: Iterable[tuple[arb, Monomial] | None]) -> Tail:
        """The sum of parts and errors; what the error swallows is put into its bound."""
        collected = collect(parts)
        known = [e for e in errors if e is not None]
        if not known and len(collected) <= LONGEST:
            return Tail(collected)
        largest = known[0][1] if known else collected[LONGEST].monomial
        for _, m in known[1:]:
            if compare(m, largest) > 0:
                largest = m
        if len(collected) > LONGEST and compare(collected[LONGEST].monomial, largest) > 0:
            largest = collected[LONGEST].monomial
        kept = [p for p in collected if compare(p.monomial, largest) >= 0][:LONGEST]
        bound = arb(0)
        with flint.ctx.workprec(BITS):
            for size_, m in known:
                bound += size_ * self.threshold.ceiling(over(m, largest))
            for c, m in collected[len(kept) :]:
                bound += c.ball.abs_upper() * self.threshold.ceiling(over(m, largest))
            bound = arb(bound.upper())
        return Tail(tuple(kept), (bound, largest))

    def add(self, *tails: Tail) -> Tail:
        return self.tail([p for t in tails for p in t.parts], [t.error for t in tails])

    def mul(self, f: Tail, g: Tail) -> Tail:
        self.work += sum(len(c.terms) for c, _ in f.parts) * sum(len(d.terms) for d, _ in g.parts)
        if self.work > WORK:
            raise Unclear("an expansion with too many parts")
        parts = [Part(c * d, times(m, n)) for c, m in f.parts for d, n in g.parts]
        errors = []
        with flint.ctx.workprec(BITS):
            for one, other in ((f, g), (g, f)):
                if one.error is not None and (other.parts or (other.error is not None and one is f)):
                    size_, m = self.bound(other if one is f else Tail(other.parts))
                    errors.append((arb((one.error[0] * size_).upper()), times(one.error[1], m)))
        return self.tail(parts, errors)

    def scaled(self, f: Tail, c: Constant, m: Monomial = UNIT) -> Tail:
        if c.is_zero():
            return Tail()
        parts = tuple(Part(c * d, times(m, n)) for d, n in f.parts)
        if f.error is None:
            return Tail(parts)
        with flint.ctx.workprec(BITS):
            return Tail(parts, (arb((f.error[0] * c.ball.abs_upper()).upper()), times(f.error[1], m)))

    def times(self, f: Tail, q: Fraction | int) -> Tail:
        return self.scaled(f, Constant.of(q))

    # -- reading ------------------------------------------------------------------------------------
    def bound(self, f: Tail) -> tuple[arb, Monomial]:
        """B and m with |f| ≤ B m; f must not be exactly 0."""
        lead = f.parts[0].monomial if f.parts else f.error[1]  # type: ignore[index]
        with flint.ctx.workprec(BITS):
            total = arb(0)
            for c, m in f.parts:
                total += c.ball.abs_upper() * self.threshold.ceiling(over(m, lead))
            if f.error is not None:
                total += f.error[0] * self.threshold.ceiling(over(f.error[1], lead))
            return arb(total.upper()), lead

    def largest(self, f: Tail) -> arb:
        """A bound of |f| for an f that does not grow."""
        if not f.parts and f.error is None:
            return arb(0)
        size_, m = self.bound(f)
        if size(m) > 0:
            raise Unclear("a bound of what grows")
        with flint.ctx.workprec(BITS):
            return arb((size_ * self.threshold.ceiling(m)).upper())

    def sign(self, f: Tail) -> int:
        """The sign of f for every y ≥ K; `TooEarly` where it is not seen from K on."""
        if not f.parts:
            if f.error is None:
                return 0
            raise TooEarly("no sign near an end: all known parts cancel, or it oscillates")
        (c, m), *others = f.parts
        with flint.ctx.workprec(BITS):
            rest = arb(0)
            for d, n in others:
                if d.sign() != c.sign():
                    rest += d.ball.abs_upper() * self.threshold.ceiling(over(n, m))
            if f.error is not None:
                rest += f.error[0] * self.threshold.ceiling(over(f.error[1], m))
            if not c.ball.abs_lower() > rest:
                raise TooEarly("the threshold is too small")
        return c.sign()

    def limit(self, f: Tail) -> tuple[Constant | None, int]:
        """(c, 0) for a finite limit, (None, ±1) for an infinite one; Unclear where there is none to see."""
        if (
            f.parts
            and size(f.parts[0].monomial) > 0
            and (f.error is None or compare(f.parts[0].monomial, f.error[1]))
        ):
            return None, f.parts[0].coefficient.sign()
        if f.error is not None and size(f.error[1]) >= 0:
            raise Unclear("no limit was found")
        if f.parts and f.parts[0].monomial == UNIT:
            return f.parts[0].coefficient, 0
        return Constant(()), 0

    def apart(self, f: Tail) -> tuple[tuple[Part, ...], Constant, Tail]:
        """The growing parts, the constant, and the rest with the error."""
        growing = tuple(p for p in f.parts if size(p.monomial) > 0)
        rest = f.parts[len(growing) :]
        if rest and rest[0].monomial == UNIT:
            return growing, rest[0].coefficient, Tail(rest[1:], f.error)
        return growing, Constant(()), Tail(rest, f.error)

    # -- functions ----------------------------------------------------------------------------------
    def compose(self, coefficients: Sequence[Constant], s: Tail, rest: arb | None) -> Tail:
        """Σ a_k s^k with an error of at most rest · |s|^n."""
        total = self.constant(coefficients[-1])
        for a in reversed(coefficients[:-1]):
            total = self.add(self.mul(total, s), self.constant(a))
        if rest is None or (not s.parts and s.error is None):
            return total
        n = len(coefficients)
        size_, m = self.bound(s)
        with flint.ctx.workprec(BITS):
            error = (arb((rest * size_**n).upper()), power(m, Fraction(n)))
        return self.tail(total.parts, [total.error, error])

    def exp(self, f: Tail) -> Tail:
        if f.error is not None and size(f.error[1]) > 0:
            raise Unclear("an exponent that is not known well enough")
        growing, c, small = self.apart(f)
        top = self.largest(small)
        with flint.ctx.workprec(BITS):
            rest = top.exp() / factorial(self.order)
        series = [Constant.of(Fraction(1, factorial(k))) for k in range(self.order)]
        return self.scaled(self.compose(series, small, rest), applied("exp", c), exponential(growing))

    def split(self, f: Tail) -> tuple[Constant, Monomial, Tail, arb]:
        """c, m, s and a bound S < 1 of |s| with f = c m (1 + s)."""
        if not f.parts:
            raise TooEarly("all known parts cancel") if f.error else Unclear("a function that is 0")
        c, m = f.parts[0]
        s = self.scaled(Tail(f.parts[1:], f.error), c.power(Fraction(-1)), power(m, Fraction(-1)))
        top = self.largest(s)
        if not top < 1:
            raise TooEarly("the threshold is too small")
        return c, m, s, top

    def log(self, f: Tail) -> Tail:
        c, m, s, top = self.split(f)
        n = self.order
        series = [Constant.of(0), *(Constant.of(Fraction((-1) ** (k - 1), k)) for k in range(1, n))]
        with flint.ctx.workprec(BITS):
            rest = 1 / (n * (1 - top))
        found = self.compose(series, s, rest)
        parts = logarithm(m)
        for part in parts:
            self.threshold.positive(part.monomial)
        return self.add(self.constant(applied("log", c)), Tail(parts), found)

    def pow(self, f: Tail, q: Fraction) -> Tail:
        if q.denominator == 1 and 0 <= q <= 4:
            total = self.one
            for _ in range(int(q)):
                total = self.mul(total, f)
            return total
        c, m, s, top = self.split(f)
        if q.denominator != 1 and c.sign() < 0:
            raise Unclear("a root of a negative function")
        found, n = [Fraction(1)], self.order
        while len(found) <= n:
            k = len(found)
            found.append(found[-1] * (q - k + 1) / k)
        with flint.ctx.workprec(BITS):
            last, slope = found[n], Fraction(q - n)
            edge = 1 - top if slope < 0 else 1 + top
            scale = (edge.log() * arb(fmpq(slope.numerator, slope.denominator))).exp()
            rest = arb(fmpq(abs(last.numerator), last.denominator)) * scale
        exact = last == 0 and q.denominator == 1
        series = self.compose([Constant.of(a) for a in found[:n]], s, None if exact else rest)
        return self.scaled(series, c.power(q), power(m, q))

    def smooth(self, kind: str, f: Tail, taylor: Callable[[str, Constant, int], list[Constant]]) -> Tail:
        """A function around the limit of its argument; sine and cosine of anything else are within ±1."""
        growing, c, small = self.apart(f)
        loose = -1 if small.error is None else size(small.error[1])
        if kind in ("sin", "cos") and (growing or loose >= 0):
            return Tail((), (arb(1), UNIT))
        if growing or loose > 0:
            raise Unclear(f"an argument of {kind} without a limit")
        top = self.largest(small)
        with flint.ctx.workprec(BITS):
            around = arb_series([c.ball + arb(0, top.upper()), 1], prec=self.order + 1)
            found = getattr(around, kind)()[self.order]
            if not found.is_finite():
                raise TooEarly("the threshold is too small")
            rest = arb(found.abs_upper())
        return self.compose(taylor(kind, c, self.order), small, rest)

    def odd(self, kind: str, f: Tail, taylor: Callable[[str, Constant, int], list[Constant]]) -> Tail:
        """Erf and atan, also of growing arguments (DLMF 7.12.1, 4.24.17)."""
        if not f.parts or size(f.parts[0].monomial) <= 0:
            return self.smooth(kind, f, taylor)
        if self.sign(f) < 0:
            return self.times(self.odd(kind, self.times(f, Fraction(-1)), taylor), Fraction(-1))
        v = self.pow(f, Fraction(-1))
        if kind == "atan":
            quarter = self.constant(Constant.atom("pi").scaled(Fraction(1, 2)))
            return self.add(quarter, self.times(self.smooth("atan", v, taylor), Fraction(-1)))
        series = [Fraction(1)]
        for k in range(self.order):
            series.append(series[-1] * Fraction(-(2 * k + 1), 2))
        rest = arb(fmpq(abs(series[-1].numerator), series[-1].denominator))
        sum_ = self.compose([Constant.of(a) for a in series[:-1]], self.mul(v, v), rest)
        bell = self.exp(self.times(self.mul(f, f), Fraction(-1)))
        root = Constant.atom("pi").power(Fraction(-1, 2))
        return self.add(self.one, self.scaled(self.mul(self.mul(bell, v), sum_), -root))


def largest_against(ring: Ring, f: Tail, degree: int, rate: int) -> arb:
    """A bound of |f| / (y**degree · exp(rate · y)) from the threshold on; Unclear where that grows."""
    y = monomial(((0, Fraction(1)),))
    scale = times(power(y, Fraction(degree)), exponential([Part(Constant.of(rate), y)]) if rate else UNIT)
    return ring.largest(ring.scaled(f, Constant.of(1), power(scale, Fraction(-1))))
