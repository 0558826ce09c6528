"""A piece: an open interval with one formula without branches, and a close look at its ends.

Towards an end x runs as ±y or as c ± 1/y with y ≥ K, and the tail of the function says what is the case
from K on: the sign of each derivative, and the limits.

>>> from derive.language.grammar import parse
>>> sigmoid = Piece(MINUS_INFINITY, INFINITY, parse("1/(1 + exp(-x))"))
>>> sigmoid.limit(1, 0).decimal(), sigmoid.end_sign(1, 2)
('1', (-1, Fraction(2, 1)))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

import flint
from flint import arb

from derive.language.term import Term
from derive.survey import balls
from derive.survey.constants import BITS, Constant, Unclear
from derive.survey.growth import Part, Threshold, monomial
from derive.survey.jets import ConstantRing, Evaluation
from derive.survey.places import INFINITY, MINUS_INFINITY, Number, infinite
from derive.survey.tail_jets import Tails
from derive.survey.tails import Ring, Tail

ORDER = 3  # derivatives that are looked at
REACH = (2, ORDER + 1)  # up to which they are worked out together
REMEMBERED = 400
STARTS = {
    True: (2, 4, 6, 8, 12, 16, 32, 64, 256, 1024, 2**14, 2**20),
    False: (2, 4, 8, 16, 64, 256, 4096, 2**20),
}  # infinite end or not
TERMS = 6
LATE, MORE = 16, (8, 10)  # before a start so far out, a nearer one is looked at with more terms
UNITS = Fraction(1, 2**40)


@lru_cache(REMEMBERED)
def _tails(
    formula: Term, at: Constant | None, side: int, start: int, terms: int, order: int
) -> tuple[Ring, list[Tail]] | Unclear:
    """The derivatives of a formula towards an infinity (None) or a point, for y ≥ start."""
    ring = Ring(Threshold(Fraction(start)), terms)
    try:
        found = Evaluation(Tails(ring), [_variable(ring, at, side), ring.one], order)(formula)
    except Unclear as reason:
        return reason
    return ring, [*found, *(ring.zero for _ in range(order + 1 - len(found)))]


def _variable(ring: Ring, at: Constant | None, side: int) -> Tail:
    """X as a function of y."""
    if at is None:
        return ring.times(ring.variable(), Fraction(side))
    step = Tail((Part(Constant.of(-side), monomial(((0, Fraction(-1)),))),))
    return ring.add(ring.constant(at), step)


@dataclass
class Piece:
    """The open interval (lo, hi) and the formula there; what was found is remembered."""

    lo: Number
    hi: Number
    formula: Term
    seen: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False)
    plus_x: Term | None = None  # the same formula plus x, where that was looked at before

    def end(self, side: int) -> Number:
        return self.lo if side < 0 else self.hi

    # -- towards an end -----------------------------------------------------------------------------
    def tail(self, side: int, start: int, order: int, terms: int = TERMS) -> tuple[Ring, Sequence[Tail]]:
        """The derivatives up to an order (over factorials) near an end, for y ≥ start."""
        end, reach = self.end(side), next(n for n in REACH if order <= n)
        if not end.infinite and end.exact is None:
            raise Unclear("an end that is not known exactly")
        found = _tails(self.plus_x or self.formula, end.exact, side, start, terms, reach)
        if isinstance(found, Unclear):
            raise found
        if self.plus_x is None:
            return found
        ring, tails = found
        x = _variable(ring, end.exact, side)
        less = [ring.add(f, ring.times(g, -1)) for f, g in zip(tails, (x, ring.one), strict=False)]
        return ring, [*less, *tails[2:]]

    def end_sign(self, side: int, order: int) -> tuple[int, Fraction]:
        """The sign of a derivative from a point on to an end; the point lies inside."""
        end, reason = self.end(side), Unclear("no sign near an end")
        if not end.infinite and end.exact is None:
            return self._sign_at_ball(side, order)
        if not end.infinite:
            try:
                return self._sign_at_ball(side, order, steep=True)
            except Unclear:
                pass  # zero at the end, or no value there: the tail knows more
        for start, terms in self._attempts(side):
            try:
                ring, tails = self.tail(side, start, order, terms)
                sign = ring.sign(tails[order])
            except Unclear as unclear:
                reason = unclear
                continue
            self.seen["start", side] = start
            return sign, self._from(side, start)
        if not end.infinite and end.exact is not None and end.exact.rational is None:
            return self._sign_at_ball(side, order)
        raise reason

    def _attempts(self, side: int) -> list[tuple[int, int]]:
        """Starts with terms; first those from where a sign was found before: a higher derivative is seldom
        clear earlier.
        """
        infinite_end = bool(self.end(side).infinite)
        starts = [(start, TERMS) for start in STARTS[infinite_end]]
        if infinite_end:  # what lies before a start far out would have to be cut into many intervals
            starts.insert(STARTS[True].index(LATE), MORE)
        known = self.clear_from(side)
        return sorted(starts, key=lambda pair: pair[0] < known)

    def clear_from(self, side: int) -> int:
        """The start from which a sign was found last; 0 where there is none yet."""
        return self.seen.get(("start", side), 0)  # type: ignore[return-value]

    def _from(self, side: int, start: int) -> Fraction:
        """A point beyond which y ≥ start."""
        end = self.end(side)
        if end.infinite:
            return Fraction(side * start)
        assert end.exact is not None
        q = end.exact.rational
        if q is None:
            q = balls.fraction_of(end.exact.ball)
            return Fraction(round((q - side * Fraction(999, 1000 * start)) / UNITS)) * UNITS
        return q - side * Fraction(1, start)

    def _sign_at_ball(self, side: int, order: int, steep: bool = False) -> tuple[int, Fraction]:
        """From values at the end itself and around it; ``steep``: only where the value there is not 0."""
        end = self.end(side)
        assert end.ball is not None
        if steep and balls.jet(self.formula, end.ball, order)[order].contains(0):
            raise Unclear("zero at an end")
        middle = balls.fraction_of(end.ball)
        for k in (4, 8, 16, 32, 64):
            inner = Fraction(round((middle - side * Fraction(1, 2**k)) * 2 ** (k + 8)), 2 ** (k + 8))
            with flint.ctx.workprec(BITS):
                over = end.ball.union(balls.ball_of(inner))
            try:
                value = balls.jet(self.formula, over, order)[order]
            except Unclear:
                continue
            if value > 0 or value < 0 or value.is_zero():
                return (1 if value > 0 else -1 if value < 0 else 0), inner
        raise Unclear("no sign near an end that is not known exactly")

    def limit(self, side: int, order: int) -> Number:
        """What a derivative (times its factorial over itself: for order 2, f''/2) tends to at an end."""
        end, reason = self.end(side), Unclear("no limit was found")
        if not end.infinite:
            assert end.ball is not None
            try:  # where the formula is analytic its value is the limit
                there = balls.jet(self.formula, end.ball, order)[order]
                return self._exactly(end, order) or Number(there)
            except Unclear:
                if end.exact is None:
                    raise
        for start, terms in self._attempts(side):
            try:
                ring, tails = self.tail(side, start, order, terms)
                constant, way = ring.limit(tails[order])
            except Unclear as unclear:
                reason = unclear
                continue
            return infinite(way) if constant is None else Number.of(constant)
        raise reason

    def beyond(self, side: int, order: int, start: int) -> arb:
        """A ball around all values of a derivative (over its factorial) beyond ±start."""
        ring, tails = self.tail(side, start, order)
        growing, constant, rest = ring.apart(tails[order])
        if growing:
            raise Unclear("a function that grows")
        with flint.ctx.workprec(BITS):
            return constant.ball + arb(0, ring.largest(rest))

    @property
    def middle(self) -> Number:
        """A rational point inside."""
        lo, hi = (None if e.ball is None else balls.fraction_of(e.ball) for e in (self.lo, self.hi))
        if lo is None:
            return Number.of(0 if hi is None else floor(hi) - 1)
        if hi is None:
            return Number.of(ceil(lo) + 1)
        return Number.of(((lo + hi) / 2).limit_denominator(ceil(4 / (hi - lo))))

    # -- inside ---------------------------------------------------------------------------------------
    def value(self, at: Number, order: int = 0) -> Number:
        """A derivative over its factorial at an inner point."""
        assert at.ball is not None
        return self._exactly(at, order) or Number(balls.jet(self.formula, at.ball, order)[order])

    def _exactly(self, at: Number, order: int) -> Number | None:
        """The same as an exact constant, where that is found."""
        if at.exact is None:
            return None
        key = ("exact", order, at.exact)  # not its hash: those of -1 and -2 are the same
        if key not in self.seen:
            ring = ConstantRing()
            try:
                found = Evaluation(ring, [at.exact, ring.one], order)(self.formula)
                self.seen[key] = Number.of(found[order] if order < len(found) else Constant.of(0))
            except Unclear:
                self.seen[key] = None
        return self.seen[key]  # type: ignore[return-value]


__all__ = ["INFINITY", "MINUS_INFINITY", "ORDER", "Piece"]
