"""Jets of tails: a function and its derivatives near an end, for all y beyond a threshold.

>>> from derive.survey.growth import Threshold
>>> from derive.language.grammar import parse
>>> ring = Ring(Threshold(Fraction(4)), 6)
>>> jet = Evaluation(Tails(ring), [ring.variable(), ring.one], 1)(parse("tanh(x)"))
>>> [ring.sign(tail) for tail in jet]
[1, 1]
"""

from __future__ import annotations

from fractions import Fraction

from derive.language.term import Term, call
from derive.survey.constants import Constant
from derive.survey.growth import size
from derive.survey.jets import ConstantRing, Evaluation, Jet
from derive.survey.tails import Ring, Tail


def taylor(kind: str, at: Constant, count: int) -> list[Constant]:
    """The first Taylor coefficients of a function at a constant."""
    name = {"lambertw": "LambertW"}.get(kind, kind)
    ring = ConstantRing()
    found = Evaluation(ring, [at, ring.one], count - 1)(call(name, Term("symbol", (), "x")))
    return [*found, *(ring.zero for _ in range(count - len(found)))]


class Tails:
    """Tails beyond a threshold as a ring for jets."""

    natives: frozenset[str] = frozenset(("tanh",))

    def __init__(self, ring: Ring) -> None:
        self.ring, self.zero, self.one = ring, ring.zero, ring.one
        self.add, self.mul, self.times, self.pow = ring.add, ring.mul, ring.times, ring.pow
        self.exp, self.log = ring.exp, ring.log

    def number(self, q: Fraction) -> Tail:
        return self.ring.constant(Constant.of(q))

    def named(self, head: str) -> Tail:
        return self.ring.constant(Constant.atom(head.lower()))

    def function(self, kind: str, f: Tail) -> Tail:
        if kind in ("erf", "atan"):
            return self.ring.odd(kind, f, taylor)
        return self.ring.smooth(kind, f, taylor)

    def jet_tanh(self, e: Evaluation, u: Jet) -> Jet:
        """With w = exp(-2 |u|): tanh u = ±(1 - w)/(1 + w), tanh' = 4 w/(1 + w)²; then s' = -2 t s u'."""
        ring, two = self.ring, Fraction(2)
        side = -1 if u[0].parts and self._falls(u[0]) else 1
        w = ring.exp(ring.times(u[0], Fraction(-2 * side)))
        below = ring.pow(ring.add(ring.one, w), Fraction(-1))
        wide = ring.mul(w, below)
        t = [ring.times(ring.add(ring.one, ring.times(wide, -two)), Fraction(side))]
        s = [ring.times(ring.mul(wide, below), 2 * two)]
        for k in range(1, e.order + 1 if len(u) > 1 else 0):
            step = e.weighted(u, s, k)
            t.append(self.zero if step is None else step)
            bend = e.weighted(u, e.product(t, s), k, up=-2)
            s.append(self.zero if bend is None else bend)
        return t

    def _falls(self, u: Tail) -> bool:
        return size(u.parts[0].monomial) > 0 and u.parts[0].coefficient.sign() < 0
