"""Balls: jets of a term over an interval, in Arb, with the functions that keep their digits.

tanh and its derivative 1/cosh² are taken as such, not as quotients of exponentials, so that values stay
sharp far out. A ball is None-free: where a term has no value on the whole interval `NoBall` is raised.

Source: F. Johansson, Arb, IEEE Trans. Computers 66 (2017), doi:10.1109/TC.2017.2690633.
"""

from __future__ import annotations

from fractions import Fraction
from operator import mul

import flint
from flint import arb, fmpq

from derive.language.term import Term
from derive.survey.constants import Constant, Unclear
from derive.survey.jets import Evaluation, Jet

BITS = 192
PRECISE = 1200


class NoBall(Unclear):
    """No finite ball over this interval."""


def ball_of(q: Fraction) -> arb:
    """A rational number; exact where it is a short binary fraction, whatever precision is set."""
    with flint.ctx.workprec(PRECISE):
        return arb(fmpq(q.numerator, q.denominator))


def interval(lo: Fraction, hi: Fraction) -> arb:
    with flint.ctx.workprec(PRECISE):
        return ball_of(lo).union(ball_of(hi))


def fraction_of(ball: arb) -> Fraction:
    q = ball.mid().fmpq()
    return Fraction(int(q.p), int(q.q))


def jet(term: Term, at: arb, order: int, bits: int = BITS) -> list[arb]:
    """Taylor coefficients 0..order at every point of a ball; `NoBall` where one is not finite."""
    with flint.ctx.workprec(bits):
        try:
            found = Evaluation(BallRing(), [at, arb(1)], order)(term)
        except (ValueError, ZeroDivisionError) as error:
            raise NoBall(str(error)) from None
    if not all(c.is_finite() for c in found):
        raise NoBall("not finite")
    return [*found, *(arb(0) for _ in range(order + 1 - len(found)))]


class BallRing:
    """Balls as a ring for jets."""

    zero, one = arb(0), arb(1)
    natives = frozenset(("tanh", "sech", "sinh", "cosh", "asinh", "erfc"))

    def number(self, q: Fraction) -> arb:
        return ball_of(q)

    def named(self, head: str) -> arb:
        return arb.pi() if head == "pi" else arb(1).exp()

    def constant(self, c: Constant) -> arb:
        return c.at_precision()

    def add(self, *parts: arb) -> arb:
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    mul = staticmethod(mul)

    def times(self, f: arb, q: Fraction | int) -> arb:
        if q.denominator == 1:
            return f if q == 1 else f * q.numerator
        return f * q.numerator / q.denominator

    def pow(self, f: arb, q: Fraction) -> arb:
        if q.denominator == 1:
            return self._whole(f, int(q))
        if not f > 0:
            if f.is_zero() and q > 0:
                return f
            raise NoBall("a root outside its domain")
        if q == Fraction(1, 2):
            return f.sqrt()
        return (f.log() * ball_of(q)).exp()

    def _whole(self, f: arb, n: int) -> arb:
        if n < 0:
            if f.contains(0):
                raise NoBall("a division by zero")
            return 1 / self._whole(f, -n)
        total, base = arb(1), f
        while n:
            if n & 1:
                total = total * base
            base, n = base * base, n >> 1
        return total

    def exp(self, f: arb) -> arb:
        return f.exp()

    def log(self, f: arb) -> arb:
        if not f > 0:
            raise NoBall("a logarithm outside its domain")
        return f.log()

    def function(self, kind: str, f: arb) -> arb:
        found: arb = getattr(f, kind)()
        if not found.is_finite():
            raise NoBall(f"{kind} outside its domain")
        return found

    # -- functions with forms of their own ----------------------------------------------------------
    def jet_tanh(self, e: Evaluation, u: Jet) -> Jet:
        """T' = s u', s = sech² u, s' = -2 T s u'."""
        t, s = [u[0].tanh()], [u[0].sech() ** 2]
        if len(u) == 1:
            return t
        for k in range(1, e.order + 1):
            t.append(e.weighted(u, s, k))
            ts = e.product(t, s)
            s.append(e.weighted(u, ts, k, up=-2))
        return t

    def jet_sech(self, e: Evaluation, u: Jet) -> Jet:
        t, s = self.jet_tanh(e, u), [u[0].sech()]
        for k in range(1, e.order + 1 if len(u) > 1 else 0):
            s.append(e.weighted(u, e.product(t, s), k, up=-1))
        return s

    def _hyperbolic(self, e: Evaluation, u: Jet, which: int) -> Jet:
        pair = [[u[0].sinh()], [u[0].cosh()]]
        for k in range(1, e.order + 1 if len(u) > 1 else 0):
            new = [e.weighted(u, pair[1 - i], k) for i in (0, 1)]
            for i in (0, 1):
                pair[i].append(new[i])
        return pair[which]

    def jet_sinh(self, e: Evaluation, u: Jet) -> Jet:
        return self._hyperbolic(e, u, 0)

    def jet_cosh(self, e: Evaluation, u: Jet) -> Jet:
        return self._hyperbolic(e, u, 1)

    def jet_asinh(self, e: Evaluation, u: Jet) -> Jet:
        inside = e.sum([[self.one], e.product(u, u)])
        return e.integrated(u[0].asinh(), e.power(inside, Fraction(-1, 2)) if len(u) > 1 else [], u)

    def jet_erfc(self, e: Evaluation, u: Jet) -> Jet:
        return [u[0].erfc(), *e.negative(e.erf(u)[1:])]
